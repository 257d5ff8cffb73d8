"""What rules that take memory must not count: failures, others' changes, other callers, what is over."""

from __future__ import annotations

from random import Random

import pytest

from inspector import assemble
from inspector.engine import Inspector
from inspector.engine.memory import Memory
from inspector.model.exchange import Exchange, Payload
from inspector.settings import Settings

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SERVICE = "http://www.webex.com/schemas/2002/06/service"
DAY = 86_400.0
UUID = "0123456789abcdef0123456789abcdef"
CODES = ("AUTH-10", "LIM-02", "LIM-03", "VAL-03", "VAL-16", "VAL-20")
TITLE = "<registrationForm><title><req>true</req></title></registrationForm>"


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return assemble.inspector(Settings(release="40.10.0"), key=b"k" * 32)


def told(inspector: Inspector, *recording: Exchange) -> list[list[str]]:
    """What is said of each exchange, all of them noted first; the same in another order."""
    found = []
    for order in (recording, Random(7).sample(recording, len(recording))):
        history = inspector.history()
        for exchange in order:
            inspector.note(exchange, history)
        judged = [history.recall(inspector.judge_pair(exchange)) for exchange in recording]
        found.append([[f.code for f in each.findings if f.code in CODES] for each in judged])
    assert found[0] == found[1]
    return found[0]


def call(
    time: float,
    operation: str,
    inside: str = "",
    answer: str | None = None,
    *,
    result: str = "SUCCESS",
    exception: str = "",
    user: str = "jdoe",
    secret: str = "<password>Example-1</password>",
    status: int = 200,
    agent: str = "client/1",
    client: str = "192.0.2.5",
) -> Exchange:
    """One call with its answer; `answer` is the content of it, None for an empty one."""
    name = f"<webExID>{user}</webExID>" if user else ""
    request = (
        f"<message {XSI}><header><securityContext>{name}{secret}<siteName>acme</siteName></securityContext>"
        f'</header><body><bodyContent xsi:type="java:com.webex.service.binding.{operation}">{inside}'
        "</bodyContent></body></message>"
    )
    failed = f"<serv:exceptionID>{exception}</serv:exceptionID>" if exception else ""
    response = (
        f'<serv:message {XSI} xmlns:serv="{SERVICE}" xmlns:meet="{SERVICE}/meeting"'
        f' xmlns:use="{SERVICE}/user">'
        f"<serv:header><serv:response><serv:result>{result}</serv:result>{failed}</serv:response></serv:header>"
        f"<serv:body>{answer or '<serv:bodyContent/>'}</serv:body></serv:message>"
    )
    return Exchange(
        request=Payload((("User-Agent", agent),), request.encode()),
        response=Payload(body=b"Forbidden" if status == 403 else response.encode()),
        status=status,
        started=time,
        client=client,
    )


def content(kind: str, inside: str) -> str:
    return f'<serv:bodyContent xsi:type="{kind}">{inside}</serv:bodyContent>'


# VAL-16: an address that is not confirmed


def set_email(time: float, email: str, **more: str) -> Exchange:
    return call(time, "user.SetUser", f"<webExId>jdoe</webExId><email>{email}@example.com</email>", **more)


def get_user(time: float, email: str) -> Exchange:
    shown = f"<use:webExId>jdoe</use:webExId><use:email>{email}@example.com</use:email>"
    return call(time, "user.GetUser", "<webExId>jdoe</webExId>", content("use:getUserResponse", shown))


def test_a_change_of_the_own_address_waits_until_the_new_one_is_shown(inspector: Inspector) -> None:
    found = told(
        inspector, set_email(1, "b"), get_user(2, "a"), get_user(3, "b"), get_user(4, "c"),
        set_email(5, "d"), get_user(6, "c"),
    )  # fmt: skip

    assert found == [[], ["VAL-16"], [], [], [], ["VAL-16"]]


