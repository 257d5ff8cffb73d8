"""Counts of names that come over the wire, in bounded memory."""

from __future__ import annotations

from collections import Counter
from typing import Final

MOST: Final = 50
"""Different names that are told apart; all further ones are counted together."""


class Tally:
    """How often each name came; the first `MOST` names are told apart.

    Attributes:
        names: Count by name.
        others: Count of all names beyond.
    """

    __slots__ = ("names", "others")

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        self.others = 0

    def add(self, name: str, count: int = 1) -> None:
        """Count `name` in."""
        if name in self.names or len(self.names) < MOST:
            self.names[name] += count
        else:
            self.others += count

    def ordered(self) -> list[tuple[str, int]]:
        """Names and counts, the most frequent first, in order of their names where equal."""
        return sorted(self.names.items(), key=lambda item: (-item[1], item[0]))

    def rows(self, key: str) -> list[dict[str, object]]:
        """Names and counts for JSON, each name under `key`; those counted together under None."""
        rows: list[dict[str, object]] = [{key: name, "count": count} for name, count in self.ordered()]
        if self.others:
            rows.append({key: None, "count": self.others})
        return rows

    def text(self, most: int = 3, between: str = ", ") -> str:
        """The `most` frequent names in words: "curl (12), python (3) and 2 more"."""
        ordered = self.ordered()
        shown = between.join(f"{name or 'unknown'} ({count:,})" for name, count in ordered[:most])
        more = len(ordered) - most
        if self.others:
            return f"{shown} and more than {max(more, 0)} more"
        return f"{shown} and {more} more" if more > 0 else shown
