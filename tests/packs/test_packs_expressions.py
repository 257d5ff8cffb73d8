"""Regular expressions and XPath of rules of your own: what they find, what is refused, how that is told."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from inspector.assemble import bench, judge, schemas
from inspector.rules import Example, RuleSet, read
from inspector.rules.patterns import nested, pattern, xpath
from inspector.schema.verdict import Judge

RULE = """\
code: TST-01
name: a-test
severity: warning
summary: Something is wrong.
why: It matters.
instead: Do otherwise.
on: request
match:
  operation: [user.GetUser]
  {match}
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
REQUEST = """\
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:serv="http://www.webex.com/schemas/2002/06/service">
<header><securityContext><webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>
</securityContext></header><body><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">
{content}</bodyContent></body></serv:message>"""
ONE = "<webExId>jdoe</webExId>"
TWO = "<webExId>jdoe</webExId>\n<webExId>asmith</webExId>"


@cache
def core() -> Judge:
    return judge(schemas())


def write(folder: Path, match: str, code: str = "TST-01") -> Path:
    path = folder / "tst" / f"{code}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(RULE.replace("{match}", match).replace("TST-01", code), "utf-8")
    return path


def found(folder: Path, match: str, content: str) -> list[tuple[str, int | None]]:
    """Path and line of each finding of a rule with this match."""
    write(folder, match)
    rules, problems = read([folder])
    assert problems == ()
    example = Example(says="x", request=REQUEST.format(content=content))
    judged = bench(RuleSet(rules, core().releases), core()).judge(example)
    return [(finding.path, finding.line) for finding in judged.findings]


@pytest.mark.parametrize(
    ("expression", "content", "paths"),
    [
        ("^j.*e$", ONE, [("getUser/webExId", 5)]),
        ("^j.*e$", TWO, [("getUser/webExId[1]", 5)]),
        ("o|s", TWO, [("getUser/webExId[1]", 5), ("getUser/webExId[2]", 6)]),
        ("^doe", ONE, []),
        ("^jdoe$", "<webExId>&#106;do<![CDATA[e]]></webExId>", [("getUser/webExId", 5)]),
        ("(?i)^JDOE$", "<webExId> jdoe </webExId>", [("getUser/webExId", 5)]),
    ],
)
def test_regex(tmp_path: Path, expression: str, content: str, paths: list[tuple[str, int]]) -> None:
    match = f"value: {{path: getUser/webExId, test: regex, pattern: '{expression}'}}"

    assert found(tmp_path, match, content) == paths


@pytest.mark.parametrize(
    ("expression", "content", "paths"),
    [
        ("getUser/webExId[starts-with(., 'j')]", TWO, [("getUser/webExId[1]", 5)]),
        ("getUser/webExId[. = ../webExId[2]]", TWO, [("getUser/webExId[2]", 6)]),
        ("count(getUser/webExId) > 1", TWO, [("", 4)]),
        ("count(getUser/webExId) > 1", ONE, []),
        ("getUser", ONE, [("getUser", 5)]),
        ("getUser[webExId = ../header/securityContext/webExID]", ONE, [("getUser", 5)]),
        ("getUser/webExId/text()", ONE, [("getUser/webExId", 5)]),
        ("string(getUser/email)", ONE, []),
        ("number(getUser/webExId)", ONE, []),
        ("getUser[webExId = 'jdoe' and not(email) or a = ' or ']", ONE, [("getUser", 5)]),
        ("getUser/webExId[. = 'jdoe']", "<webExId>&#106;do<![CDATA[e]]></webExId>", [("getUser/webExId", 5)]),
    ],
)
def test_xpath(tmp_path: Path, expression: str, content: str, paths: list[tuple[str, int]]) -> None:
    assert found(tmp_path, f'xpath: "{expression}"', content) == paths


def test_a_rule_that_cannot_be_asked_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    write(tmp_path, "xpath: getUser")
    write(tmp_path, "xpath: getUser", "TST-02")
    (sound, bad), _ = read([tmp_path])
    # No file can hold this; it stands for whatever fails at one message alone.
    match = bad.match[0].model_copy(update={"xpath": "getUser[$x]"})
    rules = RuleSet([sound, bad.model_copy(update={"match": (match,)})], core().releases)

    judged = bench(rules, core()).judge(Example(says="x", request=REQUEST.format(content=ONE)))

    told = {finding.code: (finding.message, str(finding.severity)) for finding in judged.findings}
    assert told["TST-01"] == ("Something is wrong.", "warning")
    assert told["TST-02"][0].startswith(
        "rule TST-02 cannot be asked of this call: not an XPath 1.0 expression"
    )
    assert told["TST-02"][1] == "error"


