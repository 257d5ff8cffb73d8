"""What the operations of every family store, those that show it return: each element that both types have."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from simulator_shared import Shared, missing, to_xml

from inspector.schema.content import ComplexType

RELEASES = ("40.1.0", "40.10.0", "42.11.1")
STATUS = ("status", "hostJoined", "participantsJoined")


def through(create, get, key, *, change="", keyed="sessionKey", whole=""):
    """A function that stores by `create` (and `change`) and shows by `get`; `whole` is the list's element."""

    def run(ask, data, changed):
        created = ask(create, "" if changed else to_xml(data))
        assert created.exception is None
        found = created.all(key)[0]
        named = f"<{keyed}>{found}</{keyed}>"
        if changed:
            assert ask(change, named + to_xml(data)).exception is None
        reply = ask(get, named)
        return reply, reply.contents[0][0] if whole else reply.contents[0]

    return run


EVENT = through("event.CreateEvent", "event.GetEvent", "sessionKey", change="event.SetEvent")
TRAINING = through(
    "training.CreateTrainingSession",
    "training.GetTrainingSession",
    "sessionkey",
    change="training.SetTrainingSession",
)
TRAININGS = through(
    "training.CreateTrainingSession",
    "training.LstTrainingSession",
    "sessionkey",
    change="training.SetTrainingSession",
    whole="trainingSession",
)
SALES = through(
    "sales.CreateSalesSession",
    "sales.GetSalesSession",
    "meetingKey",
    change="sales.SetSalesSession",
    keyed="meetingKey",
)
CALL = through(
    "meeting.auo.CreateTeleconferenceSession",
    "meeting.auo.GetTeleconferenceSession",
    "sessionKey",
    change="meeting.auo.SetTeleconferenceSession",
)
MEETINGS = through(
    "meeting.CreateMeeting",
    "meeting.LstMeeting",
    "meetingkey",
    change="meeting.SetMeeting",
    keyed="meetingKey",
    whole="meeting",
)

# What stores, what shows, how, and how many leaves there are at least at any of the releases.
CASES = {
    "CreateEvent": ("event.CreateEvent", "event.GetEvent", EVENT, 170),
    "SetEvent": ("event.SetEvent", "event.GetEvent", EVENT, 170),
    "CreateTrainingSession": ("training.CreateTrainingSession", "training.GetTrainingSession", TRAINING, 150),
    "SetTrainingSession": ("training.SetTrainingSession", "training.GetTrainingSession", TRAINING, 150),
    "LstTrainingSession": ("training.SetTrainingSession", "training.LstTrainingSession", TRAININGS, 150),
    "CreateSalesSession": ("sales.CreateSalesSession", "sales.GetSalesSession", SALES, 90),
    "SetSalesSession": ("sales.SetSalesSession", "sales.GetSalesSession", SALES, 90),
    "CreateTeleconferenceSession": (
        "meeting.auo.CreateTeleconferenceSession",
        "meeting.auo.GetTeleconferenceSession",
        CALL,
        60,
    ),
    "SetTeleconferenceSession": (
        "meeting.auo.SetTeleconferenceSession",
        "meeting.auo.GetTeleconferenceSession",
        CALL,
        60,
    ),
    "LstMeeting": ("meeting.CreateMeeting", "meeting.LstMeeting", MEETINGS, 160),
}


def shown_type(master, operation, element=""):
    """Type of the answer, or of the rows `element` in it."""
    kind = master.operations[operation].response
    if operation.rpartition(".")[2].startswith("Lst"):
        rows = [p.type for p in kind.particles if isinstance(p.type, ComplexType) and p.maximum is None]
        return rows[0]
    return kind


def without_status(data):
    return {name: value for name, value in data.items() if name not in STATUS}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("release", RELEASES)
def test_every_shared_element_of_a_session_comes_back(opened, master, releases, schemas, case, release):
    store, show, run, least = CASES[case]
    shared = Shared(releases, release, (store, show))
    types = master.operations[store].request, shown_type(master, show)
    data = without_status(shared.data(*types, shared.fixed, lambda: True))
    reply, element = run(opened(release, password_required=False), data, ".Set" in store)
    lost, leaves = missing(data, element)
    assert lost == []
    assert leaves >= least
    assert schemas.validator(release).validate(reply.root), schemas.validator(release).error_log


