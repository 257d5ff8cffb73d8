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
