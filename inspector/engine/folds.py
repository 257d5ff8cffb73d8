"""Rules that take memory: each notes events of an exchange, and asks what was noted before it.

Events are kept by time, so the answer to a question depends on times alone, never on the order in which a
recording lists its exchanges: all events of a recording are noted before the first question is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import permutations
from typing import Final, NamedTuple, Protocol

from inspector.engine.facts import CallFact, Field, Token
from inspector.model.exchange import Direction

_TICKET_LIFE = 5_400
_HOUR = 3_600
_REPEATED = 2
"""Not-found answers before a 403 that count as repeated where the user set no number."""

_OWN, _BY_OTHERS = 1, 2
"""Who changed an address; at the same time, the change by others counts."""

Key = tuple[int, str, bytes]
Payload = tuple[Token | int, ...]
Moment = tuple[float, Payload]


class Timeline(Protocol):
    """What was noted under a key, by time."""

    def count(self, key: Key, since: float, until: float) -> int:
        """How many events there are from `since` to just before `until`."""

    def first(self, key: Key, since: float, until: float) -> Moment | None:
        """The first of them."""

    def last(self, key: Key, until: float) -> Moment | None:
        """The last event before `until`."""


class Answer(NamedTuple):
    """What a question found: the place to point at (None: the call), and words for `{element}`."""

    at: Field | None = None
    words: str = ""


Event = tuple[str, bytes, Payload]
Events = Callable[[CallFact], Iterator[Event]]
Question = Callable[[CallFact, Timeline, Mapping[str, int | str]], Answer | None]


class Fold(NamedTuple):
    """One fold: what it notes, what it asks."""

    events: Events
    ask: Question


def _key(fact: CallFact, kind: str, what: bytes) -> Key:
    return (fact.way.number, kind, fact.site + what)


def _within(fact: CallFact, default: float) -> float:
    state = fact.way.match.state
    return state.within if state is not None and state.within else default


def _issued(fact: CallFact) -> Iterator[Event]:
    lives = [field.number for field in fact.fields.get("life", ()) if field.number is not None]
    for ticket in fact.tokens("issued"):
        yield "ticket", ticket, (lives[0] if lives else int(_within(fact, _TICKET_LIFE)),)


def _expired(fact: CallFact, past: Timeline, _settings: Mapping[str, int | str]) -> Answer | None:
    for field in fact.fields.get("used", ()):
        issued = past.last(_key(fact, "ticket", field.token), fact.time)
        if issued is not None and fact.time > issued[0] + int(issued[1][0]):
            return Answer(field)
    return None


def _not_found(fact: CallFact) -> bool:
    state = fact.way.match.state
    return state is not None and fact.exception in state.known


def _misses(fact: CallFact) -> Iterator[Event]:
    if _not_found(fact):
        yield "miss", fact.caller, ()
    if fact.status == 403:
        yield "refused", fact.caller, ()


def _locked_out(fact: CallFact, past: Timeline, settings: Mapping[str, int | str]) -> Answer | None:
    state = fact.way.match.state
    limit = settings.get(state.above) if state is not None else None
    misses = past.count(_key(fact, "miss", fact.caller), fact.time - _within(fact, _HOUR), fact.time)
    if fact.status == 403:
        return Answer() if misses >= (limit if isinstance(limit, int) else _REPEATED) else None
    return Answer() if isinstance(limit, int) and _not_found(fact) and misses + 1 == limit else None


def _during(fact: CallFact, past: Timeline, settings: Mapping[str, int | str]) -> Answer | None:
    """A lock-out begins with the first refusal after the last miss, and later refusals do not prolong it.

    A call that the service answered was not locked out.
    """
    if fact.result is not None and fact.status != 403:
        return None
    state = fact.way.match.state
    limit = settings.get(state.above) if state is not None else None
    misses = _key(fact, "miss", fact.caller)
    miss = past.last(misses, fact.time)
    refused = past.first(_key(fact, "refused", fact.caller), miss[0], fact.time) if miss else None
    if refused is None or refused[0] < fact.time - _within(fact, 2 * _HOUR):
        return None
    enough = limit if isinstance(limit, int) else _REPEATED
    return Answer() if past.count(misses, refused[0] - _HOUR, refused[0]) >= enough else None


def _limited(fact: CallFact) -> Iterator[Event]:
    if _not_found(fact):
        yield "limited", fact.caller, ()


def _too_soon(fact: CallFact, past: Timeline, _settings: Mapping[str, int | str]) -> Answer | None:
    since = fact.time - _within(fact, 60)
    return Answer() if past.first(_key(fact, "limited", fact.caller), since, fact.time) else None


def _names(fact: CallFact, group: str) -> list[str]:
    return [name.partition("/")[2] for name in fact.fields if name.startswith(f"{group}/")]


def _forms(fact: CallFact) -> Iterator[Event]:
    """Which fields the form of a session demands; names of fields are no secret.

    A session goes by its key and by its UUID: an answer that gives both says that they are the same. Where
    registration is off, or what shows a session as a whole shows no form, nothing is demanded any more.
    """
    sessions = fact.tokens("session")
    if fact.result != "SUCCESS":
        return
    if len(sessions) == 2 and fact.fields["session"][0].side is Direction.RESPONSE:
        yield from (("same", one, (other,)) for one, other in permutations(sessions))
    names = _names(fact, "required")
    off = any(field.number == 0 for field in fact.fields.get("registration", ()))
    if not (names or off or "whole" in fact.fields):
        return
    demanded = tuple(
        name.encode()
        for name in sorted(names)
        if not off and any(field.number == 1 for field in fact.fields[f"required/{name}"])
    )
    for session in sessions:
        yield "form", session, demanded


def _missing(fact: CallFact, past: Timeline, _settings: Mapping[str, int | str]) -> Answer | None:
    """Each person of a request is held against the form of the own session."""
    attends: dict[str, list[Token]] = {}
    for field in fact.fields.get("attends", ()):
        attends.setdefault(field.path.rpartition("/")[0], []).append(field.token)
    given = {name: {_home(field) for field in fact.fields[f"given/{name}"]} for name in _names(fact, "given")}
    first: Field | None = None
    lacking: dict[str, None] = {}
    for person in fact.fields.get("person", ()):
        home = _home(person)
        sessions = attends.get(home) or attends.get(home.partition("/")[0], [])
        missing = [name for name in _demanded(fact, past, sessions) if home not in given.get(name, ())]
        lacking |= dict.fromkeys(missing)
        first = first or (person if missing else None)
    return Answer(first, ", ".join(lacking)) if first else None


def _home(field: Field) -> str:
    """The attendee that a field of a person belongs to."""
    return field.path.rpartition("/person/")[0]


def _demanded(fact: CallFact, past: Timeline, sessions: Iterable[Token]) -> list[str]:
    """What the latest form of a session demands, by whichever of its names the form came."""
    names = set(sessions)
    same = [past.last(_key(fact, "same", name), fact.time) for name in names]
    names |= {name for each in same if each for name in each[1] if isinstance(name, bytes)}
    forms = [past.last(_key(fact, "form", name), fact.time) for name in names]
    latest = max((form for form in forms if form), default=None)
    return [name.decode() for name in latest[1] if isinstance(name, bytes)] if latest else []


def _changed_email(fact: CallFact) -> Iterator[Event]:
    """Changes of an address, by the user or by somebody else, and the addresses that were shown."""
    who, new = fact.tokens("who"), fact.tokens("new")
    if who and new and fact.result == "SUCCESS":
        yield "email", who[0], (_OWN, new[0]) if who == fact.tokens("caller") else (_BY_OTHERS,)
    for shown in fact.tokens("shown") if who else ():
        yield "shown", who[0] + shown, ()


def _old_email(fact: CallFact, past: Timeline, _settings: Mapping[str, int | str]) -> Answer | None:
    """A change by somebody else counts at once; an own one is confirmed when its address was shown."""
    who, shown = fact.tokens("who"), fact.fields.get("shown", ())
    change = past.last(_key(fact, "email", who[0]), fact.time) if who and shown else None
    if change is None or change[1][0] != _OWN:
        return None
    new = change[1][1]
    assert isinstance(new, bytes)
    if new == shown[0].token or past.first(_key(fact, "shown", who[0] + new), change[0], fact.time):
        return None
    return Answer(shown[0])


def _room(fact: CallFact) -> Iterator[Event]:
    who = fact.tokens("who")
    if not who or fact.result != "SUCCESS":
        return
    for field in fact.fields.get("room", ()):
        yield "room", who[0], (field.token,)
    for field in fact.fields.get("enabled", ()):
        yield ("on" if field.number == 1 else "off"), who[0], ()


def _other_room(fact: CallFact, past: Timeline, _settings: Mapping[str, int | str]) -> Answer | None:
    who, room = fact.tokens("who"), fact.fields.get("room", ())
    if not who or not room:
        return None
    seen = past.last(_key(fact, "room", who[0]), fact.time)
    off = past.last(_key(fact, "off", who[0]), fact.time)
    if seen is None or off is None or seen[1][0] == room[0].token or seen[0] > off[0]:
        return None
    on = past.first(_key(fact, "on", who[0]), math.nextafter(off[0], math.inf), fact.time)
    return Answer(room[0]) if on is not None and on[0] <= off[0] + _within(fact, 604_800) else None


FOLDS: Final[Mapping[str, Fold]] = {
    "expired-ticket": Fold(_issued, _expired),
    "lock-out": Fold(_misses, _locked_out),
    "locked-out": Fold(_misses, _during),
    "rate-limit": Fold(_limited, _too_soon),
    "required-fields": Fold(_forms, _missing),
    "unconfirmed-email": Fold(_changed_email, _old_email),
    "changed-room-key": Fold(_room, _other_room),
}
