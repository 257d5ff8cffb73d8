"""Faults on wish: how they are written, and when they come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.simulator import Answer, Fault, FaultError, Faults

ANSWER = Answer(200, (("Content-Type", "text/xml;charset=UTF-8"),), b"<serv:message/>")


def planned(faults, count):
    return [faults.next().names for _ in range(count)]


def test_every_nth_answer():
    faults = Faults.parse(["reset=every 3", "garbage=every-2"])
    assert planned(faults, 6) == [(), ("garbage",), ("reset",), ("garbage",), (), ("reset",)]


def test_latency_comes_with_the_others_and_adds_up():
    fault = Faults.parse(["latency=20ms,latency=1.5s@1,truncate=1"]).next()
    assert fault == Fault(seconds=1.52, truncate=True)
    assert fault.names == ("latency", "truncate")


def test_a_probability_is_kept_and_is_the_same_for_the_same_seed():
    first, again, other = (planned(Faults.parse(["status=503@0.25"], seed), 400) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert 60 <= first.count(("status",)) <= 140
    assert planned(Faults.parse(["reset=0"]), 50) == [()] * 50
    assert planned(Faults.parse(["reset=1"]), 5) == [("reset",)] * 5


def test_a_status_has_a_page_of_its_own_and_garbage_is_no_xml():
    spoilt = Faults.parse(["status=502"]).next().spoil(ANSWER)
    assert (spoilt.status, spoilt.body) == (502, b"<html>an error page</html>\n")
    garbage = Faults.parse(["garbage=1"]).next().spoil(ANSWER)
    assert (garbage.status, garbage.headers, garbage.body[:1]) == (200, ANSWER.headers, b"\xff")
    assert Faults().next().spoil(ANSWER) is ANSWER


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (",", "'' is no fault"),
        ("latency=20ms,", "'' is no fault"),
        ("latency", "is no fault; write one of latency, reset"),
        ("smoke=0.1", "'smoke=0.1' is no fault"),
        ("latency=20", "is no time up to ten minutes; write it as latency=20ms"),
        ("latency=11m", "is no time"),
        ("latency=601s", "is no time"),
        ("reset=2", "'2' is neither a probability from 0 to 1 nor `every N`"),
        ("reset=nan", "'nan' is neither"),
        ("reset=every 0", "'every 0' is neither"),
        ("reset=1@0.5", "reset takes no value; write it as reset=0.1"),
        ("status=200@0.5", "names no status from 400 to 599"),
        ("status=0.5", "names no status"),
        ("truncate=", "'' is neither a probability"),
    ],
)
def test_what_is_written_wrongly_is_said(text, says):
    with pytest.raises(FaultError) as error:
        Faults.parse([text])
    assert says in str(error.value)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text("latencyrsuga=@.0159 msevd,", max_size=25))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    said = ""
    try:
        rules = Faults.parse([text]).rules
    except FaultError as error:
        rules, said = (), str(error)
    parts = sum(bool(part.strip()) for part in text.split(","))
    assert said.startswith(("'", '"')) or (not said and len(rules) == parts)
