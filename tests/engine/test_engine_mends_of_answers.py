"""A client cannot mend an answer: its findings say what they mean to the client."""

from __future__ import annotations

import re

import pytest

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange, Payload

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ROW = (
    "<ep:sessionKey>1</ep:sessionKey><ep:confName>Review</ep:confName><ep:sessionType>1</ep:sessionType>"
    "<ep:serviceType>MeetingCenter</ep:serviceType><ep:hostWebExID>jdoe</ep:hostWebExID>"
    "<ep:timeZoneID>4</ep:timeZoneID><ep:startTime>01/01/2020 10:00:00</ep:startTime>"
    "<ep:duration>20</ep:duration><ep:listStatus>PUBLIC</ep:listStatus><ep:confID>1</ep:confID>"
    "<ep:isRecurring>false</ep:isRecurring>"
)
ANSWER = (
    f'<serv:message xmlns:serv="{SERV}" xmlns:ep="{SERV}/ep"><serv:header><serv:response><serv:result>SUCCESS'
    "</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header><serv:body>"
    f'<serv:bodyContent xmlns:xsi="{XSI}" xsi:type="ep:lstsummarySessionResponse"><ep:matchingRecords>'
    "<serv:total>1</serv:total><serv:returned>1</serv:returned><serv:startFrom>1</serv:startFrom>"
    "</ep:matchingRecords><ep:session>{}</ep:session></serv:bodyContent></serv:body></serv:message>"
)
ORDERS = re.compile(r"\b(add|move|write|send|give|put) ", re.IGNORECASE)


def _mends(inspector: Inspector, content: str) -> list[tuple[str, str]]:
    url = "https://acme.example.com/WBXService/xml40.4.0/XMLService"
    body = Payload((), ANSWER.format(content).encode())
    found = report(inspector.judge_pair(Exchange(None, body, url=url, started=1.6e9)))
    told = [(f.code, f.instead) for f in found.findings if f.code[:3] in ("SCH", "REL", "ENV")]
    assert not [mend for _, mend in told if ORDERS.match(mend)]
    return told


def test_what_is_missing_is_nothing_for_the_client_to_add(inspector: Inspector) -> None:
    (told,) = _mends(inspector, ROW.replace("<ep:confID>1</ep:confID>", ""))

    assert told == (
        "SCH-02",
        "The client must do without it: let it not fail on its absence, and look at what stands between "
        "site and client if it used to be there.",
    )


def test_the_nearest_name_is_still_offered(inspector: Inspector) -> None:
    (told,) = _mends(inspector, ROW.replace("listStatus", "listStatuss"))

    assert told[0] == "SCH-01"
    assert told[1].startswith("did you mean listStatus? Clients that go by the schema do not read it")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ROW.replace(">20<", ">long<"), "SCH-03"),
        (ROW.replace("PUBLIC", "SECRET"), "SCH-04"),
        (ROW + "<ep:isRecurring>false</ep:isRecurring>", "SCH-05"),
        (ROW + "<ep:isScheduledPMR>true</ep:isScheduledPMR>", "REL-01"),
        (ROW.replace("confID", "confid"), "ENV-07"),
        (ROW.replace("<ep:duration>20</ep:duration>", "") + "<ep:duration>20</ep:duration>", "ENV-05"),
    ],
)
def test_no_mend_of_an_answer_orders_it_written_otherwise(
    content: str, code: str, inspector: Inspector
) -> None:
    assert [found for found, _ in _mends(inspector, content)] == [code]
