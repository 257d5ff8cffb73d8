"""Which row of one list is which of another: by content, else by a key, else by place."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from inspector.compare.noise import Ignored
from inspector.compare.tree import Element

Pair = tuple[int | None, int | None]
Sign = TypeVar("Sign", bound=Hashable)


class Pairing:
    """Pairs rows of one name.

    Args:
        keys: Lower-case names of elements that tell rows apart, best first.
        ignore: Places that do not count.
    """

    def __init__(self, keys: Sequence[str], ignore: Ignored) -> None:
        self._keys = keys
        self._ignore = ignore
        self._known: dict[int, int] = {}

    def pairs(self, before: list[Element], after: list[Element]) -> Iterator[Pair]:
        """Index pairs in the order of `before`, then what only `after` has; None for no partner."""
        partner = self._partners(before, after)
        taken = set(partner.values())
        for index in range(len(before)):
            yield index, partner.get(index)
        for index in range(len(after)):
            if index not in taken:
                yield None, index

    def _partners(self, before: list[Element], after: list[Element]) -> dict[int, int]:
        """Rows that say the same; of the others those of one key, and what has no key in order."""
        partner = _equal(dict(enumerate(map(self._sign, before))), dict(enumerate(map(self._sign, after))))
        ours, theirs = self._keyed(before, partner), self._keyed(after, set(partner.values()))
        partner |= _equal(_with_key(ours), _with_key(theirs))
        # Rows whose keys say that they are not the same stay apart.
        partner.update(zip(_without_key(ours), _without_key(theirs), strict=False))
        return partner

    def _keyed(self, rows: list[Element], paired: Container[int]) -> dict[int, str | None]:
        """The keys of the rows that have no partner yet."""
        return {index: self._key(row) for index, row in enumerate(rows) if index not in paired}

    def _key(self, row: Element) -> str | None:
        """What tells this row apart: the value of its best key that is not volatile; None without one.

        A row without children is its own value: nothing tells it apart from another.
        """
        named = {child.name.lower(): child for child in row.children if child.value and not child.children}
        for name in self._keys:
            child = named.get(name)
            if child is not None and not child.volatile and not self._ignore.covers(child.path):
                return f"{name}={child.value}"
        return None

    def _sign(self, element: Element) -> int:
        """A number that is equal for elements that say the same, volatile values aside."""
        known = self._known.get(id(element))
        if known is None:
            known = self._known[id(element)] = self._signed(element)
        return known

    def _signed(self, element: Element) -> int:
        if self._ignore.covers(element.path):
            return 0
        if element.children:
            # Sorting is stable: rows of one name keep their order.
            below = sorted(element.children, key=lambda child: child.name)
            return hash((element.name, tuple(self._sign(child) for child in below)))
        return hash((element.name, "" if element.volatile else element.value))


def in_order(pairs: Sequence[Pair]) -> bool:
    """Whether the rows that have a partner stand in the same order on both sides."""
    found = [theirs for ours, theirs in pairs if ours is not None and theirs is not None]
    return all(one < next_ for one, next_ in pairwise(found))


def _equal(ours: Mapping[int, Sign], theirs: Mapping[int, Sign]) -> dict[int, int]:
    """Partners of the same sign, the first with the first; each is looked at once."""
    places: dict[Sign, deque[int]] = defaultdict(deque)
    for index, sign in theirs.items():
        places[sign].append(index)
    return {index: places[sign].popleft() for index, sign in ours.items() if places.get(sign)}


def _with_key(keys: Mapping[int, str | None]) -> dict[int, str]:
    return {index: key for index, key in keys.items() if key is not None}


def _without_key(keys: Mapping[int, str | None]) -> list[int]:
    return [index for index, key in keys.items() if key is None]
