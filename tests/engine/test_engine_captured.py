"""A stored exchange judged again: what masking hid is told again by the rules that are in force now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector.assemble import inspector
from inspector.engine.captured import with_captured
from inspector.model import (
    CallReport,
    Exchange,
    ExchangeReport,
    Fact,
    Finding,
    Record,
    ReleaseReport,
    Severity,
    Size,
)
from inspector.rules import RuleSet

PATH = "createUser/registrationForm/number"
VALID = CallReport("user.CreateUser", True, request_valid=True, response_valid=True)


def finding(code: str, path: str = PATH, severity: Severity = Severity.INFO) -> Finding:
    return Finding(code, severity, "request", "as captured", 0, path, 7, 9)


def reported(*findings: Finding, release: str = "40.9.0", valid: bool = True) -> ExchangeReport:
    return ExchangeReport(
        id="1",
        source="a.xml",
        time=None,
        site="acme",
        client="",
        url="",
        http=None,
        status=None,
        duration_ms=None,
        size=Size(),
        release=ReleaseReport(release, "setting"),
        calls=(replace(VALID, request_valid=valid),),
        findings=findings,
    )


def stored(*findings: Finding, type_valid: bool = False) -> Record:
    facts = (Fact("request", 0, PATH, "passcode", 5, type_valid),)
    return Record(reported(*findings, valid=False), facts=facts)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return inspector().judge_pair(Exchange()).rules


def told(report: ExchangeReport) -> list[tuple[str, Severity]]:
    return [(each.code, each.severity) for each in report.findings]


def test_only_what_was_said_of_the_value_is_told_again_at_todays_severity(rules: RuleSet) -> None:
    old = stored(finding("SCH-03"), finding("AUTH-01"), finding("SCH-03", "createUser/active"))

    again = with_captured(reported(finding("SCH-01", "createUser/nope")), old, rules)

    assert told(again) == [("SCH-01", Severity.INFO), ("SCH-03", Severity.ERROR)]
    assert again.findings[1].path == PATH
    assert again.calls == (replace(VALID, request_valid=False),)
    milder = rules.weighing({"SCH-03": Severity.WARNING})
    assert told(with_captured(reported(), old, milder)) == [("SCH-03", Severity.WARNING)]


def test_a_rule_that_is_not_selected_says_nothing_and_the_call_stays_invalid(rules: RuleSet) -> None:
    old = stored(finding("SCH-03"))
    for some in (rules.select(["AUTH"]), rules.select((), ["SCH-03"])):
        again = with_captured(reported(), old, some)

        assert told(again) == []
        assert again.calls[0].request_valid is False


def test_nothing_is_told_again_where_masking_hid_nothing(rules: RuleSet) -> None:
    again = with_captured(reported(), stored(finding("SCH-03"), type_valid=True), rules)

    assert (told(again), again.calls) == ([], (VALID,))


def test_what_is_only_too_long_leaves_the_call_valid(rules: RuleSet) -> None:
    again = with_captured(reported(), stored(finding("SCH-06")), rules)

    assert told(again) == [("SCH-06", Severity.WARNING)]
    assert again.calls == (VALID,)


def test_one_slip_stays_one_finding(rules: RuleSet) -> None:
    old = stored(finding("SCH-04"), finding("SCH-03"))

    assert told(with_captured(reported(finding("VAL-11")), old, rules)) == [("VAL-11", Severity.INFO)]
    assert told(with_captured(reported(finding("SCH-04")), old, rules.select(["SCH-04"]))) == [
        ("SCH-04", Severity.INFO)
    ]


def test_a_rule_of_later_releases_is_silent_at_an_earlier_one(rules: RuleSet) -> None:
    early, late = (
        with_captured(reported(release=r), stored(finding("VAL-11")), rules) for r in ("40.2.0", "42.11.1")
    )

    assert (told(early), [code for code, _ in told(late)]) == ([], ["VAL-11"])
