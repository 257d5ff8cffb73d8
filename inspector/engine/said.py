"""What a site said of itself, its release or its time zone, and when: it may change during a recording."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from typing import Final

_MOST: Final = 512
"""Statements that are remembered of a site."""

_WIDEST: Final = 2.0**40
"""Seconds, some 35,000 years: all that can be said lies in one stretch."""

_NUMBERS: Final = re.compile("[0-9]+")

_Point = tuple[float, str]


class Said:
    """What one site said of one thing, by time.

    What it holds depends on what was said when, never on the order in which it is told. Where more was said
    than it may keep, time is cut into stretches, as short as will do: of each word the first and the last
    statement in a stretch are kept. So a site that says the same a thousand times a day loses nothing, and
    one that changes its mind to and fro within a stretch does.

    Args:
        most: Statements that are kept.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._untimed = ""
        self._points: list[_Point] = []
        self._width = 0.0

    def note(self, word: str, time: float | None) -> None:
        """Take in that it said `word` at `time`: seconds since the epoch, None where unknown."""
        if time is None:
            self._untimed = max(self._untimed, word, key=_rank)
            return
        point = (time, word)
        at = bisect_left(self._points, point)
        if self._points[at : at + 1] == [point]:
            return
        self._points.insert(at, point)
        if self._width:
            self._thin(time)
        while len(self._points) > self._most:
            self._width = self._width * 2 or 1.0
            self._points = _thinned(self._points, self._width, self._most)

    def _thin(self, time: float) -> None:
        """Thin out the stretch that `time` lies in; in the others nothing is new."""
        first, last = 0, len(self._points)
        if self._width <= _WIDEST:
            begin = time // self._width * self._width
            first = bisect_left(self._points, (begin,))
            last = bisect_left(self._points, (begin + self._width,))
        self._points[first:last] = _thinned(self._points[first:last], self._width, self._most)

    def at(self, time: float | None) -> str:
        """What held at `time`: the latest said until then, else the first said after it.

        Where no times are known, and of what was said at the same time, the highest number counts.
        """
        if not self._points or (time is None and self._untimed):
            return self._untimed
        until = len(self._points) if time is None else self._until(time)
        when = self._points[max(until - 1, 0)][0]
        said = self._points[bisect_left(self._points, (when,)) : self._until(when)]
        return said[0][1] if len(said) == 1 else max((word for _, word in said), key=_rank)

    def _until(self, time: float) -> int:
        return bisect_left(self._points, (math.nextafter(time, math.inf),))


def _thinned(points: list[_Point], width: float, most: int) -> list[_Point]:
    """Of each word the first and the last in each stretch of `width` seconds.

    A width is twice the one before, so that thinning at once and thinning step by step come to the same.
    Where even the widest will not do, because there are too many words, the latest of each is kept, and of
    these the latest ones.
    """
    if width > _WIDEST:
        return sorted((time, word) for word, time in {word: time for time, word in points}.items())[-most:]
    ends: dict[tuple[float, str], tuple[float, float]] = {}
    for time, word in points:
        key = (time // width, word)
        ends[key] = (ends[key][0] if key in ends else time, time)
    return sorted({(time, word) for (_, word), both in ends.items() for time in both})


def _rank(word: str) -> tuple[list[int], str]:
    return [int(number) for number in _NUMBERS.findall(word)], word
