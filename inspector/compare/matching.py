"""Which recorded call a call is: by operation and meaningful fields, blind to all that says nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from inspector.compare.noise import Ignored
from inspector.compare.tree import Element, Tree

T = TypeVar("T")
_CALLER = ("caller",)
_Flat = frozenset[tuple[str, str | None, int]]


@dataclass(frozen=True, slots=True)
class Fields:
    """Which values of a request count; credentials, secrets, prefixes, order and white space never do.

    Attributes:
        only: Where given, no others count.
        ignore: Places that do not count.
        keys: Whether keys and times that a site gives itself count; they do within one recording.
        users: Elements, by lower-case name, in which a call may name its own caller.
    """

    only: Ignored = field(default_factory=Ignored)
    ignore: Ignored = field(default_factory=Ignored)
    keys: bool = True
    users: frozenset[str] = frozenset()

    def counts(self, element: Element) -> bool:
        """Whether the element counts."""
        if self.ignore.covers(element.path) or (element.volatile and not self.keys):
            return False
        return not self.only.ends or self.only.covers(element.path)

    def key(self, tree: Tree) -> Hashable:
        """Equal for requests that ask for the same."""
        if tree.fault:
            return ("unreadable", tree.digest)
        return tuple((call.operation, self._content(call.content)) for call in tree.calls)

    def key_for_caller(self, tree: Tree) -> Hashable:
        """Equal for requests that ask for the same, each seen from its own caller; None for no such call."""
        callers = {leaf.value for leaf in tree.header.leaves() if self._names(leaf)} if tree.header else set()
        own = frozenset(value for value in callers if value)
        if tree.fault or not own:
            return None
        key = tuple((call.operation, self._content(call.content, own)) for call in tree.calls)
        return None if key == self.key(tree) else ("own", key)

    def _names(self, leaf: Element) -> bool:
        return leaf.name.lower() in self.users and not leaf.secret

    def _content(self, element: Element | None, own: frozenset[str] = frozenset()) -> Hashable:
        if element is None:
            return None
        if not element.children:
            if own and element.value in own and self._names(element):
                return _CALLER
            return "" if element.secret else element.value
        parts: list[tuple[str, Hashable]] = []
        # Sorting is stable: rows of one name keep their order.
        for child in sorted(element.children, key=lambda child: child.name):
            if child.children:
                below = self._content(child, own)
                if below:
                    parts.append((child.name, below))
            elif self.counts(child):
                parts.append((child.name, self._content(child, own)))
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Near(Generic[T]):
    """The recorded call that is most like one that was not found, and where the two differ."""

    item: T
    paths: tuple[str, ...]


class Matcher(Generic[T]):
    """Recorded requests, to be found again; those that ask the same play in the order of recording.

    Args:
        fields: Which values count.
    """

    def __init__(self, fields: Fields | None = None) -> None:
        self._fields = fields or Fields()
        self._items: dict[Hashable, list[T]] = {}
        self._for_callers: dict[Hashable, list[T]] = {}
        self._played: Counter[Hashable] = Counter()
        self._by_operation: dict[tuple[str, ...], list[tuple[_Flat, T]]] = defaultdict(list)

    def __len__(self) -> int:
        return sum(map(len, self._items.values()))

    def add(self, tree: Tree, item: T) -> None:
        """Remember `item` under the request `tree`."""
        self._items.setdefault(self._fields.key(tree), []).append(item)
        for_caller = self._fields.key_for_caller(tree)
        if for_caller is not None:
            self._for_callers.setdefault(for_caller, []).append(item)
        self._by_operation[tree.operations].append((self._flat(tree), item))

    def next(self, tree: Tree) -> T | None:
        """What was remembered under the same request: the first, then the next; the last one stays.

        A call about its own caller is the same for another caller. None where there is nothing.
        """
        key = self._fields.key(tree)
        found = self._items.get(key)
        if not found:
            key = self._fields.key_for_caller(tree)
            found = self._for_callers.get(key)
        if not found:
            return None
        index = min(self._played[key], len(found) - 1)
        self._played[key] += 1
        return found[index]

    def take(self, tree: Tree) -> T | None:
        """As `next`, but each is given once; None when all are."""
        key = self._fields.key(tree)
        found = self._items.get(key, [])
        index = self._played[key]
        if index >= len(found):
            return None
        self._played[key] += 1
        return found[index]

    def nearest(self, tree: Tree) -> Near[T] | None:
        """The most similar of the same operations; None where the operations were never recorded."""
        mine = self._flat(tree)
        best: Near[T] | None = None
        for theirs, item in self._by_operation.get(tree.operations, ()):
            paths = {path for path, _, _ in mine ^ theirs}
            if best is None or len(paths) < len(best.paths):
                best = Near(item, tuple(sorted(paths)))
        return best

    def _flat(self, tree: Tree) -> _Flat:
        """The leaves that count: path, value, and which of equal ones."""
        leaves = (leaf for call in tree.calls if call.content is not None for leaf in call.content.leaves())
        found: Counter[tuple[str, str | None]] = Counter()
        flat = []
        for leaf in leaves:
            if self._fields.counts(leaf):
                path, value = leaf.path, "" if leaf.secret else leaf.value
                flat.append((path, value, found[path, value]))
                found[path, value] += 1
        return frozenset(flat)
