"""Whole numbers as messages write them: never read where their length is out of all bounds."""

from __future__ import annotations

import re
from typing import Final

_MOST: Final = 20
"""Longest number that is read, with its sign, and without zeros in front."""

_WHOLE = re.compile(r"([+-]?)0*([0-9]+)")


def whole(value: str) -> int | None:
    """A whole number of usual size, None where it is none."""
    found = _WHOLE.fullmatch(value.strip())
    return int(found[1] + found[2]) if found and len(found[1] + found[2]) <= _MOST else None


def exceeds(value: str, bound: int) -> bool:
    """Whether a value is a whole number above `bound`, however long it is."""
    number = whole(value)
    if number is not None:
        return number > bound
    longer = _WHOLE.fullmatch(value.strip())
    return longer is not None and longer[1] != "-"
