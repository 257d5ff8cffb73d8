"""Sessions of every kind: failures of their own, listings, people."""

from __future__ import annotations

import pytest
from simulator_shared import create, el, session

from inspector.model.exchange import Payload

FORM = (
    "<registrationForm><title><req>true</req></title><company><req>true</req></company>"
    "<fax><req>false</req></fax></registrationForm>"
)
JANE = "<name>Jane Doe</name><email>jane@example.com</email>"


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ("meeting.CreateMeeting", "meetingPassword"),
        ("event.CreateEvent", "eventPassword"),
        ("training.CreateTrainingSession", "sessionPassword"),
        ("meeting.auo.CreateTeleconferenceSession", "sessionPassword"),
    ],
)
def test_a_password_is_demanded_until_40_1_0_and_generated_since_40_1_2(opened, operation, told):
    assert opened("40.1.0")(operation).exception == "060026"
    assert len(opened("40.1.2")(operation).one(told)) == 11
    assert opened("40.1.0", password_required=False)(operation).exception is None


@pytest.mark.parametrize(
    ("release", "exception"), [("41.11.0", None), ("41.12.0", "010106"), ("42.1.0", "010106")]
)
def test_classic_events_that_are_off_since_41_12_0(opened, release, exception):
    off, on = opened(release, classic_events=False), opened(release)
    for ask, expected in ((off, exception), (on, None)):
        assert ask("event.CreateEvent").exception == expected
        for operation in ("event.LstrecordedEvent", "event.LstsummaryProgram"):
            assert ask(operation).exception == (expected or "000015")
        assert ask("meeting.CreateMeeting").exception is None


@pytest.mark.parametrize(
    ("release", "sessions", "users"),
    [("42.1.0", None, None), ("42.5.0", "010107", None), ("42.6.0", "010107", "010107")],
)
@pytest.mark.parametrize(
    "operation",
    [
        "meeting.CreateMeeting",
        "event.CreateEvent",
        "training.CreateTrainingSession",
        "supportsession.CreateSupportSession",
    ],
)
def test_a_suspended_site(opened, release, sessions, users, operation):
    ask = opened(release, suspended=True)
    assert ask(operation).exception == sessions
    assert ask("user.CreateUser", "<webExId>jdoe</webExId>").exception == users


@pytest.mark.parametrize(
    ("release", "exception"), [("40.7.0", None), ("40.8.0", "040014"), ("42.1.0", "040014")]
)
@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        ("attendee.CreateMeetingAttendee", "", ""),
        ("attendee.RegisterMeetingAttendee", "<attendees>", "</attendees>"),
    ],
)
def test_registration_form_since_40_8_0(opened, schemas, release, exception, operation, before, after):
    ask = opened(release)
    key = session(create(ask, inside=FORM))
    lacking = ask(operation, f"{before}<person>{JANE}<title> </title></person>{key}{after}")
    assert lacking.exception == exception
    if exception:
        assert lacking.heads("value") == ["title,company"]
        assert lacking.heads("reason")[0].endswith("title,company")
        assert schemas.validator(release).validate(lacking.root)
    whole = f"{before}<person>{JANE}<title>Dr</title><company>Acme</company></person>{key}{after}"
    assert ask(operation, whole).exception is None


@pytest.mark.parametrize(("release", "exception"), [("41.12.0", None), ("42.1.0", "040015")])
def test_fifty_attendees_a_call_since_42_1_0(opened, release, exception):
    ask = opened(release)
    key = session(create(ask))
    one = f"<attendees><person><email>a@example.com</email></person>{key}</attendees>"
    assert ask("attendee.RegisterMeetingAttendee", one * 50).exception is None
    assert ask("attendee.RegisterMeetingAttendee", one * 51).exception == exception
    listed = ask("attendee.LstMeetingAttendee", key)
    assert listed.one("matchingRecords/total") == ("101" if exception is None else "50")


def test_no_attendee_is_kept_where_one_is_refused(opened):
    ask = opened()
    key = session(create(ask))
    good = f"<attendees><person>{JANE}</person>{key}</attendees>"
    bad = f"<attendees><person>{JANE}</person>{session(1)}</attendees>"
    assert ask("attendee.RegisterMeetingAttendee", good + bad).exception == "060001"
    assert ask("attendee.LstMeetingAttendee", key).exception == "000015"


