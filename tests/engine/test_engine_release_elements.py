"""Every element that a release brought, by operation and side, judged as a client would meet it.

At the release before on its branch it is found (SCH-01, REL-01 or REL-02), at its release nothing is said of
it. Releases are those of the release notes; "derived" ones follow from 40.7.0: wherever a key goes.
"""

from __future__ import annotations

import pytest
from engine_releases import Samples, said, valid

from inspector.engine import Inspector
from inspector.schema import Schemas

FOUND = frozenset(("SCH-01", "REL-01", "REL-02"))
FORM = ("title", "company", "address1", "address2", "city", "state", "postalCode", "country", "phone", "fax")

# operation, path, first release, release before it on that branch
ELEMENTS = [
    ("user.LstsummaryUser", "lstsummaryUser/modifiedDateStart", "39.11.0", "39.10.0"),
    ("user.LstsummaryUser", "lstsummaryUser/modifiedDateEnd", "39.11.0", "39.10.0"),
    ("user.LstsummaryUser", "lstsummaryUserResponse/user/lastModifiedTime", "39.11.0", "39.10.0"),
    ("ep.GetSessionInfo", "getSessionInfo/pmrUrl", "40.1.0", "39.11.0"),
    ("ep.GetSessionInfo", "getSessionInfo/sipUrl", "40.1.0", "39.11.0"),
    ("ep.GetSessionInfo", "getSessionInfo/meetingLink", "40.1.0", "39.11.0"),
    ("ep.GetSessionInfo", "getSessionInfo/meetingUuid", "40.1.0", "39.11.0"),
    ("meeting.CreateMeeting", "createMeetingResponse/meetingPassword", "40.1.2", "40.1.0"),
    ("event.CreateEvent", "createEventResponse/eventPassword", "40.1.2", "40.1.0"),
    ("training.CreateTrainingSession", "createTrainingSessionResponse/sessionPassword", "40.1.2", "40.1.0"),
    (
        "meeting.auo.CreateTeleconferenceSession",
        "createTeleconferenceSessionResponse/sessionPassword",
        "40.1.2",
        "40.1.0",
    ),
    ("user.CreateUser", "createUser/isHTMLEmail", "40.4.3", "40.4.0"),
    ("user.CreateUser", "createUser/isHTMLEmail", "40.2.4", "40.2.0"),
    *(
        (operation, f"{answer}/accessControl/{name}", *releases)
        for operation, answer in (
            ("meeting.GetMeeting", "getMeetingResponse"),
            ("training.GetTrainingSession", "getTrainingSessionResponse"),
            ("event.GetEvent", "getEventResponse"),
            ("meeting.auo.GetTeleconferenceSession", "getTeleconferenceSessionResponse"),
        )
        for name in ("audioPassword", "isEnforceAudioPassword", "isEnforceAudioLogin")
        for releases in (("40.4.8", "40.4.5"), ("40.2.9", "40.2.6"))
    ),
    ("user.CreateUser", "createUser/privilege/umSiteAdmin", "40.6.0", "40.4.9"),
    ("user.SetUser", "setUser/privilege/umSiteAdmin", "40.6.0", "40.4.9"),
    ("user.LstsummaryUser", "lstsummaryUserResponse/user/privilege/umSiteAdmin", "40.6.0", "40.4.9"),
    ("ep.LstsummarySession", "lstsummarySession/returnScheduledPMR", "40.6.0", "40.4.9"),
    ("ep.LstsummarySession", "lstsummarySessionResponse/session/isScheduledPMR", "40.6.0", "40.4.9"),
    (
        "site.GetSite",
        "getSiteResponse/siteInstance/siteCommonOptions/SupportXMLAPIReturnScheduledPMR",
        "40.6.0",
        "40.4.9",
    ),
    ("ep.GetSessionInfo", "getSessionInfoResponse/isLocked", "40.6.0", "40.4.9"),
    *(
        (operation, f"{type_}/registrationForm/{name}/req", *releases)
        for operation, type_ in (
            ("meeting.CreateMeeting", "createMeeting"),
            ("meeting.SetMeeting", "setMeeting"),
            ("meeting.GetMeeting", "getMeetingResponse"),
        )
        for name in FORM
        for releases in (("40.6.1", "40.6.0"), ("40.4.9", "40.4.8"))
    ),
    ("ep.GetSessionInfo", "getSessionInfoResponse/isAllowJBH", "40.8.0", "40.7.0"),
    ("ep.GetSessionInfo", "getSessionInfoResponse/isCETMeeting", "40.8.0", "40.7.0"),
    ("ep.GetSessionInfo", "getSessionInfoResponse/isPersonalMeetingRoom", "40.8.0", "40.7.0"),
    *(
        (operation, f"{type_}/attendeeOptions/{name}", "40.9.0", "40.8.0")
        for operation, type_ in (
            ("meeting.CreateMeeting", "createMeeting"),
            ("meeting.SetMeeting", "setMeeting"),
            ("meeting.GetMeeting", "getMeetingResponse"),
        )
        for name in ("externalAttendeeSecurity", "autoLock", "autoLockWaitTime")
    ),
    ("ep.GetSessionInfo", "getSessionInfoResponse/hasHostInMeeting", "40.9.0", "40.8.0"),
    ("ep.GetSessionInfo", "getSessionInfoResponse/hasAttendeeInMeeting", "40.9.0", "40.8.0"),
    (
        "site.GetSite",
        "getSiteResponse/siteInstance/securityOptions/EnableMobileScreenCapture",
        "40.10.0",
        "40.9.0",
    ),
    ("user.CreateUser", "createUser/personalMeetingRoom/deviceCanStartMyPMR", "40.10.0", "40.9.0"),
    ("user.SetUser", "setUser/personalMeetingRoom/deviceCanStartMyPMR", "40.10.0", "40.9.0"),
    ("user.GetUser", "getUserResponse/personalMeetingRoom/deviceCanStartMyPMR", "40.10.0", "40.9.0"),
    ("meeting.CreateMeeting", "createMeeting/schedule/deviceCanStartMeeting", "40.10.0", "40.9.0"),
    ("meeting.SetMeeting", "setMeeting/schedule/deviceCanStartMeeting", "40.10.0", "40.9.0"),
    ("meeting.GetMeeting", "getMeetingResponse/schedule/deviceCanStartMeeting", "40.10.0", "40.9.0"),
    *(
        (operation, f"{type_}/{name}", "40.11.0", "40.10.0")
        for operation, type_ in (
            ("user.CreateUser", "createUser"),
            ("user.SetUser", "setUser"),
            ("user.GetUser", "getUserResponse"),
        )
        for name in ("displayName", "cmrHybridVoip")
    ),
    ("ep.GetSessionInfo", "getSessionInfoResponse/isPrivateMeeting", "40.12.0", "40.11.0"),
    ("meeting.GetMeeting", "getMeetingResponse/isPrivateMeeting", "40.12.0", "40.11.0"),
    ("ep.LstsummarySession", "lstsummarySessionResponse/session/isPrivateMeeting", "40.12.0", "40.11.0"),
    ("meetingtype.GetMeetingType", "getMeetingTypeResponse/SupportPrivateMeeting", "40.12.0", "40.11.0"),
    (
        "meetingtype.LstMeetingType",
        "lstMeetingTypeResponse/meetingType/SupportPrivateMeeting",
        "40.12.0",
        "40.11.0",
    ),
    *(
        (operation, f"{path}/{name}", "42.1.0", "41.12.0")
        for operation, path in (
            ("ep.GetSessionInfo", "getSessionInfoResponse"),
            ("ep.LstsummarySession", "lstsummarySessionResponse/session"),
        )
        for name in ("enableEvent", "enableWebniar")
    ),
    (
        "ep.GetSessionInfo",
        "getSessionInfoResponse/accessControl/registrationShortURL",
        "42.10.0",
        "42.6.0",
    ),
    ("ep.LstRecording", "lstRecordingResponse/recording/recordingUUID", "42.11.1", "42.11.0"),
    # meetingUUID, release notes 40.6.0
    ("attendee.LstMeetingAttendee", "lstMeetingAttendee/meetingUUID", "40.6.0", "40.4.9"),
    ("attendee.LstMeetingAttendee", "lstMeetingAttendeeResponse/attendee/meetingUUID", "40.6.0", "40.4.9"),
    ("ep.GetSessionInfo", "getSessionInfo/meetingUUID", "40.6.0", "40.4.9"),
    ("ep.GetSessionInfo", "getSessionInfoResponse/meetingUUID", "40.6.0", "40.4.9"),
    ("ep.LstRecording", "lstRecording/meetingUUID", "40.6.0", "40.4.9"),
    ("ep.LstRecording", "lstRecordingResponse/recording/meetingUUID", "40.6.0", "40.4.9"),
    ("ep.LstsummarySession", "lstsummarySession/meetingUUID", "40.6.0", "40.4.9"),
    ("ep.LstsummarySession", "lstsummarySessionResponse/session/meetingUUID", "40.6.0", "40.4.9"),
    (
        "meeting.CreateMeeting",
        "createMeeting/participants/attendees/attendee/meetingUUID",
        "40.6.0",
        "40.4.9",
    ),
    ("meeting.CreateMeeting", "createMeetingResponse/meetingUUID", "40.6.0", "40.4.9"),
    ("meeting.DelMeeting", "delMeeting/meetingUUID", "40.6.0", "40.4.9"),
    ("meeting.GetMeeting", "getMeeting/meetingUUID", "40.6.0", "40.4.9"),
    (
        "meeting.GetMeeting",
        "getMeetingResponse/participants/attendees/attendee/meetingUUID",
        "40.6.0",
        "40.4.9",
    ),
    ("meeting.GetMeeting", "getMeetingResponse/meetingUUID", "40.6.0", "40.4.9"),
    ("meeting.GethosturlMeeting", "gethosturlMeeting/meetingUUID", "40.6.0", "40.4.9"),
    ("meeting.GetjoinurlMeeting", "getjoinurlMeeting/meetingUUID", "40.6.0", "40.4.9"),
    ("meeting.SetMeeting", "setMeeting/participants/attendees/attendee/meetingUUID", "40.6.0", "40.4.9"),
    ("meeting.SetMeeting", "setMeeting/meetingUUID", "40.6.0", "40.4.9"),
    # meetingUUID, release notes 40.7.0
    ("ep.GetJoinSessionInfo", "getJoinSessionInfo/meetingUUID", "40.7.0", "40.6.1"),  # derived
    ("history.LsteventattendeeHistory", "lsteventattendeeHistory/meetingUUID", "40.7.0", "40.6.1"),
    (
        "history.LsteventattendeeHistory",
        "lsteventattendeeHistoryResponse/eventAttendeeHistory/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),
    ("history.LstmeetingattendeeHistory", "lstmeetingattendeeHistory/meetingUUID", "40.7.0", "40.6.1"),
    (
        "history.LstmeetingattendeeHistory",
        "lstmeetingattendeeHistoryResponse/meetingAttendeeHistory/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),
    ("history.LstsalesAttendeeHistory", "lstsalesAttendeeHistory/meetingUUID", "40.7.0", "40.6.1"),  # derived
    (
        "history.LstsalesAttendeeHistory",
        "lstsalesAttendeeHistoryResponse/salesAttendeeHistory/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),  # derived
    ("history.LstsalesSessionHistory", "lstsalesSessionHistory/meetingUUID", "40.7.0", "40.6.1"),  # derived
    (
        "history.LstsalesSessionHistory",
        "lstsalesSessionHistoryResponse/salesSessionHistory/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),  # derived
    ("history.LstsupportattendeeHistory", "lstsupportattendeeHistory/meetingUUID", "40.7.0", "40.6.1"),
    (
        "history.LstsupportattendeeHistory",
        "lstsupportattendeeHistoryResponse/supportAttendeeHistory/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),
    ("history.LsttrainingattendeeHistory", "lsttrainingattendeeHistory/meetingUUID", "40.7.0", "40.6.1"),
    (
        "history.LsttrainingattendeeHistory",
        "lsttrainingattendeeHistoryResponse/trainingAttendeeHistory/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),
    ("meeting.LstMeeting", "lstMeeting/meetingUUID", "40.7.0", "40.6.1"),  # derived
    (
        "meeting.LstMeeting",
        "lstMeetingResponse/meeting/participants/attendees/attendee/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),  # derived
    ("meeting.LstMeeting", "lstMeetingResponse/meeting/meetingUUID", "40.7.0", "40.6.1"),  # derived
    ("sales.CreateSalesSession", "createSalesSessionResponse/meetingUUID", "40.7.0", "40.6.1"),  # derived
    ("sales.DelSalesSession", "delSalesSession/meetingUUID", "40.7.0", "40.6.1"),  # derived
    ("sales.GetSalesSession", "getSalesSession/meetingUUID", "40.7.0", "40.6.1"),  # derived
    ("sales.GetSalesSession", "getSalesSessionResponse/meetingUUID", "40.7.0", "40.6.1"),  # derived
    ("sales.LstsummarySalesSession", "lstsummarySalesSession/meetingUUID", "40.7.0", "40.6.1"),  # derived
    (
        "sales.LstsummarySalesSession",
        "lstsummarySalesSessionResponse/salesSession/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),  # derived
    ("sales.SetSalesSession", "setSalesSession/meetingUUID", "40.7.0", "40.6.1"),  # derived
    ("training.LstTrainingSession", "lstTrainingSession/meetingUUID", "40.7.0", "40.6.1"),  # derived
    (
        "training.LstTrainingSession",
        "lstTrainingSessionResponse/trainingSession/meetingUUID",
        "40.7.0",
        "40.6.1",
    ),  # derived
    # meetingUUID, release notes 40.8.0
    ("attendee.GetEnrollmentInfo", "getEnrollmentInfo/meetingUUID", "40.8.0", "40.7.0"),
    ("attendee.GetEnrollmentInfo", "getEnrollmentInfoResponse/session/meetingUUID", "40.8.0", "40.7.0"),
    ("ep.DelSession", "delSession/meetingUUID", "40.8.0", "40.7.0"),
    ("ep.LstOpenSession", "lstOpenSessionResponse/services/sessions/meetingUUID", "40.8.0", "40.7.0"),
    ("event.GetEvent", "getEvent/meetingUUID", "40.8.0", "40.7.0"),
    ("event.GetEvent", "getEventResponse/meetingUUID", "40.8.0", "40.7.0"),
    ("event.LstsummaryEvent", "lstsummaryEvent/meetingUUID", "40.8.0", "40.7.0"),
    ("event.LstsummaryEvent", "lstsummaryEventResponse/event/meetingUUID", "40.8.0", "40.7.0"),
    ("history.LsteventsessionHistory", "lsteventsessionHistory/meetingUUID", "40.8.0", "40.7.0"),
    (
        "history.LsteventsessionHistory",
        "lsteventsessionHistoryResponse/eventSessionHistory/meetingUUID",
        "40.8.0",
        "40.7.0",
    ),
    ("history.LstmeetingusageHistory", "lstmeetingusageHistory/meetingUUID", "40.8.0", "40.7.0"),
    (
        "history.LstmeetingusageHistory",
        "lstmeetingusageHistoryResponse/meetingUsageHistory/meetingUUID",
        "40.8.0",
        "40.7.0",
    ),
    ("history.LstsupportsessionHistory", "lstsupportsessionHistory/meetingUUID", "40.8.0", "40.7.0"),
    (
        "history.LstsupportsessionHistory",
        "lstsupportsessionHistoryResponse/supportSessionHistory/meetingUUID",
        "40.8.0",
        "40.7.0",
    ),
    ("history.LsttrainingsessionHistory", "lsttrainingsessionHistory/meetingUUID", "40.8.0", "40.7.0"),
    (
        "history.LsttrainingsessionHistory",
        "lsttrainingsessionHistoryResponse/trainingSessionHistory/meetingUUID",
        "40.8.0",
        "40.7.0",
    ),
    ("meeting.LstsummaryMeeting", "lstsummaryMeeting/meetingUUID", "40.8.0", "40.7.0"),
    ("meeting.LstsummaryMeeting", "lstsummaryMeetingResponse/meeting/meetingUUID", "40.8.0", "40.7.0"),
    ("training.LstScheduledTests", "lstScheduledTests/meetingUUID", "40.8.0", "40.7.0"),
    ("training.LstScheduledTests", "lstScheduledTestsResponse/test/meetingUUID", "40.8.0", "40.7.0"),
    # meetingUUID, release notes 40.9.0
    ("event.SendInvitationEmail", "sendInvitationEmail/meetingUUID", "40.9.0", "40.8.0"),
    ("event.UploadEventImage", "uploadEventImage/meetingUUID", "40.9.0", "40.8.0"),
    ("supportsession.CreateSupportSession", "createSupportSessionResponse/meetingUUID", "40.9.0", "40.8.0"),
    ("training.AddScheduledTest", "addScheduledTest/meetingUUID", "40.9.0", "40.8.0"),
    ("training.DelScheduledTest", "delScheduledTest/meetingUUID", "40.9.0", "40.8.0"),
    ("training.GetTestInformation", "getTestInformationResponse/meetingUUID", "40.9.0", "40.8.0"),
    ("training.LstsummaryTrainingSession", "lstsummaryTrainingSession/meetingUUID", "40.9.0", "40.8.0"),
    (
        "training.LstsummaryTrainingSession",
        "lstsummaryTrainingSessionResponse/trainingSession/meetingUUID",
        "40.9.0",
        "40.8.0",
    ),
    ("training.SetScheduledTest", "setScheduledTest/meetingUUID", "40.9.0", "40.8.0"),
    # meetingUUID, release notes 40.10.0
    ("attendee.CreateMeetingAttendee", "createMeetingAttendee/meetingUUID", "40.10.0", "40.9.0"),
    ("attendee.CreateMeetingAttendee", "createMeetingAttendee/attendees/meetingUUID", "40.10.0", "40.9.0"),
    ("attendee.DelMeetingAttendee", "delMeetingAttendee/attendeeEmail/meetingUUID", "40.10.0", "40.9.0"),
    (
        "attendee.RegisterMeetingAttendee",
        "registerMeetingAttendee/attendees/meetingUUID",
        "40.10.0",
        "40.9.0",
    ),
    ("event.CreateEvent", "createEventResponse/meetingUUID", "40.10.0", "40.9.0"),
    ("event.DelEvent", "delEvent/meetingUUID", "40.10.0", "40.9.0"),
    ("event.SetEvent", "setEvent/meetingUUID", "40.10.0", "40.9.0"),
    (
        "meeting.auo.CreateTeleconferenceSession",
        "createTeleconferenceSessionResponse/meetingUUID",
        "40.10.0",
        "40.9.0",
    ),
    ("meeting.auo.GetTeleconferenceSession", "getTeleconferenceSession/meetingUUID", "40.10.0", "40.9.0"),
    ("meeting.auo.SetTeleconferenceSession", "setTeleconferenceSession/meetingUUID", "40.10.0", "40.9.0"),
    ("training.CreateTrainingSession", "createTrainingSessionResponse/meetingUUID", "40.10.0", "40.9.0"),
    ("training.DelTrainingSession", "delTrainingSession/meetingUUID", "40.10.0", "40.9.0"),
    ("training.GetTrainingSession", "getTrainingSession/meetingUUID", "40.10.0", "40.9.0"),
    ("training.GetTrainingSession", "getTrainingSessionResponse/meetingUUID", "40.10.0", "40.9.0"),
    ("training.SetTrainingSession", "setTrainingSession/meetingUUID", "40.10.0", "40.9.0"),
]


@pytest.fixture(scope="module")
def samples(schemas: Schemas) -> Samples:
    return Samples(schemas)


@pytest.mark.parametrize(("operation", "path", "since", "before"), ELEMENTS)
def test_found_at_the_release_before_and_silent_at_its_own(
    operation: str, path: str, since: str, before: str, samples: Samples, inspector: Inspector
) -> None:
    early = said(inspector, samples.of(operation, path, before), before)
    assert early.release.name == before
    flagged = {f.path for f in early.findings if f.code in FOUND}
    assert any(path.startswith(place) for place in flagged), early.findings
    assert len(flagged) == 1
    assert valid(early) is False
    assert before not in early.release.fits

    late = said(inspector, samples.of(operation, path, since), since)
    assert late.release.name == since
    assert not [f for f in late.findings if f.code in FOUND or f.code.startswith("SCH-")]
    assert valid(late) is True
    assert since in late.release.fits


def test_an_operation_is_not_known_before_its_release(samples: Samples, inspector: Inspector) -> None:
    operation, path = "history.LstAccessAnywhereHistory", "lstAccessAnywhereHistory/hostWebexID"
    early = said(inspector, samples.of(operation, path, "39.11.0"), "39.11.0")
    assert {"ENV-04", "REL-05"} & {f.code for f in early.findings}
    late = said(inspector, samples.of(operation, path, "40.1.0"), "40.1.0")
    assert not {"ENV-04", "REL-05", *FOUND} & {f.code for f in late.findings}
