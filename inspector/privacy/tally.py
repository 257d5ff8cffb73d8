"""Counts what is replaced, by category and place: a manifest of a redacted recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Tally:
    """What was replaced since it was made.

    Attributes:
        counts: Replacements by category and place.
        place: Where replacements happen now: a path, "url", "headers/NAME".
    """

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.place = ""

    def add(self, category: str) -> None:
        """One replacement of a value of this category."""
        self.counts[category, self.place] += 1

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Replacements within happen at `place`."""
        before, self.place = self.place, place
        try:
            yield
        finally:
            self.place = before

    @property
    def total(self) -> int:
        """All replacements."""
        return self.counts.total()
