"""What a schema type leaves room for: so that a replaced value is still a value of its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MARK = "********"
INTEGERS = frozenset({
    "byte", "int", "integer", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger",
    "positiveInteger", "short", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
})  # fmt: skip
_LARGEST = {
    "byte": 127,
    "unsignedByte": 255,
    "short": 32767,
    "unsignedShort": 65535,
    "int": 2147483647,
    "unsignedInt": 4294967295,
}
LONGEST_NUMBER = 15
LENGTH_OF_INT = 9  # digits that every number may have
_CONSTANTS = {
    "date": "1970-01-01",
    "dateTime": "1970-01-01T00:00:00",
    "time": "00:00:00",
    "float": "0",
    "double": "0",
    "decimal": "0",
}


@dataclass(frozen=True, slots=True)
class Room:
    """Lengths in characters that a text may have."""

    least: int = 0
    most: int = 1_000_000

    def holds(self, text: str) -> bool:
        """True where a text of this length may stand."""
        return self.least <= len(text) <= self.most


def room(facets: Mapping[str, str]) -> Room:
    """The lengths that `facets` allow; facets that are no numbers count as not given."""
    exact = _number(facets, "length")
    if exact is not None:
        return Room(exact, exact)
    least, most = _number(facets, "minLength"), _number(facets, "maxLength")
    return Room(least or 0, most if most is not None else 1_000_000)


def largest_digits(primitive: str, facets: Mapping[str, str]) -> int:
    """How many digits every number of which is within the type's range; at most 15."""
    limit = _limit(primitive, facets)
    digits = LONGEST_NUMBER if limit is None else len(str(limit + 1)) - 1 if limit >= 0 else 0
    total = _number(facets, "totalDigits")
    return min(digits, LONGEST_NUMBER, total if total is not None else LONGEST_NUMBER)


def holds(number: int, primitive: str, facets: Mapping[str, str]) -> bool:
    """Whether a number is no larger than the type allows."""
    limit, total = _limit(primitive, facets), _number(facets, "totalDigits")
    return (limit is None or number <= limit) and (total is None or len(str(number)) <= total)


def _limit(primitive: str, facets: Mapping[str, str]) -> int | None:
    limit, exclusive = _number(facets, "maxInclusive"), _number(facets, "maxExclusive")
    if limit is not None:
        return limit
    return exclusive - 1 if exclusive is not None else _LARGEST.get(primitive)


def constant(primitive: str | None, facets: Mapping[str, str]) -> str:
    """The fixed mark for a type: stars where a text may stand, else a neutral value of it."""
    if primitive in INTEGERS:
        return _constant_number(primitive, facets)
    if primitive in _CONSTANTS:
        return _CONSTANTS[primitive]
    limits = room(facets)
    return MARK[: limits.most].ljust(limits.least, "*")


def _constant_number(primitive: str, facets: Mapping[str, str]) -> str:
    lowest = _number(facets, "minInclusive")
    highest = _number(facets, "maxInclusive")
    if lowest is None:
        lowest = {"positiveInteger": 1}.get(primitive)
    if highest is None:
        highest = {"negativeInteger": -1}.get(primitive)
    if lowest is not None and lowest > 0:
        return str(lowest)
    return str(highest) if highest is not None and highest < 0 else "0"


def _number(facets: Mapping[str, str], name: str) -> int | None:
    value = facets.get(name, "").strip()
    return int(value) if re.fullmatch(r"[+-]?[0-9]{1,18}", value) else None
