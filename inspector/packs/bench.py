"""The examples of rules, judged by the whole core: a bad one yields its code, a good one nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from inspector.engine.inspector import Inspector, InspectorSettings
from inspector.engine.judgement import Judgement
from inspector.engine.releases import ReleasePolicy
from inspector.engine.watching import SiteFacts
from inspector.packs.grounding import Grounding, Stray
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.mask import Masker
from inspector.rules.examples import Example
from inspector.rules.model import Rule
from inspector.rules.ruleset import RuleSet
from inspector.schema.verdict import Judge

_NOW = datetime(2023, 1, 1, tzinfo=UTC).timestamp()
"""When examples without a time take place: before operations were retired."""

Kind = Literal["bad", "good"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not show what it should.

    Attributes:
        kind: Which list it stands in.
        says: What it says it shows.
        expected: Codes that it should yield.
        found: Codes that it yields.
    """

    kind: Kind
    says: str
    expected: tuple[str, ...]
    found: tuple[str, ...]

    def __str__(self) -> str:
        wanted, got = (", ".join(codes) or "nothing" for codes in (self.expected, self.found))
        return f'{self.kind} example "{self.says}" should yield {wanted}, and yields {got}'


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one rule came out.

    Attributes:
        rule: The rule.
        examples: Number of its examples.
        failures: Examples that do not show what they should.
        strays: Names in it that nothing has.
    """

    rule: Rule
    examples: int
    failures: tuple[Failure, ...]
    strays: tuple[Stray, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether anything is wrong with it."""
        return bool(self.failures or self.strays)


class Bench:
    """Judges examples, each at its own release, time, site and settings.

    Args:
        judge: Schema verdicts.
        rules: All rules in force: a good example yields nothing from any of them.
        knowledge: What is personal or secret.
        masker: Replaces secrets.
    """

    def __init__(self, judge: Judge, rules: RuleSet, knowledge: Knowledge, masker: Masker) -> None:
        self._judge = judge
        self._rules = rules
        self._knowledge = knowledge
        self._masker = masker
        self._cores: dict[tuple[object, ...], Inspector] = {}

    def run(self, rules: Iterable[Rule]) -> Iterator[Outcome]:
        """The outcome of each rule, in the order given: its examples judged, its names looked up."""
        codes = (rule.code for rule in self._rules.rules)
        grounding = Grounding(self._judge.master, self._judge.releases, codes)
        for rule in rules:
            checks: list[tuple[Kind, Example, set[str]]] = [
                ("bad", example, {rule.code, *example.also}) for example in rule.examples.bad
            ]
            checks += [("good", example, set()) for example in rule.examples.good]
            failures = []
            for kind, example, expected in checks:
                found = self.codes(example)
                if found != expected:
                    failures.append(
                        Failure(kind, example.says, tuple(sorted(expected)), tuple(sorted(found)))
                    )
            yield Outcome(rule, len(checks), tuple(failures), tuple(grounding.strays(rule)))

    def judging(self, *rules: Rule) -> Bench:
        """One that has only these rules in force."""
        return Bench(self._judge, self._rules.having(rules), self._knowledge, self._masker)

    def codes(self, example: Example) -> set[str]:
        """The codes that an example yields."""
        return {finding.code for finding in self.judge(example).findings}

    def judge(self, example: Example) -> Judgement:
        """An example as it would have crossed the wire, after what took place before it."""
        core = self.core(example)
        history = core.history()
        for past in example.earlier():
            history.note(core.judge_pair(past))
        return history.recall(core.judge_pair(example.exchange()))

    def core(self, example: Example) -> Inspector:
        """What an example is judged by: as its release, site and settings say."""
        key = (example.release, example.site_kinds, tuple(sorted(example.settings.items())))
        core = self._cores.get(key)
        if core is None:
            settings = InspectorSettings(
                releases=ReleasePolicy(default=example.release),
                values=dict(example.settings),
                sites={"acme": SiteFacts(frozenset(example.site_kinds))},
            )
            core = self._cores[key] = Inspector(
                self._judge, self._rules, self._knowledge, self._masker, settings, lambda: _NOW
            )
        return core
