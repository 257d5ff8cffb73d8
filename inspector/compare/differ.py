"""Two messages held against each other, path by path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from inspector.compare.noise import Ignored, Noise
from inspector.compare.rows import Pairing, in_order
from inspector.compare.tree import CallTree, Element, Tree

Kind = Literal["missing", "added", "changed"]
Place = tuple[str, str]
_T = TypeVar("_T")
_OUTCOME = "header/response"
_NOTHING = Element("", "")
_ROW = "[]"
ORDER = "[order]"
_ORDERS = ("rows in one order", "in another")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        kind: "missing" (only the first message has it), "added" (only the second), or "changed".
        path: Where, row numbers (of the first message, or of the second for what is added) included.
        place: The path without row numbers; with "[]" behind it for a row that only one message has, with
            "[order]" for the order of the rows.
        operation: Operation of the call, "" for the frame of the message.
        call: Index of the call, None for the frame.
        before, after: The values as people may see them; personal and secret ones by category and length.
            None where there is none, or for an element with children.
    """

    kind: Kind
    path: str
    place: str
    operation: str = ""
    call: int | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two messages.

    Attributes:
        differences: What means something, in document order.
        ignored: How many differences were left out, by reason.
    """

    differences: tuple[Difference, ...] = ()
    ignored: dict[str, int] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether nothing differs that means something."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Learned:
    """Places that differed between two answers of one server: (operation, path without row numbers)."""

    places: frozenset[Place] = frozenset()

    def covers(self, operation: str, place: str) -> bool:
        """Whether a difference at this place, or above which one was learned, means nothing.

        A row that comes and goes covers rows that do, and nothing inside the rows that stay.
        """
        if not self.places:
            return False
        steps = place.split("/")
        return any((operation, "/".join(steps[:n])) in self.places for n in range(len(steps), 0, -1))

    def without(self, comparison: Comparison) -> Comparison:
        """The comparison with what means nothing left out."""
        kept = tuple(d for d in comparison.differences if not self.covers(d.operation, d.place))
        left = len(comparison.differences) - len(kept)
        if not left:
            return comparison
        why = "differs between two answers of the same server"
        return Comparison(kept, {**comparison.ignored, why: comparison.ignored.get(why, 0) + left})


def learn(comparisons: Iterable[Comparison]) -> Learned:
    """What differs in comparisons of answers that should be equal is noise."""
    return Learned(frozenset((d.operation, d.place) for c in comparisons for d in c.differences))


def compare(
    before: Tree,
    after: Tree,
    noise: Noise,
    ignore: Ignored | None = None,
    operations: Sequence[str] = (),
    ordered: Collection[int] = (),
) -> Comparison:
    """What differs between two messages.

    Order never matters between elements of different names; rows of one name are paired by what is in them,
    and their order matters only where the request asks for one. Volatile elements are compared by presence
    alone, and so are credentials.

    Args:
        before: The first message.
        after: The second.
        noise: What is volatile.
        ignore: Places to leave out.
        operations: Operations of the calls, where the request says so; an answer that is a failure does not.
        ordered: Indices of the calls whose requests ask for an order of rows, see `ordered_calls`.
    """
    return Differ(noise, ignore or Ignored(), operations, ordered).messages(before, after)


def ordered_calls(request: Tree) -> frozenset[int]:
    """Indices of the calls of a request that ask for their rows in an order."""
    return frozenset(
        index
        for index, call in enumerate(request.calls)
        if call.content is not None
        and any(child.name == "order" and child.children for child in call.content.children)
    )


class Differ:
    """One comparison; `aligned` extends it by what both messages have in common."""

    def __init__(
        self, noise: Noise, ignore: Ignored, operations: Sequence[str], ordered: Collection[int] = ()
    ) -> None:
        self._ignore = ignore
        self._ordered = ordered
        self._operations = operations
        self._pairing = Pairing(noise.row_keys, ignore)
        self._found: list[Difference] = []
        self._ignored: Counter[str] = Counter()
        self._operation = ""
        self._call: int | None = None

    def messages(self, before: Tree, after: Tree) -> Comparison:
        """What differs between two messages."""
        if before.fault or after.fault:
            self._unreadable(before, after)
            return self._result()
        for index in range(max(len(before.calls), len(after.calls))):
            ours, theirs = _at(before.calls, index), _at(after.calls, index)
            self._call, self._operation = index, self._named(index, ours, theirs)
            name = _OUTCOME if len(before.calls) == 1 else f"{_OUTCOME}[{index + 1}]"
            self._optional(name, _outcome(before, index), _outcome(after, index))
            self._calls(ours, theirs)
        self._call, self._operation = None, ""
        self._rest(before.header, after.header)
        return self._result()

    def _named(self, index: int, before: CallTree | None, after: CallTree | None) -> str:
        given = (_at(self._operations, index), before and before.operation, after and after.operation)
        return next((name for name in given if isinstance(name, str) and name), "")

    def _rest(self, before: Element | None, after: Element | None) -> None:
        """What a header holds besides the outcomes of its calls."""
        ours, theirs = (_by_name(header.children if header else []) for header in (before, after))
        for name in dict.fromkeys((*ours, *theirs)):
            if name != "response":
                self._rows(ours.get(name, []), theirs.get(name, []), f"header/{name}")

    def _result(self) -> Comparison:
        return Comparison(tuple(self._found), dict(self._ignored))

    def _unreadable(self, before: Tree, after: Tree) -> None:
        if before.fault and after.fault and before.digest == after.digest:
            return
        self._add("changed", "message", "message", before.fault or "readable", after.fault or "readable")

    def _calls(self, before: CallTree | None, after: CallTree | None) -> None:
        if before is not None and after is not None and before.content and after.content:
            if before.operation != after.operation:
                self._add("changed", "operation", "operation", before.operation, after.operation)
            else:
                self._elements(before.content, after.content, before.content.path)
            return
        ours, theirs = before.content if before else None, after.content if after else None
        self._optional((ours or theirs or _NOTHING).path, ours, theirs)

    def _optional(self, path: str, before: Element | None, after: Element | None) -> None:
        if before is not None and after is not None:
            self._elements(before, after, path)
        elif before is not None:
            self._one("missing", before, path)
        elif after is not None:
            self._one("added", after, path)

    def _elements(self, before: Element, after: Element, path: str) -> None:
        if self._ignore.covers(before.path):
            self._ignored["left out on request"] += 1
            return
        if not before.children and not after.children:
            self._leaves(before, after, path)
            return
        if not before.children or not after.children:
            leaf = after if before.children else before
            if leaf.value:
                self._add("changed", path, before.path, _shown(before), _shown(after))
                return
        ours, theirs = _by_name(before.children), _by_name(after.children)
        for name in dict.fromkeys((*ours, *theirs)):
            self._rows(ours.get(name, []), theirs.get(name, []), f"{path}/{name}")

    def _rows(self, before: list[Element], after: list[Element], path: str) -> None:
        if len(before) <= 1 and len(after) <= 1:
            one, other = _at(before, 0), _at(after, 0)
            if one is not None and other is not None:
                self._elements(one, other, path)
            elif one is not None:
                self._one("missing", one, path)
            elif other is not None:
                self._one("added", other, path)
            return
        pairs = list(self._pairing.pairs(before, after))
        if self._call in self._ordered and path.count("/") == 1 and not in_order(pairs):
            self._add("changed", path, before[0].path + ORDER, *_ORDERS)
        for first, second in pairs:
            if first is not None and second is not None:
                self._elements(before[first], after[second], f"{path}[{first + 1}]")
            elif first is not None:
                self._one("missing", before[first], f"{path}[{first + 1}]")
            elif second is not None:
                self._one("added", after[second], f"{path}[{second + 1}]")

    def _one(self, kind: Kind, element: Element, path: str) -> None:
        if self._ignore.covers(element.path):
            self._ignored["left out on request"] += 1
            return
        shown = _shown(element)
        before, after = (shown, None) if kind == "missing" else (None, shown)
        place = element.path + _ROW if path.endswith("]") else element.path
        self._add(kind, path, place, before, after)

    def _leaves(self, before: Element, after: Element, path: str) -> None:
        if before.value == after.value:
            return
        why = before.volatile or after.volatile
        if not why and (before.secret or after.secret) and bool(before.value) == bool(after.value):
            why = "a secret"
        if why:
            self._ignored[why] += 1
            return
        self._add("changed", path, before.path, before.shown, after.shown)

    def _add(self, kind: Kind, path: str, place: str, before: str | None, after: str | None) -> None:
        self._found.append(Difference(kind, path, place, self._operation, self._call, before, after))


def _shown(element: Element) -> str | None:
    return None if element.children or element.value is None else element.shown


def _by_name(elements: list[Element]) -> dict[str, list[Element]]:
    grouped: dict[str, list[Element]] = {}
    for element in elements:
        grouped.setdefault(element.name, []).append(element)
    return grouped


def _at(items: Sequence[_T], index: int) -> _T | None:
    return items[index] if index < len(items) else None


def _outcome(tree: Tree, index: int) -> Element | None:
    answers = [e for e in tree.header.children if e.name == "response"] if tree.header else []
    return _at(answers, index)
