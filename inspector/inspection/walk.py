"""Inspection of recordings and stores: which exchanges there are, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from inspector.engine.captured import with_captured
from inspector.engine.history import History
from inspector.engine.inspector import Inspector
from inspector.engine.judgement import Judgement
from inspector.engine.reporting import record, report
from inspector.inspection.once import Once
from inspector.model.exchange import Exchange
from inspector.model.report import ExchangeReport, Record
from inspector.model.severity import Severity
from inspector.privacy.shown import shown_url
from inspector.recordings.errors import ReadError
from inspector.recordings.files import Source, sources
from inspector.recordings.read import read_source
from inspector.recordings.stored import exchange_of
from inspector.store.errors import StoreError
from inspector.store.store import Store, open_store
from inspector.wire.limits import Limits

OnError = Callable[[str], None]
OnSkip = Callable[[str, str], None]
Seen = tuple[ExchangeReport, Callable[[], Judgement | None]]
"""A report, and how to get the judgement behind it."""
_Thing = TypeVar("_Thing")
_CHUNK = 1 << 20
_SINGLE = frozenset({".xml", ".http"})
_AS_CAPTURED: Mapping[str, Severity] = MappingProxyType({})
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
"""Bytes that XML in an encoding akin to ASCII has not; compressed data and UTF-16 have them."""
_PACKED = (b"content-encoding", b'"base64"', b"\\u00")
"""What stands, in lower case, beside a packed body: in its headers, or in JSON."""


class Inspection:
    """Walks paths and judges what is there.

    Args:
        inspector: The core.
        on_error: Told, in a sentence, of input that could not be used.
        on_skip: Told of files of a folder that are no recordings: path and reason.
        limits: Bounds of what is read.
        again: True where stores are judged again, in place of printing what was captured (decision 24).
        severities: Severities by code, for what is printed as it was captured.
        written: A store that is written meanwhile, and so not read.
    """

    def __init__(
        self,
        inspector: Inspector,
        on_error: OnError,
        on_skip: OnSkip,
        limits: Limits,
        *,
        again: bool = False,
        severities: Mapping[str, Severity] = _AS_CAPTURED,
        written: Path | None = None,
    ) -> None:
        self._inspector = inspector
        self._on_error = on_error
        self._on_skip = on_skip
        self._limits = limits
        self._again = again
        self._severities = severities
        self._written = written

    def reports(self, paths: Sequence[Path]) -> Iterator[ExchangeReport]:
        """What is said of each exchange of the paths, in order; URLs show no values."""
        return (shown(each) for each in self._all(paths))

    def _all(self, paths: Sequence[Path]) -> Iterator[ExchangeReport]:
        history = self._inspector.history()
        self._learn(paths, history)
        for source, once in self._sources(paths):
            if source.store:
                yield from self._in_store(source, partial(self._reports, history, once))
            else:
                for exchange in self._read(source, once):
                    yield report(self._judge(exchange, history))

    def records(self, paths: Sequence[Path]) -> Iterator[Record]:
        """What may leave memory of each exchange of the paths, in order; stores are copied.

        All of them: which are the same is for the store that keeps them to tell, by their ids.
        """
        history = self._inspector.history()
        self._learn(paths, history)
        for source, _ in self._sources(paths):
            if source.store:
                yield from self._records(source, None)
            else:
                for exchange in self._read(source, None):
                    yield record(self._judge(exchange, history))

    def seen(self, paths: Sequence[Path]) -> Iterator[Seen]:
        """As `reports`, each with its judgement, which is made for a store's exchange only when asked for."""
        history = self._inspector.history()
        self._learn(paths, history)
        for source, once in self._sources(paths):
            if source.store:
                yield from self._in_store(source, partial(self._seen_in, history, once))
            else:
                for exchange in self._read(source, once):
                    judgement = self._judge(exchange, history)
                    yield report(judgement), partial(_itself, judgement)

    def exchanges(self, paths: Sequence[Path]) -> Iterator[tuple[Exchange, ExchangeReport | None]]:
        """What crossed the wire, in order; with what a store said of it, None for recordings."""
        for source, once in self._sources(paths):
            if source.store:
                for stored in self._records(source, once):
                    yield exchange_of(stored), stored.report
            else:
                for exchange in self._read(source, once):
                    yield exchange, None

    def _seen_in(self, history: History, once: Once, store: Store) -> Iterator[Seen]:
        def judge(known: str) -> Judgement | None:
            found = store.record(known)
            return self._judge(exchange_of(found), history) if found else None

        for found in self._reports(history, once, store):
            yield found, partial(judge, found.id)

    def _judge(self, exchange: Exchange, history: History) -> Judgement:
        return history.recall(self._inspector.judge_pair(exchange, history.said, history.zones))

    def _sources(self, paths: Sequence[Path], *, quiet: bool = False) -> Iterator[tuple[Source, Once]]:
        """Recordings and stores in order, and what tells their exchanges from those of the ones before."""

        def failed(error: ReadError) -> None:
            if not quiet:
                self._on_error(str(error))

        def skipped(path: str, reason: str) -> None:
            if not quiet:
                self._on_skip(path, reason)

        once = Once(skipped)
        for source, last in _with_last(sources(paths, failed, skipped)):
            if not (source.store and self._is_written(source.path)):
                once.begin(last=last, folder=_folder(source, paths))
                yield source, once

    def _is_written(self, path: Path) -> bool:
        return self._written is not None and self._written.exists() and path.samefile(self._written)

    def _read(self, source: Source, once: Once | None, *, quiet: bool = False) -> Iterator[Exchange]:
        def failed(error: ReadError) -> None:
            if not quiet:
                self._on_error(str(error))

        def skipped(path: str, reason: str) -> None:
            if not quiet:
                self._on_skip(path, reason)

        try:
            found = read_source(source, self._limits, failed, skipped)
            yield from found if once is None else once.exchanges(found)
        except ReadError as error:
            failed(error)

    def _records(self, source: Source, once: Once | None, *, quiet: bool = False) -> Iterator[Record]:
        def ask(store: Store) -> Iterator[Record]:
            return iter(store.records()) if once is None else once.reports(store.records(), _told)

        return self._in_store(source, ask, quiet=quiet)

    def _in_store(
        self, source: Source, ask: Callable[[Store], Iterator[_Thing]], *, quiet: bool = False
    ) -> Iterator[_Thing]:
        """What a store answers; one that cannot be read, or not to its end, is told, and the rest goes on."""
        try:
            with open_store(source.path, read_only=True) as store:
                yield from ask(store)
        except StoreError as error:
            if not quiet:
                self._on_error(str(error))

    def _learn(self, paths: Sequence[Path], history: History) -> None:
        """First pass: what sites reported and what rules remember, wherever in the recording it stands."""
        for source, _ in self._sources(paths, quiet=True):
            if source.store:
                if self._again:
                    for stored in self._records(source, None, quiet=True):
                        self._inspector.note(exchange_of(stored), history)
            elif any(map(self._file_tells, filter(None, (source.path, source.response, source.meta)))):
                for exchange in self._read(source, None, quiet=True):
                    self._inspector.note(exchange, history)

    def _file_tells(self, path: Path) -> bool:
        tail = b""
        try:
            if not path.is_file():
                return False
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    if _packed(tail + chunk) or self._inspector.telling(tail + chunk):
                        return True
                    tail = chunk[-64:]
        except OSError:
            return False  # the second pass tells of it
        return False

    def _weighed(self, captured: ExchangeReport) -> ExchangeReport:
        """What was captured, at the severities that the user wants now."""
        findings = tuple(
            replace(finding, severity=self._severities.get(finding.code, finding.severity))
            for finding in captured.findings
        )
        return replace(captured, findings=findings)

    def _reports(self, history: History, once: Once, store: Store) -> Iterator[ExchangeReport]:
        if not self._again:
            found = once.reports(store.reports(), _itself)
            yield from map(self._weighed, found) if self._severities else found
            return
        for stored in once.reports(store.records(), _told):
            yield _judged_again(self._inspector, stored, history)


