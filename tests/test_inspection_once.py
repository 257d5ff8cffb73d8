"""Recordings and stores named together, twice, or in a folder: each exchange is met once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from inspector import assemble
from inspector.engine import Inspector
from inspector.inspection import MANY, MAYBE, SEEN, Inspection
from inspector.inspection.once import Once
from inspector.model.exchange import Exchange, Payload
from inspector.recordings.jsonl import encode
from inspector.settings import Settings
from inspector.store import open_store
from inspector.wire import Limits

REQUEST = (
    b'<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
    b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext><webExID>jdoe</webExID>'
    b"<password>Example-1</password><siteName>acme</siteName></securityContext></header><body>"
    b'<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser"><webExId>jdoe</webExId>'
    b"</bodyContent></body></serv:message>"
)
URL = "https://acme.example.com/WBXService/XMLService"
START = 1_700_000_000.123456
SHORT = [Exchange(Payload((), REQUEST), url=URL, started=START + n, duration_ms=41.25) for n in range(5)]


@cache
def core(key: bytes) -> Inspector:
    return assemble.inspector(Settings(redact=("pii",)), key=key)


class Walk:
    """What one inspection gave."""

    def __init__(self, *paths: Path) -> None:
        self.errors: list[str] = []
        self.left_out: list[tuple[str, str]] = []
        inspection = Inspection(
            core(b"r" * 32), self.errors.append, lambda *told: self.left_out.append(told), Limits()
        )
        self.sources = [report.source for report in inspection.reports(paths)]
        counts = [len(list(each)) for each in (inspection.exchanges(paths), inspection.seen(paths))]
        assert counts == [len(self.sources)] * 2


def lines(path: Path, exchanges: list[Exchange]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(map(encode, exchanges)))
    return path


def stored(path: Path, *paths: Path) -> Path:
    """A store of recordings, with a key of its own and personal data replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    inspection = Inspection(core(b"s" * 32), pytest.fail, lambda *_: None, Limits())
    with open_store(path, create=True) as store:
        store.write(list(inspection.records(paths)))
    return path


def test_a_store_in_a_folder_is_read_like_one_that_is_named(tmp_path: Path) -> None:
    stored(tmp_path / "only" / "s.xml", lines(tmp_path / "a.jsonl", SHORT))
    (tmp_path / "only" / "notes.txt").write_text("x")

    for _ in range(2):  # reading leaves files of SQLite beside it
        walk = Walk(tmp_path / "only")
        assert len(walk.sources) == 5
        assert (walk.errors, set(walk.left_out)) == (
            [], {(str(tmp_path / "only" / "notes.txt"), "not a recording")},
        )  # fmt: skip
        assert (tmp_path / "only" / "s.xml-wal").exists()


def test_a_broken_store_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    store = stored(tmp_path / "s.sqlite", lines(tmp_path / "in" / "a.jsonl", SHORT))
    (tmp_path / "in" / "b.sqlite").write_bytes(store.read_bytes()[:50_000])
    walk = Walk(tmp_path / "in")

    assert len(walk.sources) == 5
    assert walk.errors[0].startswith(f"{tmp_path / 'in' / 'b.sqlite'}: the store is damaged")


@pytest.mark.parametrize("store_first", [True, False])
def test_a_store_and_what_it_was_made_of_count_once(tmp_path: Path, store_first: bool) -> None:
    recording = lines(tmp_path / "a.jsonl", SHORT)
    paths = [recording, stored(tmp_path / "s.sqlite", recording)]
    walk = Walk(*reversed(paths) if store_first else paths)

    assert len(walk.sources) == 5
    assert walk.left_out == [(str(recording), SEEN)] * 15  # three walks, five exchanges


def test_messages_without_a_time_are_told_apart_by_their_files(tmp_path: Path) -> None:
    """Equal files are two messages; what a store has of them counts too, and that is told."""
    for name in ("a.xml", "b.xml"):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(REQUEST)
    store = stored(tmp_path / "s.sqlite", tmp_path / "in")

    assert len(Walk(tmp_path / "in").sources) == 2
    both = Walk(tmp_path / "in", store)
    assert len(both.sources) == 4
    assert [reason for _, reason in both.left_out] == [MAYBE] * 6  # three walks


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    recording = lines(tmp_path / "in" / "a.jsonl", SHORT)
    (tmp_path / "link.jsonl").symlink_to(recording)

    walk = Walk(
        recording, tmp_path / "in", tmp_path / "in" / ".." / "in" / "a.jsonl", tmp_path / "link.jsonl"
    )
    assert (walk.sources, walk.left_out) == ([str(recording)] * 5, [])


def test_what_differs_and_what_one_recording_holds_twice_stays(tmp_path: Path) -> None:
    """Equal calls in one millisecond are two calls."""
    first = SHORT[0]
    assert first.request is not None
    others = [
        replace(first, started=START + 0.001),
        replace(first, duration_ms=42.25),
        replace(first, status=200),
        replace(first, url=URL.replace("acme", "other")),
        replace(first, request=Payload((), REQUEST + b"\n")),
    ]
    paths = [lines(tmp_path / "a.jsonl", [first, first]), lines(tmp_path / "b.jsonl", [*others, first])]

    assert len(Walk(paths[0]).sources) == 2
    assert len(Walk(*paths).sources) == 2 + 5


def test_a_copy_of_a_recording_holds_nothing_new(tmp_path: Path) -> None:
    recording = lines(tmp_path / "a.jsonl", SHORT)
    shutil.copy(recording, tmp_path / "b.jsonl")

    assert Walk(recording, tmp_path / "b.jsonl").sources == [str(recording)] * 5


def test_what_is_remembered_is_bounded_and_that_is_told() -> None:
    told: list[str] = []
    once = Once(lambda _, reason: told.append(reason), most=3)
    left = []
    for last in (False, True):
        once.begin(last=last)
        left.append(len(list(once.exchanges(SHORT))))

    assert left == [5, 2]
    assert told == [MANY, MANY, SEEN, SEEN, SEEN]


def test_many_are_known_again() -> None:
    told: list[str] = []
    once = Once(lambda _, reason: told.append(reason))
    many = [replace(SHORT[0], started=START + number) for number in range(10_000)]
    for last in (False, True):
        once.begin(last=last)
        list(once.exchanges(many))

    assert told == [SEEN] * 10_000


@pytest.mark.parametrize("store_first", [True, False])
def test_equal_calls_of_a_recording_stay_whatever_the_order(tmp_path: Path, store_first: bool) -> None:
    """A store keeps one of two equal calls; the recording holds both."""
    recording = lines(tmp_path / "a.jsonl", [SHORT[0], SHORT[0]])
    paths = [recording, stored(tmp_path / "s.sqlite", recording)]

    assert len(Walk(*reversed(paths) if store_first else paths).sources) == 2


def test_a_start_that_is_no_time_is_an_unknown_one(tmp_path: Path) -> None:
    odd = [replace(SHORT[0], started=started) for started in (1e300, -1e300)]
    paths = [lines(tmp_path / name, odd) for name in ("a.jsonl", "b.jsonl")]

    assert len(Walk(*paths).sources) == 4
