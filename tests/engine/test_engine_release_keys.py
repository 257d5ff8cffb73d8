"""Keys that a meetingUUID may stand in for are asked for up to the release before the operation takes one.

Releases are those at which the release notes give meetingUUID to each operation; the types are shared, so
that the schema alone lets keys be missing earlier.
"""

from __future__ import annotations

import re

import pytest
from engine_releases import Samples, said, valid

from inspector.engine import Inspector
from inspector.model.exchange import Exchange, Payload
from inspector.schema import Schemas

# operation, path of the key, last release that asks for it, first one that does not
KEYS = [
    ("ep.GetSessionInfo", "getSessionInfoResponse/sessionkey", "40.4.9", "40.6.0"),
    ("ep.LstsummarySession", "lstsummarySessionResponse/session/sessionKey", "40.4.9", "40.6.0"),
    ("meeting.DelMeeting", "delMeeting/meetingKey", "40.4.9", "40.6.0"),
    ("meeting.GetMeeting", "getMeeting/meetingKey", "40.4.9", "40.6.0"),
    ("meeting.GetMeeting", "getMeetingResponse/meetingkey", "40.4.9", "40.6.0"),
    ("meeting.SetMeeting", "setMeeting/meetingkey", "40.4.9", "40.6.0"),
    ("ep.GetJoinSessionInfo", "getJoinSessionInfo/sessionKey", "40.6.1", "40.7.0"),
    ("meeting.LstMeeting", "lstMeetingResponse/meeting/meetingkey", "40.6.1", "40.7.0"),
    ("sales.DelSalesSession", "delSalesSession/meetingKey", "40.6.1", "40.7.0"),
    ("sales.GetSalesSession", "getSalesSession/meetingKey", "40.6.1", "40.7.0"),
    ("sales.GetSalesSession", "getSalesSessionResponse/meetingKey", "40.6.1", "40.7.0"),
    (
        "sales.LstsummarySalesSession",
        "lstsummarySalesSessionResponse/salesSession/meetingKey",
        "40.6.1",
        "40.7.0",
    ),
    ("sales.SetSalesSession", "setSalesSession/meetingKey", "40.6.1", "40.7.0"),
    (
        "training.LstTrainingSession",
        "lstTrainingSessionResponse/trainingSession/sessionKey",
        "40.6.1",
        "40.7.0",
    ),
    ("attendee.GetEnrollmentInfo", "getEnrollmentInfoResponse/session/sessionKey", "40.7.0", "40.8.0"),
    ("ep.DelSession", "delSession/sessionKey", "40.7.0", "40.8.0"),
    ("ep.LstOpenSession", "lstOpenSessionResponse/services/sessions/sessionKey", "40.7.0", "40.8.0"),
    ("event.GetEvent", "getEvent/sessionKey", "40.7.0", "40.8.0"),
    ("event.GetEvent", "getEventResponse/sessionKey", "40.7.0", "40.8.0"),
    ("event.LstsummaryEvent", "lstsummaryEventResponse/event/sessionKey", "40.7.0", "40.8.0"),
    ("meeting.LstsummaryMeeting", "lstsummaryMeetingResponse/meeting/meetingKey", "40.7.0", "40.8.0"),
    ("training.LstScheduledTests", "lstScheduledTestsResponse/test/sessionKey", "40.7.0", "40.8.0"),
    ("event.SendInvitationEmail", "sendInvitationEmail/sessionKey", "40.8.0", "40.9.0"),
    ("event.UploadEventImage", "uploadEventImage/sessionKey", "40.8.0", "40.9.0"),
    ("training.AddScheduledTest", "addScheduledTest/sessionKey", "40.8.0", "40.9.0"),
    ("training.DelScheduledTest", "delScheduledTest/sessionKey", "40.8.0", "40.9.0"),
    ("training.GetTestInformation", "getTestInformationResponse/sessionKey", "40.8.0", "40.9.0"),
    ("training.SetScheduledTest", "setScheduledTest/sessionKey", "40.8.0", "40.9.0"),
    ("attendee.DelMeetingAttendee", "delMeetingAttendee/attendeeEmail/sessionKey", "40.9.0", "40.10.0"),
    ("event.DelEvent", "delEvent/sessionKey", "40.9.0", "40.10.0"),
    ("event.SetEvent", "setEvent/sessionKey", "40.9.0", "40.10.0"),
    ("meeting.auo.GetTeleconferenceSession", "getTeleconferenceSession/sessionKey", "40.9.0", "40.10.0"),
    ("meeting.auo.SetTeleconferenceSession", "setTeleconferenceSession/sessionKey", "40.9.0", "40.10.0"),
    ("training.DelTrainingSession", "delTrainingSession/sessionKey", "40.9.0", "40.10.0"),
    ("training.GetTrainingSession", "getTrainingSession/sessionKey", "40.9.0", "40.10.0"),
    ("training.GetTrainingSession", "getTrainingSessionResponse/sessionKey", "40.9.0", "40.10.0"),
    ("training.SetTrainingSession", "setTrainingSession/sessionKey", "40.9.0", "40.10.0"),
]


def _without(exchange: Exchange, key: str) -> Exchange:
    """The message without its element `key`."""
    payload = exchange.request or exchange.response
    assert payload is not None
    body, count = re.subn(rf"<(\w+:)?{key}>[^<]*</(\w+:)?{key}>".encode(), b"", payload.body)
    assert count == 1
    made = Payload((), body)
    return Exchange(made) if exchange.request else Exchange(None, response=made)


@pytest.mark.parametrize(("operation", "path", "last", "since"), KEYS)
def test_a_key_is_asked_for_until_the_operation_takes_a_uuid(
    operation: str, path: str, last: str, since: str, schemas: Schemas, inspector: Inspector
) -> None:
    samples, key = Samples(schemas), path.rpartition("/")[2]
    early = said(inspector, _without(samples.of(operation, path, last), key), last)
    told = [f for f in early.findings if f.code.startswith(("SCH-", "REL-"))]
    assert [(f.code, f.path) for f in told] == [("SCH-02", path)]
    assert told[0].message == f"required element {path} is missing (required up to {last})"
    assert valid(early) is False
    assert not {last, "40.4.8"} & set(early.release.fits)

    late = said(inspector, _without(samples.of(operation, path, since), key), since)
    assert not [f for f in late.findings if f.code.startswith(("SCH-", "REL-"))]
    assert valid(late) is True
    assert since in late.release.fits


def test_a_uuid_that_comes_too_early_hides_no_other_slip(schemas: Schemas, inspector: Inspector) -> None:
    # It stands for the key, sessionkey, and for nothing else that is missing beside it.
    path = "getSessionInfoResponse/meetingUUID"
    sample = Samples(schemas).of("ep.GetSessionInfo", path, "40.4.9")
    found = said(inspector, _without(_without(sample, "sessionkey"), "confID"), "40.4.9")
    assert {(f.code, f.path) for f in found.findings if f.code.startswith(("SCH-", "REL-"))} == {
        ("REL-02", path),
        ("SCH-02", "getSessionInfoResponse/confID"),
    }
