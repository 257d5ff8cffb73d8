"""What each rule costs: when it is asked, and how many values of a message it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inspector.model.message import FaultKind
from inspector.rules.model import Match, Rule

When = Literal["build", "fill", "pair", "history"]
_BY_VALUE = frozenset(
    (
        FaultKind.CREDENTIAL_OUT_OF_PLACE,
        FaultKind.ECHOED_DATA,
        FaultKind.VALUE_TYPE,
        FaultKind.VALUE_ENUMERATION,
        FaultKind.VALUE_LIMIT,
        FaultKind.LATER_VALUE,
    )
)
"""Faults of values: each message is looked at for them."""
_ORDER: tuple[When, ...] = ("build", "fill", "pair", "history")


@dataclass(frozen=True, slots=True)
class Cost:
    """When a rule is asked.

    Attributes:
        when: "build": once for all messages of a shape. "fill": at some values of each message, where the
            shape has them. "pair": once for each combination of shapes, callers, results and HTTP facts.
            "history": for each exchange of some operations, with what came before.
        paths: Number of paths whose values it looks at; a message without any of them costs nothing.
        by_fault: True where it speaks of faults that others find.
    """

    when: When
    paths: int
    by_fault: bool = False


def cost(rule: Rule) -> Cost:
    """The cost of a rule: that of its dearest match, and the paths of all of them."""
    paths: set[str] = set()
    for match in rule.match:
        paths |= {path for test in match.value for path in (*test.path, *test.other)}
        if match.state is not None:
            paths |= {
                p for found in (*match.state.read.values(), *match.state.numbers.values()) for p in found
            }
    when = max((_when(rule, match) for match in rule.match), key=_ORDER.index)
    return Cost(when, len(paths), any(match.fault for match in rule.match))


def _when(rule: Rule, match: Match) -> When:
    if match.fault:
        return "fill" if _BY_VALUE.intersection(match.fault) else "build"
    if match.state is not None:
        return "history"
    if not match.shape or rule.window.date is not None or "pair" in (match.on or rule.on):
        return "pair"
    return "fill" if match.value or match.xpath else "build"
