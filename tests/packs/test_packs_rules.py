"""Rule packs as a product: examples that fail are told, new rules hold, pages are current, names exist."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from inspector.assemble import bench, judge, schemas
from inspector.packs import Failure, Grounding, Stray, pages, price, scaffold
from inspector.resources import data
from inspector.rules import Rule, RuleSet, read
from inspector.schema.verdict import Judge

ROOT = Path(__file__).resolve().parents[2]


@cache
def core() -> Judge:
    return judge(schemas())


@cache
def shipped() -> tuple[Rule, ...]:
    rules, problems = read([data("rules")])
    assert problems == ()
    return rules


def written(folder: Path, text: str, code: str = "ACME-01") -> Rule:
    path = folder / "acme" / f"{code}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    (rule,), problems = read([folder])
    assert problems == ()
    return rule


def failures(rule: Rule) -> tuple[Failure, ...]:
    everything = RuleSet((*shipped(), rule), core().releases)
    (outcome,) = bench(everything, core()).run([rule])
    return outcome.failures


def strays(*rules: Rule) -> list[Stray]:
    codes = (rule.code for rule in shipped())
    grounding = Grounding(core().master, core().releases, codes)
    return [stray for rule in rules for stray in grounding.strays(rule)]


def test_a_new_rule_loads_and_its_examples_hold(tmp_path: Path) -> None:
    rule = written(tmp_path, scaffold("ACME-01"))

    assert (rule.code, rule.name) == ("ACME-01", "user-deleted-acme-01")
    assert failures(rule) == ()


@pytest.mark.parametrize("code", ["acme-01", "A-01", "ACME01", "ACME-1", "../ACME-01", "ACME-01\n"])
def test_a_new_rule_needs_a_code(code: str) -> None:
    with pytest.raises(ValueError, match="is no code of a rule; write two to five capitals"):
        scaffold(code)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "[user.DelUser]",
            "[user.SetUser]",
            [("bad", "A user is deleted", ("ACME-01",), ())],
        ),
        (
            "[user.DelUser]",
            "[user.DelUser, user.GetUser]",
            [("good", "A user is looked up", (), ("ACME-01",))],
        ),
        (
            "says: A user is deleted",
            "says: Both\n      also: [AUTH-06]",
            [("bad", "Both", ("ACME-01", "AUTH-06"), ("ACME-01",))],
        ),
        (
            "<password>Example-1</password>",
            "<password></password>",
            [
                ("bad", "A user is deleted", ("ACME-01",), ("ACME-01", "AUTH-07")),
                ("good", "A user is looked up", (), ("AUTH-07",)),
            ],
        ),
    ],
)
def test_an_example_that_does_not_show_what_it_should_is_told(
    tmp_path: Path, old: str, new: str, told: list[tuple[object, ...]]
) -> None:
    found = failures(written(tmp_path, scaffold("ACME-01").replace(old, new)))

    assert [(f.kind, f.says, f.expected, f.found) for f in found] == told


def test_a_failure_in_words() -> None:
    assert str(Failure("good", "Fine", (), ("AUTH-07",))) == (
        'good example "Fine" should yield nothing, and yields AUTH-07'
    )


def test_the_pages_are_current() -> None:
    folder = ROOT / "docs" / "rules"
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    wanted = pages(shipped())

    stale = sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))
    assert not stale, f"run `python -m inspector rules docs docs/rules`: {stale}"


def test_every_rule_has_examples_sources_and_a_page() -> None:
    texts = pages(shipped())
    for rule in shipped():
        page = texts[f"{rule.code}.md"]
        assert rule.examples.bad, rule.code
        assert rule.examples.good, rule.code
        assert rule.sources, rule.code
        assert all(text in page for text in (rule.summary, rule.why, rule.instead, *rule.sources)), rule.code
        assert all(each.says in page for each in (*rule.examples.bad, *rule.examples.good)), rule.code
        assert f"[{rule.code}]({rule.code}.md)" in texts["README.md"]


def test_links_of_the_pages_lead_somewhere() -> None:
    texts = pages(shipped())
    links = {
        name for text in texts.values() for name in (part.partition(")")[0] for part in text.split("](")[1:])
    }

    assert links - set(texts) == {"../../rules/README.md"}


def test_a_page_says_what_the_rule_says() -> None:
    page = pages(shipped())["LIFE-03.md"]

    assert page.startswith(
        "<!-- Written by `xmlinspect rules docs`; change the rule instead. -->\n# LIFE-03 "
    )
    assert "**Severity** warning. **Looks at** request. **Applies** always." in page
    assert "    - meeting.LstMeeting\n" in page
    assert 'binding.user.LstUser">' in page


def test_every_name_in_a_rule_is_known_to_the_schema() -> None:
    assert strays(*shipped()) == []


@pytest.mark.parametrize(
    ("match", "names"),
    [
        ("operation: [user.DelUser, user.Deleted]", [("user.Deleted", "user.DelUser")]),
        ("operation: [user.*]\n    except_operation: [usr.*]", [("usr.*", "user.*")]),
        ("service: [user, usr]", [("usr", "user")]),
        ("element: {present: [delUser/webExId, delUser/webExID]}", [("delUser/webExID", "delUser/webExId")]),
        ("element: {absent: [delUser/syncWebOfice]}", [("delUser/syncWebOfice", "delUser/syncWebOffice")]),
        ("element: {present: ['**/webExIdd']}", [("**/webExIdd", "**/webExId")]),
        ("element: {present: ['**/webExId', header/securityContext/email]}", []),
        ("element: {present: [header/securityContext/accessToken]}", []),
        ("value: {path: getUser/webExIds, test: white-space}", [("getUser/webExIds", "getUser/webExId")]),
        ("count: {of: delUser/webExId, above: 3}", []),
        ("count: {of: delUser/webexid, above: 3}", [("delUser/webexid", "delUser/webExId")]),
        ("count: {of: bodyContent, above: body_content_max}", [("body_content_max", "body_content_maximum")]),
        ("asked: {present: [getUser/webExIdd]}", [("getUser/webExIdd", "getUser/webExId")]),
        ("path: delUser/webExIdd\n    access: write", [("delUser/webExIdd", "delUser/webExId")]),
        ("before: '40.4.44'\n    access: write", [("40.4.44", "40.4.4")]),
        ("xpath: delUser[webExId = 'webex' and count(webExIdd) > 1]", [("webExIdd", "webExId")]),
        ("fault: [too-many]\n    at: [delUser/webExIdd]", [("delUser/webExIdd", "delUser/webExId")]),
        ("fault: [unknown-element]\n    at: [delUser/ours]", []),
    ],
)
def test_a_name_that_nothing_has_is_told(tmp_path: Path, match: str, names: list[tuple[str, str]]) -> None:
    text = scaffold("ACME-01").replace("    operation: [user.DelUser]\n", f"    {match}\n")
    if match.startswith("fault"):
        text = "\n".join(line for line in text.split("\n") if not line.startswith("  - message:"))
        text = text.replace("    fault:", "  - fault:")

    found = strays(written(tmp_path, text))

    assert [(stray.name, stray.near) for stray in found] == names


@pytest.mark.parametrize(
    ("line", "name", "near", "place"),
    [
        ('window: {since: "40.4.44"}', "40.4.44", "40.4.4", ("window", "since")),
        ("replaces: [AUTH-06, AUTH-66]", "AUTH-66", "AUTH-06", ("replaces", 1, "code")),
    ],
)
def test_releases_and_rules_that_there_are_not_are_told(
    tmp_path: Path, line: str, name: str, near: str, place: tuple[object, ...]
) -> None:
    (stray,) = strays(written(tmp_path, f"{scaffold('ACME-01')}{line}\n"))

    assert (stray.code, stray.name, stray.near, stray.place) == ("ACME-01", name, near, place)


@pytest.mark.parametrize(
    ("code", "when", "paths", "takes"),
    [
        ("LIFE-03", "build", 0, False),
        ("PII-01", "build", 0, False),
        ("AUTH-01", "pair", 0, False),
        ("LIM-06", "fill", 1, True),
        ("PII-07", "fill", 0, True),
        ("SCH-03", "fill", 0, True),
        ("LIM-07", "pair", 3, True),
        ("AUTH-10", "history", 3, True),
        ("LIM-11", "history", 0, True),
    ],
)
def test_what_a_rule_takes_at_a_message_that_it_looks_into(
    code: str, when: str, paths: int, takes: bool
) -> None:
    rules = RuleSet(shipped(), core().releases)
    rule = rules.get(code)
    assert rule is not None

    found = price(bench(rules, core()), rule)

    assert (found.cost.when, found.cost.paths, found.microseconds > 0) == (when, paths, takes)


def test_no_rule_that_ships_is_slow() -> None:
    assert [rule.code for rule in shipped() if any(match.xpath for match in rule.match)] == []
