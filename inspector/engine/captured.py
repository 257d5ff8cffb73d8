"""What masking hid of a stored exchange: values that were not of their type, and secrets within a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from inspector.model.message import FaultKind
from inspector.model.report import CallReport, ExchangeReport, Finding, Record
from inspector.rules.ruleset import RuleSet

_LIMIT: Final = frozenset((FaultKind.VALUE_LIMIT,))
_OF_VALUES: Final = _LIMIT | {FaultKind.VALUE_TYPE, FaultKind.VALUE_ENUMERATION}
_WITHIN: Final = frozenset((FaultKind.CREDENTIAL_OUT_OF_PLACE,))
"""What was said of a part of a value, which is hidden with the whole."""
_Place = tuple[str, int | None, str]


def with_captured(new: ExchangeReport, stored: Record, rules: RuleSet) -> ExchangeReport:
    """A report made again, with what its masked values were captured with.

    Args:
        new: What is said of the exchange as it lies in the store.
        stored: The exchange, with what was said when it was captured.
        rules: The rules in force: a finding of another one is not told again.
    """
    masked = {(fact.on, fact.call, fact.path) for fact in stored.facts}
    if not masked:
        return new
    hidden = {(fact.on, fact.call, fact.path) for fact in stored.facts if not fact.type_valid}
    told = {(finding.code, _place(finding)) for finding in new.findings}
    kept = [
        finding
        for finding in (
            *_kept(stored, hidden, _OF_VALUES, rules, new.release.name),
            *_kept(stored, masked, _WITHIN, rules, new.release.name),
        )
        if (finding.code, _place(finding)) not in told
    ]
    findings = rules.settle(sorted((*new.findings, *kept), key=_in_text))
    spoilt = hidden - _within_type(stored, rules)
    old = stored.report.calls
    calls = (
        _call(call, index, old[index] if index < len(old) else None, spoilt)
        for index, call in enumerate(new.calls)
    )
    return replace(new, findings=findings, calls=tuple(calls))


def _kept(
    stored: Record, hidden: Collection[_Place], kinds: frozenset[FaultKind], rules: RuleSet, release: str
) -> Iterator[Finding]:
    for finding in stored.report.findings:
        rule = rules.speaking(finding.code, kinds, release)
        if rule is not None and _place(finding) in hidden:
            yield replace(finding, severity=rule.severity)


def _within_type(stored: Record, rules: RuleSet) -> set[_Place]:
    """Where a value was only too long or too large, which leaves its call valid."""
    ways = {rule.code: frozenset(kind for way in rule.match for kind in way.fault) for rule in rules.rules}
    return {_place(each) for each in stored.report.findings if ways.get(each.code) == _LIMIT}


def _call(call: CallReport, index: int, old: CallReport | None, spoilt: Collection[_Place]) -> CallReport:
    """The call, invalid on a side where it was so and a value that is masked now was to blame."""
    if old is None:
        return call
    sides = {on for on, at, _ in spoilt if at in (index, None)}
    request, response = call.request_valid, call.response_valid
    if "request" in sides and request and old.request_valid is False:
        request = False
    if "response" in sides and response and old.response_valid is False:
        response = False
    return replace(call, request_valid=request, response_valid=response)


def _place(finding: Finding) -> _Place:
    return finding.on, finding.call, finding.path


def _in_text(finding: Finding) -> tuple[bool, int, int]:
    return finding.on != "request", finding.line or 0, finding.column or 0
