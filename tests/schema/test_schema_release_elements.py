"""Every element that a release brought: there from that release on, on that branch, and not before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.schema import ComplexType, Master, Schemas

BASE = "http://www.webex.com/schemas/2002/06/service"
PACKAGES = {
    "use": f"{BASE}/user",
    "ep": f"{BASE}/ep",
    "meet": f"{BASE}/meeting",
    "auo": f"{BASE}/meeting/auo",
    "train": f"{BASE}/trainingsession",
    "event": f"{BASE}/event",
    "history": f"{BASE}/history",
    "site": f"{BASE}/site",
    "att": f"{BASE}/attendee",
    "sc": f"{BASE}/supportsession",
    "mtgtype": f"{BASE}/meetingtype",
    "sales": f"{BASE}/sales",
}

# what, by request or response type and path: first release, the release before it on that branch
ELEMENTS = [
    ("ep:lstsummarySession", "dateScope/modifiedDateStart", "10.0.0-SP5.10", "10.0.0"),
    ("ep:lstsummarySession", "dateScope/modifiedDateEnd", "10.0.0-SP5.10", "10.0.0"),
    ("use:lstsummaryUser", "modifiedDateStart", "39.11.0", "39.10.0"),
    ("use:lstsummaryUser", "modifiedDateEnd", "39.11.0", "39.10.0"),
    ("use:lstsummaryUserResponse", "user/lastModifiedTime", "39.11.0", "39.10.0"),
    ("ep:getSessionInfo", "pmrUrl", "40.1.0", "39.11.0"),
    ("ep:getSessionInfo", "sipUrl", "40.1.0", "39.11.0"),
    ("ep:getSessionInfo", "meetingLink", "40.1.0", "39.11.0"),
    ("ep:getSessionInfo", "meetingUuid", "40.1.0", "39.11.0"),
    ("history:lstAccessAnywhereHistory", "hostWebexID", "40.1.0", "39.11.0"),
    ("history:lstAccessAnywhereHistory", "startTimeScope/sessionStartTimeStart", "40.1.0", "39.11.0"),
    ("history:lstAccessAnywhereHistory", "endTimeScope/sessionEndTimeEnd", "40.1.0", "39.11.0"),
    ("history:lstAccessAnywhereHistory", "listControl/listMethod", "40.1.0", "39.11.0"),
    ("history:lstAccessAnywhereHistory", "order/orderAD", "40.1.0", "39.11.0"),
    ("history:LstAccessAnywhereHistoryResponse", "accessAnyWhereInfo/clientIP", "40.1.0", "39.11.0"),
    ("meet:createMeetingResponse", "meetingPassword", "40.1.2", "40.1.0"),
    ("event:createEventResponse", "eventPassword", "40.1.2", "40.1.0"),
    ("train:createTrainingSessionResponse", "sessionPassword", "40.1.2", "40.1.0"),
    ("auo:createTeleconferenceSessionResponse", "sessionPassword", "40.1.2", "40.1.0"),
    ("use:createUser", "isHTMLEmail", "40.4.3", "40.4.0"),
    ("use:createUser", "isHTMLEmail", "40.2.4", "40.2.0"),
    ("meet:getMeetingResponse", "accessControl/audioPassword", "40.4.8", "40.4.5"),
    ("meet:getMeetingResponse", "accessControl/audioPassword", "40.2.9", "40.2.6"),
    ("meet:getMeetingResponse", "accessControl/isEnforceAudioPassword", "40.4.8", "40.4.5"),
    ("meet:getMeetingResponse", "accessControl/isEnforceAudioLogin", "40.2.9", "40.2.6"),
    ("train:getTrainingSessionResponse", "accessControl/audioPassword", "40.4.8", "40.4.5"),
    ("train:getTrainingSessionResponse", "accessControl/isEnforceAudioLogin", "40.2.9", "40.2.6"),
    ("event:getEventResponse", "accessControl/audioPassword", "40.4.8", "40.4.5"),
    ("event:getEventResponse", "accessControl/isEnforceAudioPassword", "40.2.9", "40.2.6"),
    ("auo:getTeleconferenceSessionResponse", "accessControl/audioPassword", "40.2.9", "40.2.6"),
    ("auo:getTeleconferenceSessionResponse", "accessControl/isEnforceAudioLogin", "40.4.8", "40.4.5"),
    ("use:createUser", "privilege/umSiteAdmin", "40.6.0", "40.4.9"),
    ("use:setUser", "privilege/umSiteAdmin", "40.6.0", "40.4.9"),
    ("use:lstsummaryUserResponse", "user/privilege/umSiteAdmin", "40.6.0", "40.4.9"),
    ("ep:lstsummarySession", "returnScheduledPMR", "40.6.0", "40.4.9"),
    ("ep:lstsummarySessionResponse", "session/isScheduledPMR", "40.6.0", "40.4.9"),
    (
        "site:getSiteResponse",
        "siteInstance/siteCommonOptions/SupportXMLAPIReturnScheduledPMR",
        "40.6.0",
        "40.4.9",
    ),
    ("ep:getSessionInfoResponse", "isLocked", "40.6.0", "40.4.9"),
    ("meet:createMeeting", "registrationForm/title/req", "40.6.1", "40.6.0"),
    ("meet:createMeeting", "registrationForm/fax/req", "40.4.9", "40.4.8"),
    ("meet:setMeeting", "registrationForm/company/req", "40.6.1", "40.6.0"),
    ("meet:setMeeting", "registrationForm/postalCode/req", "40.4.9", "40.4.8"),
    ("meet:getMeetingResponse", "registrationForm/phone/req", "40.6.1", "40.6.0"),
    ("meet:getMeetingResponse", "registrationForm/country/req", "40.4.9", "40.4.8"),
    ("ep:getSessionInfoResponse", "isAllowJBH", "40.8.0", "40.7.0"),
    ("ep:getSessionInfoResponse", "isCETMeeting", "40.8.0", "40.7.0"),
    ("ep:getSessionInfoResponse", "isPersonalMeetingRoom", "40.8.0", "40.7.0"),
    ("meet:createMeeting", "attendeeOptions/externalAttendeeSecurity", "40.9.0", "40.8.0"),
    ("meet:setMeeting", "attendeeOptions/autoLock", "40.9.0", "40.8.0"),
    ("meet:getMeetingResponse", "attendeeOptions/autoLockWaitTime", "40.9.0", "40.8.0"),
    ("ep:getSessionInfoResponse", "hasHostInMeeting", "40.9.0", "40.8.0"),
    ("ep:getSessionInfoResponse", "hasAttendeeInMeeting", "40.9.0", "40.8.0"),
    ("site:getSiteResponse", "siteInstance/securityOptions/EnableMobileScreenCapture", "40.10.0", "40.9.0"),
    ("use:createUser", "personalMeetingRoom/deviceCanStartMyPMR", "40.10.0", "40.9.0"),
    ("use:setUser", "personalMeetingRoom/deviceCanStartMyPMR", "40.10.0", "40.9.0"),
    ("use:getUserResponse", "personalMeetingRoom/deviceCanStartMyPMR", "40.10.0", "40.9.0"),
    ("meet:createMeeting", "schedule/deviceCanStartMeeting", "40.10.0", "40.9.0"),
    ("meet:setMeeting", "schedule/deviceCanStartMeeting", "40.10.0", "40.9.0"),
    ("meet:getMeetingResponse", "schedule/deviceCanStartMeeting", "40.10.0", "40.9.0"),
    ("use:createUser", "displayName", "40.11.0", "40.10.0"),
    ("use:setUser", "cmrHybridVoip", "40.11.0", "40.10.0"),
    ("use:getUserResponse", "displayName", "40.11.0", "40.10.0"),
    ("ep:getSessionInfoResponse", "isPrivateMeeting", "40.12.0", "40.11.0"),
    ("meet:getMeetingResponse", "isPrivateMeeting", "40.12.0", "40.11.0"),
    ("ep:lstsummarySessionResponse", "session/isPrivateMeeting", "40.12.0", "40.11.0"),
    ("mtgtype:getMeetingTypeResponse", "SupportPrivateMeeting", "40.12.0", "40.11.0"),
    ("mtgtype:lstMeetingTypeResponse", "meetingType/SupportPrivateMeeting", "40.12.0", "40.11.0"),
    ("ep:getSessionInfoResponse", "enableEvent", "42.1.0", "41.12.0"),
    ("ep:getSessionInfoResponse", "enableWebniar", "42.1.0", "41.12.0"),
    ("ep:lstsummarySessionResponse", "session/enableEvent", "42.1.0", "41.12.0"),
    ("ep:lstsummarySessionResponse", "session/enableWebniar", "42.1.0", "41.12.0"),
    ("ep:getSessionInfoResponse", "accessControl/registrationShortURL", "42.10.0", "42.6.0"),
    ("ep:lstRecordingResponse", "recording/recordingUUID", "42.11.1", "42.11.0"),
    # meetingUUID at the earliest release of all operations that share the type
    ("ep:getSessionInfo", "meetingUUID", "40.6.0", "40.4.9"),
    ("ep:getSessionInfoResponse", "meetingUUID", "40.6.0", "40.4.9"),
    ("ep:lstsummarySessionResponse", "session/meetingUUID", "40.6.0", "40.4.9"),
    ("ep:lstRecording", "meetingUUID", "40.6.0", "40.4.9"),
    ("meet:createMeetingResponse", "meetingUUID", "40.6.0", "40.4.9"),
    ("meet:delMeeting", "meetingUUID", "40.6.0", "40.4.9"),
    ("meet:gethosturlMeeting", "meetingUUID", "40.6.0", "40.4.9"),
    ("att:lstMeetingAttendee", "meetingUUID", "40.6.0", "40.4.9"),
    ("history:lsteventattendeeHistory", "meetingUUID", "40.7.0", "40.6.1"),
    ("history:lsttrainingsessionHistory", "meetingUUID", "40.8.0", "40.7.0"),
    # a sales history, which no release note lists, shares this one
    ("history:lstmeetingusageHistory", "meetingUUID", "40.7.0", "40.6.1"),
    ("ep:delSession", "meetingUUID", "40.8.0", "40.7.0"),
    ("event:getEvent", "meetingUUID", "40.8.0", "40.7.0"),
    ("train:addScheduledTest", "meetingUUID", "40.9.0", "40.8.0"),
    ("sc:createSupportSessionResponse", "meetingUUID", "40.9.0", "40.8.0"),
    ("event:createEventResponse", "meetingUUID", "40.10.0", "40.9.0"),
    ("auo:getTeleconferenceSession", "meetingUUID", "40.10.0", "40.9.0"),
    ("train:delTrainingSession", "meetingUUID", "40.10.0", "40.9.0"),
    ("sales:getSalesSession", "meetingUUID", "40.7.0", "40.6.1"),
]

Has = Callable[[str, str, str], bool]


@pytest.fixture(scope="module")
def has(schemas: Schemas, tmp_path_factory: pytest.TempPathFactory) -> Has:
    """Whether a release's own schema has a path below a type; read from its pruned files alone."""
    loaded: dict[str, Master] = {}

    def load(release: str) -> Master:
        if release not in loaded:
            folder: Path = tmp_path_factory.mktemp(release)
            for file, content in schemas.documents(release).items():
                (folder / file).write_bytes(content)
            loaded[release] = Master.load(folder)
        return loaded[release]

    def check(release: str, name: str, path: str) -> bool:
        prefix, _, local = name.partition(":")
        owner: object = load(release).types.get((PACKAGES[prefix], local))
        for step in path.split("/"):
            found = owner.find(step) if isinstance(owner, ComplexType) else None
            if found is None or found.name != step:
                return False
            owner = found.type
        return True

    return check


