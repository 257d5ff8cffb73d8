"""The rules that ship: complete, named once, grounded in releases that exist."""

from inspector.model.message import FaultKind
from inspector.rules import rule_schema

CODES = {
    "AUTH-01": "error",
    "AUTH-02": "error",
    "AUTH-03": "error",
    "AUTH-05": "warning",
    "AUTH-06": "warning",
    "AUTH-07": "warning",
    "AUTH-09": "error",
    "AUTH-12": "error",
    "ENV-01": "error",
    "ENV-02": "warning",
    "ENV-03": "error",
    "ENV-04": "error",
    "ENV-05": "info",
    "ENV-07": "info",
    "LIFE-01": "error",
    "LIM-04": "error",
    "PII-01": "warning",
    "REL-01": "warning",
    "REL-02": "error",
    "REL-09": "info",
    "SCH-01": "error",
    "SCH-02": "error",
    "SCH-03": "error",
    "SCH-04": "error",
    "SCH-05": "error",
    "SCH-06": "warning",
    "SCH-07": "error",
    "SCH-08": "error",
    "SCH-09": "info",
    "XML-01": "error",
    "XML-02": "error",
    "XML-03": "error",
    "XML-04": "warning",
    "XML-05": "warning",
    "XML-06": "error",
}

WINDOWS = {
    "AUTH-01": ("40.2.0", ""),
    "AUTH-02": ("40.2.0", ""),
    "AUTH-03": ("40.9.0", ""),
    "AUTH-05": ("39.10.0", ""),
    "LIM-04": ("40.4.4 40.2.5", ""),
    "PII-01": ("40.1.2", ""),
}


def test_codes_and_severities(rules):
    assert {rule.code: str(rule.severity) for rule in rules.rules} == CODES


def test_windows(rules):
    found = {
        r.code: (r.window.since, r.window.until) for r in rules.rules if r.window.since or r.window.until
    }

    assert found == WINDOWS
    assert str(rules.get("LIFE-01").window.date) == "2024-03-31"


def test_every_release_that_a_rule_or_an_example_names_is_known(rules, releases):
    for rule in rules.rules:
        examples = (*rule.examples.bad, *rule.examples.good)
        named = {*rule.window.since.split(), *rule.window.until.split(), *(e.release for e in examples)}
        assert named == {releases.get(name).name for name in named}, rule.code


def test_names_are_unique(rules):
    names = [rule.name for rule in rules.rules]

    assert sorted(set(names)) == sorted(names)


def test_every_rule_explains_itself(rules):
    for rule in rules.rules:
        assert rule.summary.endswith("."), rule.code
        assert rule.why.endswith("."), rule.code
        assert rule.instead.endswith("."), rule.code
        assert rule.sources, rule.code
        assert rule.examples.bad, rule.code
        assert rule.examples.good, rule.code


def test_rules_with_a_window_have_examples_on_both_sides(rules, releases):
    for code in WINDOWS:
        rule = rules.get(code)
        window = rule.window.releases
        assert all(releases.has(example.release, window) for example in rule.examples.bad), code
        assert any(not releases.has(example.release, window) for example in rule.examples.good), code


def test_every_kind_of_fault_has_one_rule(rules):
    spoken_for = [kind for rule in rules.rules for match in rule.match for kind in match.fault]

    assert sorted(spoken_for) == sorted(FaultKind)


def test_what_is_referred_to_exists(rules):
    for rule in rules.rules:
        for code in (*(item.code for item in rule.replaces), *rule.references):
            assert code in CODES, (rule.code, code)


def test_every_file_stands_in_the_folder_of_its_family(pack):
    folders = {
        "AUTH": "auth", "ENV": "env", "LIFE": "life", "LIM": "lim", "PII": "pii", "REL": "rel",
        "SCH": "schema", "XML": "xml",
    }  # fmt: skip

    places = {path.stem: path.parent.name for path in pack.glob("*/*.yaml")}

    assert places == {code: folders[code.split("-")[0]] for code in CODES}


def test_the_published_json_schema_is_current(pack):
    assert (pack / "rule.schema.json").read_text("utf-8") == rule_schema()
