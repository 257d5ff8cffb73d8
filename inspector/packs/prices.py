"""What rules cost at each message that they look into: measured with their own examples, templates warm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from timeit import Timer
from typing import Final

from inspector.engine.inspector import Inspector
from inspector.engine.judgement import Judgement
from inspector.engine.watching import passed
from inspector.packs.bench import Bench
from inspector.rules.cost import Cost, cost
from inspector.rules.examples import Example
from inspector.rules.model import Rule

_ROUNDS: Final = 7
_SECONDS: Final = 0.001
"""How long a round lasts at least: long enough for the clock."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a rule costs.

    Attributes:
        rule: The rule.
        cost: When it is asked, and how many paths it looks at.
        microseconds: What it takes at a message that it looks into, by the dearest of its examples; 0.0 where
            everything is settled before a message comes.
    """

    rule: Rule
    cost: Cost
    microseconds: float


def price(bench: Bench, rule: Rule) -> Price:
    """Measure one rule, alone in force against none."""
    alone, none = bench.judging(rule), bench.judging()
    examples = (*rule.examples.bad, *rule.examples.good)
    dearest = max(_watched(alone, example) for example in examples)
    found = cost(rule)
    if found.when == "history":
        dearest += max(_more(_remember, alone, none, example) for example in examples)
    elif found.by_fault and found.when == "fill":
        dearest += max(_more(_find, alone, none, example) for example in examples)
    return Price(rule, found, dearest)


def _watched(bench: Bench, example: Example) -> float:
    """What looking at values takes."""
    return sum(map(_best, _looks(bench.judge(example))))


def _looks(judgement: Judgement) -> Iterator[Callable[[], object]]:
    for side in judgement.sides:
        watches = side.template.watches
        if watches:
            yield partial(passed, watches, side.reading.values, side.shape.codec, side.moment)


Work = Callable[[Inspector, Judgement], Callable[[], object]]


def _more(work: Work, alone: Bench, none: Bench, example: Example) -> float:
    """How much longer some work takes with the rule than without any; noise of the clock is nothing."""
    with_it, without = (_best(work(each.core(example), each.judge(example))) for each in (alone, none))
    return max(with_it - without, 0.0)


def _remember(core: Inspector, judgement: Judgement) -> Callable[[], object]:
    history = core.history()

    def run() -> None:
        history.note(judgement)
        history.recall(judgement)

    return run


def _find(_core: Inspector, judgement: Judgement) -> Callable[[], object]:
    return lambda: replace(judgement, _findings=None).findings


def _best(work: Callable[[], object]) -> float:
    """Microseconds of one run: the best of several rounds."""
    timer = Timer(work)
    number = max(1, int(_SECONDS / max(timer.timeit(1), 1e-7)))
    return min(timer.repeat(_ROUNDS, number)) / number * 1e6
