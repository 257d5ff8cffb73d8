"""What says its type itself, and a frame in another order: answers that a validator refuses."""

from __future__ import annotations

import pytest

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload

SERVICE = "http://www.webex.com/schemas/2002/06/service"
SPACES = (
    f'xmlns:serv="{SERVICE}" xmlns:ep="{SERVICE}/ep" xmlns:com="{SERVICE}/common" xmlns:use="{SERVICE}/user" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
HEADER = "<serv:header><serv:response><serv:result>SUCCESS</serv:result></serv:response></serv:header>"
CONTENT = "<ep:apiVersion>V11</ep:apiVersion><ep:release>R</ep:release>"

Told = list[tuple[str, str, str, str]]


def _answer(content: str = CONTENT, type_: str = "ep:getAPIVersionResponse") -> str:
    return f'<serv:body><serv:bodyContent xsi:type="{type_}">{content}</serv:bodyContent></serv:body>'


def _told(inspector: Inspector, inside: str) -> tuple[bool | None, Told]:
    body = f"<serv:message {SPACES}>{inside}</serv:message>".encode()
    found = report(inspector.judge_pair(Exchange(None, Payload((), body), started=1.6e9)))
    return found.calls[0].response_valid, [
        (f.code, str(f.severity), f.path, f.message) for f in found.findings
    ]


@pytest.mark.parametrize("given", ["ep:nothing", "xs:long", "none:string", "ep:string", "TopSecret99", ""])
def test_a_type_that_is_not_the_elements_own(given: str, inspector: Inspector) -> None:
    content = CONTENT.replace("<ep:release>", f'<ep:release xsi:type="{given}">')
    path = "getAPIVersionResponse/release"
    message = f"xsi:type of {path} names neither its own type nor one that is derived from it"

    assert _told(inspector, HEADER + _answer(content)) == (
        False,
        [("SCH-01", "error", f"{path}/@xsi:type", message)],
    )


@pytest.mark.parametrize("given", ["xs:string", "xs:token"])
def test_the_elements_own_type_and_one_built_on_it(given: str, inspector: Inspector) -> None:
    content = CONTENT.replace("<ep:release>", f'<ep:release xsi:type="{given}">')

    assert _told(inspector, HEADER + _answer(content)) == (True, [])


def test_a_body_before_the_header(inspector: Inspector) -> None:
    assert _told(inspector, _answer() + HEADER) == (
        True,
        [("ENV-05", "info", "header", "header stands after body; the schema has it before")],
    )


def test_the_type_of_an_answer_in_other_letters(inspector: Inspector) -> None:
    assert _told(inspector, HEADER + _answer(type_="ep:GetAPIVersionResponse")) == (
        True,
        [
            (
                "ENV-07",
                "info",
                "getAPIVersionResponse",
                "the type GetAPIVersionResponse is spelled getAPIVersionResponse in the schema",
            )
        ],
    )


@pytest.mark.parametrize(
    ("given", "content", "told"),
    [
        ("com:phonesType", "<phone>1</phone>", []),
        ("zz:PHONESTYPE", "<phone>1</phone>", []),
        ("use:userPhonesType", "<phone>1</phone><pager>1</pager>", []),
        ("com:phonesType", "<pager>1</pager>", ["createContacts/contact/phones/pager"]),
        ("com:addressType", "<phone>1</phone>", ["createContacts/contact/phones/@xsi:type"]),
    ],
)
def test_a_type_in_a_request(given: str, content: str, told: list[str], inspector: Inspector) -> None:
    phones = f'<phones xsi:type="{given}">{content}</phones>'
    content = f"<contact><name>Jane</name><email>jane@example.com</email>{phones}</contact>"
    body = (
        f"<serv:message {SPACES}><header><securityContext><webExID>jdoe</webExID>"
        "<password>Example-1</password><siteName>acme</siteName></securityContext></header><body>"
        f'<bodyContent xsi:type="java:com.webex.service.binding.ep.CreateContacts">{content}'
        "</bodyContent></body></serv:message>"
    )
    found = report(inspector.judge_pair(Exchange(Payload((), body.encode()), started=1.6e9)))

    assert [f.path for f in found.findings if f.code == "SCH-01"] == told
    assert found.calls[0].request_valid is not bool(told)
