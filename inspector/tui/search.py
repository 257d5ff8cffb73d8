"""What a search found, and stepping through it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def quoted(needle: str) -> str:
    """`needle` as free text of the filter language."""
    return '"' + needle.replace("\\", " ").replace('"', " ") + '"'


class Hits:
    """Ascending numbers of what was found, with the one the user is on."""

    def __init__(self, needle: str, found: Sequence[int]) -> None:
        self.needle = needle
        self._found = found
        self._at = -1

    def step(self, here: int, by: int) -> int | None:
        """The hit to go to from `here`: at or after it (`by` 0), after (1), before (-1); wraps."""
        if not len(self._found):
            return None
        if by < 0:
            index = bisect_left(self._found, here) - 1
        else:
            index = bisect_right(self._found, here) if by else bisect_left(self._found, here)
        self._at = index % len(self._found)
        return self._found[self._at]

    @property
    def told(self) -> str:
        """Where the user is: `"text" 2 of 5`."""
        count = len(self._found)
        return f'"{self.needle}" {self._at + 1:,} of {count:,}' if count else f'"{self.needle}" not found'
