"""What the list and the filter need of a report, worked out once at writing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, get_args

from inspector.model.report import Caller, ExchangeReport

CALLERS: Final[tuple[Caller, ...]] = get_args(Caller)
"""Weakest first."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The columns of table `exchange` that calls and findings decide; lists are words, a line each."""

    operations: str
    callers: str
    results: str
    exceptions: str
    codes: str
    shapes: str
    categories: str
    severity: int | None
    request_valid: bool | None
    response_valid: bool | None


def summarise(report: ExchangeReport) -> Summary:
    """The summary of `report`."""
    calls = report.calls
    return Summary(
        operations=_words(call.operation for call in calls),
        callers=_words(call.caller for call in calls),
        results=_words(call.result for call in calls),
        exceptions=_words(call.exception for call in calls),
        codes=_words(sorted({finding.code for finding in report.findings})),
        shapes=_words(call.shape for call in calls),
        categories=_words(sorted({data.category for data in report.personal_data})),
        severity=max((int(finding.severity) for finding in report.findings), default=None),
        request_valid=_all_valid([call.request_valid for call in calls]),
        response_valid=_all_valid([call.response_valid for call in calls]),
    )


def _words(words: Iterable[str | None]) -> str:
    """Each word once, in order."""
    return "\n".join(dict.fromkeys(word.replace("\n", " ") for word in words if word))


def _all_valid(verdicts: list[bool | None]) -> bool | None:
    judged = [verdict for verdict in verdicts if verdict is not None]
    return all(judged) if judged else None


def caller_of(callers: str) -> Caller | None:
    """The weakest of a list of callers."""
    words = callers.split("\n")
    return next((caller for caller in CALLERS if caller in words), None)


def result_of(results: str) -> str | None:
    """FAILURE where any call failed, else the first result; None without one."""
    words = results.split("\n")
    return "FAILURE" if "FAILURE" in words else words[0] or None
