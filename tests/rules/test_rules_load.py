"""Rule files that are wrong: the error names file, line and mend, and the other rules still load."""

import json
from pathlib import Path

import pytest

from inspector.rules import RuleError, load, read

GOOD = """\
code: TST-01
name: a-test
severity: warning
summary: Something is wrong.
why: It matters.
instead: Do otherwise.
on: request
match:
  operation: [user.GetUser]
sources:
  - invented
examples:
  bad:
    - says: So not
      request: "<a/>"
  good:
    - says: But so
      request: "<b/>"
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "tst" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def problems_of(folder: Path, text: str) -> list[tuple[int | None, str]]:
    write(folder, "TST-01.yaml", text)
    rules, problems = read([folder])
    assert rules == ()
    return [(problem.line, problem.message) for problem in problems]


def test_a_good_file_loads(tmp_path):
    write(tmp_path, "TST-01.yaml", GOOD)

    rules, problems = read([tmp_path])

    assert [(rule.code, rule.name, str(rule.severity), rule.on) for rule in rules] == [
        ("TST-01", "a-test", "warning", ("request",))
    ]
    assert problems == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("summary:", "sumary:", 4, "unknown key sumary: did you mean summary?"),
        ("  operation:", "  operaton:", 9, "unknown key match.0.operaton: did you mean operation?"),
        ("why: It matters.", "why: It matters.\ncolour: red", 6, "unknown key colour: take it out"),
        ("why: It matters.\n", "", 1, "why is missing: add it"),
        ("severity: warning", "severity: dire", 3, "unknown severity 'dire': use info, warning or error"),
        ("code: TST-01", "code: test1", 1, "code: String should match pattern '^[A-Z]{2,5}-[0-9]{2}$'"),
        ("on: request", "on: sideways", 7, "on.0: Input should be 'request', 'response', 'pair' or 'http'"),
        ("on: request", "window: {since: 40.10}\non: request", 7, "put it in quotes (it reads as float)"),
        ("[user.GetUser]", "[user.GetUser]\n  message: 'on {day}'", 10, "unknown placeholder ['day']"),
        ("[user.GetUser]", "[user.GetUser]\n  message: 'on {day'", 10, "a brace is open"),
        ("operation: [user.GetUser]", "message: hello", 8, "matches everything: give at least one matcher"),
        ("operation: [user.GetUser]", "operation: []", 8, "`operation` is empty, and so matches everything"),
        ("operation: [user.GetUser]", "element: []", 8, "`element` is empty, and so matches everything"),
        ("operation: [user.GetUser]", "element: {}", 9, "matches everything: name elements in `present`"),
        ("operation: [user.GetUser]", "operation: user.GetUser", 9, "should be a list: write [user.GetUser]"),
        ("why: It matters.", "why: !!python/name:os.system", 5, "is not allowed: take the `!...` out"),
        ("why: It matters.", "why:", 5, "why: is empty: write its text behind the colon"),
        ("operation: [user.GetUser]", "on: response\n  access: read", 1, "match looks on ['response']"),
        ("operation: [", "fault: [order]\n  operation: [", 8, "`fault` stands alone"),
        ("operation: [user.GetUser]", "exception: [000053]", 9, "put it in quotes (it reads as int)"),
        ('request: "<a/>"', "time: 2024-01-31T12:00:00Z", 14, "give a request, a response, or both"),
        ('request: "<a/>"', 'request: ""\n      time: "2024-01-31T12:00:00"', 14, "time has no zone"),
        ("  bad:\n    - says: So not\n      request: \"<a/>\"\n", "", 12, "examples.bad is missing: add it"),
        ("sources:\n  - invented\n", "sources: []\n", 10, "sources: "),
        ("match:", "match: [", 10, "not YAML: "),
        ("code: TST-01", "code: TST-01\ncode: TST-01", 2, "not YAML: found duplicate key"),
        ("code: TST-01", "code: TST-02", 1, "holds the code TST-02: name the file TST-02.yaml"),
        ("sources:", "replaces: [TST-01]\nsources:", None, "TST-01 replaces itself"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_line_and_its_mend(tmp_path, old, new, line, message):
    assert old in GOOD

    found = problems_of(tmp_path, GOOD.replace(old, new, 1))

    assert [(at, message in text) for at, text in found] == [(line, True)], found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file: should be keys with values (key: value), and is empty"),
        ("just words", "the file: should be keys with values (key: value), and is text"),
        ("- a\n- list\n", "the file: should be keys with values (key: value), and is a list"),
        ("42", "the file: should be keys with values (key: value), and is a value (42)"),
        ("\x00", "not YAML: "),
        ("%YAML 9", "not YAML: "),
    ],
)
def test_what_is_no_rule_is_a_problem_and_no_traceback(tmp_path, text, message):
    assert [(line, said[: len(message)]) for line, said in problems_of(tmp_path, text)] == [(1, message)]


def test_bytes_that_are_no_text_are_a_problem(tmp_path):
    write(tmp_path, "TST-01.yaml", "").write_bytes(b"code: TST-01\nname: \xff\xfe")

    rules, problems = read([tmp_path])

    assert rules == ()
    assert [(problem.line, problem.message) for problem in problems] == [
        (2, "cannot be read: not UTF-8 (byte 0xff): save the file as UTF-8")
    ]


def test_one_bad_file_spoils_no_other(tmp_path, releases):
    bad = write(tmp_path, "TST-01.yaml", GOOD.replace("summary", "sumary"))
    write(tmp_path, "TST-02.yaml", GOOD.replace("TST-01", "TST-02"))

    rules, problems = read([tmp_path])

    assert [rule.code for rule in rules] == ["TST-02"]
    assert {problem.file for problem in problems} == {bad}
    with pytest.raises(RuleError) as caught:
        load([tmp_path], releases)
    assert str(caught.value).splitlines()[0] == f"{bad}:4: unknown key sumary: did you mean summary?"


def test_a_code_is_taken_once_over_all_packs(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first = write(one, "TST-01.yaml", GOOD)
    second = write(two, "TST-01.yaml", GOOD)

    rules, problems = read([one, two])

    assert [rule.code for rule in rules] == ["TST-01"]
    assert [str(problem) for problem in problems] == [
        f"{second}:1: code TST-01 is taken by {first}: choose another"
    ]


def test_a_circle_of_replacements_is_refused(tmp_path):
    other = GOOD.replace("TST-01", "TST-02").replace("sources:", "replaces: [TST-01]\nsources:")
    write(tmp_path, "TST-01.yaml", GOOD.replace("sources:", "replaces: [TST-02]\nsources:"))
    write(tmp_path, "TST-02.yaml", other)

    rules, problems = read([tmp_path])

    assert rules == ()
    assert [problem.file.stem for problem in problems] == ["TST-01", "TST-02"]


def test_a_pack_that_is_not_there_is_a_problem(tmp_path):
    missing = tmp_path / "nowhere"

    _, problems = read([missing])

    assert [str(problem) for problem in problems] == [
        f"{missing}: no such folder: name one that holds rule folders"
    ]


def test_other_files_of_a_pack_are_left_alone(tmp_path):
    write(tmp_path, "TST-01.yaml", GOOD)
    (tmp_path / "pii.yaml").write_text("not: a rule")
    (tmp_path / "README.md").write_text("# Rules")

    rules, problems = read([tmp_path])

    assert ([rule.code for rule in rules], problems) == (["TST-01"], ())


def test_the_json_schema_refuses_unknown_keys_and_takes_one_or_many(pack):
    schema = json.loads((pack / "rule.schema.json").read_text("utf-8"))

    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Match"]["additionalProperties"] is False
    assert [kind.get("type") for kind in schema["properties"]["on"]["anyOf"]] == ["string", "array"]
    assert (
        schema["$defs"]["Severity"]
        if "Severity" in schema["$defs"]
        else schema["properties"]["severity"] == {"enum": ["info", "warning", "error"]}
    )


@pytest.mark.parametrize("name", ["TST-01.yaml", "tst/TST-01.yml", "tst/deep/TST-01.yaml"])
def test_a_rule_file_that_lies_elsewhere_loads(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(GOOD, "utf-8")
    (tmp_path / "notes.yaml").write_text("zones: []", "utf-8")

    rules, problems = read([tmp_path])

    assert ([rule.code for rule in rules], problems) == (["TST-01"], ())


def test_a_rule_file_of_another_name_is_told_wherever_it_lies(tmp_path):
    (tmp_path / "mine.yml").write_text(GOOD, "utf-8")

    _, problems = read([tmp_path])

    assert [str(each) for each in problems] == [
        f"{tmp_path / 'mine.yml'}:1: holds the code TST-01: name the file TST-01.yaml"
    ]


@pytest.mark.parametrize(
    "nested", ["[" * 101 + "]" * 101, "[" * 30_000 + "]" * 30_000, "\n  " + "- " * 30_000 + "a"]
)
def test_what_is_nested_too_deep_is_told_and_other_rules_load(tmp_path, nested):
    deep = write(tmp_path, "TST-02.yaml", f"code: {nested}")
    write(tmp_path, "TST-01.yaml", GOOD)

    rules, problems = read([tmp_path])

    assert [rule.code for rule in rules] == ["TST-01"]
    assert [(each.file, "nested too deep" in each.message) for each in problems] == [(deep, True)]


def test_time_zones_that_are_nested_too_deep_are_told(tmp_path):
    zones = tmp_path / "timezones.yaml"
    zones.write_text("zones: " + "[" * 3000 + "]" * 3000, "utf-8")

    with pytest.raises(RuleError, match="not a table of time zones"):
        load([tmp_path], None)
