"""Findings quote no value of a message: what stands where a number belongs may be a secret."""

from __future__ import annotations

import pytest
from engine_traffic import NOON

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload

SERV = "http://www.webex.com/schemas/2002/06/service"


@pytest.mark.parametrize(
    ("exception", "said"),
    [
        ("000001", "the answer is a SUCCESS with exceptionID 000001"),
        ("sessionTicket=Example99", "the answer is a SUCCESS with exceptionID (no number)"),
    ],
)
def test_an_exception_that_is_no_number_is_not_quoted(
    exception: str, said: str, inspector: Inspector
) -> None:
    body = (
        f'<serv:message xmlns:serv="{SERV}"><serv:header><serv:response><serv:result>SUCCESS</serv:result>'
        f"<serv:gsbStatus>PRIMARY</serv:gsbStatus><serv:exceptionID>{exception}</serv:exceptionID>"
        "</serv:response></serv:header><serv:body><serv:bodyContent/></serv:body></serv:message>"
    )
    judged = inspector.judge_pair(Exchange(response=Payload((), body.encode()), started=NOON))

    assert [each.message for each in report(judged).findings if each.code == "RSP-08"] == [said]


@pytest.mark.parametrize(
    ("namespace", "said"),
    [
        (
            f"{SERV}/epp",
            f"the type getAPIVersionResponse stands in {SERV}/epp, expected {SERV}/ep",
        ),
        (
            "http://jdoe:Example99@acme.example.com/?sessionTicket=Example98",
            "the type getAPIVersionResponse stands in a namespace that is none of the service's, "
            f"expected {SERV}/ep",
        ),
    ],
)
def test_a_namespace_of_somebodys_own_is_not_quoted(namespace: str, said: str, inspector: Inspector) -> None:
    body = (
        f'<serv:message xmlns:serv="{SERV}" xmlns:ep="{namespace}"><serv:header><serv:response>'
        "<serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>"
        '<serv:body><serv:bodyContent xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:type="ep:getAPIVersionResponse"/></serv:body></serv:message>'
    )
    judged = report(inspector.judge_pair(Exchange(response=Payload((), body.encode()), started=NOON)))

    assert said in [each.message for each in judged.findings]
    assert "Example9" not in repr(judged)


SECRET = "TopSecretExample99OfSomebody"
MESSAGE = (
    f'<?xml version="1.0" encoding="UTF-8"?><serv:message xmlns:serv="{SERV}" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header/><serv:body><serv:bodyContent '
    'xsi:type="java:com.webex.service.binding.user.GetUser"><webExId>jdoe</webExId></serv:bodyContent>'
    "</serv:body></serv:message>"
)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("UTF-8", SECRET, "XML-04"),
        ("<serv:message", f"<!DOCTYPE {SECRET}><serv:message", "XML-02"),
        (">jdoe<", f">&{SECRET};<", "XML-01"),
        (">jdoe<", f">&{SECRET}<", "XML-01"),
        ("<webExId>", f'<webExId xsi:type="{SECRET}">', "SCH-01"),
        ("<webExId>", f'<webExId xsi:nil="{SECRET}">', "SCH-01"),
        ("<webExId>", f'<webExId xmlns:odd="https://www.webex.com/schemas/{SECRET}">', "ENV-02"),
        ("<webExId>jdoe</webExId>", f"<{SECRET}:webExId>jdoe</{SECRET}:webExId>", "ENV-02"),
    ],
)
def test_what_is_no_name_of_an_element_is_not_quoted(
    old: str, new: str, code: str, inspector: Inspector
) -> None:
    body = MESSAGE.replace(old, new, 1).encode()
    judged = report(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))

    assert code in [each.code for each in judged.findings]
    assert SECRET not in repr(judged.findings)


def test_a_short_prefix_is_quoted(inspector: Inspector) -> None:
    body = MESSAGE.replace("<webExId>jdoe</webExId>", "<use:webExId>jdoe</use:webExId>").encode()
    judged = report(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))

    assert [each.message for each in judged.findings if each.code == "ENV-02"] == [
        'prefix "use" is used but never declared; the service reads it, a strict XML parser stops here'
    ]


def test_xsi_under_another_prefix_is_told_once(inspector: Inspector) -> None:
    xsi = 'xmlns:q="http://www.w3.org/2001/XMLSchema-instance"'
    body = MESSAGE.replace("<webExId>", f'<webExId {xsi} q:nil="true">').encode()
    judged = report(inspector.judge_pair(Exchange(Payload((), body), started=NOON)))

    assert [each.path for each in judged.findings if each.code == "SCH-01"] == ["getUser/webExId/@xsi:nil"]
