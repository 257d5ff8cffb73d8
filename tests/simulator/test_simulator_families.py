"""Every operation is answered, validly at every release, and with what was stored or took place."""

from __future__ import annotations

from simulator_journey import Journey

from inspector.simulator.operations import OPERATIONS

# Has a test of its own; and what can only fail, since nothing in the API makes a session template.
APART = {"history.LstAccessAnywhereHistory", "user.DelSessionTemplates"}

# What public clients and the samples of the vendor's documents send, and what is alive after March 2024.
SENT = """
attendee.CreateMeetingAttendee attendee.DelMeetingAttendee attendee.GetEnrollmentInfo
attendee.LstMeetingAttendee ep.CreateDistList ep.DelRecording ep.DelRecordingFromRecycleBin ep.DelSession
ep.GetAPIVersion ep.GetOneClickSettings ep.GetRecordingInfo ep.GetSessionInfo ep.LstContact ep.LstDistList
ep.LstOpenSession ep.LstRecording ep.LstsummarySession ep.SetRecordingInfo ep.SetupOneClickSettings
event.CreateEvent event.DelEvent event.GetEvent event.LstrecordedEvent event.LstsummaryEvent
event.LstsummaryProgram event.UploadEventImage history.LstAccessAnywhereHistory
history.LstmeetingusageHistory history.LstrecordaccessDetailHistory history.LstrecordaccessHistory
meeting.CreateMeeting meeting.DelMeeting meeting.GetMeeting meeting.GethosturlMeeting
meeting.GetjoinurlMeeting meeting.LstsummaryMeeting meeting.SetMeeting
meeting.auo.GetTeleconferenceSession meetingtype.GetMeetingType meetingtype.LstMeetingType
sales.CreateAccount sales.CreateOpportunity sales.DelSalesSession sales.GetSalesSession sales.LstAccounts
sales.SetOpportunity site.GetSite site.GetWebACDQueues site.LstTimeZone site.SetSite
training.CreateTrainingSession training.DelTrainingSession training.GetTrainingSession
training.SetTrainingSession user.ActivateUser user.AssignWebACDAgents user.AssignWebACDQueues
user.AuthenticateUser user.CreateUser user.DelSessionTemplates user.DelUser user.GetLoginTicket user.GetUser
user.GetUserCard user.GetloginurlUser user.GetlogouturlUser user.InactivateUser user.LstUser
user.LstsummaryUser user.SetUser user.UploadPMRImage
""".split()  # noqa: SIM905


def test_what_clients_send_and_what_is_alive_is_answered():
    assert [name for name in SENT if name not in OPERATIONS] == []
    assert len(SENT) == 71


def test_every_answer_is_valid_at_every_release(opened, schemas, releases):
    assert len(releases.all) >= 33
    for release in releases.all:
        validator = schemas.validator(release.name)
        replies = Journey(opened(release.name, password_required=False)).all()
        for operation, reply in replies:
            assert validator.validate(reply.root), (release.name, operation, validator.error_log)
        assert {operation for operation, _ in replies} == set(OPERATIONS) - APART


def test_an_answer_of_a_later_release_is_not_valid_at_an_earlier_one(opened, schemas):
    """The twin: were release windows not heeded, the test of validity would see it."""
    validator = schemas.validator("40.1.0")
    replies = Journey(opened("42.11.1", password_required=False)).all()
    refused = {operation for operation, reply in replies if not validator.validate(reply.root)}
    assert {"event.CreateEvent", "training.GetTrainingSession", "meetingtype.LstMeetingType"} <= refused


def test_remote_computers(opened, schemas):
    ask = opened("40.10.0")
    ask.site.happenings.remote_access("jdoe", "desk-7", "192.0.2.7", seconds=600)
    shown = ask("history.LstAccessAnywhereHistory", "<hostWebexID>jdoe</hostWebexID>")
    row = "accessAnyWhereInfo/"
    assert (shown.one(row + "computerName"), shown.one(row + "clientIP")) == ("desk-7", "192.0.2.7")
    assert (shown.one(row + "startTime"), shown.one(row + "duration")) == ("06/15/2021 11:50:00", "10")
    assert schemas.validator("40.10.0").validate(shown.root)
    assert ask("history.LstAccessAnywhereHistory", "<hostWebexID>rroe</hostWebexID>").exception == "000015"
