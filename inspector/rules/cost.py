"""What each rule costs: when it is settled, and how many values of a message it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inspector.model.message import FaultKind
from inspector.rules.model import Match, Rule

When = Literal["shape", "values", "exchange", "memory"]
_BY_TEXT = frozenset((FaultKind.CREDENTIAL_OUT_OF_PLACE, FaultKind.ECHOED_DATA))
"""Faults that are looked for in all texts of a message."""
_ORDER: tuple[When, ...] = ("shape", "values", "exchange", "memory")


@dataclass(frozen=True, slots=True)
class Cost:
    """When a rule is asked.

    Attributes:
        when: "shape": once for all messages of a shape. "values": at some values of each message, where the
            shape has them. "exchange": once for each combination of shapes, callers, results and HTTP facts.
            "memory": for each exchange of some operations, with what came before.
        paths: Number of paths whose values it looks at; a message without any of them costs nothing.
    """

    when: When
    paths: int

    def __str__(self) -> str:
        looks = f", {self.paths} path{'s' if self.paths != 1 else ''}" if self.paths else ""
        return f"{self.when}{looks}"


def cost(rule: Rule) -> Cost:
    """The cost of a rule: that of its dearest match, and the paths of all of them."""
    paths: set[str] = set()
    for match in rule.match:
        paths |= {path for test in match.value for path in (*test.path, *test.other)}
        if match.state is not None:
            paths |= {
                p for found in (*match.state.read.values(), *match.state.numbers.values()) for p in found
            }
    return Cost(max((_when(rule, match) for match in rule.match), key=_ORDER.index), len(paths))


def _when(rule: Rule, match: Match) -> When:
    if match.fault:
        return "values" if _BY_TEXT.intersection(match.fault) else "shape"
    if match.state is not None:
        return "memory"
    if not match.shape or rule.window.date is not None or "pair" in (match.on or rule.on):
        return "exchange"
    return "values" if match.value or match.xpath else "shape"
