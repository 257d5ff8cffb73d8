"""Inspection of recordings and stores: which exchanges there are, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from inspector.engine.captured import with_captured
from inspector.engine.history import History
from inspector.engine.inspector import Inspector
from inspector.engine.judgement import Judgement
from inspector.engine.reporting import record, report
from inspector.model.exchange import Exchange
from inspector.model.report import ExchangeReport, Record
from inspector.model.severity import Severity
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.shown import shown_url
from inspector.recordings.errors import ReadError
from inspector.recordings.read import read
from inspector.recordings.stored import exchange_of
from inspector.store.connect import is_store
from inspector.store.store import Store, open_store
from inspector.wire.limits import Limits

OnError = Callable[[str], None]
OnSkip = Callable[[str, str], None]
Seen = tuple[ExchangeReport, Callable[[], Judgement | None]]
"""A report, and how to get the judgement behind it."""
_CHUNK = 1 << 20
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
    ) -> None:
        self._inspector = inspector
        self._on_error = on_error
        self._on_skip = on_skip
        self._limits = limits
        self._again = again
        self._severities = severities

    def reports(self, paths: Sequence[Path]) -> Iterator[ExchangeReport]:
        """What is said of each exchange of the paths, in order; URLs show nothing personal."""
        return (shown(each, self._inspector.masker.knowledge) for each in self._all(paths))

    def _all(self, paths: Sequence[Path]) -> Iterator[ExchangeReport]:
        history = self._inspector.history()
        self._learn(paths, history)
        for store, members in _runs(paths):
            if store:
                yield from self._stored(store, history)
            else:
                for exchange in self._read(members):
                    yield report(self._judge(exchange, history))

    def records(self, paths: Sequence[Path]) -> Iterator[Record]:
        """What may leave memory of each exchange of the paths, in order; stores are copied."""
        history = self._inspector.history()
        self._learn(paths, history)
        for path, members in _runs(paths):
            if path:
                with open_store(path, read_only=True) as store:
                    yield from store.records()
            else:
                for exchange in self._read(members):
                    yield record(self._judge(exchange, history))

    def seen(self, paths: Sequence[Path]) -> Iterator[Seen]:
        """As `reports`, each with its judgement, which is made for a store's exchange only when asked for."""
        history = self._inspector.history()
        self._learn(paths, history)
        for store, members in _runs(paths):
            if store:
                yield from self._seen_in(store, history)
            else:
                for exchange in self._read(members):
                    judgement = self._judge(exchange, history)
                    yield report(judgement), partial(_itself, judgement)

    def exchanges(self, paths: Sequence[Path]) -> Iterator[tuple[Exchange, ExchangeReport | None]]:
        """What crossed the wire, in order; with what a store said of it, None for recordings."""
        for path, members in _runs(paths):
            if path:
                with open_store(path, read_only=True) as store:
                    for stored in store.records():
                        yield exchange_of(stored), stored.report
            else:
                for exchange in self._read(members):
                    yield exchange, None

    def _seen_in(self, path: Path, history: History) -> Iterator[Seen]:
        def judge(known: str) -> Judgement | None:
            found = store.record(known)
            return self._judge(exchange_of(found), history) if found else None

        with open_store(path, read_only=True) as store:
            for found in self._reports(store, history):
                yield found, partial(judge, found.id)

    def _judge(self, exchange: Exchange, history: History) -> Judgement:
        return history.recall(self._inspector.judge_pair(exchange, history.said, history.zones))

    def _read(self, paths: Sequence[Path], *, quiet: bool = False) -> Iterator[Exchange]:
        def failed(error: ReadError) -> None:
            if not quiet:
                self._on_error(str(error))

        def skipped(path: str, reason: str) -> None:
            if not quiet:
                self._on_skip(path, reason)

        return read(paths, on_error=failed, on_skip=skipped, limits=self._limits)

    def _learn(self, paths: Sequence[Path], history: History) -> None:
        """First pass: what sites reported and what rules remember, wherever in the recording it stands."""
        for path, members in _runs(paths):
            if not path:
                # All or nothing: a request and its answer may be two of the paths, and one of them telling.
                if any(self._tells(each) for each in members):
                    for exchange in self._read(members, quiet=True):
                        self._inspector.note(exchange, history)
            elif self._again:
                with open_store(path, read_only=True) as store:
                    for stored in store.records():
                        self._inspector.note(exchange_of(stored), history)

    def _tells(self, path: Path) -> bool:
        """Whether anything under `path` may name what a history takes in, so that a first pass finds it."""
        files = path.rglob("*") if path.is_dir() else [path]
        return any(self._file_tells(file) for file in files)

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

    def _stored(self, path: Path, history: History) -> Iterator[ExchangeReport]:
        with open_store(path, read_only=True) as store:
            yield from self._reports(store, history)

    def _reports(self, store: Store, history: History) -> Iterator[ExchangeReport]:
        if not self._again:
            yield from map(self._weighed, store.reports()) if self._severities else store.reports()
            return
        for stored in store.records():
            yield _judged_again(self._inspector, stored, history)


def shown(report: ExchangeReport, knowledge: Knowledge) -> ExchangeReport:
    """A report for people and programs: its URL, which the store keeps, without personal values."""
    url = shown_url(report.url, knowledge)
    return report if url == report.url else replace(report, url=url)


def _runs(paths: Sequence[Path]) -> Iterator[tuple[Path | None, list[Path]]]:
    """The paths in order: stores alone, what stands between them together, so that pairs find each other."""
    for stores, members in groupby(paths, key=is_store):
        if stores:
            yield from ((path, []) for path in members)
        else:
            yield None, list(members)


def _packed(data: bytes) -> bool:
    """Whether these bytes of a file may hold a body in which no name can be searched for."""
    lowered = data.lower()
    return len(data.translate(None, _CONTROLS)) < len(data) or any(mark in lowered for mark in _PACKED)


def _itself(judgement: Judgement) -> Judgement:
    return judgement


def _judged_again(inspector: Inspector, stored: Record, history: History) -> ExchangeReport:
    """A stored exchange judged anew; what masking made valid keeps the finding that it was captured with."""
    known = stored.report
    judgement = history.recall(inspector.judge_pair(exchange_of(stored), history.said, history.zones))
    new = with_captured(report(judgement), stored, judgement.rules)
    return replace(new, id=known.id, source=known.source, client=known.client, size=known.size)
