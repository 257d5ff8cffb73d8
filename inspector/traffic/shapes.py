"""The call shapes in use: a shape is a call site of a client (design section 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from inspector.engine.judgement import Judgement
from inspector.engine.reporting import fits_of, place_of
from inspector.model.exchange import Direction
from inspector.model.report import CallReport, ExchangeReport, Finding
from inspector.traffic.example import Example
from inspector.traffic.tally import Tally

Order = Literal["count", "operation", "last"]
Judged = Callable[[], Judgement | None]


@dataclass(slots=True)
class Validity:
    """How many calls were valid, not valid, and not judged."""

    valid: int = 0
    invalid: int = 0
    not_judged: int = 0

    def add(self, valid: bool | None) -> None:
        """Count one call in."""
        if valid is None:
            self.not_judged += 1
        elif valid:
            self.valid += 1
        else:
            self.invalid += 1

    def json(self) -> dict[str, int]:
        """For JSON."""
        return {"valid": self.valid, "invalid": self.invalid, "not_judged": self.not_judged}


@dataclass(slots=True)
class ShapeRow:
    """One call shape.

    Attributes:
        shape: Its short hash; "" for calls recovered from messages that cannot be read.
        operation: Full name of the operation, None for answers without a type.
        known: True where the master has the operation.
        direction: RESPONSE for answers whose requests were not recorded.
        recovered: True for calls recovered from messages that cannot be read.
        retired: ISO date on which the operation was retired, None where alive or unknown.
        fits: Releases that have everything it uses, oldest first.
        example: The first call of this shape.
        count: Number of calls.
        first, last: ISO times of the earliest and the latest call with a time, None without any.
        clients, callers, results: How often each came; a result stands with its exception, "FAILURE 000015".
        releases: Calls by release that they were judged by, and how that was known.
        findings: Calls by code of a finding on them or on the whole exchange.
        requests, answers: Validity of both sides.
    """

    shape: str
    operation: str | None
    known: bool
    direction: Direction
    recovered: bool
    retired: str | None
    fits: tuple[str, ...]
    example: Example
    count: int = 0
    first: str | None = None
    last: str | None = None
    clients: Tally = field(default_factory=Tally)
    callers: Counter[str] = field(default_factory=Counter)
    results: Tally = field(default_factory=Tally)
    releases: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    requests: Validity = field(default_factory=Validity)
    answers: Validity = field(default_factory=Validity)

    def add(self, report: ExchangeReport, call: CallReport, findings: Iterable[Finding]) -> None:
        """Count one call in, with the findings that concern it."""
        self.count += 1
        if report.time is not None:
            self.first = min(self.first or report.time, report.time)
            self.last = max(self.last or report.time, report.time)
        self.clients.add(report.client)
        self.releases[report.release.name, report.release.source] += 1
        if call.caller is not None:
            self.callers[call.caller] += 1
        if call.result is not None:
            self.results.add(f"{call.result} {call.exception}" if call.exception else call.result)
        self.findings.update({finding.code for finding in findings})
        self.requests.add(call.request_valid)
        self.answers.add(call.response_valid)


class ShapeTable:
    """Counts calls by shape; memory grows with the shapes, not with the exchanges.

    Attributes:
        exchanges: Exchanges counted.
        calls: Calls counted.
    """

    def __init__(self) -> None:
        self.exchanges = self.calls = 0
        self._rows: dict[tuple[str, str | None], ShapeRow] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, report: ExchangeReport, judged: Judged) -> None:
        """Count one exchange in; `judged` is asked for the first call of a shape only."""
        self.exchanges += 1
        self.calls += len(report.calls)
        for index, call in enumerate(report.calls):
            key = (call.shape, call.operation)
            row = self._rows.get(key)
            if row is None:
                row = self._rows[key] = _row(report, index, judged())
            row.add(report, call, (f for f in report.findings if f.call in (index, None)))

    def rows(self, order: Order = "count") -> list[ShapeRow]:
        """All shapes, sorted: most calls first, by operation, or latest first."""
        rows = sorted(self._rows.values(), key=lambda row: (row.operation or "", -row.count, row.shape))
        if order == "count":
            rows.sort(key=lambda row: -row.count)
        elif order == "last":
            rows.sort(key=lambda row: row.last or "", reverse=True)
        return rows


def _row(report: ExchangeReport, index: int, judgement: Judgement | None) -> ShapeRow:
    call = report.calls[index]
    place = place_of(judgement, index) if judgement is not None else None
    return ShapeRow(
        shape=call.shape,
        operation=call.operation,
        known=call.known,
        direction=_direction(call, judgement),
        recovered=call.recovered,
        retired=call.retired,
        fits=tuple(_fits(judgement, index)) if judgement is not None else report.release.fits,
        example=Example(report.source, report.id, *(place or ())),
    )


def _direction(call: CallReport, judgement: Judgement | None) -> Direction:
    if call.caller is not None or (judgement is not None and judgement.request is not None):
        return Direction.REQUEST
    return Direction.RESPONSE


def _fits(judgement: Judgement, index: int) -> Iterator[str]:
    fits = fits_of(judgement)
    if index < len(fits):
        yield from (release.name for release in judgement.releases.all if release.name in fits[index])
