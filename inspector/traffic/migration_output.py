"""The inventory of a migration as JSON, CSV and text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Final, TextIO

from inspector.report.words import many
from inspector.traffic.migration import Migration, OperationUse, Week

Json = dict[str, object]
_BARS: Final = "▁▂▃▄▅▆▇█"
_SHOWN_WEEKS: Final = 26
_BAR_WIDTH: Final = 40
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: Final = (
    "operation", "site_kind", "status", "retired", "calls", "shapes", "first", "last", "clients", "sites",
    "replaced_by", "rest", "note", "confidence",
)  # fmt: skip


def migration_json(found: Migration, version: str, errors: Sequence[str]) -> Json:
    """The whole result for programs."""
    uses = found.uses()
    return {
        "tool": {"name": "xmlservice-inspector", "version": version},
        "operations": [_json(use) for use in uses],
        "without_successor": [use.operation for use in uses if use.stranded],
        "weeks": [
            {
                "week": week.name,
                "monday": week.monday.isoformat(),
                "calls": week.calls,
                "to_move": week.to_move,
            }
            for week in found.weeks()
        ],
        "clients": [
            {"client": row["client"], "to_move": row["count"]} for row in found.clients.rows("client")
        ],
        "services": dict(sorted(found.services.items())),
        "errors": list(errors),
        "totals": {
            "exchanges": found.exchanges,
            "calls": found.calls,
            "to_move": found.to_move,
            "without_time": found.untimed,
            "without_operation": found.unnamed,
        },
    }


def write_migration_csv(found: Migration, out: TextIO) -> None:
    """One line an operation, safe to open in a spreadsheet: no cell is taken for a formula."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for use in found.uses():
        writer.writerow([_cell(value) for value in _row(use)])


def migration_text(found: Migration) -> Iterator[str]:
    """The whole result for people, line by line."""
    uses = found.uses()
    width = max((len(_name(use)) for use in uses), default=0)
    if uses:
        yield f"{'calls':>9}  {'shapes':>6}  {'operation':<{width}}  {'last seen':<16}  status"
    for use in uses:
        yield (
            f"{use.calls:>9,}  {len(use.shapes):>6,}  {_name(use):<{width}}  {_minute(use.last):<16}  "
            f"{_status(use)}"
        )
        yield from (f"{'':19}{line}" for line in _details(use))
    stranded = [f"{use.operation} ({use.calls:,})" for use in uses if use.stranded]
    if stranded:
        yield ""
        yield "nothing takes the place of: " + ", ".join(stranded)
    yield from _burn_down(found)
    if found.services:
        yield ""
        yield "sister services, not looked at: " + ", ".join(
            f"{name} {count:,}" for name, count in sorted(found.services.items())
        )
    yield ""
    if not found.exchanges:
        yield "0 exchanges: nothing was read, so nothing is known of what has to move"
        return
    yield (
        f"{many(found.exchanges, 'exchange')}, {many(found.calls, 'call')}, {many(len(uses), 'operation')}; "
        f"{many(found.to_move, 'call')} to move"
    )


def sparkline(numbers: Sequence[int]) -> str:
    """One character a number, as high as it is beside the highest; a blank for none."""
    most = max(numbers, default=0)
    return "".join(_BARS[(len(_BARS) * n - 1) // most] if n > 0 else " " for n in numbers)


def _json(use: OperationUse) -> Json:
    successor = use.successor
    return {
        "operation": use.operation,
        "known": use.status != "unknown",
        "on_premises": use.on_premises,
        "status": use.status,
        "retired": use.retired,
        "calls": use.calls,
        "shapes": sorted(use.shapes),
        "clients": use.clients.rows("client"),
        "sites": use.sites.rows("site"),
        "first": use.first,
        "last": use.last,
        "replaced_by": (successor.replaced_by or None) if successor else None,
        "rest": [{"method": c.method, "path": c.path} for c in successor.rest] if successor else [],
        "note": successor.note if successor else "",
        "confidence": successor.confidence if successor else None,
        "sources": list(successor.sources) if successor else [],
    }


def _row(use: OperationUse) -> tuple[object, ...]:
    successor = use.successor
    return (
        use.operation,
        "on premises" if use.on_premises else "cloud",
        use.status,
        use.retired or "",
        use.calls,
        len(use.shapes),
        use.first or "",
        use.last or "",
        use.clients.text(between=" | "),
        use.sites.text(),
        successor.replaced_by if successor else "",
        "; ".join(map(str, successor.rest)) if successor else "",
        successor.note if successor else "",
        successor.confidence if successor else "",
    )


def _cell(value: object) -> object:
    """A cell as text where a spreadsheet would calculate it; names and clients come over the wire."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _name(use: OperationUse) -> str:
    return f"{use.operation} (on premises)" if use.on_premises else use.operation


def _status(use: OperationUse) -> str:
    if use.retired is not None:
        return f"retired {use.retired}"
    if use.status == "unknown":
        return "not known to the schema"
    return use.status


def _details(use: OperationUse) -> Iterator[str]:
    successor = use.successor
    if successor is not None and successor.replaced_by and use.to_move:
        yield f"replaced by {successor.replaced_by}"
    if successor is not None and successor.rest:
        yield "REST: " + ", ".join(map(str, successor.rest))
    elif use.to_move:
        yield "REST: nothing"
    if successor is not None and successor.note:
        yield successor.note
    yield f"clients: {use.clients.text(between=' | ')}"


def _burn_down(found: Migration) -> Iterator[str]:
    weeks = found.weeks()
    if not found.to_move:
        return
    yield ""
    if not weeks:
        yield "calls to move by week: no call has a time"
        return
    yield f"calls to move by week, {weeks[0].name} to {weeks[-1].name}:"
    shown = weeks[-_SHOWN_WEEKS:]
    if len(weeks) > _SHOWN_WEEKS:
        drawn = weeks[-2 * _BAR_WIDTH :]
        yield f"  {drawn[0].name} {sparkline([week.to_move for week in drawn])} {drawn[-1].name}"
        earlier = weeks[:-_SHOWN_WEEKS]
        left_out = many(sum(week.to_move for week in earlier), "call")
        yield f"  {many(len(earlier), 'earlier week')} with {left_out} not listed: see --format json"
    most = max(week.to_move for week in shown)
    yield from (f"  {week.name}  {week.to_move:>9,}  {_bar(week, most)}".rstrip() for week in shown)
    if found.untimed:
        yield f"  {many(found.untimed, 'call')} without a time"


def _bar(week: Week, most: int) -> str:
    return "█" * -(-_BAR_WIDTH * week.to_move // most) if most else ""


def _minute(time: str | None) -> str:
    return time[:16].replace("T", " ") if time else "-"
