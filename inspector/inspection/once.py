"""Exchanges that stand in several recordings and stores: each counts once, wherever it is met again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, TypeVar

from inspector.engine.sane import sane
from inspector.model.exchange import Exchange
from inspector.model.report import ExchangeReport

SEEN: Final = "in another of the paths already"
MAYBE: Final = "perhaps in another of the paths already"
MANY: Final = "more than can be remembered"
_MOST: Final = 500_000
_HOST: Final = re.compile(r"[^:/?#]+://(?:[^/?#]*@)?([^/?#]*)")
_Thing = TypeVar("_Thing")


class Once:
    """Tells exchanges that another recording or store held.

    What one recording holds twice was twice on the wire: of equal exchanges as many count as the one that has
    most of them holds, whatever the order. Recordings hold the same exchange where start, URL and both bodies
    are equal byte for byte, duration and status too. A store keeps no body as sent: there start, duration,
    status, host and sizes decide, and only where start (to the millisecond) and duration are known. Else both
    count, and it is told.

    Args:
        on_again: Told of what is left out: its source, and `SEEN`; of what counts though it may be the same,
            `MAYBE`; and of an exchange that is too much to be remembered, `MANY`.
        most: How many exchanges are remembered.
    """

    def __init__(self, on_again: Callable[[str, str], None], most: int = _MOST) -> None:
        self._on_again = on_again
        self._most = most
        self._held = 0
        self._is_last = False
        self._most_of: Counter[bytes] = Counter()
        self._recorded: Counter[int] = Counter()
        self._stored: Counter[int] = Counter()
        self._folders: dict[Hashable, Counter[bytes]] = {}
        self._here: Counter[bytes] = Counter()
        self._here_stored: Counter[int] = Counter()

    def begin(self, *, last: bool, folder: Hashable = None) -> None:
        """Another recording or store.

        Args:
            last: Whether none comes after it, so that nothing is to remember.
            folder: What it is a part of: the files of single exchanges in a folder are one recording.
        """
        self._is_last = last
        self._here_stored = Counter()
        self._here = Counter() if folder is None else self._folders.setdefault(folder, Counter())

    def exchanges(self, found: Iterable[Exchange]) -> Iterator[Exchange]:
        """Those of the present recording that no other one held."""
        return self._new(found, self._recording_holds, lambda exchange: exchange.source)

    def reports(
        self, found: Iterable[_Thing], report: Callable[[_Thing], ExchangeReport]
    ) -> Iterator[_Thing]:
        """The same of a store's, each with its report."""
        return self._new(
            found, lambda each: self._store_holds(report(each)), lambda each: report(each).source
        )

    def _new(
        self, found: Iterable[_Thing], known: Callable[[_Thing], str | None], source: Callable[[_Thing], str]
    ) -> Iterator[_Thing]:
        for each in found:
            if self._is_last and not self._held:
                yield each
                continue
            if self._held >= self._most and not self._is_last:
                self._on_again(source(each), MANY)
                yield each
                continue
            said = known(each)
            if said is not None:
                self._on_again(source(each), said)
            if said != SEEN:
                self._held += 1
                yield each

    def _recording_holds(self, recorded: Exchange) -> str | None:
        exchange = sane(recorded)
        if exchange.started is not None:
            content = _content(exchange)
            self._here[content] += 1
            if self._here[content] <= self._most_of[content]:
                return SEEN
            self._most_of[content] += 1
        facts, exact = _of_exchange(exchange)
        self._recorded[facts] += 1
        return _said(self._recorded[facts] <= self._stored[facts], exact)

    def _store_holds(self, report: ExchangeReport) -> str | None:
        facts, exact = _of_report(report)
        self._here_stored[facts] += 1
        count = self._here_stored[facts]
        said = _said(count <= max(self._stored[facts], self._recorded[facts]), exact)
        self._stored[facts] = max(self._stored[facts], count)
        return said


def _said(known: bool, exact: bool) -> str | None:
    if not known:
        return None
    return SEEN if exact else MAYBE


def _content(exchange: Exchange) -> bytes:
    """Start, URL, duration, status and both bodies as 16 bytes, kept in memory alone."""
    digest = blake2b(
        repr((exchange.started, exchange.url, exchange.duration_ms, exchange.status)).encode(), digest_size=16
    )
    for half in (exchange.request, exchange.response):
        digest.update(b"-" if half is None else b"%d:" % len(half.body) + half.body)
    return digest.digest()


def _of_exchange(exchange: Exchange) -> tuple[int, bool]:
    sizes = tuple(0 if half is None else len(half.body) for half in (exchange.request, exchange.response))
    time = None
    if exchange.started is not None:
        moment = datetime.fromtimestamp(exchange.started, UTC)
        time = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _facts(time, exchange.duration_ms, exchange.status, exchange.url, sizes, exchange.source)


def _of_report(report: ExchangeReport) -> tuple[int, bool]:
    sizes = (report.size.request, report.size.response)
    return _facts(report.time, report.duration_ms, report.status, report.url, sizes, report.source)


def _facts(
    time: str | None,
    duration: float | None,
    status: int | None,
    url: str,
    sizes: tuple[int, ...],
    source: str,
) -> tuple[int, bool]:
    """What is the same of an exchange in a store, as a number, and whether it tells one from all others."""
    host = _HOST.match(url)
    took = None if duration is None else round(duration)
    number = hash((time or source, took, status, host[1].lower() if host else "", sizes))
    return number, time is not None and not time.endswith(".000Z") and took is not None


__all__ = ["MANY", "MAYBE", "SEEN", "Once"]
