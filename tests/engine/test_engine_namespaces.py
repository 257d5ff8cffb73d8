"""Namespaces of an answer: one wrong declaration is one finding, and hides no other slip."""

from __future__ import annotations

import pytest
from lxml import etree

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import ExchangeReport
from inspector.schema import Schemas

SERV = "http://www.webex.com/schemas/2002/06/service"
ROW = (
    "<ep:session><ep:sessionKey>1</ep:sessionKey><ep:confName>Review</ep:confName>"
    "<ep:sessionType>1</ep:sessionType><ep:serviceType>MeetingCenter</ep:serviceType>"
    "<ep:hostWebExID>jdoe</ep:hostWebExID><ep:timeZoneID>4</ep:timeZoneID><ep:startTime>01/01/2020 10:00:00"
    "</ep:startTime><ep:duration>20</ep:duration><ep:listStatus>PUBLIC</ep:listStatus>"
    "<ep:confID>1</ep:confID><ep:isRecurring>false</ep:isRecurring></ep:session>\n"
)
LIST = f"""<serv:message xmlns:serv="{SERV}" xmlns:ep="{SERV}/ep" xmlns:use="{SERV}/user">
<serv:header><serv:response><serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>
<serv:body>
<serv:bodyContent xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ep:lstsummarySessionResponse">
<ep:matchingRecords>
<serv:total>50</serv:total>
<serv:returned>50</serv:returned>
<serv:startFrom>1</serv:startFrom>
</ep:matchingRecords>
{ROW * 50}</serv:bodyContent></serv:body></serv:message>"""  # noqa: E501 - an answer as it comes
DELETED = (
    LIST.partition("<ep:matching")[0].replace("lstsummarySession", "delSession") + LIST.partition(ROW * 50)[2]
)
OWN = f'xmlns:ep="{SERV}/ep"'

Told = list[tuple[str, str, int | None]]


def _judged(inspector: Inspector, body: str) -> ExchangeReport:
    url = "https://acme.example.com/WBXService/xml40.4.0/XMLService"
    return report(inspector.judge_pair(Exchange(None, Payload((), body.encode()), url=url, started=1.6e9)))


def _told(found: ExchangeReport) -> Told:
    return [(f.code, f.path, f.line) for f in found.findings if f.code.startswith(("SCH", "ENV", "RSP"))]


CASES: dict[str, tuple[str, Told]] = {
    "as it should be": (LIST, []),
    "no content": (DELETED, []),
    "under other prefixes": (LIST.replace("ep:", "ns1:").replace("xmlns:ep", "xmlns:ns1"), []),
    "by default": (LIST.replace("serv:", "").replace("xmlns:serv", "xmlns"), []),
    "a wrong address": (
        LIST.replace("service/ep", "service/epp"),
        [("SCH-08", "lstsummarySessionResponse", 4)],
    ),
    "a wrong address, no content": (
        DELETED.replace("service/ep", "service/epp"),
        [("SCH-08", "delSessionResponse", 4)],
    ),
    "a type in another package": (
        DELETED.replace('"ep:del', '"use:del'),
        [("SCH-08", "delSessionResponse", 4)],
    ),
    "a type without prefix": (DELETED.replace('"ep:del', '"del'), [("SCH-08", "delSessionResponse", 4)]),
    "a type as a request has it": (
        DELETED.replace('"ep:del', '"java:com.webex.service.binding.ep.del'),
        [("SCH-08", "delSessionResponse", 4)],
    ),
    "a type of an undeclared prefix": (DELETED.replace('"ep:del', '"zz:del'), [("ENV-02", "", 4)]),
    "the frame elsewhere": (
        LIST.replace(f'xmlns:serv="{SERV}"', 'xmlns:serv="urn:x"'),
        [("SCH-08", "message", 1)],
    ),
    "nothing qualified in the frame": (LIST.replace("serv:", ""), [("SCH-08", "message", 1)]),
    "the sister service's address": (
        LIST.replace(f'serv="{SERV}"', f'serv="{SERV.replace("2002/06", "2009/05")}"'),
        [("ENV-02", "", 1)],
    ),
    "two slips": (
        LIST.replace("service/ep", "service/epp").replace("serv:returned", "use:returned"),
        [
            ("SCH-08", "lstsummarySessionResponse", 4),
            ("SCH-08", "lstsummarySessionResponse/matchingRecords/returned", 7),
        ],
    ),
    "a wrong address beside the sister service's": (
        LIST.replace("service/ep", "service/epp").replace(
            f'serv="{SERV}"', f'serv="{SERV.replace("2002/06", "2009/05")}"'
        ),
        [("ENV-02", "", 1), ("SCH-08", "lstsummarySessionResponse", 4)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_slip_is_one_finding_and_validity_is_that_of_the_plain_schema(
    case: str, inspector: Inspector, schemas: Schemas
) -> None:
    body, told = CASES[case]

    found = _judged(inspector, body)

    assert _told(found) == told
    assert found.calls[0].response_valid is schemas.validator("40.4.0").validate(etree.fromstring(body))
    assert found.calls[0].response_valid is (not told)


def test_the_finding_says_how_many_share_the_slip(inspector: Inspector) -> None:
    (found,) = [f for f in _judged(inspector, CASES["a wrong address"][0]).findings if f.code == "SCH-08"]

    assert found.message == (
        f"the type lstsummarySessionResponse stands in {SERV}/epp, expected {SERV}/ep; "
        "so do 601 more elements: matchingRecords, session, sessionKey and 10 more"
    )


def test_each_of_two_calls_with_the_slip_is_not_valid(inspector: Inspector) -> None:
    one = LIST.partition("<serv:body>\n")[2].partition("</serv:body>")[0]
    found = _judged(inspector, LIST.replace(one, one + one).replace("service/ep", "service/epp"))

    assert [f.call for f in found.findings if f.code == "SCH-08"] == [0]
    assert [call.response_valid for call in found.calls] == [False, False]
