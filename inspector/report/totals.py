"""Counts over all exchanges of a report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from inspector.model.report import ExchangeReport
from inspector.model.severity import Severity


@dataclass(slots=True)
class Totals:
    """What adds up while exchanges go by; nothing of an exchange is kept.

    Attributes:
        exchanges, messages, calls: Counts.
        rules: Findings by code.
        severities: Findings by severity.
        shapes: Shapes seen, by their short hash.
        operations: Calls by operation.
        suppressed: Findings that a baseline took out, None without one; they are counted nowhere else.
    """

    exchanges: int = 0
    messages: int = 0
    calls: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    severities: Counter[Severity] = field(default_factory=Counter)
    shapes: set[str] = field(default_factory=set)
    operations: Counter[str] = field(default_factory=Counter)
    suppressed: int | None = None

    def add(self, report: ExchangeReport) -> None:
        """Count one exchange in."""
        self.exchanges += 1
        self.messages += max(1, (report.size.request > 0) + (report.size.response > 0))
        self.calls += len(report.calls)
        self.rules.update(finding.code for finding in report.findings)
        self.severities.update(finding.severity for finding in report.findings)
        self.shapes.update(call.shape for call in report.calls if call.shape)
        self.operations.update(call.operation for call in report.calls if call.operation)

    @property
    def worst(self) -> Severity | None:
        """The highest severity among the findings, None without any."""
        return max(self.severities, default=None)

    def json(self) -> dict[str, Any]:
        """`totals` of the JSON report."""
        known = {} if self.suppressed is None else {"suppressed": self.suppressed}
        return {
            "exchanges": self.exchanges,
            "messages": self.messages,
            "calls": self.calls,
            "shapes": len(self.shapes),
            "findings": {
                str(severity): self.severities[severity] for severity in sorted(Severity, reverse=True)
            },
            **known,
        }