def test_a_change_by_somebody_else_counts_at_once_and_ends_the_wait(inspector: Inspector) -> None:
    admin = set_email(3, "c", user="admin")
    shown = [get_user(4, "c"), get_user(5, "c")]

    assert told(inspector, set_email(1, "b"), get_user(2, "a"), admin, *shown) == [
        [], ["VAL-16"], [], [], [],
    ]  # fmt: skip
    assert told(inspector, admin, get_user(4, "a")) == [[], []]


def test_a_change_that_failed_is_none(inspector: Inspector) -> None:
    mine = set_email(1, "b", result="FAILURE", exception="030001")
    admin = set_email(2, "c", user="admin", result="FAILURE", exception="030001")

    assert told(inspector, mine, get_user(3, "a")) == [[], []]
    assert told(inspector, set_email(1, "b"), admin, get_user(3, "a")) == [[], [], ["VAL-16"]]


def test_a_blank_address_is_no_change(inspector: Inspector) -> None:
    blank = call(1, "user.SetUser", "<webExId>jdoe</webExId><email></email>")

    assert told(inspector, blank, get_user(2, "a")) == [[], []]


# VAL-20: a personal room with another key


def room(time: float, code: str) -> Exchange:
    shown = (
        f"<use:personalMeetingRoom><use:accessCode>{code}</use:accessCode></use:personalMeetingRoom>"
        "<use:webExId>jdoe</use:webExId>"
    )
    return call(time, "user.GetUser", "<webExId>jdoe</webExId>", content("use:getUserResponse", shown))


def enable(time: float, on: str, **more: str) -> Exchange:
    inside = f"<webExId>jdoe</webExId><privilege><isEnablePMR>{on}</isEnablePMR></privilege>"
    return call(time, "user.SetUser", inside, **more)


def test_a_room_must_have_been_off(inspector: Inspector) -> None:
    off, failed = enable(2, "false"), enable(2, "false", result="FAILURE", exception="030001")

    assert told(inspector, room(1, "700000001"), off, enable(3, "true"), room(4, "700000002")) == [
        [], [], [], ["VAL-20"],
    ]  # fmt: skip
    assert told(inspector, room(1, "700000001"), failed, enable(3, "true"), room(4, "700000002")) == [[]] * 4


def test_a_room_is_compared_with_what_it_was_before_it_was_off(inspector: Inspector) -> None:
    rooms = [room(4, "700000001"), room(5, "700000003")]

    assert told(inspector, room(1, "700000001"), enable(2, "false"), enable(3, "true"), *rooms) == [[]] * 5


# VAL-03: the form of a session


def create(time: float, key: str = "700000001", form: str = TITLE, uuid: str = UUID, **more: str) -> Exchange:
    named = f"<meet:meetingkey>{key}</meet:meetingkey><meet:meetingUUID>{uuid}</meet:meetingUUID>"
    on = "<attendeeOptions><registration>true</registration></attendeeOptions>"
    return call(
        time, "meeting.CreateMeeting", on + form, content("meet:createMeetingResponse", named), **more
    )


def get_meeting(time: float, form: str) -> Exchange:
    named = f"<meet:meetingkey>700000001</meet:meetingkey><meet:meetingUUID>{UUID}</meet:meetingUUID>"
    shown = form.replace("</", "</meet:").replace("<", "<meet:").replace("<meet:/meet:", "</meet:")
    return call(
        time, "meeting.GetMeeting", "<meetingKey>700000001</meetingKey>",
        content("meet:getMeetingResponse", named + shown),
    )  # fmt: skip


def attendee(session: str, person: str = "") -> str:
    return f"<attendees><person>{person}<email>jane@example.com</email></person>{session}</attendees>"


def register(time: float, *attendees: str) -> Exchange:
    return call(time, "attendee.RegisterMeetingAttendee", "".join(attendees), status=403)


KEY = "<sessionKey>700000001</sessionKey>"
OTHER = "<sessionKey>700000002</sessionKey>"
BY_UUID = f"<meetingUUID>{UUID}</meetingUUID>"
WITH_TITLE = "<title>Engineer</title>"


