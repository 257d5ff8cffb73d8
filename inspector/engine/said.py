"""Which release a site said that it runs, and when: it may have moved in the course of a recording."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

_MOST: Final = 200
"""Changes that are remembered of a site; the oldest go first."""


class Said:
    """What one site said of its release, by time; kept as stretches in which it said the same."""

    def __init__(self) -> None:
        self._untimed = ""
        self._times: list[tuple[float, float]] = []
        self._releases: list[str] = []

    def note(self, release: str, time: float | None) -> None:
        """Take in that it said `release` at `time`: seconds since the epoch, None where unknown."""
        if time is None:
            self._untimed = release
            return
        at = bisect_right(self._times, (time, time))
        if at and self._releases[at - 1] == release:
            first, last = self._times[at - 1]
            self._times[at - 1] = first, max(last, time)
            return
        if at and time < self._times[at - 1][1]:
            # It fell into a stretch: what was said before it and after it stays.
            first, last = self._times[at - 1]
            self._times[at - 1 : at] = [(first, first), (last, last)]
            self._releases.insert(at, self._releases[at - 1])
        elif at < len(self._times) and self._releases[at] == release:
            self._times[at] = time, self._times[at][1]
            return
        self._times.insert(at, (time, time))
        self._releases.insert(at, release)
        if len(self._times) > _MOST:
            del self._times[0], self._releases[0]

    def at(self, time: float | None) -> str:
        """The release that it ran at `time`: the latest said until then, else the first said after it.

        Where no times are known, the last word counts.
        """
        if not self._times or (time is None and self._untimed):
            return self._untimed
        if time is None:
            return self._releases[-1]
        # Of what was said at the same time, the later word counts.
        until = bisect_right([first for first, _ in self._times], time)
        return self._releases[max(until - 1, 0)]
