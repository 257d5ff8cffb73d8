"""Findings that differ only in the row of a list, as one row, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from inspector.model.report import Finding

_ROW: Final = re.compile(r"\[\d+\]")


class Rest(NamedTuple):
    """What one more finding of a group has of its own."""

    position: int
    path: str
    message: str
    line: int | None
    column: int | None
    instead: str
    excerpt: str


class Group(NamedTuple):
    """Findings of one code at one path without row numbers: the first, and the rest."""

    position: int
    path: str
    first: Finding
    rest: list[Rest]


def without_rows(path: str) -> str:
    """`path` without its row numbers."""
    return _ROW.sub("", path) if "[" in path else path


def group(findings: Sequence[Finding]) -> list[Group]:
    """The groups of `findings`, in the order of their firsts."""
    groups: dict[tuple[object, ...], Group] = {}
    for position, finding in enumerate(findings):
        path = without_rows(finding.path)
        key = (finding.code, finding.severity, finding.on, finding.call, path)
        if (known := groups.get(key)) is None:
            groups[key] = Group(position, path, finding, [])
            continue
        own = (finding.path, finding.message, finding.line, finding.column, finding.instead, finding.excerpt)
        known.rest.append(Rest(position, *own))
    return list(groups.values())


def ungroup(groups: Iterable[Group]) -> tuple[Finding, ...]:
    """The findings, in their first order."""
    placed: list[tuple[int, Finding]] = []
    for each in groups:
        first = each.first
        placed.append((each.position, first))
        placed += (
            (
                more.position,
                Finding(
                    code=first.code,
                    severity=first.severity,
                    on=first.on,
                    call=first.call,
                    path=more.path,
                    message=more.message,
                    line=more.line,
                    column=more.column,
                    instead=more.instead,
                    excerpt=more.excerpt,
                ),
            )
            for more in each.rest
        )
    placed.sort(key=lambda pair: pair[0])
    return tuple(finding for _, finding in placed)
