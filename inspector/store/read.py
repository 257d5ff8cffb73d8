"""Records and reports back from their rows, a page at a time."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from inspector.model.report import (
    CallReport,
    ExchangeReport,
    Fact,
    Finding,
    Part,
    PersonalData,
    Record,
    ReleaseReport,
    Size,
)
from inspector.model.severity import Severity
from inspector.store.blob import unpack
from inspector.store.groups import Group, Rest, ungroup

Row = tuple[Any, ...]

_EXCHANGES = """
SELECT e.seq, d.id, d.source, d.time, site.text, client.text, d.url, d.http, e.status, e.duration_ms,
       d.request_size, d.response_size, release.text, d.release_source, fits.text, service.text,
       d.method, e.started, d.request_headers, d.response_headers, d.nearest
FROM exchange AS e
JOIN detail AS d ON d.exchange = e.seq
LEFT JOIN label AS site ON site.id = e.site
JOIN label AS client ON client.id = e.client
JOIN label AS release ON release.id = e.release
JOIN label AS fits ON fits.id = d.fits
JOIN label AS service ON service.id = e.service
WHERE e.seq IN (SELECT value FROM json_each(?))"""
_CALLS = """
SELECT exchange, operation, known, caller, shape, request_valid, response_valid, result, exception, retired,
       recovered
FROM call WHERE exchange IN (SELECT value FROM json_each(?)) ORDER BY exchange, position"""
_FINDINGS = """
SELECT exchange, position, code, severity, side, call, path, place, message.text, line, col, instead.text,
       excerpt, rest
FROM finding AS f
JOIN label AS message ON message.id = f.message
JOIN label AS instead ON instead.id = f.instead
WHERE exchange IN (SELECT value FROM json_each(?)) ORDER BY exchange, position"""
_PERSONAL = """
SELECT exchange, category, side, path, count, call, line, excerpt
FROM personal_data WHERE exchange IN (SELECT value FROM json_each(?)) ORDER BY exchange, position"""
_BODIES = """
SELECT b.exchange, request.pieces, b.request_values, request.codec,
       response.pieces, b.response_values, response.codec
FROM body AS b
LEFT JOIN shape AS request ON request.id = b.request_shape
LEFT JOIN shape AS response ON response.id = b.response_shape
WHERE b.exchange IN (SELECT value FROM json_each(?))"""
_FACTS = "SELECT exchange, facts FROM fact WHERE exchange IN (SELECT value FROM json_each(?))"


class Page:
    """The rows of a few exchanges, read together; gives their reports and records."""

    def __init__(self, connection: sqlite3.Connection, seqs: Sequence[int], *, bodies: bool) -> None:
        self._connection = connection
        self._seqs = json.dumps(list(seqs))
        self._rows = {row[0]: row for row in self._all(_EXCHANGES)}
        self._calls = self._grouped(_CALLS)
        self._findings = self._grouped(_FINDINGS)
        self._personal = self._grouped(_PERSONAL)
        self._bodies = {row[0]: row for row in self._all(_BODIES)} if bodies else {}
        self._facts = {row[0]: row[1] for row in self._all(_FACTS)} if bodies else {}
        self.seqs = [seq for seq in seqs if seq in self._rows]

    def _all(self, sql: str) -> list[Row]:
        return self._connection.execute(sql, (self._seqs,)).fetchall()

    def _grouped(self, sql: str) -> dict[int, list[Row]]:
        grouped: dict[int, list[Row]] = defaultdict(list)
        for row in self._all(sql):
            grouped[row[0]].append(row)
        return grouped

    def report(self, seq: int) -> ExchangeReport:
        """The report of exchange `seq`."""
        row = self._rows[seq]
        return ExchangeReport(
            id=row[1],
            source=row[2],
            time=row[3],
            site=row[4],
            client=row[5],
            url=row[6],
            http=row[7],
            status=row[8],
            duration_ms=row[9],
            size=Size(row[10], row[11]),
            release=ReleaseReport(row[12], row[13], tuple(row[14].split("\n")) if row[14] else (), row[20]),
            calls=tuple(_call(each) for each in self._calls.get(seq, ())),
            findings=ungroup(_group(each) for each in self._findings.get(seq, ())),
            personal_data=tuple(PersonalData(*each[1:]) for each in self._personal.get(seq, ())),
            service=row[15],
        )

    def record(self, seq: int) -> Record:
        """The record of exchange `seq`."""
        row = self._rows[seq]
        body = self._bodies.get(seq)
        facts = unpack(self._facts[seq], list[Row]) if seq in self._facts else []
        return Record(
            report=self.report(seq),
            request=_part(body[1:4]) if body else None,
            response=_part(body[4:7]) if body else None,
            request_headers=unpack(row[18], tuple[tuple[str, str], ...]),
            response_headers=unpack(row[19], tuple[tuple[str, str], ...]),
            method=row[16],
            started=row[17],
            facts=tuple(Fact(*fact) for fact in facts),
        )


def _call(row: Row) -> CallReport:
    (
        _,
        operation,
        known,
        caller,
        shape,
        request_valid,
        response_valid,
        result,
        exception,
        retired,
        recovered,
    ) = row
    return CallReport(
        operation=operation,
        known=bool(known),
        caller=caller,
        shape=shape,
        request_valid=None if request_valid is None else bool(request_valid),
        response_valid=None if response_valid is None else bool(response_valid),
        result=result,
        exception=exception,
        retired=retired,
        recovered=bool(recovered),
    )


def _group(row: Row) -> Group:
    _, position, code, severity, side, call, path, place, message, line, column, instead, excerpt, rest = row
    first = Finding(
        code=code,
        severity=Severity(severity),
        on=side,
        message=message,
        call=call,
        path=path if place is None else place,
        line=line,
        column=column,
        instead=instead,
        excerpt=excerpt,
    )
    return Group(position, path, first, unpack(rest, list[Rest]) if rest else [])


def _part(row: Row) -> Part | None:
    pieces, values, codec = row
    if pieces is None:
        return None
    return Part(unpack(pieces, tuple[bytes, ...]), unpack(values, tuple[bytes, ...]), codec)
