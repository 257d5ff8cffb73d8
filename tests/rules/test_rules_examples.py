"""Every example of every rule, judged by the whole inspector."""

from __future__ import annotations

from functools import cache

import pytest

from inspector.engine import Inspector, InspectorSettings, ReleasePolicy
from inspector.engine.watching import SiteFacts
from inspector.privacy import Knowledge, Masker
from inspector.resources import data
from inspector.rules import Example, Rule, RuleSet, load
from inspector.schema import Schemas
from inspector.schema.by_operation import ByOperation
from inspector.schema.verdict import Judge

SCHEMAS = data("schemas")


@cache
def judge() -> Judge:
    return Judge(Schemas(SCHEMAS), ByOperation.load(SCHEMAS))


@cache
def all_rules() -> RuleSet:
    return load([data("rules")], judge().releases)


@cache
def masker() -> Masker:
    return Masker(b"k" * 32, knowledge())


@cache
def knowledge() -> Knowledge:
    return Knowledge.load(data("rules") / "pii.yaml")


Facts = tuple[frozenset[str], tuple[tuple[str, int], ...]]


def inspector(release: str, rules: RuleSet, facts: Facts = (frozenset(), ())) -> Inspector:
    kinds, settings = facts
    chosen = InspectorSettings(
        releases=ReleasePolicy(default=release), values=dict(settings), sites={"acme": SiteFacts(kinds)}
    )
    return Inspector(judge(), rules, knowledge(), masker(), chosen)


@cache
def full_inspector(release: str, facts: Facts = (frozenset(), ())) -> Inspector:
    return inspector(release, all_rules(), facts)


def facts_of(example: Example) -> Facts:
    return frozenset(example.site_kinds), tuple(example.settings.items())


def codes(example: Example, core: Inspector) -> set[str]:
    history = core.history()
    for past in example.earlier():
        history.note(core.judge_pair(past))
    return {finding.code for finding in history.recall(core.judge_pair(example.exchange())).findings}


def examples(kind: str) -> list[object]:
    """One parameter an example, named by its rule and what it says."""
    return [
        pytest.param(rule, example, id=f"{rule.code}: {example.says}")
        for rule in all_rules().rules
        for example in (rule.examples.bad if kind == "bad" else rule.examples.good)
    ]


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_a_bad_example_yields_exactly_its_code(rule: Rule, example: Example):
    assert codes(example, full_inspector(example.release, facts_of(example))) == {rule.code, *example.also}


@pytest.mark.parametrize(("rule", "example"), examples("good"))
def test_a_good_example_yields_nothing_from_any_rule(rule: Rule, example: Example):
    assert codes(example, full_inspector(example.release, facts_of(example))) == set()


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_with_its_rule_disabled_a_bad_example_goes_silent_for_that_code(rule: Rule, example: Example):
    without = all_rules().select(ignore=[rule.code])

    assert rule.code not in codes(example, inspector(example.release, without, facts_of(example)))


def test_findings_of_elements_have_line_and_column():
    rule = all_rules().get("AUTH-01")
    assert rule is not None
    example = rule.examples.bad[0]

    found = full_inspector(example.release).judge_pair(example.exchange()).findings

    assert [(f.code, f.line, f.column, f.path, f.call) for f in found] == [
        ("AUTH-01", 5, 5, "header/securityContext", 0)
    ]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:8080/x", False),
        ("http://127.255.0.9", False),
        ("HTTP://LocalHost:80/x", False),
        ("http://site.localhost./x", False),
        ("http://[::1]:8080/x", False),
        ("http://192.0.2.1/x", True),
        ("http://127.0.0.1.example.com/x", True),
        ("http://localhost.example.com/x", True),
        ("http://mylocalhost/x", True),
        ("http://localhost:80@example.com/x", True),
        ("http://example.com/?http://localhost/", True),
        ("https://example.com/x", False),
        ("", False),
    ],
)
def test_what_stays_on_the_machine_is_no_credential_in_the_open(url: str, told: bool):
    rule = all_rules().get("AUTH-09")
    assert rule is not None
    example = rule.examples.bad[0].model_copy(update={"url": url})

    assert ("AUTH-09" in codes(example, full_inspector(example.release))) is told


def borders() -> list[object]:
    """Each first release of each window, with the last one before it: on its own branch, where it has one."""
    found = []
    known = judge().releases
    for rule in all_rules().rules:
        for name in rule.window.since.split():
            first = known.get(name)
            before = [r for r in known.all[: first.order] if not known.has(r.name, rule.window.releases)]
            near = [r for r in before if r.branch == first.branch] or before
            found.append(pytest.param(rule, name, near[-1].name, id=f"{rule.code}: {name}"))
    return found


@pytest.mark.parametrize(("rule", "first", "before"), borders())
def test_bad_examples_fire_from_the_first_release_on_and_not_in_the_one_before(
    rule: Rule, first: str, before: str
):
    fires = {
        release: any(
            rule.code in codes(moved, full_inspector(release, facts_of(moved)))
            for example in rule.examples.bad
            for moved in [example.model_copy(update={"release": release})]
        )
        for release in (first, before)
    }

    assert fires == {first: True, before: False}
