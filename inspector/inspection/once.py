"""Exchanges that stand in several recordings and stores: each counts once, wherever it is met again."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, TypeVar

from inspector.model.exchange import Exchange
from inspector.model.report import ExchangeReport

SEEN: Final = "in another of the paths already"
MANY: Final = "more than can be remembered"
_MOST: Final = 2_000_000
_FIRST: Final = 1 << 12
_HOST: Final = re.compile(r"[^:/?#]+://(?:[^/?#]*@)?([^/?#]*)")
_Thing = TypeVar("_Thing")


class Once:
    """Tells exchanges that an earlier recording or store held.

    What one recording holds twice was twice on the wire. Only across recordings is the same exchange met
    again: by its start to the millisecond, its duration, status, host and sizes as sent, which a store keeps
    whatever it replaces; without a start by the name of its file, as a store tells such exchanges apart.
    A redacted copy of a recording has other sizes, and is not known again.

    Memory: 8 bytes an exchange of the recording that is read, 12 to 24 of those before it, none for the last.

    Args:
        on_again: Told of what is left out: its source, and `SEEN`; and of an exchange that is too much to be
            remembered, `MANY`.
        most: How many exchanges are remembered.
    """

    def __init__(self, on_again: Callable[[str, str], None], most: int = _MOST) -> None:
        self._on_again = on_again
        self._most = most
        self._earlier = _Numbers()
        self._current = array("Q")
        self._is_last = False

    def begin(self, *, last: bool) -> None:
        """Another recording or store; `last` where none comes after it, so that nothing is to remember."""
        for number in self._current:
            self._earlier.add(number)
        self._current = array("Q")
        self._is_last = last

    def exchanges(self, found: Iterable[Exchange]) -> Iterator[Exchange]:
        """Those of the present recording that no earlier one held."""
        return self._new(found, _of_exchange, lambda exchange: exchange.source)

    def reports(
        self, found: Iterable[_Thing], report: Callable[[_Thing], ExchangeReport]
    ) -> Iterator[_Thing]:
        """The same of a store's, each with its report."""
        return self._new(found, lambda each: _of_report(report(each)), lambda each: report(each).source)

    def _new(
        self,
        found: Iterable[_Thing],
        key: Callable[[_Thing], int],
        source: Callable[[_Thing], str],
    ) -> Iterator[_Thing]:
        for each in found:
            if self._is_last and not self._earlier.count:
                yield each
                continue
            number = key(each)
            if number in self._earlier:
                self._on_again(source(each), SEEN)
                continue
            if len(self._current) + self._earlier.count < self._most:
                self._current.append(number)
            elif not self._is_last:
                self._on_again(source(each), MANY)
            yield each


class _Numbers:
    """A set of numbers of 64 bits, at an eighth of the memory that Python's takes."""

    def __init__(self) -> None:
        self.count = 0
        self._slots = array("Q", bytes(8 * _FIRST))

    def __contains__(self, number: int) -> bool:
        return self._slots[self._place(number)] != 0

    def add(self, number: int) -> None:
        """Add a number that is not 0."""
        place = self._place(number)
        if self._slots[place]:
            return
        self._slots[place] = number
        self.count += 1
        if self.count * 3 > len(self._slots) * 2:
            known, self._slots = self._slots, array("Q", bytes(16 * len(self._slots)))
            for each in known:
                if each:
                    self._slots[self._place(each)] = each

    def _place(self, number: int) -> int:
        """Where it is, or would be put."""
        slots, size = self._slots, len(self._slots)
        place = number % size
        while slots[place] and slots[place] != number:
            place = (place + 1) % size
        return place


def _of_exchange(exchange: Exchange) -> int:
    sizes = tuple(0 if half is None else len(half.body) for half in (exchange.request, exchange.response))
    time = None
    if exchange.started is not None:
        moment = datetime.fromtimestamp(exchange.started, UTC)
        time = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _number(time, exchange.duration_ms, exchange.status, exchange.url, sizes, exchange.source)


def _of_report(report: ExchangeReport) -> int:
    sizes = (report.size.request, report.size.response)
    return _number(report.time, report.duration_ms, report.status, report.url, sizes, report.source)


def _number(
    time: str | None,
    duration: float | None,
    status: int | None,
    url: str,
    sizes: tuple[int, ...],
    source: str,
) -> int:
    """What is the same of an exchange wherever it is kept, as a number of 64 bits that is not 0."""
    host = _HOST.match(url)
    took = None if duration is None else round(duration)
    facts = (time or source, took, status, host[1].lower() if host else "", sizes)
    return hash(facts) & 0xFFFF_FFFF_FFFF_FFFF or 1


__all__ = ["MANY", "SEEN", "Once"]
