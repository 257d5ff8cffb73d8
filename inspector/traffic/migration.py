"""The inventory of a migration: which operations are in use, by whom, and what takes their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, Literal

from inspector.model.report import CallReport, ExchangeReport
from inspector.schema.content import Operation
from inspector.traffic.successors import Successor
from inspector.traffic.tally import Tally

Status = Literal["retired", "replaced", "alive", "unknown"]
"""retired: the vendor took it out of service. replaced: it works, another operation is wanted. unknown: the
schema does not know it."""

_ORDER: Final = ("retired", "replaced", "unknown", "alive")
_MOST_WEEKS: Final = 1040
"""Weeks that gaps are filled up to; a time that is twenty years off is a slip of a clock."""


@dataclass(slots=True)
class OperationUse:
    """One operation in use, on cloud sites or on those of the user's own premises.

    Attributes:
        operation: Its full name, as sent where the schema does not know it.
        on_premises: True for the calls of sites that settings say are on premises.
        status: What has become of it there.
        retired: Day it was retired on (ISO), None where it lives, also on premises.
        successor: What takes its place, None where nothing is known of it.
        calls: Number of calls.
        shapes: Call shapes, by their short hash.
        clients, sites: How often each came.
        first, last: ISO times of the earliest and the latest call with a time, None without any.
    """

    operation: str
    on_premises: bool
    status: Status
    retired: str | None
    successor: Successor | None
    calls: int = 0
    shapes: set[str] = field(default_factory=set)
    clients: Tally = field(default_factory=Tally)
    sites: Tally = field(default_factory=Tally)
    first: str | None = None
    last: str | None = None

    @property
    def to_move(self) -> bool:
        """Whether its calls have to become something else."""
        return self.status in ("retired", "replaced")

    @property
    def stranded(self) -> bool:
        """True where it has to become something else, and nothing takes its place."""
        return self.to_move and not (self.successor and (self.successor.rest or self.successor.replaced_by))

    def add(self, report: ExchangeReport, call: CallReport) -> None:
        """Count one call in."""
        self.calls += 1
        if call.shape:
            self.shapes.add(call.shape)
        self.clients.add(report.client)
        self.sites.add(report.site or "")
        if report.time is not None:
            self.first = min(self.first or report.time, report.time)
            self.last = max(self.last or report.time, report.time)


@dataclass(frozen=True, slots=True)
class Week:
    """Calls of one week.

    Attributes:
        monday: Its first day (UTC).
        calls: All calls.
        to_move: Those that have to become something else.
    """

    monday: date
    calls: int
    to_move: int

    @property
    def name(self) -> str:
        """By ISO 8601, "2024-W05"."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"


class Migration:
    """Counts calls by operation; memory grows with operations, shapes and weeks, not with exchanges.

    Attributes:
        exchanges, calls: What was looked at.
        to_move: Calls that have to become something else.
        untimed: Calls without a time.
        unnamed: Calls whose operation is not known, as those of lone failures.
        services: Exchanges of sister services, which are no XMLService.
        clients: Calls that have to become something else, by client.
    """

    def __init__(
        self,
        operations: Mapping[str, Operation],
        successors: Mapping[str, Successor],
        on_premises: Iterable[str] = (),
    ) -> None:
        """Nothing is looked at yet.

        Args:
            operations: What the schema knows.
            successors: What takes the place of each.
            on_premises: Names of sites that have no retirement date.
        """
        self.exchanges = self.calls = self.to_move = self.untimed = self.unnamed = 0
        self.services: Counter[str] = Counter()
        self.clients = Tally()
        self._operations = operations
        self._by_name = {full.rpartition(".")[2].lower(): full for full in operations}
        self._successors = successors
        self._on_premises = frozenset(name.lower() for name in on_premises)
        self._uses: dict[tuple[str, bool], OperationUse] = {}
        self._weeks: dict[date, list[int]] = {}

    def add(self, report: ExchangeReport) -> None:
        """Count one exchange in."""
        self.exchanges += 1
        if report.service != "xmlservice":
            self.services[report.service] += 1
            return
        on_premises = (report.site or "").lower() in self._on_premises
        for call in report.calls:
            self.calls += 1
            if call.operation is None:
                self.unnamed += 1
                continue
            use = self._use(call, call.operation, on_premises=on_premises)
            use.add(report, call)
            if use.to_move:
                self.to_move += 1
                self.clients.add(report.client)
            self._count_week(report.time, to_move=use.to_move)

    def uses(self) -> list[OperationUse]:
        """The operations in use: first what has to move, then the rest; most calls first."""
        return sorted(
            self._uses.values(),
            key=lambda use: (_ORDER.index(use.status), -use.calls, use.operation, use.on_premises),
        )

    def weeks(self) -> list[Week]:
        """Calls by week, without gaps, the earliest first."""
        mondays = sorted(self._weeks)
        return [Week(monday, *self._weeks.get(monday, (0, 0))) for monday in _filled(mondays)]

    def _use(self, call: CallReport, name: str, *, on_premises: bool) -> OperationUse:
        key = (name, on_premises)
        found = self._uses.get(key)
        if found is None:
            meant = name
            if call.known and name not in self._operations:  # in a wrong package, which its own name betrays
                meant = self._by_name.get(name.rpartition(".")[2].lower(), name)
            operation = self._operations.get(meant)
            successor = self._successors.get(meant)
            retired = operation.retired if operation is not None and not on_premises else None
            status: Status = "alive"
            if operation is None:
                status = "unknown"
            elif retired is not None:
                status = "retired"
            elif successor is not None and successor.replaced_by:
                status = "replaced"
            found = self._uses[key] = OperationUse(name, on_premises, status, retired, successor)
        return found

    def _count_week(self, time: str | None, *, to_move: bool) -> None:
        if time is None:
            self.untimed += 1
            return
        day = datetime.fromisoformat(time).date()
        counts = self._weeks.setdefault(day - timedelta(days=day.weekday()), [0, 0])
        counts[0] += 1
        counts[1] += to_move


def _filled(mondays: list[date]) -> Iterator[date]:
    if not mondays:
        return
    for monday, following in pairwise(mondays):
        weeks = (following - monday).days // 7
        # A clock that is years off leaves its own gap empty, and no other.
        yield from (
            monday + timedelta(weeks=number) for number in range(weeks if weeks <= _MOST_WEEKS else 1)
        )
    yield mondays[-1]
