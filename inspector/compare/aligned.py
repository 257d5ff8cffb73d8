"""Two messages row by row, side by side: what they share, what differs, and what differs by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from inspector.compare.differ import ORDER, Comparison, Differ, Difference, Kind, Learned
from inspector.compare.noise import Ignored, Noise
from inspector.compare.tree import CallTree, Element, Tree

State = Literal["same", "changed", "missing", "added", "ignored"]
_WHOLE = frozenset({"message", "operation"})
_LEARNED = "differs between two answers of the same server"


@dataclass(frozen=True, slots=True)
class Row:
    """One element of either message, or of both.

    Attributes:
        depth: How deep it stands.
        name: Its name, with its row number where it has one.
        state: "missing" (only the first message has it), "added" (only the second), "ignored" for a
            difference that means nothing.
        before, after: The element in each; None where it is not there.
        why: Why a difference means nothing.
        difference: The difference that stands here; None for "same", "ignored", and below what is missing.
    """

    depth: int
    name: str
    state: State
    before: Element | None
    after: Element | None
    why: str = ""
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two messages side by side.

    Attributes:
        rows: In document order.
        comparison: What `compare` says of them, less what was learned; its differences are those of the rows.
    """

    rows: tuple[Row, ...]
    comparison: Comparison


def aligned(
    before: Tree,
    after: Tree,
    noise: Noise,
    ignore: Ignored | None = None,
    operations: Sequence[str] = (),
    learned: Learned | None = None,
    ordered: Collection[int] = (),
) -> Aligned:
    """Put two messages side by side.

    Args:
        before: The first message.
        after: The second.
        noise: What is volatile.
        ignore: Places to leave out.
        operations: Operations of the calls, where the request says so.
        learned: What is known to differ by itself.
        ordered: Indices of the calls whose requests ask for an order of rows.
    """
    aligner = _Aligner(noise, ignore or Ignored(), operations, ordered)
    found = aligner.messages(before, after)
    if learned is None or not learned.places:
        return Aligned(tuple(aligner.rows), found)
    return Aligned(tuple(_without(aligner.rows, learned)), learned.without(found))


def _without(rows: Iterable[Row], learned: Learned) -> Iterable[Row]:
    """Rows with what was learned marked, and all below it."""
    inside: int | None = None
    for row in rows:
        found = row.difference
        if inside is not None and row.depth <= inside:
            inside = None
        if found is not None and learned.covers(found.operation, found.place):
            inside = row.depth
        if inside is not None and row.state != "same":
            yield replace(row, state="ignored", why=row.why or _LEARNED, difference=None)
        else:
            yield row


class _Aligner(Differ):
    """A comparison that keeps a row for everything it looks at."""

    def __init__(
        self, noise: Noise, ignore: Ignored, operations: Sequence[str], ordered: Collection[int]
    ) -> None:
        super().__init__(noise, ignore, operations, ordered)
        self.rows: list[Row] = []
        self._depth = 0

    def _elements(self, before: Element, after: Element, path: str) -> None:
        at, found, ignored = len(self.rows), len(self._found), self._ignored.total()
        row = Row(self._depth, _last(path), "same", before, after)
        self.rows.append(row)
        self._depth += 1
        super()._elements(before, after, path)
        self._depth -= 1
        if len(self.rows) > at + 1:
            return  # rows below say it
        if len(self._found) > found:
            self.rows[at] = replace(row, state="changed", difference=self._found[-1])
        elif self._ignored.total() > ignored:
            self.rows[at] = replace(row, state="ignored", why=_why(before, after))

    def _one(self, kind: Kind, element: Element, path: str) -> None:
        found = len(self._found)
        super()._one(kind, element, path)
        at = len(self.rows)
        if len(self._found) == found:
            self._whole(element, _last(path), "ignored", kind)
            self.rows[at] = replace(self.rows[at], why="left out on request")
        else:
            self._whole(element, _last(path), kind, kind)
            self.rows[at] = replace(self.rows[at], difference=self._found[-1])

    def _calls(self, before: CallTree | None, after: CallTree | None) -> None:
        super()._calls(before, after)
        if before is None or after is None or before.operation == after.operation:
            return
        if before.content and after.content:
            # Two calls of different operations have nothing in common: each stands on its own side.
            self._whole(before.content, _last(before.content.path), "missing", "missing")
            self._whole(after.content, _last(after.content.path), "added", "added")

    def _add(self, kind: Kind, path: str, place: str, before: str | None, after: str | None) -> None:
        super()._add(kind, path, place, before, after)
        if path in _WHOLE or place.endswith(ORDER):
            name = _last(path)
            ours, theirs = (Element(name, path, text, text or "") for text in (before, after))
            self.rows.append(Row(self._depth, name, kind, ours, theirs, difference=self._found[-1]))

    def _whole(self, element: Element, name: str, state: State, kind: Kind) -> None:
        """An element of one message with all below it."""
        ours, theirs = (element, None) if kind == "missing" else (None, element)
        self.rows.append(Row(self._depth, name, state, ours, theirs))
        self._depth += 1
        for child in element.children:
            self._whole(child, child.name, state, kind)
        self._depth -= 1


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _why(before: Element, after: Element) -> str:
    if why := before.volatile or after.volatile:
        return why
    return "a secret" if before.secret or after.secret else "left out on request"
