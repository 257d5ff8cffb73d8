"""What a release changed, the site does from that release on."""

from __future__ import annotations

import pytest

ACME = "<siteName>acme</siteName>"
FORM = "<registrationForm><title><req>true</req></title></registrationForm>"
INSIDE = (
    f"{FORM}<schedule><deviceCanStartMeeting>true</deviceCanStartMeeting></schedule>"
    "<attendeeOptions><externalAttendeeSecurity>BlockFromJoin</externalAttendeeSecurity></attendeeOptions>"
)


@pytest.mark.parametrize(
    ("path", "has", "has_not"),
    [
        ("registrationForm/title/req", ("40.4.9", "40.6.1", "40.7.0"), ("40.4.8", "40.6.0")),
        ("accessControl/audioPassword", ("40.2.9", "40.4.8", "40.6.0"), ("40.2.6", "40.4.5")),
        ("attendeeOptions/externalAttendeeSecurity", ("40.9.0", "40.10.0"), ("40.8.0", "40.4.9")),
        ("schedule/deviceCanStartMeeting", ("40.10.0", "42.11.1"), ("40.9.0",)),
        ("meetingUUID", ("40.6.0", "40.10.0"), ("40.4.9", "40.1.0")),
        ("isPrivateMeeting", ("40.12.0", "42.11.1"), ("40.11.0",)),
    ],
)
def test_what_get_meeting_shows(opened, path, has, has_not):
    for release in (*has, *has_not):
        ask = opened(release, password_required=False)
        key = ask("meeting.CreateMeeting", INSIDE).one("meetingkey")
        shown = ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
        assert len(shown.all(path)) == (1 if release in has else 0), release


@pytest.mark.parametrize(
    ("path", "has", "has_not"),
    [
        ("personalMeetingRoom/deviceCanStartMyPMR", ("40.10.0",), ("40.9.0",)),
        ("displayName", ("40.11.0",), ("40.10.0",)),
        ("cmrHybridVoip", ("40.11.0",), ("40.10.0",)),
    ],
)
def test_what_get_user_shows(opened, path, has, has_not):
    for release in (*has, *has_not):
        ask = opened(release)
        ask("user.CreateUser", "<webExId>jdoe</webExId>")
        shown = ask("user.GetUser", "<webExId>jdoe</webExId>")
        assert len(shown.all(path)) == (1 if release in has else 0), release


@pytest.mark.parametrize(("release", "shown"), [("40.4.9", 0), ("40.6.0", 1)])
def test_the_list_of_users_tells_who_manages_users_and_a_user_alone_does_not(opened, release, shown):
    ask = opened(release)
    ask("user.CreateUser", "<webExId>jdoe</webExId><privilege><umSiteAdmin>true</umSiteAdmin></privilege>")
    assert len(ask("user.LstsummaryUser", "").all("user/privilege/umSiteAdmin")) == shown
    assert ask("user.GetUser", "<webExId>jdoe</webExId>").all("privilege/umSiteAdmin") == []


@pytest.mark.parametrize(
    ("path", "has", "has_not"),
    [
        ("siteInstance/securityOptions/EnableMobileScreenCapture", ("40.10.0",), ("40.9.0",)),
        ("siteInstance/siteCommonOptions/SupportXMLAPIReturnScheduledPMR", ("40.6.0",), ("40.4.9",)),
    ],
)
def test_what_get_site_shows(opened, path, has, has_not):
    for release in (*has, *has_not):
        assert len(opened(release)("site.GetSite").all(path)) == (1 if release in has else 0), release


@pytest.mark.parametrize(
    ("release", "required", "given", "exception", "answered"),
    [
        ("40.1.0", False, False, None, None),
        ("40.1.0", False, True, None, None),
        ("40.1.0", True, False, "060026", None),
        ("40.1.0", True, True, None, None),
        ("40.1.2", False, False, None, None),
        ("40.1.2", False, True, None, "same"),
        ("40.1.2", True, False, None, "generated"),
        ("40.1.2", True, True, None, "same"),
    ],
)
def test_the_password_of_a_new_meeting(opened, release, required, given, exception, answered):
    ask = opened(release, password_required=required)
    inside = "<accessControl><meetingPassword>Secret-12</meetingPassword></accessControl>" if given else ""
    reply = ask("meeting.CreateMeeting", inside)
    assert reply.exception == exception
    if answered == "same":
        assert reply.one("meetingPassword") == "Secret-12"
    elif answered == "generated":
        key, password = reply.one("meetingkey"), reply.one("meetingPassword")
        assert len(password) == 11
        shown = ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
        assert shown.one("accessControl/meetingPassword") == password
    elif not exception:
        assert reply.all("meetingPassword") == []


@pytest.mark.parametrize(("release", "exception"), [("40.4.9", "060001"), ("40.6.0", None)])
@pytest.mark.parametrize("operation", ["meeting.GetMeeting", "meeting.DelMeeting", "ep.GetSessionInfo"])
def test_meeting_uuid_names_a_meeting_since_40_6_0(opened, release, exception, operation):
    ask = opened(release)
    ask("meeting.CreateMeeting")
    (meeting,) = ask.site._world.state.meetings.values()
    assert len(meeting.uuid) == 32
    reply = ask(operation, f"<meetingUUID>{meeting.uuid}</meetingUUID>")
    assert reply.exception == exception


