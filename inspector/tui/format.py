"""Rows and reports as cells of text: pure functions, safe for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from inspector.model.report import CallReport, Finding, PersonalData
from inspector.store.errors import FilterError
from inspector.store.rows import ExchangeRow
from inspector.tui.text import clean
from inspector.tui.theme import symbol

NOTHING = "·"
_FINDINGS_WIDTH = 18


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list.

    Attributes:
        title: Its heading.
        width: Characters.
        rank: The lower, the longer it stays when the terminal gets narrow.
        cell: Its text for a row.
        right: True where it is aligned to the right.
    """

    title: str
    width: int
    rank: int
    cell: Callable[[ExchangeRow], str]
    right: bool = False


def time_of(row: ExchangeRow) -> str:
    """Time of day in UTC, as the report has it."""
    return row.time[11:19] if row.time else NOTHING


def outcome(row: ExchangeRow) -> str:
    """Result with the exception beside it: "FAILURE 000015"."""
    return f"{row.result or NOTHING} {row.exception or ''}".rstrip()


def milliseconds(value: float | None) -> str:
    """A duration, whole milliseconds."""
    return NOTHING if value is None else f"{value:,.0f}"


def findings(row: ExchangeRow) -> str:
    """Worst severity as a symbol, then the codes."""
    codes = " ".join(row.codes)
    return f"{symbol(row.severity)} {codes}".rstrip()


COLUMNS = (
    Column("time", 8, 0, time_of),
    Column("operation", 26, 0, lambda row: row.operation or NOTHING),
    Column("site", 10, 6, lambda row: row.site or NOTHING),
    Column("client", 15, 7, lambda row: row.client or NOTHING),
    Column("caller", 13, 4, lambda row: row.caller or NOTHING),
    Column("result", 14, 1, outcome),
    Column("http", 4, 3, lambda row: str(row.status or NOTHING), right=True),
    Column("ms", 6, 2, lambda row: milliseconds(row.duration_ms), right=True),
    Column("release", 8, 5, lambda row: row.release or NOTHING),
    Column("findings", _FINDINGS_WIDTH, 0, findings),
)
_OPERATION = 1


def fit(width: int) -> list[tuple[Column, int]]:
    """The columns that fit `width` characters, each with its width; operation and findings share the rest."""
    kept: list[Column] = []
    room = width
    for column in sorted(COLUMNS, key=lambda column: column.rank):
        if column.rank and room < column.width + 1:
            break
        kept.append(column)
        room -= column.width + 1
    spare = max(room + 1, 0)
    grown = min(spare // 2, 14)
    widths = {COLUMNS[_OPERATION]: grown, COLUMNS[-1]: spare - grown}
    return [(column, column.width + widths.get(column, 0)) for column in COLUMNS if column in kept]


def aligned(text: str, width: int, *, right: bool = False) -> str:
    """`text` made safe, cut or padded to `width` cells of the terminal."""
    safe = clean(text)
    length = cell_len(safe)
    if length > width:
        return set_cell_size(safe, max(width - 1, 0)) + "…"[:width]
    padding = " " * (width - length)
    return padding + safe if right else safe + padding


def finding_title(finding: Finding) -> str:
    """One line that names a finding: sign, code, side and place."""
    place = f" line {finding.line}" if finding.line else ""
    column = f", column {finding.column}" if finding.line and finding.column else ""
    return clean(f"{symbol(finding.severity)} {finding.severity} {finding.code}  {finding.on}{place}{column}")


def finding_text(finding: Finding) -> str:
    """What a finding says, and how to mend it."""
    parts = [finding.message, finding.path and f"at {finding.path}", finding.excerpt]
    text = " · ".join(part for part in parts if part)
    return clean(f"{text} → {finding.instead}" if finding.instead else text)


def inventory_lines(inventory: Sequence[PersonalData]) -> list[str]:
    """The personal data of an exchange as a table, one line a place."""
    if not inventory:
        return ["No personal data was found in this exchange."]
    head = f"{'category':<18}{'where':<10}{'count':>5}  path"
    rows = [
        f"{row.category:<18}{row.on:<10}{row.count:>5}  {row.path}"
        + (f"  ({row.excerpt})" if row.excerpt else "")
        for row in inventory
    ]
    return [head, *(clean(row) for row in rows)]


def call_lines(call: CallReport) -> list[str]:
    """Two lines on a call: what it is and how it ended; how well it fits its schema."""
    unknown = " (unknown)" if call.operation and not call.known else ""
    first = [
        (call.operation or "no operation") + unknown,
        call.caller or "",
        f"{call.result or ''} {call.exception or ''}".strip(),
        "recovered from a message that cannot be read" if call.recovered else "",
    ]
    second = [
        _validity("request", call.request_valid),
        _validity("response", call.response_valid),
        f"shape {call.shape}" if call.shape else "",
        f"retired {call.retired}" if call.retired else "",
    ]
    lines = (" · ".join(part for part in parts if part) for parts in (first, second))
    return [clean(line) for line in lines if line]


def filter_trouble(error: FilterError) -> str:
    """What is wrong with a filter: where, what was probably meant, why."""
    near = f"did you mean {' or '.join(error.near)}? " if error.near else ""
    return f"at character {error.position + 1}: {near}{error.message}"


def _validity(side: str, valid: bool | None) -> str:
    if valid is None:
        return ""
    return f"{side} valid" if valid else f"{side} not valid"
