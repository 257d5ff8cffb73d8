"""Value tests of a message's shape: which slots each looks at, worked out once, asked for each message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol

from inspector.rules.match import same_path
from inspector.rules.model import Match, Rule
from inspector.rules.subject import Spot
from inspector.rules.values import TESTS, Moment, Quick, Test, ValueTest, quick
from inspector.wire.split import text


class LeafLike(Protocol):
    """What rules ask of a leaf: its place, and its slot (-1 where its text is part of the shape)."""

    path: str
    bare: str
    call: int | None
    slot: int
    text: str
    ordinal: int


_ANSWER = re.compile(r"header/response\[(\d+)\]/")


class Leaves:
    """The leaves of one message's shape by the call that they tell of, sorted once for all rules and calls.

    Args:
        leaves: Leaves in the order of the message.
    """

    def __init__(self, leaves: Iterable[LeafLike]) -> None:
        self._calls: dict[int | None, list[LeafLike]] = {}
        self._answers: dict[int | None, list[LeafLike]] = {}
        for leaf in leaves:
            self._calls.setdefault(leaf.call, []).append(leaf)
            if leaf.call is None:
                row = _ANSWER.match(leaf.path)
                self._answers.setdefault(int(row[1]) - 1 if row else None, []).append(leaf)

    def inside(self, call: int | None) -> Sequence[LeafLike]:
        """Those of call `call`, of none where None."""
        return self._calls.get(call, ())

    def header(self, call: int | None) -> Sequence[LeafLike]:
        """Those of the header that concern call `call`: of several answers' results, its own."""
        if call is None:
            return self._calls.get(None, ())
        common, own = self._answers.get(None, ()), self._answers.get(call, ())
        return (*common, *own) if own else common


Pick = Callable[[Sequence[bytes]], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Way:
    """One match of one rule, ready to be asked; `number` tells ways apart."""

    number: int
    rule: Rule
    match: Match

    @property
    def voice(self) -> str | int:
        """Ways of one voice tell of one slip: the first that holds for a call speaks."""
        return self.number if self.match.beside else self.rule.code


@dataclass(frozen=True, slots=True, eq=False)
class _Condition:
    """One test of one row: the leaves it looks at with their places, and those it compares with."""

    spec: ValueTest
    test: Test
    looked: tuple[tuple[LeafLike, Spot], ...]
    other: tuple[LeafLike | None, ...]

    @property
    def leaves(self) -> tuple[LeafLike, ...]:
        """The leaves alone."""
        return tuple(leaf for leaf, _ in self.looked)


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """One way of one call whose values must be looked at in each message of a shape.

    Attributes:
        way: The way.
        call: Index of the call, None for the header.
        alone: True where it makes findings by itself; else the exchange has to be known, too.
        slots: How many slots it looks at.
    """

    way: Way
    call: int | None
    alone: bool
    slots: int
    _rows: tuple[tuple[_Condition, ...], ...]
    _pick: Pick | None
    _quick: Quick | None

    @property
    def settled(self) -> bool:
        """True where the answer is the same for every message of the shape."""
        return not self.slots and not any(c.spec.by_clock for row in self._rows for c in row)

    def found(self, values: Sequence[bytes], codec: str, moment: Moment) -> tuple[Spot, ...] | None:
        """Where values pass, None where they do not; () where a test holds because nothing does."""
        if self._quick is not None and self._pick is not None and self._quick(self._pick(values), moment):
            return None
        found: list[Spot] | None = None
        for row in self._rows:
            passing = _row(row, values, codec, moment)
            if passing is not None:
                found = passing if found is None else found + passing
        return None if found is None else tuple(found)


def watch(way: Way, call: int | None, leaves: Leaves, *, alone: bool) -> Watch | None:
    """What `way` has to look at in call `call` of a shape; None where none of its values is there."""
    match = way.match
    inside, header = leaves.inside(call), leaves.header(call)
    rows = [
        row
        for group in _groups(match.each, inside)
        if (row := _conditions(match.value, group, header)) is not None
    ]
    if not rows:
        return None
    looked = (leaf for row in rows for c in row for leaf in (*c.leaves, *c.other) if leaf is not None)
    slots = {leaf.slot for leaf in looked if leaf.slot >= 0}
    pick, quickly = _quickly(rows)
    return Watch(way, call, alone, len(slots), tuple(rows), pick, quickly)


def _groups(each: str, inside: Sequence[LeafLike]) -> Iterable[Sequence[LeafLike]]:
    """The leaves of each row, or all of them where rows do not count."""
    if not each:
        return (inside,)
    depth = each.count("/") + 1
    rows: dict[str, list[LeafLike]] = {}
    for leaf in inside:
        if same_path(each, "/".join(leaf.bare.split("/")[:depth])):
            rows.setdefault("/".join(leaf.path.split("/")[:depth]), []).append(leaf)
    return rows.values()


def _conditions(
    tests: Iterable[ValueTest], group: Sequence[LeafLike], header: Sequence[LeafLike]
) -> tuple[_Condition, ...] | None:
    found = []
    for spec in tests:
        where = header if spec.path[0].startswith("header/") else group
        leaves = tuple(leaf for leaf in where if any(same_path(path, leaf.bare) for path in spec.path))
        if not leaves and not spec.none:
            return None
        other = tuple(
            next((leaf for leaf in group if same_path(path, leaf.bare)), None) for path in spec.other
        )
        looked = tuple((leaf, Spot(leaf.path, leaf.ordinal)) for leaf in leaves)
        found.append(_Condition(spec, TESTS[spec.test], looked, other))
    return tuple(found)


def _quickly(rows: list[tuple[_Condition, ...]]) -> tuple[Pick | None, Quick | None]:
    """A quick test that refuses all rows at once: by the first condition that has one and only slots."""
    for place, first in enumerate(rows[0]):
        quickly = None if first.spec.none else quick(first.spec)
        leaves: list[LeafLike | None] = [leaf for row in rows for leaf in row[place].leaves]
        if first.spec.quick_beside:
            leaves += [leaf for row in rows for leaf in row[place].other]
        slots = [leaf.slot for leaf in leaves if leaf is not None and leaf.slot >= 0]
        if quickly is not None and len(slots) == len(leaves):
            return _picker(slots), quickly
    return None, None


def _picker(slots: list[int]) -> Pick:
    if len(slots) == 1:
        (slot,) = slots
        return lambda values: (values[slot],)
    pick: Any = itemgetter(*slots)
    return pick  # type: ignore[no-any-return]


def _row(
    row: tuple[_Condition, ...], values: Sequence[bytes], codec: str, moment: Moment
) -> list[Spot] | None:
    first: list[Spot] | None = None
    for condition in row:
        test, spec = condition.test, condition.spec
        other = tuple([value_of(leaf, values, codec) for leaf in condition.other]) if condition.other else ()
        said = [(sent_of(leaf, values, codec), spot) for leaf, spot in condition.looked]
        if not spec.as_sent:
            said = [(value.strip(), spot) for value, spot in said]
        passing = [spot for value, spot in said if test(value, spec, other, moment)]
        if bool(passing) == spec.none:
            return None
        if first is None and not spec.none:
            first = passing
    return first or []


def value_of(leaf: LeafLike | None, values: Sequence[bytes], codec: str) -> str:
    """The value of a leaf in one message, trimmed; "" where there is none."""
    return "" if leaf is None else sent_of(leaf, values, codec).strip()


def sent_of(leaf: LeafLike, values: Sequence[bytes], codec: str) -> str:
    """The same with the blanks at its ends."""
    return text(values[leaf.slot], codec) if leaf.slot >= 0 else leaf.text