@pytest.mark.parametrize("case", ["CreateEvent", "SetTrainingSession", "CreateSalesSession", "LstMeeting"])
def test_generated_values_of_a_session_come_back(opened, master, releases, schemas, case):
    store, show, run, _ = CASES[case]
    shared = Shared(releases, "40.10.0", (store, show))
    validator = schemas.validator("40.10.0")
    types = master.operations[store].request, shown_type(master, show)

    # Without shrinking: it takes minutes on data of this size, and the paths of what is lost say enough.
    @settings(max_examples=8, deadline=None, derandomize=True, phases=(Phase.generate,))
    @given(st.data())
    def check(source):
        draw = source.draw
        data = shared.data(*types, shared.drawn(draw), lambda: draw(st.booleans()))
        data = without_status(data)
        reply, element = run(opened("40.10.0"), data, ".Set" in store)
        assert missing(data, element)[0] == []
        assert validator.validate(reply.root), validator.error_log

    check()


def meeting(ask):
    return ask("meeting.CreateMeeting").one("meetingkey")


def attendee(ask, data):
    # The test's own, since an address with white space is refused, and a session must be there.
    data.pop("attendees", None)
    data["person"][0]["email"] = ["jane@example.com"]
    key = f"<sessionKey>{meeting(ask)}</sessionKey>"
    assert ask("attendee.CreateMeetingAttendee", to_xml(data) + key).exception is None
    return data, ask("attendee.LstMeetingAttendee", key), "attendee"


def registration(ask, data):
    data.pop("confID", None)
    data["person"][0]["email"] = ["jane@example.com"]
    key = f"<sessionKey>{meeting(ask)}</sessionKey>"
    sent = f"<attendees>{to_xml(data)}{key}</attendees>"
    assert ask("attendee.RegisterMeetingAttendee", sent).exception is None
    return data, ask("attendee.LstMeetingAttendee", key), "attendee"


def contact(ask, data):
    assert ask("ep.CreateContacts", f"<contact>{to_xml(data)}</contact>").exception is None
    return data, ask("ep.LstContact"), "contact"


def dist_list(ask, data):
    ask("ep.CreateDistList", f"<distList>{to_xml(data)}</distList>")
    return data, ask("ep.LstDistList"), "distList"


def account(ask, data):
    ask("sales.CreateAccount", f"<account>{to_xml(data)}</account>")
    return data, ask("sales.LstAccounts"), "account"


def account_set(ask, data):
    data.pop("intAccountID", None)
    number = ask("sales.CreateAccount", "<account/>").one("intAccountID")
    ask("sales.SetAccount", f"<account>{to_xml(data)}<intAccountID>{number}</intAccountID></account>")
    return data, ask("sales.LstAccounts"), "account"


def opportunity(ask, data):
    data["intAccountID"] = [ask("sales.CreateAccount", "<account/>").one("intAccountID")]
    created = ask("sales.CreateOpportunity", f"<opportunity>{to_xml(data)}</opportunity>")
    assert created.exception is None
    return data, ask("sales.LstOpportunities"), "opportunity"


def product(ask, data):
    ask("sales.AddProducts", f"<product>{to_xml(data)}</product>")
    return data, ask("sales.LstProducts"), "product"


def user(ask, data):
    sent = {**data, "webExId": ["jdoe"], "email": ["jane@example.com"]}
    assert ask("user.CreateUser", to_xml(sent)).exception is None
    return sent, ask("user.LstUser", "<webExId>jdoe</webExId>"), "user"


# What stores, the section of its request (or none), what shows, its rows, how, and how many leaves at least.
ROWS = {
    "attendee": ("attendee.CreateMeetingAttendee", "", "attendee.LstMeetingAttendee", attendee, 25),
    "registration": (
        "attendee.RegisterMeetingAttendee",
        "attendees",
        "attendee.LstMeetingAttendee",
        registration,
        20,
    ),
    "contact": ("ep.CreateContacts", "contact", "ep.LstContact", contact, 20),
    "dist list": ("ep.CreateDistList", "distList", "ep.LstDistList", dist_list, 2),
    "account": ("sales.CreateAccount", "account", "sales.LstAccounts", account, 4),
    "account set": ("sales.SetAccount", "account", "sales.LstAccounts", account_set, 4),
    "opportunity": ("sales.CreateOpportunity", "opportunity", "sales.LstOpportunities", opportunity, 4),
    "product": ("sales.AddProducts", "product", "sales.LstProducts", product, 2),
    "user": ("user.CreateUser", "", "user.LstUser", user, 180),
}


