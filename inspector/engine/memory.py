"""What rules that take memory remember: events by key and time, bounded, the least lately used forgotten."""

from __future__ import annotations

import secrets
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from inspector.engine.facts import CallFact, Hasher, facts_of
from inspector.engine.folds import FOLDS, Answer, Key, Moment
from inspector.model.exchange import Direction
from inspector.rules.match import quoted
from inspector.rules.subject import Hit

if TYPE_CHECKING:
    from inspector.engine.judgement import Judgement


class Memory:
    """Notes events of exchanges in any order, and says what they mean for one exchange.

    Args:
        settings: Numbers that the vendor does not publish, by name.
        most: Events that are remembered, at most half of them under one key (a ticket, a caller, a session,
            a user), whose oldest go first. Some 500 bytes each.
        key: Key of the hashes; a new one where None.
    """

    def __init__(
        self, settings: Mapping[str, int | str] | None = None, most: int = 200_000, key: bytes | None = None
    ) -> None:
        self._settings = settings or {}
        self._most = most
        self._hasher = Hasher(key or secrets.token_bytes(32))
        self._events: OrderedDict[Key, list[Moment]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def count(self, key: Key, since: float, until: float) -> int:
        """How many events there are under `key` from `since` to just before `until`."""
        events = self._under(key)
        return max(bisect_left(events, (until,)) - bisect_left(events, (since,)), 0)

    def first(self, key: Key, since: float, until: float) -> Moment | None:
        """The first of them."""
        events = self._under(key)
        at = bisect_left(events, (since,))
        return events[at] if at < len(events) and events[at][0] < until else None

    def last(self, key: Key, until: float) -> Moment | None:
        """The last event under `key` before `until`."""
        events = self._under(key)
        at = bisect_left(events, (until,))
        return events[at - 1] if at else None

    def note(self, judgement: Judgement) -> None:
        """Take in what an exchange says, whatever was noted before; the same once more changes nothing."""
        for fact in facts_of(judgement, self._hasher):
            for kind, what, payload in FOLDS[_fold(fact)].events(fact):
                self._put((fact.way.number, kind, fact.site + what), (fact.time, payload))

    def recall(self, judgement: Judgement) -> tuple[Hit, ...]:
        """What the events before an exchange mean for it."""
        hits = []
        for fact in facts_of(judgement, self._hasher):
            answer = FOLDS[_fold(fact)].ask(fact, self, self._settings)
            if answer is not None:
                hits.append(_hit(fact, answer, judgement))
        return tuple(_first_of_each(hits))

    def _under(self, key: Key) -> list[Moment]:
        events = self._events.get(key)
        if events is None:
            return []
        self._events.move_to_end(key)
        return events

    def _put(self, key: Key, event: Moment) -> None:
        events = self._events.setdefault(key, [])
        self._events.move_to_end(key)
        at = bisect_left(events, event)
        if at < len(events) and events[at] == event:
            return
        events.insert(at, event)
        self._count += 1
        if len(events) > max(self._most // 2, 1):
            del events[0]
            self._count -= 1
        while self._count > self._most:
            self._count -= len(self._events.popitem(last=False)[1])


def _fold(fact: CallFact) -> str:
    state = fact.way.match.state
    assert state is not None
    return state.fold


def _hit(fact: CallFact, answer: Answer, judgement: Judgement) -> Hit:
    rule, match = fact.way.rule, fact.way.match
    at = answer.at
    words = {
        "count": "", "element": answer.words, "exception": quoted(fact.exception), "header": "", "limit": "",
        "operation": fact.operation, "release": judgement.chosen.name, "retired": "",
        "status": fact.status or "",
    }  # fmt: skip
    on = (match.on or rule.on)[0]
    return Hit(
        rule=rule,
        on=on,
        call=fact.call,
        path=match.path or (at.path if at else ""),
        message=(match.message or rule.summary).format_map(words),
        instead=rule.instead,
        ordinal=at.ordinal if at else _ordinal(judgement, fact.call),
        side=at.side if at else Direction.REQUEST,
        severity=match.severity,
    )


def _ordinal(judgement: Judgement, call: int) -> int | None:
    request = judgement.request
    return None if request is None else request.shape.calls[call].ordinals.get("")


def _first_of_each(hits: Sequence[Hit]) -> Iterator[Hit]:
    spoken: set[tuple[str, int | None]] = set()
    for hit in hits:
        if (hit.rule.code, hit.call) not in spoken:
            spoken.add((hit.rule.code, hit.call))
            yield hit
