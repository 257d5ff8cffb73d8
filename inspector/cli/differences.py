"""Differences for people, programs and build servers: what `diff` and `replay` share."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated

import typer

from inspector.compare import Difference, Ignored

_SIGNS = {"missing": "-", "added": "+", "changed": "~"}


class DifferenceFormat(StrEnum):
    """How differences are printed."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


DifferenceFormatOption = Annotated[
    DifferenceFormat,
    typer.Option("--format", help="text for people, json for programs, junit for build servers."),
]
IgnorePathOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="PATH,..", help="Leave out elements: names or ends of paths.", show_default=False
    ),
]


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a JUnit report: a call, and what is wrong with it ("" where nothing is).

    Attributes:
        kind: What kind of failure it is.
    """

    group: str
    name: str
    failure: str = ""
    skipped: str = ""
    seconds: float = 0.0
    kind: str = "difference"


def places(options: Iterable[str] | None) -> Ignored:
    """The places that options name: each may hold several, with commas between."""
    return Ignored.of(part for option in options or () for part in option.split(","))


def line(difference: Difference, *, operation: bool = True) -> str:
    """A difference in one line."""
    lead = f"{difference.operation}{_row(difference.call)} " if operation and difference.operation else ""
    values = ""
    if difference.kind == "changed":
        values = f": {difference.before} -> {difference.after}"
    elif (difference.before or difference.after) is not None:
        values = f": {difference.before if difference.kind == 'missing' else difference.after}"
    return f"{_SIGNS[difference.kind]} {lead}{difference.path}{values}"


def _row(call: int | None) -> str:
    """Which call of several, where it is not the first."""
    return f"[{call + 1}]" if call else ""


def as_json(difference: Difference) -> dict[str, object]:
    """A difference as JSON has it."""
    return asdict(difference)


def ignored_line(ignored: dict[str, int]) -> Iterator[str]:
    """What was left out, in a line; none where nothing was."""
    if ignored:
        total = sum(ignored.values())
        reasons = ", ".join(f"{count:,} {why}" for why, count in sorted(ignored.items(), key=lambda p: -p[1]))
        yield f"{total:,} left out: {reasons}"


def junit(name: str, cases: Iterable[Case]) -> str:
    """A JUnit report."""
    from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

    suite = TestSuite(name)
    for case in cases:
        test = TestCase(_clean(case.name), _clean(case.group), case.seconds)
        if case.failure:
            failure = Failure(_clean(case.failure.splitlines()[0]), case.kind)
            failure.text = _clean(case.failure)
            test.result = [failure]
        elif case.skipped:
            test.result = [Skipped(_clean(case.skipped))]
        suite.add_testcase(test)
    report = JUnitXml(name)
    report.add_testsuite(suite)
    out = io.BytesIO()
    report.write(out)
    return out.getvalue().decode("utf-8")


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c if c >= " " or c in "\n\t" else " " for c in text if not "\ud800" <= c <= "\udfff")
