"""A call found again among recorded ones."""

from __future__ import annotations

import pytest

from inspector.compare import Fields, Ignored, Matcher, Reader
from inspector.model.exchange import Payload
from inspector.privacy import Masker

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
KEY = b"k" * 32

LIST = (
    "<listControl><startFrom>1</startFrom><maximumNum>10</maximumNum></listControl>"
    "<order><orderBy>UID</orderBy><orderAD>ASC</orderAD></order>"
)
OTHER_ORDER = (
    "<order><orderAD>ASC</orderAD>\n<orderBy>UID</orderBy></order>"
    "<listControl><maximumNum>10</maximumNum><startFrom>1</startFrom></listControl>"
)


def test_credentials_prefixes_order_and_white_space_say_nothing(request_of):
    matcher = Matcher()
    matcher.add(request_of("user.LstsummaryUser", LIST), "recorded")
    context = "<sessionTicket>abc</sessionTicket><email>x@example.com</email><siteName>other</siteName>"
    assert matcher.next(request_of("user.LstsummaryUser", OTHER_ORDER, context, root="message")) == "recorded"
    assert matcher.next(request_of("user.LstsummaryUser", LIST.replace("10", "11"))) is None
    assert matcher.next(request_of("user.LstUser", LIST)) is None


def test_rows_keep_their_order(request_of):
    matcher = Matcher()
    matcher.add(
        request_of("ep.LstsummarySession", "<hostWebExID>a</hostWebExID><serviceType>A</serviceType>"), 1
    )
    rows = "<order><orderBy>HOSTWEBEXID</orderBy><orderBy>STARTTIME</orderBy></order>"
    matcher.add(request_of("ep.LstsummarySession", rows), 2)
    swapped = "<order><orderBy>STARTTIME</orderBy><orderBy>HOSTWEBEXID</orderBy></order>"
    assert matcher.next(request_of("ep.LstsummarySession", rows)) == 2
    assert matcher.next(request_of("ep.LstsummarySession", swapped)) is None


def test_secrets_in_a_body_say_nothing(request_of):
    matcher = Matcher()
    matcher.add(request_of("user.CreateUser", "<webExId>a</webExId><password>One-1</password>"), 1)
    assert matcher.next(request_of("user.CreateUser", "<webExId>a</webExId><password>Two-2</password>")) == 1
    assert matcher.next(request_of("user.CreateUser", "<webExId>a</webExId>")) is None


def test_recorded_sequences_play_in_order_and_the_last_stays(request_of):
    matcher = Matcher()
    ask = request_of("meeting.GetMeeting", "<meetingKey>1</meetingKey>")
    for name in ("first", "second"):
        matcher.add(ask, name)
    assert [matcher.next(ask) for _ in range(4)] == ["first", "second", "second", "second"]


def test_taken_ones_are_given_once(request_of):
    matcher = Matcher()
    ask = request_of("meeting.GetMeeting", "<meetingKey>1</meetingKey>")
    matcher.add(ask, "only")
    assert [matcher.take(ask), matcher.take(ask)] == ["only", None]


@pytest.mark.parametrize(
    "fields",
    [
        Fields(ignore=Ignored.of(["listControl"])),
        Fields(ignore=Ignored.of(["lstsummaryUser/listControl/maximumNum"])),
        Fields(only=Ignored.of(["orderBy", "ORDERAD"])),
    ],
)
def test_fields_are_left_out_or_chosen(request_of, fields):
    matcher = Matcher(fields)
    matcher.add(request_of("user.LstsummaryUser", LIST), 1)
    assert matcher.next(request_of("user.LstsummaryUser", LIST.replace("10", "11"))) == 1
    assert matcher.next(request_of("user.LstsummaryUser", LIST.replace("UID", "EMAIL"))) is None


def test_a_miss_names_the_nearest_and_where_they_differ(request_of):
    matcher = Matcher()
    matcher.add(request_of("user.LstsummaryUser", ""), "far")
    matcher.add(request_of("user.LstsummaryUser", LIST), "near")
    found = matcher.nearest(request_of("user.LstsummaryUser", LIST.replace("10", "11")))
    assert (found.item, found.paths) == ("near", ("lstsummaryUser/listControl/maximumNum",))
    assert matcher.nearest(request_of("user.LstUser", LIST)) is None


def test_the_nearest_is_found_among_all_that_were_recorded(request_of):
    matcher = Matcher()
    for number in range(520):
        matcher.add(
            request_of("ep.LstsummarySession", f"<confName>A{number}</confName><x>{number}</x>"), number
        )
    found = matcher.nearest(request_of("ep.LstsummarySession", "<confName>A515</confName><x>other</x>"))
    assert (found.item, found.paths) == (515, ("lstsummarySession/x",))


def test_values_that_stand_there_twice_count_twice(request_of):
    matcher = Matcher()
    twice = "<serviceTypes><serviceType>A</serviceType><serviceType>A</serviceType></serviceTypes>"
    matcher.add(request_of("ep.LstsummarySession", twice), 1)
    once = "<serviceTypes><serviceType>A</serviceType></serviceTypes>"
    found = matcher.nearest(request_of("ep.LstsummarySession", once))
    assert found.paths == ("lstsummarySession/serviceTypes/serviceType",)


def test_secrets_in_clear_say_nothing(schemas, knowledge, noise):
    plain = Reader(schemas.master, knowledge, noise)  # with no key: values as they stand

    def asked(password, active):
        text = (
            f'<serv:message xmlns:serv="{SERV}" xmlns:xsi="{XSI}"><body>'
            '<bodyContent xsi:type="java:com.webex.service.binding.user.CreateUser"><webExId>a</webExId>'
            f"<password>{password}</password><active>{active}</active></bodyContent></body></serv:message>"
        )
        return plain.read(Payload(body=text.encode()))

    matcher = Matcher()
    matcher.add(asked("One-1", "ACTIVATED"), 1)
    assert matcher.next(asked("Two-2", "ACTIVATED")) == 1
    assert matcher.nearest(asked("Two-2", "DEACTIVATED")).paths == ("createUser/active",)


def test_what_cannot_be_read_is_found_again_without_its_secrets(reader, knowledge):
    clear = "<message><webExID>jane</webExID><password>Clear-Pw-1</password><cut"
    masked = Masker(KEY, knowledge).document(clear)
    assert "Clear" not in masked
    matcher = Matcher()
    matcher.add(reader.read(Payload(body=masked.encode())), 1)
    assert matcher.next(reader.read(Payload(body=clear.encode()))) == 1
    other = clear.replace("jane", "john")
    assert matcher.next(reader.read(Payload(body=other.encode()))) is None


def test_pseudonyms_and_clear_values_are_the_same(request_of, reader, knowledge):
    clear = request_of("user.GetUser", "<webExId>jdoe</webExId>")
    masked = clear.calls[0].content.children[0].value
    assert masked != "jdoe"
    matcher = Matcher()
    matcher.add(request_of("user.GetUser", f"<webExId>{masked}</webExId>"), 1)
    assert matcher.next(clear) == 1
    assert matcher.next(request_of("user.GetUser", "<webExId>rroe</webExId>")) is None
