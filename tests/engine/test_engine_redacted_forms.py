"""What was right before redaction is right after it: pseudonyms have the forms that rules ask for."""

from __future__ import annotations

import pytest

from inspector import assemble
from inspector.engine import Inspector, record, report
from inspector.model.exchange import Exchange, Payload
from inspector.settings import Settings

SERVICE = "http://www.webex.com/schemas/2002/06/service"
ANSWER = (
    f'<serv:message xmlns:serv="{SERVICE}" xmlns:use="{SERVICE}/user" xmlns:meet="{SERVICE}/meeting"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response>'
    "<serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>"
    '<serv:body><serv:bodyContent xsi:type="@">@@</serv:bodyContent></serv:body></serv:message>'
)
CREATED = (
    "<meet:meetingkey>700000001</meet:meetingkey><meet:meetingUUID>%s</meet:meetingUUID>"
    "<meet:iCalendarURL/><meet:guestToken/>"
)


@pytest.fixture(scope="module")
def core() -> Inspector:
    return assemble.inspector(
        Settings(redact=("pii", "time_place"), release="40.9.0"),
        key=b"k" * 32,
    )


@pytest.mark.parametrize(
    "uuid",
    [
        "0123456789abcdef0123456789abcdef",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789ABCDEF",
        "01234567890123456789012345678901",
    ],
)
def test_a_meeting_uuid_stays_one(core: Inspector, uuid: str) -> None:
    answer = ANSWER.replace("@@", CREATED % uuid).replace("@", "meet:createMeetingResponse")
    before = record(core.judge_pair(Exchange(None, Payload((), answer.encode()), started=1_600_000_000.0)))
    kept = before.response
    assert kept is not None
    assert uuid.encode() not in kept.body
    after = report(core.judge_pair(Exchange(None, Payload((), kept.body), started=1_600_000_000.0)))

    assert "REL-06" not in [finding.code for finding in before.report.findings]
    assert [finding.code for finding in after.findings] == [each.code for each in before.report.findings]


def test_what_is_no_uuid_is_still_none(core: Inspector) -> None:
    """The twin: a plain key in its place stays a plain key."""
    answer = ANSWER.replace("@@", CREATED % "700000001").replace("@", "meet:createMeetingResponse")
    before = record(core.judge_pair(Exchange(None, Payload((), answer.encode()), started=1_600_000_000.0)))
    kept = before.response
    assert kept is not None
    after = report(core.judge_pair(Exchange(None, Payload((), kept.body), started=1_600_000_000.0)))
    assert "REL-06" in [finding.code for finding in before.report.findings]
    assert "REL-06" in [finding.code for finding in after.findings]