def shown(report: ExchangeReport) -> ExchangeReport:
    """A report for people and programs: its URL, which the store keeps, without values."""
    url = shown_url(report.url)
    return report if url == report.url else replace(report, url=url)


def _folder(source: Source, paths: Sequence[Path]) -> Path | None:
    """The folder, as it was named, of a file that holds a single exchange; None for other recordings."""
    if source.response is None and source.meta is None and source.path.suffix.lower() not in _SINGLE:
        return None
    return next(
        (path for path in paths if source.path != path and source.path.is_relative_to(path)),
        source.path.parent,
    )


def _with_last(found: Iterable[Source]) -> Iterator[tuple[Source, bool]]:
    """Each with whether it is the last."""
    ahead = iter(found)
    source = next(ahead, None)
    while source is not None:
        following = next(ahead, None)
        yield source, following is None
        source = following


def _packed(data: bytes) -> bool:
    """Whether these bytes of a file may hold a body in which no name can be searched for."""
    lowered = data.lower()
    return len(data.translate(None, _CONTROLS)) < len(data) or any(mark in lowered for mark in _PACKED)


def _itself(thing: _Thing) -> _Thing:
    return thing


def _told(stored: Record) -> ExchangeReport:
    return stored.report


def _judged_again(inspector: Inspector, stored: Record, history: History) -> ExchangeReport:
    """A stored exchange judged anew; what masking made valid keeps the finding that it was captured with."""
    known = stored.report
    judgement = history.recall(inspector.judge_pair(exchange_of(stored), history.said, history.zones))
    new = with_captured(report(judgement), stored, judgement.rules)
    return replace(new, id=known.id, source=known.source, client=known.client, size=known.size)