@pytest.mark.parametrize("session", [KEY, BY_UUID], ids=["key", "UUID"])
def test_a_session_goes_by_its_key_and_by_its_uuid(inspector: Inspector, session: str) -> None:
    alone = session.replace("sessionKey", "meetingKey")
    person = "<person><email>jane@example.com</email></person>"

    assert told(inspector, create(1), register(2, attendee(session))) == [[], ["VAL-03"]]
    assert told(inspector, create(1), register(2, attendee(session, WITH_TITLE))) == [[], []]
    assert told(inspector, create(1), call(2, "attendee.CreateMeetingAttendee", person + alone)) == [
        [], ["VAL-03"],
    ]  # fmt: skip


def test_each_attendee_is_held_against_the_form_of_the_own_session(inspector: Inspector) -> None:
    without_form = create(1, "700000002", form="", uuid=UUID[::-1])

    for attendees, codes in [
        ((attendee(KEY), attendee(OTHER)), ["VAL-03"]),
        ((attendee(OTHER), attendee(KEY)), ["VAL-03"]),
        ((attendee(KEY, WITH_TITLE), attendee(OTHER)), []),
        ((attendee(KEY), attendee(OTHER, WITH_TITLE)), ["VAL-03"]),
        ((attendee(KEY, WITH_TITLE), attendee(KEY)), ["VAL-03"]),
        ((attendee(KEY, "<title> </title>"),), ["VAL-03"]),
    ]:
        assert told(inspector, create(1), without_form, register(2, *attendees)) == [[], [], codes]


def test_attendees_without_a_session_belong_to_that_of_the_call(inspector: Inspector) -> None:
    first = f"<person>{WITH_TITLE}<email>jane@example.com</email></person>{KEY}"
    more = call(2, "attendee.CreateMeetingAttendee", first + attendee(""))

    assert told(inspector, create(1), more) == [[], ["VAL-03"]]


def test_the_finding_stands_at_the_first_that_lacks_something_and_names_all(inspector: Inspector) -> None:
    form = TITLE.replace("</registrationForm>", "<fax><req>true</req></fax></registrationForm>")
    history = inspector.history()
    inspector.note(create(1, form=form), history)
    fax = "<phones><fax>555-0100</fax></phones>"
    asked = register(2, attendee(KEY, WITH_TITLE + fax), attendee(KEY, fax), attendee(KEY, WITH_TITLE))

    (hit,) = history.recall(inspector.judge_pair(asked)).remembered

    assert hit.path == "registerMeetingAttendee/attendees[2]/person/email"
    assert hit.message == "the registration lacks what the form of the session demands: title, fax"


def test_a_form_of_a_session_that_was_not_made_demands_nothing(inspector: Inspector) -> None:
    failed = create(1, result="FAILURE", exception="060016")

    assert told(inspector, failed, register(2, attendee(KEY))) == [[], []]


OFF = "<attendeeOptions><registration>false</registration></attendeeOptions>"


@pytest.mark.parametrize("session", [KEY, BY_UUID], ids=["key", "UUID"])
@pytest.mark.parametrize(
    ("inside", "result", "codes"),
    [
        (OFF, "SUCCESS", []),
        (OFF + TITLE, "SUCCESS", []),
        (OFF, "FAILURE", ["VAL-03"]),
        ("<metaData><confName>Review</confName></metaData>", "SUCCESS", ["VAL-03"]),
        (TITLE.replace("true", "false"), "SUCCESS", []),
    ],
)
def test_a_form_ends_where_registration_is_switched_off(
    inspector: Inspector, session: str, inside: str, result: str, codes: list[str]
) -> None:
    exception = "060001" if result == "FAILURE" else ""
    by_key = f"<meetingkey>700000001</meetingkey>{inside}"
    changed = call(2, "meeting.SetMeeting", by_key, result=result, exception=exception)

    assert told(inspector, create(1), changed, register(3, attendee(session))) == [[], [], codes]


@pytest.mark.parametrize(
    ("shown", "codes"),
    [("", []), (TITLE, ["VAL-03"]), (OFF + TITLE, []), (TITLE.replace("true", "false"), [])],
)
def test_what_a_meeting_shows_last_counts(inspector: Inspector, shown: str, codes: list[str]) -> None:
    assert told(inspector, create(1), get_meeting(2, shown), register(3, attendee(BY_UUID))) == [
        [], [], codes,
    ]  # fmt: skip


