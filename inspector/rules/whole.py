"""Whole numbers as messages write them: never read where their length is out of all bounds."""

from __future__ import annotations

import re
from typing import Final

_MOST: Final = 20
"""Longest number that is read, with its sign, and without zeros in front."""

# What is read is never given back, so that the time is linear.
_WHOLE = re.compile(r"([+-]?)(?=[0-9])0*+([0-9]*+)")


def whole(value: str) -> int | None:
    """A whole number of usual size, None where it is none."""
    found = _WHOLE.fullmatch(value.strip())
    if found is None or len(found[1] + found[2]) > _MOST:
        return None
    return int(f"{found[1]}0{found[2]}")


def exceeds(value: str, bound: int) -> bool:
    """Whether a value is a whole number above `bound`, however long it is."""
    if len(value) <= _MOST and value.isascii() and value.isdigit():
        return int(value) > bound  # as good as all of them are written
    found = _WHOLE.fullmatch(value.strip())
    if found is None:
        return False
    sign, digits = found.groups()
    return sign != "-" if len(digits) > _MOST else int(f"{sign}0{digits}") > bound