def test_set_meeting_by_meeting_uuid(opened):
    ask = opened("40.6.0")
    uuid = ask("meeting.CreateMeeting").one("meetingUUID")
    changed = ask(
        "meeting.SetMeeting", f"<meetingUUID>{uuid}</meetingUUID><metaData><agenda>A</agenda></metaData>"
    )
    assert changed.exception is None
    assert ask("meeting.GetMeeting", f"<meetingUUID>{uuid}</meetingUUID>").one("metaData/agenda") == "A"


@pytest.mark.parametrize(("release", "hidden"), [("40.6.1", False), ("40.7.0", False), ("40.8.0", True)])
def test_the_uninvited_see_less_of_a_session_since_40_8_0(opened, schemas, release, hidden):
    ask = opened(release)
    created = ask(
        "meeting.CreateMeeting",
        "<metaData><confName>Planning</confName></metaData><participants><attendees><attendee><person>"
        "<email>rroe@example.com</email></person></attendee></attendees></participants>",
    )
    wanted = f"<sessionKey>{created.one('meetingkey')}</sessionKey>"
    secret = "<password>any</password>"
    hidden_paths = (
        "confID",
        "host/webExId",
        "schedule/startDate",
        "metaData/confName",
        "metaData/sessionType",
        "meetingLink",
        "sipURL",
        "displayMeetingUrl",
    )
    for context in (ACME, f"{ACME}<webExID>stranger</webExID>{secret}", f"{ACME}<webExID>host1</webExID>"):
        reply = ask("ep.GetSessionInfo", wanted, context)
        assert [len(reply.all(path)) for path in hidden_paths] == [0 if hidden else 1] * len(hidden_paths)
        assert reply.one("metaData/serviceType") == "MeetingCenter"
        assert reply.one("accessControl/passwordReq") == "true"
        assert reply.all("accessControl/sessionPassword") == []
        assert schemas.validator(release).validate(reply.root)
    for identity in ("<webExID>host1</webExID>", "<email>RROE@example.com</email>"):
        reply = ask("ep.GetSessionInfo", wanted, ACME + identity + secret)
        assert [len(reply.all(path)) for path in hidden_paths] == [1] * len(hidden_paths)
        assert reply.one("accessControl/sessionPassword") == created.one("meetingPassword")


@pytest.mark.parametrize(("release", "shown"), [("40.8.0", []), ("40.9.0", ["true"])])
def test_who_is_in_a_running_session_is_told_since_40_9_0(opened, release, shown):
    ask = opened(release)
    key = ask("meeting.CreateMeeting").one("meetingkey")
    before = ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>")
    assert before.one("status") == "NOT_INPROGRESS"
    assert before.all("hasHostInMeeting") == []
    ask.site.happenings.join(key, host=True)
    after = ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>")
    assert after.one("status") == "INPROGRESS"
    assert after.all("hasHostInMeeting") == shown
    assert after.all("hasAttendeeInMeeting") == shown


@pytest.mark.parametrize(
    ("release", "days", "same"), [("40.6.0", 6, True), ("40.6.0", 8, False), ("40.4.9", 6, False)]
)
def test_a_user_who_is_back_within_a_week_keeps_the_room_key_since_40_6_0(opened, release, days, same):
    ask = opened(release)
    wanted = "<webExId>jdoe</webExId>"
    ask("user.CreateUser", wanted)
    before = ask("user.GetUser", wanted).one("personalMeetingRoom/accessCode")
    ask("user.DelUser", wanted)
    ask.clock.now += days * 86400
    ask("user.CreateUser", wanted)
    assert (ask("user.GetUser", wanted).one("personalMeetingRoom/accessCode") == before) is same


@pytest.mark.parametrize(
    "lookup",
    ["<meetingUuid>{uuid}</meetingUuid>", "<meetingLink>{link}</meetingLink>", "<sipUrl>{sip}</sipUrl>"],
)
def test_further_keys_of_get_session_info_at_40_1_0(opened, lookup):
    ask = opened("40.1.0", password_required=False)
    created = ask("meeting.CreateMeeting")
    key = created.one("meetingkey")
    (meeting,) = ask.site._world.state.meetings.values()
    wanted = lookup.format(
        uuid=meeting.uuid, link=created.one("iCalendarURL/attendee"), sip=f"{key}@acme.example.com"
    )
    assert ask("ep.GetSessionInfo", wanted).one("sessionkey") == key


def test_a_personal_room_is_a_session(opened):
    ask = opened()
    ask("user.CreateUser", "<webExId>jdoe</webExId><firstName>Jane</firstName>")
    card = ask("user.GetUserCard", "<webExId>jdoe</webExId>")
    address = card.one("personalMeetingRoom/personalMeetingRoomURL")
    jane = "<webExID>jdoe</webExID><password>any</password>"
    first, again = (ask("ep.GetSessionInfo", f"<pmrUrl>{address}</pmrUrl>", jane) for _ in range(2))
    assert first.one("isPersonalMeetingRoom") == "true"
    assert first.one("sessionkey") == card.one("personalMeetingRoom/accessCode")
    assert first.one("meetingUUID") == again.one("meetingUUID")
    assert ask("user.GetUserCard", f"<personalUrl>{address}</personalUrl>").result == "SUCCESS"


def test_get_api_version_names_the_release(opened):
    assert opened("40.4.9")("ep.GetAPIVersion").one("apiVer") == "40.4.9"
    assert opened("40.0.1")("ep.GetAPIVersion").one("apiVer") == "40.1.0"


def test_the_newest_release_unless_told(opened, releases):
    assert opened(None)("ep.GetAPIVersion").one("apiVer") == releases.newest.name == "42.11.1"
