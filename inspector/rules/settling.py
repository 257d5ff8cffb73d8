"""One slip, one finding: which findings of an exchange say the same as another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from inspector.model.report import Finding
from inspector.rules.model import Replaced, Rule

_ROW = re.compile(r"\[\d+\]$")
_Key = tuple[str | int | None, ...]


class Settling:
    """Takes away what is said twice.

    Args:
        rules: The rules in force, by code.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._replacing = {
            code: frozenset(item.code for item in rule.replaces)
            for code, rule in rules.items()
            if rule.replaces
        }

    def settle(self, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings of one exchange that are left, see `RuleSet.settle`."""
        left: Iterable[Finding] = found if len(found) < 2 else self._left(found)
        settled: list[Finding] = []
        spoken: set[str] = set()
        for finding in left:
            rule = self._rules.get(finding.code)
            if rule is not None and rule.scope == "message":
                if finding.code in spoken:
                    continue
                spoken.add(finding.code)
                finding = replace(finding, call=None)
            settled.append(finding)
        return tuple(settled)

    def _left(self, found: tuple[Finding, ...]) -> Iterator[Finding]:
        """Those that none of the others replaces."""
        codes = {finding.code for finding in found}
        # Most findings replace none of those beside them.
        replacing = {code for code in codes if not codes.isdisjoint(self._replacing.get(code, ()))}
        gone: set[_Key] = set()
        for finding in found if replacing else ():
            if finding.code in replacing:
                gone.update(_silenced(finding, self._rules[finding.code].replaces))
        told = {(finding.code, finding.call) for finding in found if finding.on != "pair"}
        for finding in found:
            twice = finding.on == "pair" and (finding.code, finding.call) in told
            if not twice and (not gone or gone.isdisjoint(_known_by(finding))):
                yield finding


def _silenced(finding: Finding, replaced: Iterable[Replaced]) -> Iterator[_Key]:
    """What a finding makes silent, each as a key that `_known_by` gives for it."""
    parent = finding.path.rpartition("/")[0]
    for item in replaced:
        if item.where == "exchange":
            yield (item.code,)
        elif item.where == "call":
            yield (item.code, finding.call)
        elif item.where == "answer":
            yield (item.code, finding.call, "response")
        elif item.where == "place":
            yield (item.code, finding.call, finding.on, finding.path)
        elif item.named:
            yield from ((item.code, finding.call, finding.on, parent, name) for name in item.named)
        else:
            yield (item.code, finding.call, finding.on, parent, "")


def _known_by(finding: Finding) -> tuple[_Key, ...]:
    """The keys that a finding goes by: its call, its place, and its place among siblings."""
    call, on = finding.call, finding.on
    parent, _, name = finding.path.rpartition("/")
    return (
        (finding.code,),
        (finding.code, call),
        (finding.code, call, on),
        (finding.code, call, on, finding.path),
        (finding.code, call, on, parent, _ROW.sub("", name)),
        (finding.code, call, on, parent, ""),
    )
