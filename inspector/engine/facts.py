"""Small facts of an exchange, for rules that take memory: keyed hashes in place of values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from inspector.engine.calls import contents_at, outcome_at
from inspector.engine.privacy_plan import leaf_text
from inspector.engine.shape import Leaf
from inspector.model.exchange import Direction
from inspector.rules.match import same_path
from inspector.rules.model import State
from inspector.rules.watch import Way
from inspector.rules.whole import whole

if TYPE_CHECKING:
    from inspector.engine.judgement import Judgement, Side

Token = bytes


class Field(NamedTuple):
    """One value that a fold reads: its place, its keyed hash, its number (1 for true) or None."""

    side: Direction
    path: str
    ordinal: int
    token: Token
    number: int | None


class CallFact(NamedTuple):
    """What a fold sees of one call.

    Attributes:
        way: The rule's way that asks.
        call: Index of the call of the request.
        answer: Index of the call of the answer, None without one.
        time: Start of the exchange in seconds since the epoch.
        site: Keyed hash of the site.
        caller: Keyed hash of site, client address, User-Agent and identity.
        operation, result, exception, status: As known.
        fields: Values by the name that the rule gives them.
    """

    way: Way
    call: int
    answer: int | None
    time: float
    site: Token
    caller: Token
    operation: str
    result: str | None
    exception: str | None
    status: int | None
    fields: Mapping[str, tuple[Field, ...]]

    def tokens(self, name: str) -> tuple[Token, ...]:
        """Hashes of the values that go by `name`, each once."""
        return tuple(dict.fromkeys(field.token for field in self.fields.get(name, ())))


class Hasher:
    """Keyed hashes of values: equal values are equal, and nothing can be guessed without the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key[:64]

    def token(self, *texts: str) -> Token:
        """The hash of some texts, letter case aside."""
        joined = "\0".join(text.strip().lower() for text in texts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(joined, key=self._key, digest_size=12).digest()


def facts_of(judgement: Judgement, hasher: Hasher) -> Iterator[CallFact]:
    """The facts of one exchange; none where it has no time, or no rule that takes memory looks at it."""
    request, started = judgement.request, judgement.exchange.started
    if request is None or started is None or not request.template.reads or judgement.service != "xmlservice":
        return
    response = judgement.response
    readable = response is not None and response.shape.direction is Direction.RESPONSE
    results = response.results() if response is not None and readable else ()
    outer = [i for i, call in enumerate(response.shape.calls) if not call.nested] if response else []
    answers = contents_at(results, outer if readable else ())
    asked = [index for index, call in enumerate(request.shape.calls) if not call.nested]
    site, caller = _who(judgement, request, hasher)
    for way, call in request.template.reads:
        state = way.match.state
        if state is None:
            continue
        position = asked.index(call.index)
        answer = answers[position] if position < len(answers) else None
        fields = _fields(state, request, call.index, hasher)
        if response is not None and answer is not None:
            for name, found in _fields(state, response, answer, hasher).items():
                fields[name] = (*fields.get(name, ()), *found)
        if fields or not (state.read or state.numbers):
            result, exception = outcome_at(results, position)
            yield CallFact(
                way, call.index, answer, started, site, caller, call.operation or "",
                result, exception, judgement.exchange.status, fields,
            )  # fmt: skip


def _who(judgement: Judgement, request: Side, hasher: Hasher) -> tuple[Token, Token]:
    site = judgement.site or ""
    payload = judgement.exchange.request
    agent = (payload.header("user-agent") if payload else None) or ""
    identity = request.reading.value(request.shape.identity) or ""
    return hasher.token(site), hasher.token(site, judgement.exchange.client or "", agent, identity)


def _fields(state: State, side: Side, call: int, hasher: Hasher) -> dict[str, tuple[Field, ...]]:
    found: dict[str, tuple[Field, ...]] = {}
    for names in (state.read, state.numbers):
        for name, paths in names.items():
            leaves = _leaves(side.shape.leaves, call, paths)
            if leaves:
                found[name] = tuple(
                    _field(leaf, side, hasher, number=names is state.numbers) for leaf in leaves
                )
    return found


def _leaves(leaves: Sequence[Leaf], call: int, paths: Sequence[str]) -> list[Leaf]:
    return [leaf for leaf in leaves if leaf.call in (call, None) and any(_at(path, leaf) for path in paths)]


def _at(path: str, leaf: Leaf) -> bool:
    if (leaf.call is None) != path.startswith("header/"):
        return False
    return same_path(path, leaf.bare)


def _field(leaf: Leaf, side: Side, hasher: Hasher, *, number: bool) -> Field:
    value = leaf_text(leaf, side.reading.values, side.shape.codec)
    truth = {"true": 1, "1": 1, "false": 0, "0": 0}.get(value.strip().lower())
    direction = side.shape.direction or Direction.REQUEST
    if number and truth is None:
        truth = whole(value)
    return Field(direction, leaf.path, leaf.ordinal, hasher.token(value), truth)
