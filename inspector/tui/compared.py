"""Two exchanges side by side, ready for the screen: a line an element, with nothing personal in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from inspector.compare import Element, Learned, Noise, Reader, Row, Tree, aligned, ordered_calls, payload_of
from inspector.compare.aligned import State
from inspector.model.report import Part, Record
from inspector.tui.presenter import Presenter, presenter
from inspector.tui.text import clean

Side = Literal["request", "response"]
SIDES: tuple[Side, ...] = ("request", "response")
SIGNS: Mapping[State, str] = {"same": " ", "changed": "~", "missing": "-", "added": "+", "ignored": "≈"}

_NOTHING = Tree(None, fault="no message")
_MOST_INDENT = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One element of either message.

    Attributes:
        state: How the two differ here.
        indent: Characters.
        name: Its name, with its row number where it has one.
        before, after: The value in each, covered where it is personal; "" for an element with others in it,
            None where the message does not have it.
        why: Why a difference means nothing.
        path: Where it stands, for a difference.
    """

    state: State
    indent: int
    name: str
    before: str | None
    after: str | None
    why: str = ""
    path: str = ""

    @property
    def told(self) -> str:
        """All of it in words, for the line at the bottom."""
        values = [value for value in (self.before, self.after) if value]
        said = " → ".join(values) if self.state in ("changed", "ignored") else "".join(values[:1])
        words = {"missing": "only in the first", "added": "only in the second", "ignored": self.why}
        tail = words.get(self.state, "")
        return "  ".join(
            part for part in (SIGNS[self.state].strip(), self.path or self.name, said, tail) if part
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of two exchanges.

    Attributes:
        lines: What is shown.
        stops: Indices of the lines with a difference.
        ignored: How many differences mean nothing, by reason.
    """

    lines: tuple[Line, ...] = ()
    stops: tuple[int, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> str:
        """How much differs, in words."""
        found, left = len(self.stops), sum(self.ignored.values())
        said = "no differences" if not found else "1 difference" if found == 1 else f"{found:,} differences"
        return f"{said}, {left:,} ignored" if left else said


def sheets(
    before: Record, after: Record, reader: Reader, noise: Noise, learned: Learned | None = None
) -> dict[Side, Sheet]:
    """Hold two exchanges against each other.

    Args:
        before: The first.
        after: The second.
        reader: Reads bodies; shows personal values by category and length.
        noise: What is volatile.
        learned: What is known to differ by itself.
    """
    operations = [call.operation or "" for call in before.report.calls]
    asked = _tree(reader, before.request, before.request_headers)
    return {
        "request": _sheet(
            asked,
            _tree(reader, after.request, after.request_headers),
            _cover(before, after, "request"), noise, operations, learned,
        ),
        "response": _sheet(
            _tree(reader, before.response, before.response_headers),
            _tree(reader, after.response, after.response_headers),
            _cover(before, after, "response"), noise, operations, learned,
            ordered_calls(asked) if asked is not None else (),
        ),
    }  # fmt: skip


def _tree(reader: Reader, part: Part | None, headers: tuple[tuple[str, str], ...]) -> Tree | None:
    return reader.read(payload_of(part, headers)) if part is not None else None


def _cover(before: Record, after: Record, on: Side) -> Presenter:
    inventory = (*before.report.personal_data, *after.report.personal_data)
    return presenter(inventory, on, covering=True)


def _sheet(
    before: Tree | None,
    after: Tree | None,
    cover: Presenter,
    noise: Noise,
    operations: Sequence[str],
    learned: Learned | None,
    ordered: Collection[int] = (),
) -> Sheet:
    if before is None and after is None:
        return Sheet()
    found = aligned(before or _NOTHING, after or _NOTHING, noise, None, operations, learned, ordered)
    lines = tuple(_line(row, cover) for row in found.rows)
    stops = tuple(index for index, row in enumerate(found.rows) if row.difference is not None)
    return Sheet(lines, stops, found.comparison.ignored)


def _line(row: Row, cover: Presenter) -> Line:
    before, after = _shown(row.before, cover), _shown(row.after, cover)
    element = row.before or row.after
    path = row.difference.path if row.difference else element.path if element else ""
    return Line(
        row.state,
        2 * min(row.depth, _MOST_INDENT),
        clean(row.name),
        before,
        after,
        row.why,
        clean(path),
    )


def _shown(element: Element | None, cover: Presenter) -> str | None:
    if element is None:
        return None
    if element.children or element.value is None:
        return ""
    if element.category:
        return clean(element.shown)  # category and length
    names = element.path.lower().split("/")
    return clean(cover.text(element.shown, (names[-2] if len(names) > 1 else "", names[-1])))