def test_attendees_of_the_schedule_and_added_ones_are_listed_and_taken_off(opened):
    ask = opened()
    invited = el("participants/attendees/attendee/person/email", "rroe@example.com")
    number = create(ask, inside=invited)
    key = session(number)
    added = ask(
        "attendee.CreateMeetingAttendee", f"<person>{JANE}</person><joinStatus>REGISTER</joinStatus>{key}"
    )
    listed = ask("attendee.LstMeetingAttendee", key)
    assert listed.all("attendee/person/email") == ["rroe@example.com", "jane@example.com"]
    assert listed.all("attendee/joinStatus") == ["INVITE", "REGISTER"]
    assert listed.all("attendee/status/registered") == ["false", "true"]
    assert listed.all("attendee/attendeeId")[1] == added.one("attendeeId") == added.one("register/attendeeID")
    assert listed.all("attendee/registerID") == [added.one("register/registerID")]
    again = ask("attendee.LstMeetingAttendee", key).all("attendee/attendeeId")
    assert again == listed.all("attendee/attendeeId")
    shown = ask("meeting.GetMeeting", f"<meetingKey>{number}</meetingKey>")
    people = "participants/attendees/attendee/person/email"
    assert shown.all(people) == ["rroe@example.com", "jane@example.com"]
    assert ask("attendee.LstMeetingAttendee", key + "<joinStatus>REGISTER</joinStatus>").all(
        "attendee/person/email"
    ) == ["jane@example.com"]
    assert ask("attendee.DelMeetingAttendee", "<attendeeID>1</attendeeID>").exception == "000015"
    address = f"<attendeeEmail><email>RROE@example.com</email>{key}</attendeeEmail>"
    ask("attendee.DelMeetingAttendee", address)
    shown = ask("meeting.GetMeeting", f"<meetingKey>{number}</meetingKey>")
    assert shown.all(people) == ["jane@example.com"]
    ask("attendee.DelMeetingAttendee", f"<attendeeID>{added.one('attendeeId')}</attendeeID>")
    assert ask("attendee.LstMeetingAttendee", key).exception == "000015"


def test_enrollment_names_those_who_registered(opened):
    ask = opened()
    key = session(create(ask, "event.CreateEvent"))
    phone = "<phones><phone>1-555-0100</phone></phones><address><zipCode>12345</zipCode></address>"
    ask("attendee.RegisterMeetingAttendee", f"<attendees><person>{JANE}{phone}</person>{key}</attendees>")
    shown = ask("attendee.GetEnrollmentInfo", key)
    fields = "session/attendee/enrollFields/defaultFields/"
    assert shown.one(fields + "email") == "jane@example.com"
    assert (shown.one(fields + "phoneNum"), shown.one(fields + "zipcode")) == ("1-555-0100", "12345")
    assert shown.one("session/attendee/submitTime") == "06/15/2021 12:00:00"
    assert ask("attendee.GetEnrollmentInfo", session(1)).exception == "060001"


def test_every_kind_is_a_session_of_its_service(opened):
    ask = opened()
    keys = {
        create(ask): "MeetingCenter",
        create(
            ask, "event.CreateEvent", "<metaData><sessionName>Launch</sessionName></metaData>"
        ): "EventCenter",
        create(ask, "training.CreateTrainingSession"): "TrainingCenter",
        create(ask, "sales.CreateSalesSession"): "SalesCenter",
        create(ask, "supportsession.CreateSupportSession"): "SupportCenter",
    }
    listed = ask("ep.LstsummarySession")
    assert dict(zip(listed.all("session/sessionKey"), listed.all("session/serviceType"), strict=True)) == keys
    one = "<serviceTypes><serviceType>EventCenter</serviceType></serviceTypes>"
    assert ask("ep.LstsummarySession", one).one("session/confName") == "Launch"
    for key, service in keys.items():
        info = ask("ep.GetSessionInfo", session(key))
        assert info.one("metaData/serviceType") == service
    for key in keys:
        assert ask("ep.DelSession", session(key)).exception is None
    assert ask("ep.LstsummarySession").exception == "000015"
    assert ask("ep.DelSession", session(next(iter(keys)))).exception == "060001"


@pytest.mark.parametrize(
    "operation", ["event.GetEvent", "training.GetTrainingSession", "sales.GetSalesSession"]
)
def test_a_session_of_another_kind_is_not_found(opened, operation):
    ask = opened()
    key = create(ask)
    assert (
        ask(operation, f"<sessionKey>{key}</sessionKey><meetingKey>{key}</meetingKey>").exception == "060001"
    )


def test_a_listing_of_one_kind_is_filtered_and_ordered(opened):
    ask = opened()
    for name, start in (
        ("Beta", "06/17/2021 9:00:00"),
        ("Alpha", "06/18/2021 9:00:00"),
        ("Gamma", "06/19/2021 9:00:00"),
    ):
        inside = el("metaData/sessionName", name) + el("schedule/startDate", start)
        create(ask, "event.CreateEvent", inside)
    create(ask)
    assert ask("event.LstsummaryEvent").all("event/sessionName") == ["Beta", "Alpha", "Gamma"]
    order = "<order><orderBy>EVENTNAME</orderBy><orderAD>DESC</orderAD></order>"
    assert ask("event.LstsummaryEvent", order).all("event/sessionName") == ["Gamma", "Beta", "Alpha"]
    scope = el("startDateStart", "06/18/2021 0:0:0") + el("endDateEnd", "06/18/2021 23:59:59")
    assert ask("event.LstsummaryEvent", el("dateScope", scope)).all("event/sessionName") == ["Alpha"]
    assert ask("event.LstsummaryEvent").all("event/endDate")[0] == "06/17/2021 10:00:00"
    page = "<listControl><startFrom>2</startFrom><maximumNum>1</maximumNum></listControl>"
    second = ask("event.LstsummaryEvent", page)
    assert (second.all("event/sessionName"), second.one("matchingRecords/total")) == (["Alpha"], "3")
    bad = "<dateScope><startDateStart>soon</startDateStart></dateScope>"
    assert ask("event.LstsummaryEvent", bad).exception == "999999"


