"""Keeping records: one transaction a batch."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from operator import attrgetter
from typing import Final

from inspector.model.report import CallReport, Fact, Part, PersonalData, Record
from inspector.store.blob import clean, pack
from inspector.store.groups import Group, group
from inspector.store.summary import Summary, summarise
from inspector.store.text import searchable

_call = attrgetter(*(field.name for field in fields(CallReport)))
_fact = attrgetter(*(field.name for field in fields(Fact)))

_REMEMBERED: Final = 50_000
"""Ids of labels, and of shapes, that are remembered at most."""

_KNOWN = "SELECT 1 FROM detail WHERE id = ? AND origin = ?"
_LABEL = "INSERT INTO label (kind, text) VALUES (?, ?) ON CONFLICT DO NOTHING"
_LABEL_ID = "SELECT id FROM label WHERE kind = ? AND text = ?"
_SHAPE = "INSERT INTO shape (hash, codec, pieces) VALUES (?, ?, ?)"
_SHAPE_ID = "SELECT id FROM shape WHERE hash = ?"
_EXCHANGE = """
INSERT INTO exchange (
    seq, started, duration_ms, status, severity, findings, calls, request_valid, response_valid,
    operations, site, client, callers, results, exceptions, release, codes, shapes, categories, service
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_DETAIL = "INSERT INTO detail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CALL = "INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FINDING = "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PERSONAL = "INSERT INTO personal_data VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BODY = "INSERT INTO body VALUES (?, ?, ?, ?, ?)"
_FACT = "INSERT INTO fact VALUES (?, ?)"
_DELETE = "DELETE FROM exchange WHERE seq = ?"
_FTS_DELETE = "INSERT INTO fts (fts, rowid, request, response, about) VALUES ('delete', ?, ?, ?, ?)"
_FTS = "INSERT INTO fts (rowid, request, response, about) VALUES (?, ?, ?, ?)"


class Writer:
    """Writes records over a connection; remembers the ids of texts and shapes that it has seen."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._labels: dict[tuple[str, str], int] = {}
        self._shapes: dict[bytes, int] = {}
        self._version = -1

    def write(self, records: Sequence[Record]) -> int:
        """Keep all of `records` or none; gives how many were new."""
        with self._transaction():
            return sum(self._record(record) for record in records)

    def replace(self, changed: Sequence[tuple[int, Record, Record]]) -> None:
        """Put new records in the place of old ones, all or none: number, old, new."""
        with self._transaction():
            for seq, old, new in changed:
                self._connection.execute(_FTS_DELETE, (seq, *_indexed(old)))
                self._connection.execute(_DELETE, (seq,))
                self._record(new, seq)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            self._forget_where_others_wrote()
            yield
            execute("COMMIT")
        except BaseException:
            self._labels.clear()  # ids of what is rolled back are given away again
            self._shapes.clear()
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise

    def _forget_where_others_wrote(self) -> None:
        """Another program may have removed what we remember."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        full = len(self._labels) > _REMEMBERED or len(self._shapes) > _REMEMBERED
        if version != self._version or full:
            self._labels.clear()
            self._shapes.clear()
        self._version = version

    def _record(self, record: Record, number: int | None = None) -> bool:
        report = record.report
        origin = "" if record.started is not None else clean(report.source)
        if self._connection.execute(_KNOWN, (report.id, origin)).fetchone():
            return False
        summary = summarise(report)
        seq = self._exchange(record, summary, number)
        self._detail(seq, origin, record)
        many = self._connection.executemany
        many(_CALL, [_call_row(seq, position, call) for position, call in enumerate(report.calls)])
        many(_FINDING, [self._finding_row(seq, each) for each in group(report.findings)])
        many(_PERSONAL, [_personal_row(seq, n, data) for n, data in enumerate(report.personal_data)])
        self._body(seq, record)
        if record.facts:
            self._connection.execute(_FACT, (seq, pack([_fact_row(fact) for fact in record.facts])))
        self._connection.execute(_FTS, (seq, *_indexed(record, summary)))
        return True

    def _exchange(self, record: Record, summary: Summary, number: int | None) -> int:
        report = record.report
        row = (
            number,
            record.started,
            report.duration_ms,
            report.status,
            summary.severity,
            len(report.findings),
            len(report.calls),
            summary.request_valid,
            summary.response_valid,
            self._label("operations", summary.operations),
            None if report.site is None else self._label("site", report.site),
            self._label("client", report.client),
            self._label("callers", summary.callers),
            self._label("results", summary.results),
            self._label("exceptions", summary.exceptions),
            self._label("release", report.release.name),
            self._label("codes", summary.codes),
            self._label("shapes", summary.shapes),
            self._label("categories", summary.categories),
            self._label("service", report.service),
        )
        seq = self._connection.execute(_EXCHANGE, row).lastrowid
        assert seq is not None  # an INSERT has one
        return seq

    def _detail(self, seq: int, origin: str, record: Record) -> None:
        report = record.report
        row = (
            seq,
            report.id,
            origin,
            clean(report.source),
            report.time,
            clean(record.method),
            clean(report.url),
            report.http,
            report.size.request,
            report.size.response,
            report.release.source,
            self._label("fits", "\n".join(report.release.fits)),
            _headers(record.request_headers),
            _headers(record.response_headers),
            clean(report.release.nearest),
        )
        self._connection.execute(_DETAIL, row)

    def _finding_row(self, seq: int, each: Group) -> tuple[object, ...]:
        first = each.first
        return (
            seq,
            each.position,
            first.code,
            int(first.severity),
            first.on,
            first.call,
            clean(each.path),
            None if first.path == each.path else clean(first.path),
            self._label("message", first.message),
            self._label("instead", first.instead),
            first.line,
            first.column,
            clean(first.excerpt),
            1 + len(each.rest),
            pack([tuple(_clean(field) for field in more) for more in each.rest]) if each.rest else None,
        )

    def _body(self, seq: int, record: Record) -> None:
        if record.request is None and record.response is None:
            return
        request, response = self._part(record.request), self._part(record.response)
        self._connection.execute(_BODY, (seq, *request, *response))

    def _part(self, part: Part | None) -> tuple[int | None, bytes | None]:
        if part is None:
            return None, None
        return self._shape(part), pack(part.values)

    def _shape(self, part: Part) -> int:
        digest = hashlib.blake2b(part.codec.encode(), digest_size=16)
        for piece in part.pieces:
            digest.update(b"%d:" % len(piece))
            digest.update(piece)
        key = digest.digest()
        if (known := self._shapes.get(key)) is not None:
            return known
        row = self._connection.execute(_SHAPE_ID, (key,)).fetchone()
        if row is None:
            number = self._connection.execute(_SHAPE, (key, part.codec, pack(part.pieces))).lastrowid
            assert number is not None  # an INSERT has one
        else:
            number = int(row[0])
        self._shapes[key] = number
        return number

    def _label(self, kind: str, text: str) -> int:
        key = (kind, clean(text))
        if (known := self._labels.get(key)) is not None:
            return known
        self._connection.execute(_LABEL, key)
        number: int = self._connection.execute(_LABEL_ID, key).fetchone()[0]
        self._labels[key] = number
        return number


def _indexed(record: Record, summary: Summary | None = None) -> tuple[str, str, str]:
    """What full-text search indexes of a record; to take it out again, it must be the same to the letter."""
    report = record.report
    operations = (summary or summarise(report)).operations
    about = "\n".join((operations, report.site or "", report.client, report.url, report.source))
    return clean(searchable(record.request)), clean(searchable(record.response)), clean(about)


def _headers(headers: tuple[tuple[str, str], ...]) -> bytes:
    return pack([(clean(name), clean(value)) for name, value in headers])


def _clean(field: object) -> object:
    return clean(field) if isinstance(field, str) else field


def _call_row(seq: int, position: int, call: CallReport) -> tuple[object, ...]:
    return (seq, position, *(_clean(field) for field in _call(call)))


def _fact_row(fact: Fact) -> tuple[object, ...]:
    return tuple(_clean(field) for field in _fact(fact))


def _personal_row(seq: int, position: int, data: PersonalData) -> tuple[object, ...]:
    path, excerpt = clean(data.path), clean(data.excerpt)
    return (seq, position, data.category, data.on, data.call, path, data.count, data.line, excerpt)
