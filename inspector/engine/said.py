"""What a site said of itself, its release or its time zone, and when: it may change during a recording."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

_MOST: Final = 200
"""Changes that are remembered of a site; the oldest go first."""


class Said:
    """What one site said of one thing, by time; kept as stretches in which it said the same."""

    def __init__(self) -> None:
        self._untimed = ""
        self._times: list[tuple[float, float]] = []
        self._words: list[str] = []

    def note(self, word: str, time: float | None) -> None:
        """Take in that it said `word` at `time`: seconds since the epoch, None where unknown."""
        if time is None:
            self._untimed = word
            return
        at = bisect_right(self._times, (time, time))
        if at and self._words[at - 1] == word:
            first, last = self._times[at - 1]
            self._times[at - 1] = first, max(last, time)
            return
        if at and time < self._times[at - 1][1]:
            # It fell into a stretch: what was said before it and after it stays.
            first, last = self._times[at - 1]
            self._times[at - 1 : at] = [(first, first), (last, last)]
            self._words.insert(at, self._words[at - 1])
        elif at < len(self._times) and self._words[at] == word:
            self._times[at] = time, self._times[at][1]
            return
        self._times.insert(at, (time, time))
        self._words.insert(at, word)
        if len(self._times) > _MOST:
            del self._times[0], self._words[0]

    def at(self, time: float | None) -> str:
        """What held at `time`: the latest said until then, else the first said after it.

        Where no times are known, the last word counts.
        """
        if not self._times or (time is None and self._untimed):
            return self._untimed
        if time is None:
            return self._words[-1]
        # Of what was said at the same time, the later word counts.
        until = bisect_right([first for first, _ in self._times], time)
        return self._words[max(until - 1, 0)]
