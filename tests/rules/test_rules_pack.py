"""The rules that ship: complete, named once, grounded in releases that exist."""

from inspector.model.message import FaultKind
from inspector.rules import rule_schema

CODES = {
    "AUTH-01": "error",
    "AUTH-02": "error",
    "AUTH-03": "error",
    "AUTH-04": "warning",
    "AUTH-05": "warning",
    "AUTH-06": "warning",
    "AUTH-07": "warning",
    "AUTH-08": "warning",
    "AUTH-09": "error",
    "AUTH-10": "info",
    "AUTH-11": "warning",
    "AUTH-12": "error",
    "ENV-01": "error",
    "ENV-02": "warning",
    "ENV-03": "error",
    "ENV-04": "error",
    "ENV-05": "info",
    "ENV-06": "info",
    "ENV-07": "info",
    "LIFE-01": "error",
    "LIFE-03": "warning",
    "LIFE-04": "warning",
    "LIM-01": "warning",
    "LIM-02": "warning",
    "LIM-03": "warning",
    "LIM-04": "error",
    "LIM-05": "error",
    "LIM-06": "warning",
    "LIM-07": "info",
    "LIM-08": "error",
    "LIM-09": "error",
    "LIM-10": "warning",
    "LIM-11": "warning",
    "PII-01": "warning",
    "PII-02": "warning",
    "PII-03": "warning",
    "PII-04": "warning",
    "PII-05": "warning",
    "PII-06": "warning",
    "PII-07": "error",
    "PII-08": "warning",
    "PII-09": "warning",
    "PII-10": "info",
    "REL-01": "warning",
    "REL-02": "error",
    "REL-03": "warning",
    "REL-04": "warning",
    "REL-05": "error",
    "REL-06": "warning",
    "REL-09": "info",
    "REL-10": "info",
    "RSP-01": "warning",
    "RSP-02": "info",
    "RSP-03": "warning",
    "RSP-04": "warning",
    "RSP-05": "warning",
    "RSP-06": "warning",
    "RSP-07": "info",
    "RSP-08": "error",
    "RSP-09": "info",
    "RSP-10": "error",
    "SCH-01": "error",
    "SCH-02": "error",
    "SCH-03": "error",
    "SCH-04": "error",
    "SCH-05": "error",
    "SCH-06": "warning",
    "SCH-07": "error",
    "SCH-08": "error",
    "SCH-09": "info",
    "VAL-01": "error",
    "VAL-02": "error",
    "VAL-03": "error",
    "VAL-04": "warning",
    "VAL-05": "error",
    "VAL-06": "error",
    "VAL-07": "warning",
    "VAL-08": "warning",
    "VAL-09": "warning",
    "VAL-10": "error",
    "VAL-11": "error",
    "VAL-12": "warning",
    "VAL-13": "warning",
    "VAL-14": "info",
    "VAL-15": "warning",
    "VAL-16": "info",
    "VAL-17": "warning",
    "VAL-18": "warning",
    "VAL-19": "warning",
    "VAL-20": "info",
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
    "LIM-01": ("40.4.5 40.2.6", ""),
    "LIM-02": ("40.8.0", ""),
    "LIM-03": ("40.8.0", ""),
    "LIM-04": ("40.4.4 40.2.5", ""),
    "LIM-05": ("42.1.0", ""),
    "LIM-09": ("39.11.0", ""),
    "LIM-10": ("10.0.0-SP5.10", ""),
    "LIM-11": ("10.0.0", ""),
    "PII-01": ("40.1.2", ""),
    "PII-02": ("40.4.8 40.2.9", ""),
    "PII-06": ("40.1.0", ""),
    "REL-04": ("40.6.0", ""),
    "REL-06": ("40.6.0", ""),
    "RSP-01": ("40.1.2", ""),
    "RSP-02": ("40.1.2", ""),
    "RSP-03": ("40.1.2", ""),
    "RSP-04": ("40.8.0", ""),
    "RSP-05": ("40.4.0", ""),
    "RSP-06": ("40.9.0", ""),
    "RSP-07": ("42.1.0", ""),
    "VAL-01": ("40.2.0", ""),
    "VAL-02": ("40.8.0", ""),
    "VAL-03": ("40.8.0", ""),
    "VAL-04": ("40.8.0", ""),
    "VAL-05": ("40.9.0", ""),
    "VAL-06": ("40.9.0", ""),
    "VAL-07": ("40.9.0", ""),
    "VAL-09": ("40.4.3 40.2.4", ""),
    "VAL-10": ("40.6.1 40.4.9", ""),
    "VAL-11": ("40.6.1 40.4.9", ""),
    "VAL-12": ("40.6.1 40.4.9", ""),
    "VAL-13": ("40.6.0", ""),
    "VAL-14": ("40.6.0", ""),
    "VAL-15": ("41.11.0", ""),
    "VAL-16": ("40.4.0", ""),
    "VAL-17": ("41.12.0", ""),
    "VAL-18": ("42.5.0", ""),
    "VAL-20": ("40.6.0", ""),
}


def test_codes_and_severities(rules):
    assert {rule.code: str(rule.severity) for rule in rules.rules} == CODES


def test_windows(rules):
    found = {
        r.code: (r.window.since, r.window.until) for r in rules.rules if r.window.since or r.window.until
    }

    assert found == WINDOWS
    assert {r.code: str(r.window.date) for r in rules.rules if r.window.date} == {
        "LIFE-01": "2024-03-31",
        "LIFE-04": "2024-03-31",
    }


def test_every_release_that_a_rule_or_an_example_names_is_known(rules, releases):
    for rule in rules.rules:
        examples = (*rule.examples.bad, *rule.examples.good)
        ways = " ".join(f"{way.since} {way.before}" for way in rule.match)
        window = f"{rule.window.since} {rule.window.until} {ways}"
        named = {*window.split(), *(e.release for e in examples)}
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
    ways = [match for rule in rules.rules for match in rule.match if not (match.at or match.sent)]
    spoken_for = [kind for match in ways for kind in match.fault]

    assert sorted(spoken_for) == sorted(FaultKind)


def test_what_is_referred_to_exists(rules):
    for rule in rules.rules:
        for code in (*(item.code for item in rule.replaces), *rule.references):
            assert code in CODES, (rule.code, code)


def test_every_file_stands_in_the_folder_of_its_family(pack):
    folders = {
        "AUTH": "auth", "ENV": "env", "LIFE": "life", "LIM": "lim", "PII": "pii", "REL": "rel",
        "RSP": "rsp", "SCH": "schema", "VAL": "val", "XML": "xml",
    }  # fmt: skip

    places = {path.stem: path.parent.name for path in pack.glob("*/*.yaml")}

    assert places == {code: folders[code.split("-")[0]] for code in CODES}


def test_the_published_json_schema_is_current(pack):
    assert (pack / "rule.schema.json").read_text("utf-8") == rule_schema()
