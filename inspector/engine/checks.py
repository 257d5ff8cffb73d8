"""Value checks of a template: a cheap sufficient test in C for all slots of a kind, then a look at each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter, le
from typing import Any

from inspector.engine.shape import Leaf
from inspector.schema.content import SimpleType
from inspector.schema.releases import Releases
from inspector.schema.values import ValueFault, check
from inspector.wire.split import text

_BOOLEANS = frozenset((b"true", b"false", b"1", b"0"))
_DIGITS = {"int": 9, "long": 18, "integer": 18, "nonNegativeInteger": 18}

Test = Callable[[Sequence[bytes]], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Slots that one test accepts together.

    Attributes:
        leaves: The leaves of these slots.
        pick: Takes their values out of all values.
        test: Sufficient for all of them to be valid; what it refuses is looked at one by one.
    """

    leaves: tuple[Leaf, ...]
    pick: Callable[[Sequence[bytes]], Sequence[bytes]]
    test: Test


class ValueChecks:
    """All value checks of a template."""

    __slots__ = ("_codec", "_groups", "_release", "_releases")

    def __init__(self, leaves: Sequence[Leaf], codec: str, releases: Releases, release: str) -> None:
        self._codec = codec
        self._releases = releases
        self._release = release
        self._groups = tuple(_groups(leaves, releases, release))

    def failed(self, values: list[bytes]) -> list[tuple[Leaf, ValueFault]]:
        """The slots whose values are not as they should be, with what is wrong."""
        found: list[tuple[Leaf, ValueFault]] = []
        for group in self._groups:
            if not group.test(group.pick(values)):
                found += self._look(group, values)
        return found

    def _look(self, group: Group, values: list[bytes]) -> Iterator[tuple[Leaf, ValueFault]]:
        for leaf in group.leaves:
            assert leaf.type is not None
            fault = check(text(values[leaf.slot], self._codec), leaf.type, self._releases, self._release)
            if fault is not None:
                yield leaf, fault


def _groups(leaves: Sequence[Leaf], releases: Releases, release: str) -> Iterator[Group]:
    byte_sets: dict[frozenset[bytes], list[Leaf]] = {}
    digits: dict[int, list[Leaf]] = {}
    lengths: list[tuple[Leaf, int]] = []
    others: list[Leaf] = []
    for leaf in leaves:
        type_ = leaf.type
        if leaf.slot < 0 or type_ is None:
            continue
        if type_.enumeration:
            allowed = frozenset(
                value.encode() for value, window in type_.enumeration if releases.has(release, window)
            )
            byte_sets.setdefault(allowed, []).append(leaf)
        elif type_.primitive == "boolean":
            byte_sets.setdefault(_BOOLEANS, []).append(leaf)
        elif type_.primitive in _DIGITS and not type_.facets:
            digits.setdefault(_DIGITS[type_.primitive], []).append(leaf)
        elif type_.primitive == "string" and set(type_.facets) == {"maxLength"}:
            lengths.append((leaf, int(type_.facets["maxLength"])))
        elif _checked(type_):
            others.append(leaf)
    for allowed, members in byte_sets.items():
        yield _group(members, allowed.issuperset)
    for longest, members in digits.items():
        yield _group(members, _digit_test(longest))
    if lengths:
        yield _group([leaf for leaf, _ in lengths], _length_test(tuple(most for _, most in lengths)))
    if others:
        yield _group(others, _never)


def _checked(type_: SimpleType) -> bool:
    return type_.primitive != "string" or bool(type_.facets)


def _group(leaves: list[Leaf], test: Test) -> Group:
    slots = [leaf.slot for leaf in leaves]
    pick: Any = itemgetter(*slots) if len(slots) > 1 else _single(slots[0])
    return Group(tuple(leaves), pick, test)


def _single(slot: int) -> Callable[[Sequence[bytes]], Sequence[bytes]]:
    return lambda values: (values[slot],)


def _digit_test(longest: int) -> Test:
    # bytes.isdigit is true of 0-9 alone: joined digits are a valid number each, if none is too long.
    return lambda picked: b"".join(picked).isdigit() and len(max(picked, key=len)) <= longest


def _length_test(most: tuple[int, ...]) -> Test:
    # A value has at most as many characters as bytes; references only make the bytes more.
    return lambda picked: all(map(le, map(len, picked), most))


def _never(_picked: Sequence[bytes]) -> bool:
    return False