def row_types(master, case):
    store, inside, show, _, _ = ROWS[case]
    request = master.operations[store].request
    return request.find(inside).type if inside else request, shown_type(master, show)


@pytest.mark.parametrize("case", ROWS)
@pytest.mark.parametrize("release", RELEASES)
def test_every_shared_element_of_a_row_comes_back(opened, master, releases, schemas, case, release):
    shared = Shared(releases, release, (ROWS[case][0], ROWS[case][2]))
    data = shared.data(*row_types(master, case), shared.fixed, lambda: True)
    sent, reply, element = ROWS[case][3](opened(release, password_required=False), data)
    (shown,) = [child for child in reply.contents[0] if child.tag.endswith("}" + element)]
    lost, leaves = missing(sent, shown)
    assert lost == []
    assert leaves >= ROWS[case][4]
    assert schemas.validator(release).validate(reply.root), schemas.validator(release).error_log


@pytest.mark.parametrize("case", ["attendee", "contact", "account"])
def test_generated_values_of_a_row_come_back(opened, master, releases, schemas, case):
    shared = Shared(releases, "40.10.0")
    validator = schemas.validator("40.10.0")

    @settings(max_examples=15, deadline=None, derandomize=True, phases=(Phase.generate,))
    @given(st.data())
    def check(source):
        draw = source.draw
        data = shared.data(*row_types(master, case), shared.drawn(draw), lambda: draw(st.booleans()))
        sent, reply, element = ROWS[case][3](opened("40.10.0"), data)
        (shown,) = [child for child in reply.contents[0] if child.tag.endswith("}" + element)]
        assert missing(sent, shown)[0] == []
        assert validator.validate(reply.root), validator.error_log

    check()


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_set_on_a_recording_comes_back(opened, master, releases, schemas, release):
    ask, shared = opened(release, password_required=False), Shared(releases, release)
    number = ask.site.happenings.record(meeting(ask))
    store, show = master.operations["ep.SetRecordingInfo"], master.operations["ep.GetRecordingInfo"]
    data = shared.data(store.request, show.response, shared.fixed, lambda: True)
    own = f"<recording><recordingID>{number}</recordingID><description>All of it</description>"
    own += "<password>Pw-1</password></recording>"
    assert ask("ep.SetRecordingInfo", own + to_xml(data)).exception is None
    shown = ask("ep.GetRecordingInfo", f"<recordingID>{number}</recordingID>")
    lost, leaves = missing(data, shown.contents[0])
    assert (lost, leaves >= 18) == ([], True)
    assert (shown.one("basic/description"), shown.one("fileAccess/password")) == ("All of it", "Pw-1")
    row = ask("ep.LstRecording")
    assert (row.one("recording/name"), row.one("recording/listing")) == ("T&<1>é", "UNLISTED")
    assert schemas.validator(release).validate(shown.root), schemas.validator(release).error_log


@pytest.mark.parametrize("release", RELEASES)
def test_one_click_settings_come_back(opened, master, releases, schemas, release):
    ask, shared = opened(release), Shared(releases, release)
    store, show = master.operations["ep.SetupOneClickSettings"], master.operations["ep.GetOneClickSettings"]
    data = shared.data(store.request, show.response, shared.fixed, lambda: True)
    code = "<tracking><trackingCode><index>2</index><value>East</value></trackingCode></tracking>"
    assert ask("ep.SetupOneClickSettings", to_xml(data) + code).exception is None
    shown = ask("ep.GetOneClickSettings")
    lost, leaves = missing(data, shown.contents[0])
    assert (lost, leaves >= 18) == ([], True)
    codes = "trackingCodes/trackingCode/"
    assert (shown.one(codes + "index"), shown.one(codes + "value")) == ("2", "East")
    assert schemas.validator(release).validate(shown.root), schemas.validator(release).error_log
