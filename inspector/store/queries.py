"""Questions that lists ask: counts, numbers, rows."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from typing import Any

from inspector.model.severity import Severity
from inspector.store.filter import Filter
from inspector.store.rows import ExchangeRow
from inspector.store.summary import caller_of, result_of

_ROWS = """
SELECT e.seq, d.id, d.time, operations.text, site.text, client.text, callers.text, results.text,
       exceptions.text, e.status, e.duration_ms, release.text, e.severity, codes.text, e.findings,
       e.request_valid, e.response_valid, shapes.text,
       (SELECT min(retired) FROM call WHERE call.exchange = e.seq), e.calls
FROM exchange AS e
JOIN detail AS d ON d.exchange = e.seq
JOIN label AS operations ON operations.id = e.operations
LEFT JOIN label AS site ON site.id = e.site
JOIN label AS client ON client.id = e.client
JOIN label AS callers ON callers.id = e.callers
JOIN label AS results ON results.id = e.results
JOIN label AS exceptions ON exceptions.id = e.exceptions
JOIN label AS release ON release.id = e.release
JOIN label AS codes ON codes.id = e.codes
JOIN label AS shapes ON shapes.id = e.shapes
WHERE e.seq IN (SELECT value FROM json_each(?))"""
_SPAN = """
SELECT (SELECT min(seq) FROM exchange), (SELECT max(seq) FROM exchange), (SELECT count(*) FROM exchange)"""
_TOTALS = "SELECT count(*), total(calls), total(findings) FROM exchange"
_SHAPES = "SELECT text FROM label WHERE kind = 'shapes'"
_EDGE = """
SELECT d.time FROM exchange AS e JOIN detail AS d ON d.exchange = e.seq
WHERE e.started IS NOT NULL ORDER BY e.started {order} LIMIT 1"""


def _passing(given: Filter | None, *more: str) -> tuple[str, list[str | int | float]]:
    """A WHERE clause of the filter and further conditions (all of them our own text), and its values."""
    conditions = [f"({given.where})"] if given is not None and given.where else []
    conditions += more
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f" FROM exchange AS e{where}", list(given.params) if given is not None else []


def count_passing(connection: sqlite3.Connection, given: Filter | None) -> int:
    """How many exchanges pass."""
    source, values = _passing(given)
    found: int = connection.execute(f"SELECT count(*){source}", values).fetchone()[0]
    return found


def seqs_passing(connection: sqlite3.Connection, given: Filter | None, after: int) -> Sequence[int]:
    """Numbers beyond `after` of those that pass, ascending; a `range` where nothing is between them."""
    if (given is None or not given.where) and after == 0:
        first, last, number = connection.execute(_SPAN).fetchone()
        if not number or last - first + 1 == number:
            return range(first or 0, first + number if number else 0)
    source, values = _passing(given, "e.seq > ?")
    found = connection.execute(f"SELECT e.seq{source} ORDER BY e.seq", [*values, after])
    return array("q", (seq for (seq,) in found))


def page_passing(
    connection: sqlite3.Connection,
    given: Filter | None,
    after: int | None,
    offset: int,
    limit: int,
    newest_first: bool,
) -> list[int]:
    """Numbers of a page."""
    beyond = () if after is None else ("e.seq < ?" if newest_first else "e.seq > ?",)
    source, values = _passing(given, *beyond)
    if after is not None:
        values.append(after)
    order = "DESC" if newest_first else "ASC"
    sql = f"SELECT e.seq{source} ORDER BY e.seq {order} LIMIT ? OFFSET ?"
    return [seq for (seq,) in connection.execute(sql, [*values, limit, offset])]


def index_passing(connection: sqlite3.Connection, seq: int, given: Filter | None) -> int | None:
    """How many that pass come before `seq`; None where it does not pass."""
    source, values = _passing(given, "e.seq = ?")
    if connection.execute(f"SELECT 1{source}", [*values, seq]).fetchone() is None:
        return None
    source, values = _passing(given, "e.seq < ?")
    before: int = connection.execute(f"SELECT count(*){source}", [*values, seq]).fetchone()[0]
    return before


def rows_by_seq(connection: sqlite3.Connection, wanted: Sequence[int]) -> list[ExchangeRow]:
    """The rows with these numbers, in this order."""
    found = {row[0]: _row(row) for row in connection.execute(_ROWS, (json.dumps(list(wanted)),))}
    return [found[seq] for seq in wanted if seq in found]


def totals(connection: sqlite3.Connection) -> tuple[int, int, int, int]:
    """Exchanges, calls, findings, distinct call shapes."""
    exchanges, calls, findings = connection.execute(_TOTALS).fetchone()
    shapes = {word for (text,) in connection.execute(_SHAPES) for word in text.split("\n") if word}
    return exchanges, int(calls), int(findings), len(shapes)


def edges(connection: sqlite3.Connection) -> tuple[str | None, str | None]:
    """Times of the earliest and of the latest exchange."""
    first, last = (connection.execute(_EDGE.format(order=order)).fetchone() for order in ("ASC", "DESC"))
    return first[0] if first else None, last[0] if last else None


def seq_by_id(connection: sqlite3.Connection, exchange_id: str) -> int | None:
    """Number of the first exchange with this id."""
    found = connection.execute("SELECT min(exchange) FROM detail WHERE id = ?", (exchange_id,)).fetchone()
    return None if found is None else found[0]


def read_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """The value noted under `key`."""
    found = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if found is None else found[0]


def write_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Note `value` under `key`."""
    sql = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    connection.execute(sql, (key, value))


def _row(row: tuple[Any, ...]) -> ExchangeRow:
    return ExchangeRow(
        seq=row[0],
        id=row[1],
        time=row[2],
        operation=row[3].replace("\n", ", "),
        site=row[4],
        client=row[5],
        caller=caller_of(row[6]),
        result=result_of(row[7]),
        exception=row[8].split("\n")[0] or None,
        status=row[9],
        duration_ms=row[10],
        release=row[11],
        severity=None if row[12] is None else Severity(row[12]),
        codes=tuple(row[13].split("\n")) if row[13] else (),
        findings=row[14],
        request_valid=None if row[15] is None else bool(row[15]),
        response_valid=None if row[16] is None else bool(row[16]),
        shape=row[17].replace("\n", ", "),
        retired=row[18],
        calls=row[19],
    )
