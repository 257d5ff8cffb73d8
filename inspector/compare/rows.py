"""Which row of one list is which of another: by content, else by a key, else by place."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from inspector.compare.noise import Ignored
from inspector.compare.tree import Element

Pair = tuple[int | None, int | None]


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
        partner: dict[int, int] = {}
        left, right = self._by_content(before, after, partner)
        left, right = self._by_key(before, after, left, right, partner)
        if left and right:
            self._by_place(before, after, left, right, partner)
        taken = set(partner.values())
        for index in range(len(before)):
            yield index, partner.get(index)
        for index in range(len(after)):
            if index not in taken:
                yield None, index

    def _by_content(
        self, before: list[Element], after: list[Element], partner: dict[int, int]
    ) -> tuple[list[int], list[int]]:
        """Rows that say the same, the first with the first; each is looked at once."""
        places: dict[int, deque[int]] = defaultdict(deque)
        for index, element in enumerate(after):
            places[self._sign(element)].append(index)
        for index, element in enumerate(before):
            same = places.get(self._sign(element))
            if same:
                partner[index] = same.popleft()
        return _free(before, partner), _free(after, set(partner.values()))

    def _by_key(
        self,
        before: list[Element],
        after: list[Element],
        left: list[int],
        right: list[int],
        partner: dict[int, int],
    ) -> tuple[list[int], list[int]]:
        """Rows with the same value in an element that tells rows apart."""
        places: dict[str, deque[int]] = defaultdict(deque)
        for index in right:
            key = self._key(after[index])
            if key is not None:
                places[key].append(index)
        for index in left:
            key = self._key(before[index])
            if key is not None and places.get(key):
                partner[index] = places[key].popleft()
        taken = set(partner.values())
        return [i for i in left if i not in partner], [i for i in right if i not in taken]

    def _by_place(
        self,
        before: list[Element],
        after: list[Element],
        left: list[int],
        right: list[int],
        partner: dict[int, int],
    ) -> None:
        """What is left, in order; rows whose keys say that they are not the same stay apart."""
        ours = [i for i in left if self._key(before[i]) is None]
        theirs = [i for i in right if self._key(after[i]) is None]
        partner.update(zip(ours, theirs, strict=False))

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


def _free(rows: list[Element], taken: object) -> list[int]:
    assert isinstance(taken, (set, dict))
    return [index for index in range(len(rows)) if index not in taken]
