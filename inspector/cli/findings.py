"""What `check` and `audit` share: formats, failing, and one walk from paths to a report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TextIO

import typer

from inspector.cli.files import replacing
from inspector.cli.output import ExitCode, Progress
from inspector.cli.version import version
from inspector.model.report import ExchangeReport
from inspector.model.severity import Severity
from inspector.report.jsonl import Json, JsonLines
from inspector.report.totals import Totals

if TYPE_CHECKING:
    from inspector.report.baseline import Baseline
    from inspector.rules.load import Problem


class ReportFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class Writer(Protocol):
    """A format of a report."""

    def start(self, version: str) -> None:
        """What stands before the exchanges."""

    def add(self, report: ExchangeReport) -> None:
        """One exchange."""

    def end(self, totals: Totals, errors: Sequence[str]) -> None:
        """What stands behind them."""


ReportFormatOption = Annotated[
    ReportFormat, typer.Option("--format", help="text for people, json or jsonl for programs.")
]
FailOnOption = Annotated[
    str | None,
    typer.Option("--fail-on", help="Least severity that makes the exit code 1.", show_default=False),
]
SelectOption = Annotated[
    str | None,
    typer.Option("--select", help="Only these codes or families, as AUTH,LIFE-01.", show_default=False),
]
IgnoreOption = Annotated[
    str | None, typer.Option("--ignore", help="Leave out these codes or families.", show_default=False)
]


def writer(form: ReportFormat, out: TextIO, text: Callable[[TextIO], Writer]) -> Writer:
    """The writer of `form`; `text` makes the one for people."""
    if form is ReportFormat.JSON:
        return Json(out)
    return JsonLines(out) if form is ReportFormat.JSONL else text(out)


class Errors:
    """Input that could not be used: told on stderr as it comes, and kept for the report."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.skipped = 0
        self.passed_over = 0
        self.again = 0
        self.perhaps = 0
        self.too_many = False

    def add(self, message: str) -> None:
        """One thing that could not be used."""
        from inspector.cli import output

        self.messages.append(output.plain(message))
        output.error(message)

    def rule(self, problem: Problem) -> None:
        """A rule of the user's own that cannot be used."""
        self.add(str(problem))

    def skip(self, path: str, reason: str) -> None:  # noqa: ARG002 - only the count is told
        """What is left out: a file that is no recording, an entry that is no call, an exchange met before."""
        from inspector.inspection import MANY, MAYBE, SEEN
        from inspector.recordings import NOT_OURS

        if reason == NOT_OURS:
            self.passed_over += 1
        elif reason == SEEN:
            self.again += 1
        elif reason == MAYBE:
            self.perhaps += 1
        elif reason == MANY:
            self.too_many = True
        else:
            self.skipped += 1

    def note_skipped(self, read: int | None = None) -> None:
        """Say how many files, and entries of files, were left out since it was said last.

        Args:
            read: Exchanges that were read; that there were none at all is told.
        """
        from inspector.cli import output

        if read == 0 and not self.messages:
            output.note("nothing was read: there is no recording and no store in what was named")
        if self.skipped:
            files = (
                "file is no recording and was" if self.skipped == 1 else "files are no recordings and were"
            )
            output.note(f"{self.skipped:,} {files} left out")
        if self.passed_over:
            one = self.passed_over == 1
            entries = (
                "entry is no call of the service and was"
                if one
                else "entries are no calls of the service and were"
            )
            output.note(f"{self.passed_over:,} {entries} left out")
        if self.perhaps:
            may = "exchange, which" if self.perhaps == 1 else "exchanges, which"
            output.note(
                f"{self.perhaps:,} {may} may stand in a store and in another of the paths, counted "
                "in both: start (to the millisecond) and duration are not known"
            )
        if self.again:
            stand = "exchange stands" if self.again == 1 else "exchanges stand"
            were = "was" if self.again == 1 else "were"
            output.note(f"{self.again:,} {stand} in more than one of the paths and {were} counted once")
        if self.too_many:
            output.note("too many exchanges to know them again: what stands in several paths may count twice")
        self.skipped = self.passed_over = self.again = self.perhaps = 0
        self.too_many = False


def write(
    reports: Iterable[ExchangeReport],
    form: ReportFormat,
    text: Callable[[TextIO], Writer],
    errors: Errors,
    fail_on: Severity,
    target: Path | None = None,
    baseline: Baseline | None = None,
) -> ExitCode:
    """Write a report of `reports` as they come, without what `baseline` knows.

    Returns:
        FAILED where nothing could be used, PARTIAL where some could not, FINDINGS where a finding is at
        or above `fail_on`, else CLEAN.

    Raises:
        CommandError: `target` cannot be written.
    """
    totals = Totals()
    with ExitStack() as stack:
        out = stack.enter_context(replacing(target)) if target else sys.stdout
        sink = writer(form, out, text)
        sink.start(version())
        with Progress("exchanges") as progress:
            for report in reports:
                left = report if baseline is None else baseline.sift(report)
                totals.add(left)
                sink.add(left)
                progress.step()
        totals.suppressed = None if baseline is None else baseline.suppressed
        sink.end(totals, errors.messages)
    return _exit(totals, errors, fail_on)


def _exit(totals: Totals, errors: Errors, fail_on: Severity) -> ExitCode:
    errors.note_skipped(totals.exchanges)
    if errors.messages:
        return ExitCode.PARTIAL if totals.exchanges else ExitCode.FAILED
    return ExitCode.FINDINGS if totals.worst is not None and totals.worst >= fail_on else ExitCode.CLEAN
