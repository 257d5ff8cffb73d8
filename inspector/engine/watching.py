"""Value tests of rules: settled with the template where no slot matters, else asked each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from inspector.engine.shape import Shape
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import Hit, MessageSubject, Spot
from inspector.rules.values import Moment
from inspector.rules.watch import Watch

NOT_KNOWN: Final = Moment()
Passed = tuple[tuple[Watch, tuple[Spot, ...]], ...]
"""Watches whose values pass, each with the places."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the user set of a site, for rules.

    Attributes:
        kinds: "control-hub", "on-premises".
        zone: IANA name of its time zone, "" where unknown.
    """

    kinds: frozenset[str] = frozenset()
    zone: str = ""


NO_FACTS: Final = SiteFacts()


def settle(rules: RuleSet, shape: Shape, subject: MessageSubject) -> tuple[tuple[Watch, ...], list[Hit]]:
    """What is left to look at in each message of `shape`, and what its constants have settled."""
    left: list[Watch] = []
    hits: list[Hit] = []
    spoken: set[tuple[str | int, int | None]] = set()
    for looked in rules.watches(subject, shape.leaves):
        if not looked.settled:
            left.append(looked)
            continue
        spots = looked.found((), shape.codec, NOT_KNOWN)
        if spots is None:
            continue
        place = (looked.way.voice, looked.call)
        if not looked.alone:
            left.append(looked)
        elif place not in spoken:
            spoken.add(place)
            hits += rules.watch_hits(looked, spots, subject)
    return tuple(left), hits


def passed(watches: Sequence[Watch], values: Sequence[bytes], codec: str, moment: Moment) -> Passed:
    """The watches whose values pass in one message."""
    found = []
    for looked in watches:
        spots = looked.found(values, codec, moment)
        if spots is not None:
            found.append((looked, spots))
    return tuple(found)


def hits(rules: RuleSet, found: Passed, subject: MessageSubject) -> list[Hit]:
    """The findings of those that need nothing but the message; of a rule, the first for a call speaks."""
    made: list[Hit] = []
    spoken: set[tuple[str | int, int | None]] = set()
    for looked, spots in found:
        place = (looked.way.voice, looked.call)
        if looked.alone and place not in spoken:
            spoken.add(place)
            made += rules.watch_hits(looked, spots, subject)
    return made


def with_passed(subject: MessageSubject, found: Passed) -> MessageSubject:
    """The subject with the places of those that need the exchange, too."""
    waiting = [(looked, spots) for looked, spots in found if not looked.alone]
    if not waiting:
        return subject

    def of(call: int | None) -> Mapping[int, tuple[Spot, ...]]:
        return {looked.way.number: spots for looked, spots in waiting if looked.call == call}

    calls = tuple(call if call.absent else replace(call, passed=of(call.index)) for call in subject.calls)
    return replace(subject, calls=calls, passed=of(None))


def key(found: Passed) -> tuple[object, ...]:
    """What tells one set of passed tests from another, for those that need the exchange, too."""
    return tuple((looked.way.number, looked.call, spots) for looked, spots in found if not looked.alone)
