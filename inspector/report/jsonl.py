"""JSON and JSON Lines, written as exchanges come, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

import msgspec

from inspector.model.report import ExchangeReport
from inspector.report.inert import inert
from inspector.report.records import exchange
from inspector.report.totals import Totals


class JsonLines:
    """One exchange a line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def start(self, version: str) -> None:
        """Nothing stands before the first exchange; `version` is in the JSON report."""

    def add(self, report: ExchangeReport) -> None:
        """Write one exchange."""
        self._out.write(_encode(exchange(report)) + "\n")

    def end(self, totals: Totals, errors: Sequence[str]) -> None:
        """Nothing stands behind the last exchange."""


class Json:
    """One JSON object for the whole report."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._first = True

    def start(self, version: str) -> None:
        """Write what stands before the exchanges."""
        tool = {"name": "xmlservice-inspector", "version": version}
        self._out.write(f'{{"tool": {_encode(tool)},\n "exchanges": [')

    def add(self, report: ExchangeReport) -> None:
        """Write one exchange."""
        self._out.write(("\n  " if self._first else ",\n  ") + _encode(exchange(report)))
        self._first = False

    def end(self, totals: Totals, errors: Sequence[str]) -> None:
        """Write what stands behind the exchanges.

        Args:
            totals: What was counted.
            errors: Input that could not be used, a sentence each.
        """
        rules = {code: totals.rules[code] for code in sorted(totals.rules)}
        self._out.write(
            f'],\n "rules": {_encode(rules)},\n "errors": {_encode(list(errors))},\n'
            f' "totals": {_encode(totals.json())}}}\n'
        )


def _encode(value: object) -> str:
    return inert(msgspec.json.encode(value).decode("utf-8", "replace"))
