"""No byte of any of 20,000 planted secrets leaves memory; the twin with redaction off finds them all."""

from __future__ import annotations

import io
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote_to_bytes

import msgspec
import pytest
import zstandard
from privacy_plants import EACH, LEAD, LENGTH, Planted, planted

from inspector.assemble import inspector
from inspector.engine import record, report
from inspector.engine.frames import pack
from inspector.engine.lines import reply_to
from inspector.model.report import Record
from inspector.privacy import Masker
from inspector.recordings import exchange_of, jsonl_file, mitm_file, xml_folder
from inspector.report import AuditText, JsonLines
from inspector.settings.model import Settings
from inspector.store import open_store

COUNT = 1_000
_PACKED = b"\x01\x28\xb5\x2f\xfd"  # the store's mark, then zstd's
_SECRET = re.compile(rf"{LEAD}[A-Za-z0-9]{{{LENGTH - len(LEAD)}}}".encode())


def _written(traffic: list[Planted], folder: Path) -> Iterator[bytes]:
    """All bytes that the product writes of this traffic: reports, logs, spool, store, recordings."""
    core = inspector(Settings(redact=("email",)), key=bytes(range(32)), clock=lambda: 1_700_000_000.0)
    records: list[Record] = []
    text = io.StringIO()
    writers = (JsonLines(text), AuditText(text))
    for number, each in enumerate(traffic):
        judgement = core.judge_pair(each.exchange)
        kept = record(judgement)
        for writer in writers:
            writer.add(report(judgement))
        yield pack(reply_to(number, "flow", kept.report))
        yield msgspec.msgpack.encode(kept)
        records.append(kept)
    yield text.getvalue().encode()
    with open_store(folder / "store.sqlite", create=True) as store:
        store.write(records)
        yield from _raw(folder)
        yield from _columns(folder / "store.sqlite")
    with (
        mitm_file(folder / "a.mitm") as mitm,
        jsonl_file(folder / "a.jsonl") as jsonl,
        xml_folder(folder / "xml") as xml,
    ):
        for kept in records:
            exchange = exchange_of(kept)
            for add in (mitm, jsonl, xml):
                add(exchange)
    yield from _raw(folder)


def _raw(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.read_bytes()


def _columns(store: Path) -> Iterator[bytes]:
    """Every value of every table (the full-text index's own among them), unpacked."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            if table == "fts":
                continue
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, str):
                        yield value.encode()
                    elif isinstance(value, bytes):
                        yield value
                        if value.startswith(_PACKED):
                            yield zstandard.ZstdDecompressor().decompress(value[1:])
        words = "CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'fts', 'row')"
        connection.execute(words)
        yield b"\n".join(term.encode() for (term,) in connection.execute("SELECT term FROM temp.words"))


def _found(traffic: list[Planted], folder: Path) -> set[str]:
    """The planted secrets that stand in what was written, in whatever letter case or percent-encoded."""
    every = {secret.lower().encode(): secret for each in traffic for secret in each.secrets}
    pattern = re.compile(_SECRET.pattern, re.IGNORECASE)
    found: set[str] = set()
    for data in _written(traffic, folder):
        for text in (data, unquote_to_bytes(data)) if b"%" in data else (data,):
            found |= {every[match.lower()] for match in pattern.findall(text) if match.lower() in every}
    return found


@pytest.fixture(scope="module")
def traffic() -> list[Planted]:
    return list(planted(COUNT))


def test_there_are_twenty_thousand_secrets(traffic: list[Planted]) -> None:
    assert len({secret for each in traffic for secret in each.secrets}) == COUNT * EACH
    for each in traffic[:4]:
        exchange = each.exchange
        assert exchange.request is not None
        assert exchange.response is not None
        headers = repr((exchange.request.headers, exchange.response.headers, exchange.url))
        everything = headers.encode() + exchange.request.body + exchange.response.body
        assert all(secret.encode() in everything for secret in each.secrets)


def test_no_secret_is_left_anywhere(traffic: list[Planted], tmp_path: Path) -> None:
    assert _found(traffic, tmp_path) == set()


def test_with_redaction_off_all_are_found(
    traffic: list[Planted], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the same scan of what a masker that changes nothing lets through."""
    monkeypatch.setattr(Masker, "value", lambda self, text, what, **more: text)
    monkeypatch.setattr("inspector.engine.redaction._emptied", lambda hidden: hidden)
    monkeypatch.setattr(sys.modules["inspector.privacy.scrub"], "empty", lambda text: text)
    assert len(_found(traffic, tmp_path)) == COUNT * EACH
