"""Reports for people: `check` shows each finding at its place, `audit` groups them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from inspector.model.report import CallReport, ExchangeReport, Finding
from inspector.model.severity import Severity
from inspector.report.totals import Totals
from inspector.report.words import spans

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "�")


def plain(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal would obey."""
    return text.translate(_CONTROLS)


class CheckText:
    """Every finding with its place, its reason and its mend; what was called and by whom.

    Args:
        out: Where it is written.
        releases: Names of all releases, oldest first.
    """

    def __init__(self, out: TextIO, releases: Sequence[str]) -> None:
        self._out = out
        self._releases = releases

    def start(self, version: str) -> None:
        """Nothing stands before the first message."""

    def add(self, report: ExchangeReport) -> None:
        """Write one message or pair."""
        for line in _message(report, self._releases):
            self._out.write(plain(line) + "\n")

    def end(self, totals: Totals, errors: Sequence[str]) -> None:  # noqa: ARG002 - told on stderr
        """Write the counts."""
        self._out.write(_counts(totals) + "\n")


def _message(report: ExchangeReport, releases: Sequence[str]) -> Iterator[str]:
    source = report.source or "(message)"
    if report.service != "xmlservice":
        yield f"{source}: belongs to the sister service {report.service}, which is passed through"
        return
    for call in report.calls:
        yield f"{source}: {_call(call)}"
    if not report.calls:
        yield f"{source}: no call could be read"
    shown = f"fits {spans(report.release.fits, releases)}"
    if report.release.nearest == report.release.name:
        shown += ", none better than this one"
    elif report.release.nearest:
        shown += f", nearest is {report.release.nearest}"
    yield f"  judged by release {report.release.name} ({report.release.source}); {shown}"
    for finding in report.findings:
        place = _place(finding) or "-"
        side = "" if finding.on == "request" else f" ({finding.on})"
        found = f" (found: {finding.excerpt})" if finding.excerpt else ""
        yield f"  {place:>7}  {finding.severity!s:<7} {finding.code}{side}  {finding.message}{found}"
        if finding.instead:
            yield f"           instead: {finding.instead}"
    for row in report.personal_data:
        times = f" x{row.count}" if row.count > 1 else ""
        yield f"  {row.line or '-':>7}  personal {row.category}: {row.path}{times} ({row.excerpt})"


def _call(call: CallReport) -> str:
    parts = [call.operation or "answer without a type"]
    if not call.known and call.operation:
        parts.append("unknown operation")
    if call.recovered:
        parts.append("recovered from a message that cannot be read")
    if call.caller:
        parts.append(f"{call.caller} caller")
    for side, valid in (("request", call.request_valid), ("response", call.response_valid)):
        if valid is not None:
            parts.append(f"{side} {'valid' if valid else 'not valid'}")
    if call.result:
        parts.append(call.result + (f" {call.exception}" if call.exception else ""))
    if call.retired:
        parts.append(f"retired {call.retired}")
    return ", ".join(parts)


@dataclass(slots=True)
class _Group:
    count: int = 0
    first: str = ""
    operations: Counter[str] = field(default_factory=Counter)


class AuditText:
    """One row for each code and path, however many exchanges have it; then operations and counts."""

    _MOST_OPERATIONS = 20

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._groups: dict[tuple[int, str, str, str], _Group] = {}
        self._personal: Counter[str] = Counter()

    def start(self, version: str) -> None:
        """Nothing is written before all is counted."""

    def add(self, report: ExchangeReport) -> None:
        """Count one exchange in."""
        for finding in report.findings:
            self._count(report, finding)
        for row in report.personal_data:
            self._personal[row.category] += row.count

    def _count(self, report: ExchangeReport, finding: Finding) -> None:
        path = "/".join(part.partition("[")[0] for part in finding.path.split("/"))
        group = self._groups.setdefault((-finding.severity, finding.code, path, finding.message), _Group())
        if not group.count:
            place = _place(finding)
            group.first = (report.source or report.id) + (place and f":{place}")
        group.count += 1
        call = finding.call if finding.call is not None and finding.call < len(report.calls) else 0
        if report.calls and report.calls[call].operation:
            group.operations[report.calls[call].operation or ""] += 1

    def end(self, totals: Totals, errors: Sequence[str]) -> None:  # noqa: ARG002 - told on stderr
        """Write the groups, the operations, the inventory and the counts."""
        for key, group in sorted(self._groups.items()):
            severity, code, path, message = Severity(-key[0]), *key[1:]
            where = ", ".join(name for name, _ in group.operations.most_common(3))
            self._line(f"{severity!s:<7} {code:<8} {group.count:>7}  {message}")
            self._line(f"{'':26}{path or 'whole message'} | {where or '-'} | first: {group.first}")
        if totals.operations:
            self._line("")
            self._line("operations:")
            for name, count in totals.operations.most_common(self._MOST_OPERATIONS):
                self._line(f"  {count:>7}  {name}")
            more = len(totals.operations) - self._MOST_OPERATIONS
            if more > 0:
                self._line(f"          and {more} more")
        if self._personal:
            self._line("")
            self._line(
                "personal data: " + ", ".join(f"{name} {n:,}" for name, n in sorted(self._personal.items()))
            )
        self._line("")
        self._line(_counts(totals))

    def _line(self, text: str) -> None:
        self._out.write(plain(text) + "\n")


def _place(finding: Finding) -> str:
    """Line and column as far as they are known, empty where neither is."""
    if finding.line is None:
        return ""
    return f"{finding.line}" if finding.column is None else f"{finding.line}:{finding.column}"


def _counts(totals: Totals) -> str:
    found = ", ".join(
        f"{totals.severities[severity]:,} {severity}" for severity in sorted(Severity, reverse=True)
    )
    known = "" if totals.suppressed is None else f"; {totals.suppressed:,} known by the baseline"
    return (
        f"{_many(totals.exchanges, 'exchange')}, {_many(totals.messages, 'message')}, "
        f"{_many(totals.calls, 'call')}, {_many(len(totals.shapes), 'shape')}; findings: {found}{known}"
    )


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