def test_a_name_that_no_tree_can_hold_stops_no_other_rule(tmp_path: Path) -> None:
    write(tmp_path, "xpath: getUser/webExId")
    write(tmp_path, "element: {present: [getUser/webExId]}", "TST-02")
    rules, _ = read([tmp_path])
    text = REQUEST.format(content=ONE + '<x:1y xmlns:x="urn:x">a</x:1y>')

    judged = bench(RuleSet(rules, core().releases), core()).judge(Example(says="x", request=text))

    told = {finding.code: finding.message for finding in judged.findings}
    assert told["TST-01"].startswith("rule TST-01 cannot be asked of this call: Invalid tag name")
    assert told["TST-02"] == "Something is wrong."


def test_xpath_is_not_asked_of_other_operations(tmp_path: Path) -> None:
    write(tmp_path, "xpath: 'true()'")
    rules, _ = read([tmp_path])
    asked = bench(RuleSet(rules, core().releases), core())
    text = REQUEST.format(content=ONE)

    assert asked.codes(Example(says="x", request=text)) == {"TST-01"}
    assert asked.codes(Example(says="x", request=text.replace("GetUser", "DelUser"))) == set()


@pytest.mark.parametrize(
    ("match", "line", "words"),
    [
        ("value: {path: a, test: regex, pattern: '(a+)+$'}", 10, "catastrophic for many engines: write one"),
        ("value: {path: a, test: regex, pattern: '(?=a)'}", 10, "looking ahead and behind is not possible"),
        ("value: {path: a, test: regex, pattern: '(a)\\1'}", 10, "references to groups are not possible"),
        ("value: {path: a, test: regex, pattern: '((a{99}){99}){99}'}", 10, "it repeats too much"),
        ("value: {path: a, test: regex, pattern: '('}", 10, "not a regular expression of RE2"),
        ("value: {path: a, test: regex}", 10, "test regex needs `pattern`"),
        ("value: {path: a, test: 'true', pattern: a}", 10, "test true takes no `pattern`"),
        ("xpath: '//a['", 10, "not an XPath 1.0 expression (Invalid expression)"),
        ("xpath: 'use:getUser'", 10, "write names without prefixes"),
        ("xpath: 'lower-case(a)'", 10, "not an XPath 1.0 expression (Unregistered function)"),
        ("xpath: getUser[matches(webExId, 'a')]", 10, "not an XPath 1.0 expression (Unregistered function)"),
        ("xpath: 'getUser[$x]'", 10, "not an XPath 1.0 expression (Undefined variable)"),
        ("xpath: getUser[webExId = 'and' and $x]", 10, "not an XPath 1.0 expression (Undefined variable)"),
        ("xpath: getUser[a[use:b]]/c", 10, "not an XPath 1.0 expression (Undefined namespace prefix)"),
        ("xpath: getUser and (true() or count(1))", 10, "not an XPath 1.0 expression (Invalid type)"),
        ("xpath: a\n  value: {path: a, test: 'true'}", 8, "say in it what `value` asks"),
    ],
)
def test_what_is_refused_names_its_line_and_other_rules_load(
    tmp_path: Path, match: str, line: int, words: str
) -> None:
    bad = write(tmp_path, match)
    write(tmp_path, "xpath: getUser", "TST-02")

    rules, problems = read([tmp_path])

    assert [rule.code for rule in rules] == ["TST-02"]
    assert [(p.file, p.line, words in p.message) for p in problems] == [(bad, line, True)], problems


@pytest.mark.parametrize(
    ("expression", "refused"),
    [
        (r"(a+)+$", True), (r"(a*)*", True), (r"(\w+\s?)*", True), (r"(?:x+x+)+y", True), (r"(a|b+)*", True),
        (r"(a{2,})+", True), (r"((a+)?b?)*", True), (r"(?P<n>a+)*", True), (r"(?i:a+)+", True),
        (r"(\w+,)+", False), (r"^[^@\s]+@(?:[a-z0-9-]+\.)+[a-z]{2,}$", False), (r"(a{1,3})+", False),
        (r"[(+)+]+", False), (r"\(a+\)+", False), (r"((a+)b)+", False), (r"(ab*)+", False), (r"a+b+", False),
    ],
)  # fmt: skip
def test_repetitions_of_repetitions(expression: str, refused: bool) -> None:
    assert nested(expression) is refused


def test_what_is_accepted_takes_time_linear_in_the_text() -> None:
    # A backtracking engine takes 2**60 steps for this one, and never comes back.
    assert pattern("^(a|a)*(b|b)*$").search("a" * 60 + "c") is None


def test_expressions_are_read_once() -> None:
    assert pattern("abc") is pattern("abc")
    assert xpath("abc") is xpath("abc")
