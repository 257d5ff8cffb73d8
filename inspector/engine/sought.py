"""Many texts that are looked for in many others: the work is that of reading both, not of each with each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 64
"""Characters of a text that tell it: what begins alike for so long is no coincidence."""
_FEW: Final = 16


class Sought:
    """Texts to look for.

    Args:
        texts: The texts; of longer ones, the first 64 characters count.
    """

    __slots__ = ("_heads",)

    def __init__(self, texts: Iterable[str]) -> None:
        # None begins with another: then at each place at most one can stand, the last in order before it.
        self._heads: list[str] = []
        for head in sorted({text[:_LONGEST] for text in texts}):
            if not (self._heads and head.startswith(self._heads[-1])):
                self._heads.append(head)

    def within(self, text: str) -> bool:
        """Whether any of them stands somewhere in `text`."""
        if len(self._heads) <= _FEW:
            return any(head in text for head in self._heads)
        return any(self._begins(text[at : at + _LONGEST]) for at in range(len(text)))

    def _begins(self, part: str) -> bool:
        """Whether `part` begins with one of them."""
        before = bisect_right(self._heads, part)
        return before > 0 and part.startswith(self._heads[before - 1])