# LIM-02, LIM-03: the lock-out


def look(time: float, *, status: int = 200, agent: str = "client/1", client: str = "192.0.2.5") -> Exchange:
    """An anonymous GetSessionInfo, answered by 060001 or by HTTP 403."""
    return call(
        time, "ep.GetSessionInfo", "<sessionKey>700000001</sessionKey>", user="", secret="", status=status,
        result="FAILURE", exception="060001", agent=agent, client=client,
    )  # fmt: skip


def refused(time: float) -> Exchange:
    return look(time, status=403)


def test_a_lock_out_lasts_two_hours_from_its_first_refusal(inspector: Inspector) -> None:
    start = [look(0), look(60), refused(120)]
    opened: list[list[str]] = [[], [], ["LIM-02"]]

    assert told(inspector, *start, refused(180), refused(7_319)) == [*opened, ["LIM-03"], ["LIM-03"]]
    for again in (180, 3_720):
        assert told(inspector, *start, refused(again), refused(7_321)) == [*opened, ["LIM-03"], []]
        assert told(inspector, *start, refused(again), look(7_321)) == [*opened, ["LIM-03"], []]
    assert told(inspector, *start, look(7_321)) == [*opened, []]


def test_a_call_that_is_answered_is_not_locked_out(inspector: Inspector) -> None:
    recording = [look(0), look(60), refused(120), look(180), refused(240), refused(300)]

    assert told(inspector, *recording) == [[], [], ["LIM-02"], [], ["LIM-02"], ["LIM-03"]]


def test_a_refusal_without_misses_before_it_locks_nobody_out(inspector: Inspector) -> None:
    assert told(inspector, refused(0), look(60), look(120), refused(180), refused(240)) == [
        [], [], [], ["LIM-02"], ["LIM-03"],
    ]  # fmt: skip
    assert told(inspector, refused(0), refused(60)) == [[], []]


def test_misses_count_for_an_hour(inspector: Inspector) -> None:
    assert told(inspector, look(0), look(60), refused(3_700), refused(3_760)) == [[]] * 4


@pytest.mark.parametrize("other", [{"agent": "client/2"}, {"client": "192.0.2.6"}], ids=["agent", "address"])
def test_another_caller_is_another_matter(inspector: Inspector, other: dict[str, str]) -> None:
    misses = [look(0, **other), look(60, **other)]

    assert told(inspector, *misses, refused(120), refused(180)) == [[]] * 4


# AUTH-10: a ticket


def test_a_ticket_of_which_no_life_is_told_lives_for_5400_seconds(inspector: Inspector) -> None:
    ticket = "<use:sessionTicket>EXAMPLETICKET</use:sessionTicket>"
    issued = call(0, "user.AuthenticateUser", "", content("use:authenticateUserResponse", ticket))
    used = [
        call(
            time,
            "user.GetUser",
            "<webExId>jdoe</webExId>",
            secret="<sessionTicket>EXAMPLETICKET</sessionTicket>",
        )
        for time in (5_400, 5_401)
    ]

    assert told(inspector, issued, *used) == [[], [], ["AUTH-10"]]


def test_what_is_asked_for_is_kept(inspector: Inspector) -> None:
    memory = Memory(most=3)
    first, other = set_email(1, "b"), set_email(1, "b")
    other = Exchange(
        request=Payload(body=other.request.body.replace(b"jdoe", b"jroe")) if other.request else None,
        response=other.response, status=200, started=1,
    )  # fmt: skip
    shown = inspector.judge_pair(get_user(9, "a"))
    for exchange in (first, other):
        memory.note(inspector.judge_pair(exchange))

    assert memory.recall(shown)
    for time in (2, 3):
        memory.note(inspector.judge_pair(create(time, f"70000000{time}", uuid="")))

    assert len(memory) == 3
    assert memory.recall(shown)
