"""Value tests: what passes, what does not, and that the quick test in C never hides what passes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.resources import data
from inspector.rules.load import read_zones
from inspector.rules.values import TESTS, Moment, ValueTest, quick
from inspector.wire.split import escape, text

ZONES, PROBLEMS = read_zones([data("rules")])
NOON = 1685620800.0  # 2023-06-01T12:00:00Z


def spec(test: str, **more: object) -> ValueTest:
    return ValueTest.model_validate({"path": "a/b", "test": test, **more})


def passes(value: str, test: ValueTest, *other: str, zone: str = "", time: float | None = NOON) -> bool:
    return TESTS[test.test](value, test, other or ("", ""), Moment(time, zone, ZONES))


def test_there_are_62_zones():
    assert (len(ZONES), PROBLEMS) == (62, ())


@pytest.mark.parametrize(
    ("test", "more", "value", "other", "expected"),
    [
        ("true", {}, "true", (), True),
        ("true", {}, "1", (), True),
        ("true", {}, "false", (), False),
        ("one-of", {"values": ["19", "20"]}, "20", (), True),
        ("one-of", {"values": ["19", "20"]}, "21", (), False),
        ("one-of", {"values": ["19", "20"]}, "019", (), True),
        ("one-of", {"values": ["19", "20"]}, "+19", (), True),
        ("one-of", {"values": ["19", "20"]}, "190", (), False),
        ("one-of", {"values": ["19", "20"]}, "-19", (), False),
        ("one-of", {"values": ["0"]}, "000", (), True),
        ("not-list-of", {"values": ["title", "company"]}, "title, company", (), False),
        ("not-list-of", {"values": ["title", "company"]}, "title, birthday", (), True),
        ("above", {"number": 500}, "501", (), True),
        ("above", {"number": 500}, "500", (), False),
        ("above", {"number": 500}, "many", (), False),
        ("above", {"number": 500}, "9" * 23, (), True),
        ("above", {"number": 500}, "+" + "9" * 5_000, (), True),
        ("above", {"number": 500}, "-" + "9" * 23, (), False),
        ("above", {"number": 500}, "0" * 23 + "500", (), False),
        ("above", {"number": 500}, "0" * 23 + "501", (), True),
        ("above", {"number": 500}, "+-501", (), False),
        ("above", {"number": 500}, "9" * 23 + "x", (), False),
        ("length-above", {"number": 3}, "abcd", (), True),
        ("length-above", {"number": 3}, "abc", (), False),
        ("white-space", {}, "jane doe@example.com", (), True),
        ("white-space", {}, "jane.doe@example.com", (), False),
        ("white-space", {}, "jane.doe@example.com ", (), True),
        ("white-space", {}, " jane.doe@example.com", (), True),
        ("white-space", {}, "jane.doe@example.com\n", (), True),
        ("white-space", {}, "\tjane.doe@example.com", (), True),
        ("white-space", {}, "\u00a0jane.doe@example.com\u00a0", (), False),
        ("white-space", {}, "jane\u00a0doe@example.com", (), True),
        ("white-space", {}, "jane.doe@example.com\u00a0 ", (), True),
        ("white-space", {}, " \n", (), False),
        ("not-date", {}, "06/20/2023 09:00:00", (), False),
        ("not-date", {}, "6/20/2023 9:0:0", (), False),
        ("not-date", {}, "20/06/2023 09:00:00", (), True),
        ("not-date", {}, "2023-06-20", (), True),
        ("not-date", {}, "02/30/2023 09:00:00", (), True),
        ("not-hex32", {}, "0123456789abcdef0123456789abcdef", (), False),
        ("not-hex32", {}, "700000001", (), True),
        ("url-with-access", {}, "https://acme.example.com/j.php?MTID=m01", (), True),
        ("url-with-access", {}, "https://acme.example.com/j.php?ED=01", (), False),
        ("differs", {"other": "a/c"}, "jdoe", ("jane.doe@example.com",), True),
        ("differs", {"other": "a/c"}, "Jane.Doe@example.com", ("jane.doe@example.com",), False),
        ("differs", {"other": "a/c"}, "jdoe", ("",), False),
        ("days-above", {"number": 90, "other": "a/c"}, "01/01/2023", ("04/01/2023",), False),
        ("days-above", {"number": 90, "other": "a/c"}, "01/01/2023", ("04/01/2023 00:00:01",), True),
        ("incomplete-page", {"other": ["a/t", "a/s"]}, "10", ("25", "1"), True),
        ("incomplete-page", {"other": ["a/t", "a/s"]}, "5", ("25", "21"), False),
        ("incomplete-page", {"other": ["a/t", "a/s"]}, "25", ("25", ""), False),
    ],
)
def test_what_passes(test, more, value, other, expected):
    assert passes(value, spec(test, **more), *other) is expected


@pytest.mark.parametrize(
    ("start", "named", "zone", "past", "soon"),
    [
        ("06/01/2023 05:00:00", ("4", ""), "", True, False),  # San Jose: 12:00Z, summer time
        ("06/01/2023 05:00:01", ("4", ""), "", False, True),
        ("06/01/2023 05:04:59", ("4", ""), "", False, True),
        ("06/01/2023 05:05:00", ("4", ""), "", False, False),
        ("06/01/2023 13:00:00", ("21", ""), "", True, False),  # London: 12:00Z, summer time
        ("06/01/2023 13:00:01", ("21", ""), "", False, True),
        ("06/01/2023 11:59:00", ("", "GMT-01:00, Azores (Azores)"), "", False, False),
        ("06/01/2023 11:00:00", ("", "GMT-01:00, Azores (Azores)"), "", True, False),
        ("06/01/2023 08:00:00", ("", ""), "America/New_York", True, False),
        ("06/01/2023 08:00:01", ("", ""), "America/New_York", False, True),
        ("06/01/2023 00:00:00", ("", ""), "", True, False),  # past in every zone: noon less twelve hours
        ("06/01/2023 00:00:01", ("", ""), "", False, False),  # and still ahead at UTC-12
        ("no date", ("4", ""), "", False, False),
        ("06/01/2023 00:00:00", ("9" * 5_000, ""), "", True, False),  # no zone has that number
        ("06/01/2023 00:00:01", ("", ""), "9" * 5_000, False, False),
    ],
)
def test_the_clock_goes_by_the_zone(start, named, zone, past, soon):
    by_zone = {"other": ["a/id", "a/label"]}

    assert passes(start, spec("past", **by_zone), *named, zone=zone) is past
    assert passes(start, spec("soon", number=5, **by_zone), *named, zone=zone) is soon


def test_the_clock_is_silent_without_a_time():
    assert not passes("06/01/1999 05:00:00", spec("past", other=["a/id", "a/label"]), "4", "", time=None)


QUICK = [
    spec("true"),
    spec("one-of", values=["NOT_INPROGRESS", "19"]),
    spec("one-of", values=["\u00dcBUNG", "\u212a1"]),
    spec("white-space"),
    spec("not-hex32"),
    spec("url-with-access"),
    spec("length-above", number=4),
    spec("above", number=500),
    spec("not-date"),
    spec("past", other=["a/id", "a/label"]),
    spec("soon", number=5, other=["a/id", "a/label"]),
]
DATES = r"[0-3]?[0-9]/[0-3]?[0-9]/20(22|23|24)( [0-2]?[0-9]:[0-6]?[0-9]:[0-5][0-9])?"
SOME = [
    "06/01/2023 12:00:00", "06/03/2023 11:59:59", "true", " 1 ", "not_inprogress", "501", "0" * 32,
    "a?MTID=1", "Tru\u00e9", "06/01/2023 12:00:00,06/03/2023 11:59:59", "06/01/2023,06/02/2023",
    ",".join(["0" * 32] * 2), "0" * 32 + "\n" + "0" * 32, "\u00dcbung", "\u00fcBUNG", "k1", "true,1",
]  # fmt: skip
VALUES = st.one_of(
    st.text("01ab &=?@.MTIDtrueTRUE\u00a0", min_size=1, max_size=12),
    st.text("\u00dc\u00fcBbUuNnGgKk\u212a1,;\n\t", min_size=1, max_size=8),
    st.from_regex(DATES, fullmatch=True),
    st.sampled_from(SOME),
).filter(lambda value: value.strip() != "")


def hides_nothing(test, values):
    refuses = quick(test)
    assert refuses is not None

    for codec in ("utf-8", "iso-8859-1"):
        # As escaped, and with each character as a reference: a client may send either.
        plain = [escape(value, codec) for value in values]
        hidden = ["".join(f"&#{ord(char)};" for char in value).encode() for value in values]
        for raw in (plain, hidden):
            if refuses(raw, Moment(NOON, "", ZONES)):
                read = [text(value, codec) for value in raw]
                assert not any(passes(value if test.as_sent else value.strip(), test) for value in read)


@pytest.mark.parametrize("test", QUICK, ids=[test.test for test in QUICK])
@given(values=st.lists(VALUES, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_quick_test_never_hides_what_passes(test, values):
    hides_nothing(test, values)


@pytest.mark.parametrize("test", QUICK, ids=[test.test for test in QUICK])
def test_the_quick_test_hides_no_odd_value(test):
    for value in SOME:
        hides_nothing(test, [value])


@pytest.mark.parametrize("test", QUICK, ids=[test.test for test in QUICK])
def test_the_quick_test_is_done_with_usual_values(test):
    dates = [b"06/20/2030 09:00:00", b"1/2/2030 9:0:0"]
    usual = {
        "not-hex32": [b"0" * 32], "above": [b"50"], "length-above": [b"abc"], "not-date": dates,
        "past": dates, "soon": dates,
    }  # fmt: skip

    refuses = quick(test)

    assert refuses is not None
    assert refuses(usual.get(test.test, [b"false", b"jane.doe", b"acme"]), Moment(NOON, "", ZONES))


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"path": "a/b", "test": "above"}, "test above needs `number`"),
        ({"path": "a/b", "test": "true", "number": 1}, "test true takes no `number`"),
        ({"path": "a/b", "test": "differs"}, "test differs needs `other`"),
        ({"path": "a/b", "test": "sounds-odd"}, "Input should be"),
    ],
)
def test_an_incomplete_test_is_refused(given_, words):
    with pytest.raises(ValueError, match=words):
        ValueTest.model_validate(given_)


@pytest.mark.parametrize("end", ["", "x"])
def test_a_number_of_any_length_is_read_once(end: str) -> None:
    """Read again from each of its zeros, it would take hours."""
    zeros = "0" * 2_000_000 + end

    assert not passes(zeros, spec("above", number=500))
    assert not passes(zeros, spec("one-of", values=["19"]))
    assert not passes("9" * 2_000_000 + "x", spec("above", number=500))
    assert passes("9" * 2_000_000, spec("above", number=500))
