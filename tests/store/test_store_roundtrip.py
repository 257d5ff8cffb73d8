"""What goes in comes out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model import (
    CallReport,
    ExchangeReport,
    Fact,
    Finding,
    Part,
    PersonalData,
    Record,
    ReleaseReport,
    Severity,
    Size,
)
from inspector.store import open_store


def _left_at_default(record: Record) -> set[str]:
    """Fields that stand at their default wherever the record has them, as "ReleaseReport.nearest"."""
    told, all_ = set(), set()
    for part in _parts_of(record):
        for field in fields(part):
            if field.default is MISSING and field.default_factory is MISSING:
                continue
            default = field.default if field.default_factory is MISSING else field.default_factory()
            name = f"{type(part).__name__}.{field.name}"
            all_.add(name)
            if getattr(part, field.name) != default:
                told.add(name)
    return all_ - told


def _parts_of(value: object) -> Iterator[object]:
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _parts_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts_of(each)


def test_the_full_record_leaves_no_field_at_its_default(full, make):
    """A field that is new in the model has to be set there, and so to come back out of the store."""
    assert _left_at_default(full) == set()
    assert {"ReleaseReport.nearest", "Record.method"} <= _left_at_default(make(1))


def test_a_record_with_every_field_comes_back_whole(store, full):
    assert store.write([full]) == 1
    assert store.record(1) == full
    assert store.record(full.report.id) == full
    assert list(store.records()) == [full]
    assert list(store.reports()) == [full.report]


def test_a_lone_request_and_a_lone_answer(store, make):
    lone = [make(1, response=None), make(2, request=None), make(3, request=None, response=None)]
    store.write(lone)
    assert list(store.records()) == lone


def test_missing_ones_are_none(store, make):
    store.write([make(1)])
    assert store.record(2) is None
    assert store.record("no such id") is None


def test_the_same_exchange_is_kept_once(store, make):
    assert store.write([make(1), make(1), make(2)]) == 2
    assert store.write([make(2)]) == 0
    assert store.count() == 2


def test_the_same_bytes_without_a_time_are_told_apart_by_their_file(store, make):
    files = [make(1, started=None, source=name) for name in ("a.xml", "b.xml", "a.xml")]
    assert store.write(files) == 2
    assert [report.source for report in store.reports()] == ["a.xml", "b.xml"]


def test_a_shape_is_kept_once_for_many_messages(store, make, path):
    pieces = tuple(b"<piece number='%d'>" % number * 50 for number in range(200))
    values = tuple(b"%d" % number for number in range(199))
    store.write([make(number, request=Part(pieces, values), response=None) for number in range(1, 301)])
    assert store.record(300).request.body.count(b"<piece") == 200 * 50
    assert store.info().bytes < 300 * 4000 < 300 * sum(map(len, pieces))


def test_pieces_that_join_alike_are_not_mixed_up(store, make):
    parts = [
        Part((b"ab", b"c"), (b"1",)),
        Part((b"a", b"bc"), (b"1",)),
        Part((b"ab", b"c"), (b"1",), "cp1252"),
    ]
    store.write([make(number, request=part) for number, part in enumerate(parts, 1)])
    assert [record.request for record in store.records()] == parts


def test_a_batch_that_fails_leaves_nothing_and_the_next_one_is_well(store, make):
    broken = replace(make(2), report=replace(make(2).report, duration_ms=object()))
    with pytest.raises(Exception, match="object"):
        store.write([make(1, site="newsite"), broken])
    assert store.count() == 0
    assert store.write([make(1, site="newsite"), make(3)]) == 2
    assert [report.site for report in store.reports()] == ["newsite", "acme"]


def test_lone_surrogates_are_written_as_escapes(store, make):
    odd = make(
        1, url="https://acme.example.com/\udcff", site="\udc80", request_headers=(("X\udcaa", "\udcbb"),)
    )
    store.write([odd])
    kept = store.record(1)
    assert kept.report.url == "https://acme.example.com/\\udcff"
    assert kept.report.site == "\\udc80"
    assert kept.request_headers == (("X\\udcaa", "\\udcbb"),)


def test_what_was_noted_is_found_again(store):
    assert store.get_meta("key") is None
    store.set_meta("key", "one")
    store.set_meta("key", "two")
    assert store.get_meta("key") == "two"


words = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=12)
names = st.text("abcAB.:", min_size=1, max_size=8)
optional = st.none() | names
numbers = st.none() | st.integers(0, 2**31)
paths = st.lists(st.sampled_from(["a", "b[1]", "b[2]", "c[13]"]), max_size=3).map("/".join)
flags = st.none() | st.booleans()
sides = st.sampled_from(["request", "response", "http"])
calls = st.builds(
    CallReport,
    operation=optional,
    known=st.booleans(),
    caller=st.sampled_from([None, "anonymous", "identified", "authenticated"]),
    shape=words,
    request_valid=flags,
    response_valid=flags,
    result=optional,
    exception=optional,
    retired=optional,
    recovered=st.booleans(),
)
findings = st.builds(
    Finding,
    code=st.sampled_from(["AUTH-01", "SCH-03"]),
    severity=st.sampled_from(Severity),
    on=sides,
    message=words,
    call=st.none() | st.integers(0, 2),
    path=paths,
    line=numbers,
    column=numbers,
    instead=words,
    excerpt=words,
)
personal = st.builds(
    PersonalData,
    st.sampled_from(["email", "phone"]),
    sides,
    paths,
    st.integers(1, 9),
    numbers,
    numbers,
    words,
)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    values = tuple(draw(st.lists(st.binary(max_size=30), max_size=5)))
    count = len(values) + 1
    pieces = tuple(draw(st.lists(st.binary(max_size=200), min_size=count, max_size=count)))
    return Part(pieces, values, draw(st.sampled_from(["utf-8", "iso8859-1", "cp1252", "no-such-codec"])))


reports = st.builds(
    ExchangeReport,
    id=st.uuids().map(lambda uuid: uuid.hex),
    source=words,
    time=st.none() | words,
    site=st.none() | words,
    client=words,
    url=words,
    http=st.none() | words,
    status=numbers,
    duration_ms=st.none() | st.floats(0, 1e6),
    size=st.builds(Size, st.integers(0, 2**40), st.integers(0, 2**40)),
    release=st.builds(
        ReleaseReport, names, st.just("path"), st.lists(names, max_size=3).map(tuple), st.just("") | names
    ),
    calls=st.lists(calls, max_size=3).map(tuple),
    findings=st.lists(findings, max_size=8).map(tuple),
    personal_data=st.lists(personal, max_size=4).map(tuple),
    service=names,
)
headers = st.lists(st.tuples(words, words), max_size=3).map(tuple)
records = st.builds(
    Record,
    report=reports,
    request=st.none() | parts(),
    response=st.none() | parts(),
    request_headers=headers,
    response_headers=headers,
    method=words,
    started=st.none() | st.floats(0, 4e9),
    facts=st.lists(
        st.builds(Fact, st.just("request"), numbers, paths, names, st.integers(0, 99), st.booleans()),
        max_size=3,
    ).map(tuple),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(records, max_size=4, unique_by=lambda record: record.report.id))
def test_any_records_come_back_whole(given_records):
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "s", create=True) as store:
        store.write(given_records)
        assert list(store.records()) == given_records
        assert len(store.rows()) == len(given_records)