def test_addresses_to_host_and_to_join_let_their_visitor_in(opened):
    ask = opened()
    key = create(ask)
    named = session(key)
    host = ask("meeting.GethosturlMeeting", named).one("hostMeetingURL")
    joined = ask(
        "meeting.GetjoinurlMeeting",
        named + "<attendeeName>Jane Doe</attendeeName><meetingPW>Pw-1</meetingPW>",
    )
    assert host == f"https://acme.example.com/acme/m.php?AT=HM&MK={key}"
    join = joined.one("joinMeetingURL")
    assert join == f"https://acme.example.com/acme/m.php?AT=JM&MK={key}&AN=Jane+Doe&PW=Pw-1"
    assert joined.all("registerMeetingURL") == []
    assert ask("ep.LstOpenSession").exception == "000015"
    for address in (host, join, joined.one("inviteMeetingURL")):
        assert ask.site.answer(Payload(), address.removeprefix("https://acme.example.com")).status == 200
    assert ask.site.answer(Payload(), "/acme/m.php?AT=HM&MK=1").status == 404
    running = ask("ep.LstOpenSession")
    assert running.one("services/sessions/sessionKey") == key
    assert running.one("services/sessions/actualStartTime") == "06/15/2021 12:00:00"
    shown = ask("ep.GetSessionInfo", named)
    assert (shown.one("status"), shown.one("hasHostInMeeting")) == ("INPROGRESS", "true")


@pytest.mark.parametrize(
    ("make", "listing", "element", "inside", "shown"),
    [
        (
            "meeting.CreateMeeting",
            "meeting.LstsummaryMeeting",
            "meeting",
            el("metaData/confName", "Planning") + el("accessControl/isPublic", "true"),
            {
                "confName": "Planning",
                "meetingType": "3",
                "listStatus": "PUBLIC",
                "startDate": "6/16/2021 9:0:0",
            },
        ),
        (
            "training.CreateTrainingSession",
            "training.LstsummaryTrainingSession",
            "trainingSession",
            el("metaData/confName", "Course") + el("accessControl/listing", "PRIVATE"),
            {"confName": "Course", "listStatus": "PRIVATE", "duration": "60", "timeZoneID": "21"},
        ),
        (
            "sales.CreateSalesSession",
            "sales.LstsummarySalesSession",
            "salesSession",
            el("metaData", el("account", "Acme") + el("opportunity", "Big")),
            {"account": "Acme", "opportunity": "Big", "hostWebExID": "host1", "status": "NOT_INPROGRESS"},
        ),
        (
            "event.CreateEvent",
            "event.LstsummaryEvent",
            "event",
            el("metaData/description", "All") + el("panelists/panelistsInfo", "Two of them"),
            {"description": "All", "panelists": "Two of them", "endDate": "06/16/2021 10:00:00"},
        ),
    ],
)
def test_what_was_stored_shows_in_summaries(opened, make, listing, element, inside, shown):
    ask = opened()
    ask(make, el("schedule/startDate", "6/16/2021 9:0:0") + inside)
    row = ask(listing)
    assert {name: row.one(f"{element}/{name}") for name in shown} == shown


@pytest.mark.parametrize(
    ("operation", "make", "since", "before"),
    [
        ("event.GetEvent", "event.CreateEvent", "40.10.0", None),
        ("training.GetTrainingSession", "training.CreateTrainingSession", "40.10.0", "40.9.0"),
        ("sales.GetSalesSession", "sales.CreateSalesSession", "40.7.0", "40.6.1"),
        ("meeting.GetMeeting", "meeting.CreateMeeting", "40.6.0", None),
    ],
)
def test_a_session_is_found_by_its_uuid_since_its_operation_knows_it(opened, operation, make, since, before):
    ask = opened(since)
    uuid = ask(make).one("meetingUUID")
    assert ask(operation, el("meetingUUID", uuid.upper())).exception is None
    assert ask(operation, el("meetingUUID", "0" * 32)).exception == "060001"
    if before:
        early = opened(before, password_required=False)
        early(make)
        uuid = early("ep.LstsummarySession").one("session/meetingUUID")
        assert early("ep.GetSessionInfo", el("meetingUUID", uuid)).exception is None
        assert early(operation, el("meetingUUID", uuid)).exception == "060001"