@pytest.mark.parametrize(("name", "path", "since", "before"), ELEMENTS)
def test_an_element_is_there_from_its_release_on(
    has: Has, name: str, path: str, since: str, before: str
) -> None:
    assert has(since, name, path)
    assert has("42.11.1", name, path)
    assert not has(before, name, path)


@pytest.mark.parametrize(
    ("release", "there"),
    [
        ("40.2.9", False),
        ("40.4.8", False),
        ("40.4.9", True),
        ("40.6.0", False),
        ("40.6.1", True),
        ("40.7.0", True),
    ],
)
def test_registration_form_by_branch(has: Has, release: str, there: bool) -> None:
    assert has(release, "meet:createMeeting", "registrationForm") is there


@pytest.mark.parametrize(
    ("release", "there"), [("40.2.0", False), ("40.2.4", True), ("40.4.0", False), ("40.6.0", True)]
)
def test_html_mail_by_branch(has: Has, release: str, there: bool) -> None:
    assert has(release, "use:createUser", "isHTMLEmail") is there


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("com:securityType", "webExAccessToken"),
        ("use:authenticateUserResponse", "timeToLive"),
        ("ep:getAPIVersionResponse", "apiVer"),
        ("use:userType", "videoSystems/videoCallback/systemName"),
        ("use:privilegeType", "isEnablePMR"),
        ("ep:getSessionInfoResponse", "accessControl/isRegisterIDRequired"),
    ],
)
def test_what_no_release_note_dates_is_in_the_base_line(
    master: Master, schemas: Schemas, name: str, path: str
) -> None:
    owner: object = master.type(name)
    for step in path.split("/"):
        assert isinstance(owner, ComplexType)
        found = owner.find(step)
        assert found is not None
        assert schemas.releases.has("5.8", found.window)
        owner = found.type
