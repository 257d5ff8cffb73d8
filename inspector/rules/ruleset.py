"""The rules at work: judge a message by its shape, an exchange by all that is known, settle the findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Protocol

from inspector.model.message import Fault, FaultKind
from inspector.model.report import Finding, On
from inspector.model.severity import Severity
from inspector.rules.match import (
    View,
    day,
    facts,
    fits,
    given,
    holds,
    one_too_many,
    passed,
    same_path,
    views,
)
from inspector.rules.model import Match, Rule
from inspector.rules.path_watch import path_watch
from inspector.rules.settling import Settling
from inspector.rules.subject import CallSubject, ExchangeSubject, Hit, MessageSubject, Spot
from inspector.rules.watch import LeafLike, Leaves, Watch, Way, watch
from inspector.rules.zones import Zones
from inspector.schema.content import Window

_ROW = re.compile(r"\[\d+\]$")
_ROWS = re.compile(r"\[\d+\]")
NO_ZONES = Zones(())


class KnowsReleases(Protocol):
    """What rules ask of the releases."""

    def has(self, release: str, window: Window) -> bool:
        """Whether `release` lies within `window` (decision 11)."""
        ...


class RuleSet:
    """All rules that are in force.

    Args:
        rules: The rules, each code once.
        releases: Tells whether a release lies within a rule's window.
        zones: Time zones, for tests that go by the clock.
    """

    def __init__(self, rules: Iterable[Rule], releases: KnowsReleases, zones: Zones = NO_ZONES) -> None:
        self.zones = zones
        self.rules: tuple[Rule, ...] = tuple(sorted(rules, key=lambda rule: rule.code))
        self._releases = releases
        self._by_code = {rule.code: rule for rule in self.rules}
        self._settling = Settling(self._by_code)
        self._by_fault: dict[FaultKind, list[Way]] = {}
        self._by_message: list[Way] = []
        self._by_shape: list[Way] = []
        self._by_exchange: list[Way] = []
        self._by_value: list[Way] = []
        self._by_state: list[Way] = []
        ways = ((rule, match) for rule in self.rules for match in rule.match)
        for number, (rule, match) in enumerate(ways):
            self._file(Way(number, rule, match))

    def get(self, code: str) -> Rule | None:
        """The rule with this code, None where there is none in force."""
        return self._by_code.get(code)

    def speaking(self, code: str, kinds: Collection[FaultKind], release: str) -> Rule | None:
        """The rule with this code where it is in force at `release` and speaks of faults of these kinds."""
        ways = (way for kind in kinds for way in self._by_fault.get(kind, ()))
        found = (way.rule for way in ways if way.rule.code == code and self._in_window(way, release))
        return next(found, None)

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
        left = (rule for rule in chosen if not {rule.code, rule.family} & dropped)
        return self.having(left)

    def having(self, rules: Iterable[Rule]) -> RuleSet:
        """These rules, in place of its own."""
        return RuleSet(rules, self._releases, self.zones)

    def weighing(self, severities: Mapping[str, Severity]) -> RuleSet:
        """The same rules with other severities, by code."""
        changed = (
            rule.weighing(severities[rule.code]) if rule.code in severities else rule for rule in self.rules
        )
        return self.having(changed)

    def hears(self, kind: FaultKind) -> bool:
        """Whether a rule speaks of faults of this kind: what nobody speaks of need not be looked for."""
        return kind in self._by_fault

    @property
    def asks_exchanges(self) -> bool:
        """Whether any rule asks about more than a shape (`judge_exchange`)."""
        return bool(self._by_exchange)

    @property
    def headers(self) -> frozenset[str]:
        """Names of the request headers that rules ask for, in lower case."""
        asked = (way.match.header for way in self._by_exchange if way.match.header is not None)
        return frozenset(name.lower() for header in asked for name in header.present)

    @property
    def stateful(self) -> tuple[Way, ...]:
        """The ways that take memory across exchanges."""
        return tuple(self._by_state)

    def judge_message(self, subject: MessageSubject) -> tuple[Hit, ...]:
        """What the shape of one message settles: its faults, and the elements and operations it holds."""
        hits = [hit for fault in subject.faults for hit in self._fault_hits(fault, subject)]
        on: On = subject.direction.value
        hits += self._first_hits(self._by_message, View(on, subject))
        for view in (View(on, subject, call) for call in subject.calls if not call.nested):
            hits += self._first_hits(self._by_shape, view)
        return tuple(hits)

    def watches(self, subject: MessageSubject, leaves: Sequence[LeafLike]) -> tuple[Watch, ...]:
        """What must be looked at in each message of a shape: rules that no slot concerns cost nothing.

        Args:
            subject: The message as its shape has it.
            leaves: Its leaves.
        """
        found: list[Watch] = []
        by_call = Leaves(leaves)
        for way in self._by_value:
            for on in way.match.on or way.rule.on:
                if on != subject.direction.value and not (on == "pair" and subject.direction == "request"):
                    continue
                alone = way.match.shape and way.rule.window.date is None and on != "pair"
                for view in _inner_views(on, subject, about_call=way.match.about_call):
                    if self._in_window(way, view.release) and fits(way.match, view):
                        looked = _looked(way, view, by_call, alone=alone)
                        found += [looked] if looked else []
        return tuple(found)

    def reads(self, subject: MessageSubject) -> tuple[tuple[Way, CallSubject], ...]:
        """The ways that take memory, with the calls of a message that concern them."""
        return tuple(
            (way, call)
            for way in self._by_state
            for call in subject.calls
            if not call.nested
            and self._in_window(way, subject.release)
            and fits(way.match, View(subject.direction.value, subject, call))
        )

    def watch_hits(self, looked: Watch, spots: tuple[Spot, ...], subject: MessageSubject) -> tuple[Hit, ...]:
        """The hits of a watch whose values pass at `spots`."""
        call = subject.calls[looked.call] if looked.call is not None else None
        return tuple(_hits(looked.way, View(subject.direction.value, subject, call), spots))

    def judge_exchange(self, subject: ExchangeSubject) -> tuple[Hit, ...]:
        """What takes more than a shape: caller, HTTP, time, settings, the answer beside its request."""
        hits: list[Hit] = []
        spoken: set[tuple[str | int, int | None]] = set()
        for way in self._by_exchange:
            for view in self._open_views(way, subject):
                place = (way.voice, view.call.index if view.call else None)
                if place not in spoken and holds(way.match, view, way.number):
                    spoken.add(place)
                    hits += _hits(way, view, passed(view, way.number) or ())
        return tuple(hits)

    def settle(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """One slip, one finding: without those that another one replaces, in the order given.

        All findings of one exchange go in together. What replaces is judged before anything is taken away, so
        a replaced finding still silences what it replaces. A rule of scope "message" leaves its first
        finding, for the whole message. What a message shows by itself is not told again of the pair.
        """
        return self._settling.settle(tuple(findings))

    def _file(self, way: Way) -> None:
        match, rule = way.match, way.rule
        for kind in match.fault:
            self._by_fault.setdefault(kind, []).append(way)
        if match.fault:
            return
        if match.state is not None:
            self._by_state.append(way)
            return
        sided = "pair" not in (match.on or rule.on)
        alone = match.shape and rule.window.date is None and sided
        looks = bool(match.value or match.xpath)
        if looks:
            self._by_value.append(way)
        if not alone:
            self._by_exchange.append(way)
        elif not looks:
            (self._by_shape if match.about_call else self._by_message).append(way)

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
        spoken: set[str] = set()
        for way in self._by_fault.get(fault.kind, ()):
            rule = way.rule
            if rule.code in spoken or side.value not in (way.match.on or rule.on):
                continue
            if _fault_fits(way.match, fault) and self._in_window(way, subject.release):
                spoken.add(rule.code)
                yield Hit(
                    rule=rule,
                    on=side.value,
                    call=fault.call,
                    path=fault.path,
                    message=fault.message,
                    instead=_mend(rule, side.value, fault.instead),
                    line=fault.line,
                    column=fault.column,
                    ordinal=fault.ordinal,
                    side=None if fault.ordinal is None else side,
                    excerpt=fault.excerpt,
                )

    def _first_hits(self, ways: Iterable[Way], view: View) -> Iterator[Hit]:
        spoken: set[str | int] = set()
        for way in ways:
            if way.voice in spoken or view.on not in (way.match.on or way.rule.on):
                continue
            if self._in_window(way, view.release) and holds(way.match, view):
                spoken.add(way.voice)
                yield from _hits(way, view)

    def _open_views(self, way: Way, subject: ExchangeSubject) -> Iterator[View]:
        after = way.rule.window.date
        today = day(subject)
        if after is not None and (today is None or today <= after):
            return
        for on in way.match.on or way.rule.on:
            for view in views(on, subject, way.match.about_call):
                if self._in_window(way, view.release):
                    yield view

    def _in_window(self, way: Way, release: str) -> bool:
        window = way.rule.window.releases
        before = way.match.before
        if before and (not release or self._releases.has(release, Window(tuple(before.split())))):
            return False
        since = way.match.since
        if since and not (release and self._releases.has(release, Window(tuple(since.split())))):
            return False
        if not window.since and not window.until:
            return True
        return bool(release) and self._releases.has(release, window)


def _looked(way: Way, view: View, leaves: Leaves, *, alone: bool) -> Watch | None:
    index = view.call.index if view.call else None
    if way.match.xpath and index is not None:
        return path_watch(way, index, leaves, alone=alone)
    return watch(way, index, leaves, alone=alone)


def _mend(rule: Rule, on: On, own: str = "") -> str:
    """The mend of a finding, its `own` before the rule's; of an answer, what it means to the client."""
    if on != "response" or not rule.in_answer:
        return own or rule.instead
    return f"{own} {rule.in_answer}" if own.endswith("?") else rule.in_answer


