"""The rules at work: judge a message by its shape, an exchange by all that is known, settle the findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Protocol

from inspector.model.message import Fault, FaultKind
from inspector.model.report import Finding
from inspector.rules.match import View, day, facts, given, holds, one_too_many, views
from inspector.rules.model import Match, Replaced, Rule
from inspector.rules.subject import ExchangeSubject, Hit, MessageSubject
from inspector.schema.content import Window

_ROW = re.compile(r"\[\d+\]$")
_Key = tuple[str | int | None, ...]


class KnowsReleases(Protocol):
    """What rules ask of the releases."""

    def has(self, release: str, window: Window) -> bool:
        """Whether `release` lies within `window` (decision 11)."""
        ...


@dataclass(frozen=True, slots=True)
class _Way:
    """One match of one rule, ready to be asked."""

    rule: Rule
    match: Match


class RuleSet:
    """All rules that are in force.

    Args:
        rules: The rules, each code once.
        releases: Tells whether a release lies within a rule's window.
    """

    def __init__(self, rules: Iterable[Rule], releases: KnowsReleases) -> None:
        self.rules: tuple[Rule, ...] = tuple(sorted(rules, key=lambda rule: rule.code))
        self._releases = releases
        self._by_code = {rule.code: rule for rule in self.rules}
        self._by_fault: dict[FaultKind, list[Rule]] = {}
        self._by_shape: list[_Way] = []
        self._by_exchange: list[_Way] = []
        for rule in self.rules:
            for match in rule.match:
                self._file(rule, match)

    def get(self, code: str) -> Rule | None:
        """The rule with this code, None where there is none in force."""
        return self._by_code.get(code)

    def select(self, only: Iterable[str] = (), ignore: Iterable[str] = ()) -> RuleSet:
        """Some of the rules.

        Args:
            only: Codes ("AUTH-01") or families ("AUTH"), in any letter case, to keep; none keeps all.
            ignore: Codes or families to leave out, after that.

        Raises:
            ValueError: A name is neither a code nor a family; the message offers the nearest.
        """
        kept, dropped = self._names(only), self._names(ignore)
        chosen = (rule for rule in self.rules if not kept or {rule.code, rule.family} & kept)
        return RuleSet((rule for rule in chosen if not {rule.code, rule.family} & dropped), self._releases)

    def judge_message(self, subject: MessageSubject) -> tuple[Hit, ...]:
        """What the shape of one message settles: its faults, and the elements and operations it holds."""
        hits = [hit for fault in subject.faults for hit in self._fault_hits(fault, subject)]
        for call in subject.calls:
            if not call.nested:
                view = View(subject.direction.value, subject, call)
                hits += self._first_hits(self._by_shape, view)
        return tuple(hits)

    def judge_exchange(self, subject: ExchangeSubject) -> tuple[Hit, ...]:
        """What takes more than a shape: caller, HTTP, time, settings, the answer beside its request."""
        hits: list[Hit] = []
        spoken: set[tuple[str, int | None]] = set()
        for way in self._by_exchange:
            for view in self._open_views(way, subject):
                place = (way.rule.code, view.call.index if view.call else None)
                if place not in spoken and holds(way.match, view):
                    spoken.add(place)
                    hits += _hits(way, view)
        return tuple(hits)

    def settle(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """One slip, one finding: without those that another one replaces, in the order given.

        All findings of one exchange go in together. What replaces is judged before anything is taken away, so
        a replaced finding still silences what it replaces. A rule of scope "message" leaves its first
        finding, for the whole message.
        """
        found = tuple(findings)
        gone: set[_Key] = set()
        for finding in found:
            rule = self._by_code.get(finding.code)
            gone.update(_silenced(finding, rule.replaces if rule else ()))
        left = [finding for finding in found if gone.isdisjoint(_known_by(finding))]
        settled: list[Finding] = []
        spoken: set[str] = set()
        for finding in left:
            rule = self._by_code.get(finding.code)
            if rule is not None and rule.scope == "message":
                if finding.code in spoken:
                    continue
                spoken.add(finding.code)
                finding = replace(finding, call=None)
            settled.append(finding)
        return tuple(settled)

    def _file(self, rule: Rule, match: Match) -> None:
        for kind in match.fault:
            self._by_fault.setdefault(kind, []).append(rule)
        if not match.fault:
            ways = self._by_shape if match.shape and rule.window.date is None else self._by_exchange
            ways.append(_Way(rule, match))

    def _names(self, names: Iterable[str]) -> set[str]:
        known = {rule.code for rule in self.rules} | {rule.family for rule in self.rules}
        wanted = {name.strip().upper() for name in names}
        for name in sorted(wanted - known):
            near = get_close_matches(name, sorted(known), n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "`xmlinspect rules list` shows them all"
            raise ValueError(f"no rule or family is called {name}: {hint}")
        return wanted

    def _fault_hits(self, fault: Fault, subject: MessageSubject) -> Iterator[Hit]:
        side = subject.direction
        for rule in self._by_fault.get(fault.kind, ()):
            if side.value in rule.on and self._in_window(rule, subject.release):
                yield Hit(
                    rule=rule,
                    on=side.value,
                    call=fault.call,
                    path=fault.path,
                    message=fault.message,
                    instead=fault.instead or rule.instead,
                    line=fault.line,
                    column=fault.column,
                    ordinal=fault.ordinal,
                    side=None if fault.ordinal is None else side,
                    excerpt=fault.excerpt,
                )

    def _first_hits(self, ways: Iterable[_Way], view: View) -> Iterator[Hit]:
        spoken: set[str] = set()
        for way in ways:
            if way.rule.code in spoken or view.on not in (way.match.on or way.rule.on):
                continue
            if self._in_window(way.rule, view.release) and holds(way.match, view):
                spoken.add(way.rule.code)
                yield from _hits(way, view)

    def _open_views(self, way: _Way, subject: ExchangeSubject) -> Iterator[View]:
        after = way.rule.window.date
        today = day(subject)
        if after is not None and (today is None or today <= after):
            return
        for on in way.match.on or way.rule.on:
            for view in views(on, subject, way.match.about_call):
                if self._in_window(way.rule, view.release):
                    yield view

    def _in_window(self, rule: Rule, release: str) -> bool:
        window = rule.window.releases
        if not window.since and not window.until:
            return True
        return bool(release) and self._releases.has(release, window)


def _hits(way: _Way, view: View) -> Iterator[Hit]:
    """The hits of a match that holds: one a given element, or one where it points to."""
    call = view.call or one_too_many(way.match, view)
    at = replace(view, call=call)
    element = way.match.element
    found = given(element, call) if element is not None and call is not None else ()
    paths = (way.match.path,) if way.match.path or not found else found
    known = facts(way.match, at)
    for path in paths:
        ordinal = at.ordinal(path)
        named = {**known, "element": path.rpartition("/")[2]}
        yield Hit(
            rule=way.rule,
            on=view.on,
            call=call.index if call else None,
            path=path,
            message=(way.match.message or way.rule.summary).format_map(named),
            instead=way.rule.instead,
            ordinal=ordinal,
            side=None if ordinal is None else at.side,
        )


def _silenced(finding: Finding, replaced: Iterable[Replaced]) -> Iterator[_Key]:
    """What a finding makes silent, each as a key that `_known_by` gives for it."""
    parent = finding.path.rpartition("/")[0]
    for item in replaced:
        if item.where == "call":
            yield (item.code, finding.call)
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
        (finding.code, call),
        (finding.code, call, on, finding.path),
        (finding.code, call, on, parent, _ROW.sub("", name)),
        (finding.code, call, on, parent, ""),
    )
