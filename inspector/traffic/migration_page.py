"""The inventory of a migration as a page to look at: one file, without scripts, and nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from inspector.report.words import many
from inspector.traffic.migration import Migration, OperationUse, Week

_HEIGHT: Final = 160
_BAR: Final = 14
_HEAD: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Calls to move to the REST API</title>
<style>
:root { color-scheme: light dark; --move: #c2410c; --rest: #94a3b8 }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top }
td.n { text-align: right; font-variant-numeric: tabular-nums }
.move { fill: var(--move); color: var(--move) } .rest { fill: var(--rest) }
.scroll { overflow-x: auto } text { fill: currentColor; font-size: 12px }
</style>
"""


def migration_page(found: Migration) -> Iterator[str]:
    """The page, line by line; what came over the wire stands in it as text alone."""
    uses = found.uses()
    yield _HEAD.rstrip("\n")
    yield "<h1>Calls to move to the REST API</h1>"
    if not found.exchanges:
        yield "<p>Nothing was read, so nothing is known of what has to move.</p></html>"
        return
    yield (
        f"<p>{many(found.to_move, 'call')} to move, of {many(found.calls, 'call')} in "
        f"{many(found.exchanges, 'exchange')} and of {many(len(uses), 'operation')}.</p>"
    )
    yield "<h2>By week</h2>"
    yield from _picture(found.weeks())
    if found.untimed:
        yield f"<p>{many(found.untimed, 'call')} without a time.</p>"
    yield "<h2>By operation</h2>"
    heads = ("operation", "status", "calls", "shapes", "last seen", "successor", "clients", "sites")
    yield f'<div class="scroll"><table><tr>{"".join(f"<th>{head}</th>" for head in heads)}</tr>'
    yield from (_row(use) for use in uses)
    yield "</table></div>"
    yield "</html>"


def _picture(weeks: list[Week]) -> Iterator[str]:
    """A bar a week: all calls, and in front of them those that have to move."""
    if not weeks:
        yield "<p>No call has a time.</p>"
        return
    most = max(week.calls for week in weeks)
    width = max(len(weeks) * _BAR, 120)
    yield (
        f'<div class="scroll"><svg role="img" width="{width}" height="{_HEIGHT + 44}">'
        f"<title>Calls by week, at most {most:,} in one; in front, those to move</title>"
    )
    for number, week in enumerate(weeks):
        told = f"{week.name}: {many(week.calls, 'call')}, {week.to_move:,} to move"
        yield f"<g><title>{told}</title>{_bar(number, week.calls, most, 'rest')}"
        yield f"{_bar(number, week.to_move, most, 'move')}</g>"
    yield f'<text x="0" y="{_HEIGHT + 18}">{weeks[0].name}</text>'
    yield f'<text x="{width}" y="{_HEIGHT + 36}" text-anchor="end">{weeks[-1].name}</text></svg></div>'


def _bar(number: int, calls: int, most: int, kind: str) -> str:
    height = -(-_HEIGHT * calls // most) if most else 0
    place = f'x="{number * _BAR}" y="{_HEIGHT - height}"'
    return f'<rect class="{kind}" {place} width="{_BAR - 2}" height="{height}"/>'


def _row(use: OperationUse) -> str:
    where = " (on premises)" if use.on_premises else ""
    status = f"{use.status} {use.retired}" if use.retired else use.status
    mark = ' class="move"' if use.to_move else ""
    cells = (
        f"<td>{escape(use.operation)}{where}</td>",
        f"<td{mark}>{status}</td>",
        f'<td class="n">{use.calls:,}</td>',
        f'<td class="n">{len(use.shapes):,}</td>',
        f"<td>{escape((use.last or '')[:10])}</td>",
        f"<td>{'<br>'.join(map(escape, _successor(use)))}</td>",
        f"<td>{escape(use.clients.text(between=' | '))}</td>",
        f"<td>{escape(use.sites.text())}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _successor(use: OperationUse) -> Iterator[str]:
    successor = use.successor
    if successor is not None and successor.replaced_by:
        yield successor.replaced_by
    if successor is not None:
        yield from map(str, successor.rest)
    if use.stranded:
        yield "nothing"
    if successor is not None and successor.note:
        yield successor.note
