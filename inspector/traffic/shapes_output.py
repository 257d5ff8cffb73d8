"""The call shapes as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspector.model.exchange import Direction
from inspector.report.words import many, spans
from inspector.traffic.shapes import ShapeRow, ShapeTable, Validity

Json = dict[str, object]


def shapes_json(table: ShapeTable, rows: Sequence[ShapeRow], version: str, errors: Sequence[str]) -> Json:
    """The whole result for programs."""
    return {
        "tool": {"name": "xmlservice-inspector", "version": version},
        "shapes": [_json(row) for row in rows],
        "errors": list(errors),
        "totals": {"exchanges": table.exchanges, "calls": table.calls, "shapes": len(table)},
    }


def shapes_text(table: ShapeTable, rows: Sequence[ShapeRow], releases: Sequence[str]) -> Iterator[str]:
    """The whole result for people, line by line.

    Args:
        table: What was counted.
        rows: Its rows, sorted.
        releases: Names of all releases, oldest first.
    """
    width = max((len(_name(row)) for row in rows), default=0)
    if rows:
        seen = f"{'first seen':<16}  {'last seen':<16}"
        yield f"{'calls':>9}  {'shape':<12}  {'operation':<{width}}  {seen}  fits"
    for row in rows:
        seen = f"{_minute(row.first):<16}  {_minute(row.last):<16}"
        yield (
            f"{row.count:>9,}  {row.shape or '-':<12}  {_name(row):<{width}}  {seen}  "
            f"{spans(row.fits, releases)}"
        )
        yield from (f"{'':11}{line}" for line in _details(row))
    if rows:
        yield ""
    counts = ((table.exchanges, "exchange"), (table.calls, "call"), (len(table), "shape"))
    yield ", ".join(many(count, what) for count, what in counts)


def _json(row: ShapeRow) -> Json:
    return {
        "shape": row.shape,
        "operation": row.operation,
        "known": row.known,
        "direction": str(row.direction),
        "recovered": row.recovered,
        "retired": row.retired,
        "count": row.count,
        "first": row.first,
        "last": row.last,
        "clients": row.clients.rows("client"),
        "callers": dict(row.callers),
        "results": row.results.rows("result"),
        "release": [
            {"name": name, "from": source, "count": count}
            for (name, source), count in row.releases.most_common()
        ],
        "fits": list(row.fits),
        "request_valid": row.requests.json(),
        "response_valid": row.answers.json(),
        "findings": dict(sorted(row.findings.items())),
        "example": row.example.json(),
    }


def _name(row: ShapeRow) -> str:
    name = row.operation or "answer without a type"
    return name if row.direction is Direction.REQUEST or not row.operation else f"{name} (answer)"


def _minute(time: str | None) -> str:
    """An ISO time to the minute, "2024-02-01 10:00"."""
    return time[:16].replace("T", " ") if time else "-"


def _details(row: ShapeRow) -> Iterator[str]:
    facts = [f"{name} {count:,}" for name, count in row.callers.most_common()]
    facts += [
        f"{side} {_validity(found)}"
        for side, found in (("request", row.requests), ("answer", row.answers))
        if found.valid or found.invalid
    ]
    if row.results.names:
        facts.append(row.results.text())
    if row.recovered:
        facts.append("recovered from messages that cannot be read")
    if not row.known and row.operation:
        facts.append("unknown operation")
    if row.retired:
        facts.append(f"retired {row.retired}")
    if facts:
        yield "; ".join(facts)
    if row.findings:
        yield "findings: " + ", ".join(f"{code} {count:,}" for code, count in sorted(row.findings.items()))
    judged = ", ".join(f"{name} ({source})" for (name, source), _ in row.releases.most_common(3))
    yield f"judged by {judged}{' and more' if len(row.releases) > 3 else ''}"
    yield f"clients: {row.clients.text(between=' | ')}"
    yield f"first: {row.example.text()}"


def _validity(found: Validity) -> str:
    if not found.invalid:
        return "valid"
    return f"not valid {found.invalid:,} of {found.valid + found.invalid:,}" if found.valid else "not valid"