def _fault_fits(match: Match, fault: Fault) -> bool:
    if match.sent and fault.sent not in match.sent:
        return False
    return not match.at or any(same_path(pattern, _ROWS.sub("", fault.path)) for pattern in match.at)


def _inner_views(on: On, subject: MessageSubject, *, about_call: bool) -> Iterator[View]:
    if not about_call:
        yield View(on, subject)
        return
    yield from (View(on, subject, call) for call in subject.calls if not call.nested)


def _hits(way: Way, view: View, spots: tuple[Spot, ...] = ()) -> Iterator[Hit]:
    """The hits of a match that holds: one a given element or value, or one where it points to."""
    match = way.match
    call = view.call or one_too_many(match, view)
    at = replace(view, call=call)
    if spots and spots[0].trouble:
        yield _unasked(way, at, spots[0].trouble)
        return
    known = facts(match, at)
    for path, ordinal in _spots(match, at, spots):
        yield Hit(
            rule=way.rule,
            on=view.on,
            call=call.index if call else None,
            path=path,
            message=(match.message or way.rule.summary).format_map({**known, "element": _named(path)}),
            instead=_mend(way.rule, view.on),
            ordinal=ordinal,
            side=None if ordinal is None else at.side,
            severity=match.severity,
        )


def _unasked(way: Way, view: View, trouble: str) -> Hit:
    """That a rule could not be asked: it is no verdict on the message, but silence would be taken for one."""
    return Hit(
        rule=way.rule,
        on=view.on,
        call=view.call.index if view.call else None,
        path="",
        message=f"rule {way.rule.code} cannot be asked of this call: {trouble}",
        instead=f"mend the rule file {way.rule.code}.yaml",
        ordinal=view.ordinal(""),
        side=view.side,
        severity=Severity.ERROR,
    )


def _spots(match: Match, view: View, spots: tuple[Spot, ...]) -> Iterable[tuple[str, int | None]]:
    if match.path:
        return ((match.path, view.ordinal(match.path)),)
    if spots:
        return [(spot.path, spot.ordinal) for spot in (spots[:1] if match.once else spots)]
    found = given(match.element[0], view) if match.element else ()
    paths = found or ("",)
    return [(path, view.ordinal(path)) for path in (paths[:1] if match.once else paths)]


def _named(path: str) -> str:
    return _ROW.sub("", path.rpartition("/")[2])
