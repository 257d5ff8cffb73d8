"""Which recorded calls may be sent, in which order, and why the others may not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from inspector.compare import payload_of
from inspector.model.exchange import Payload
from inspector.model.report import Record
from inspector.privacy.knowledge import Knowledge
from inspector.replay.knowledge import ReplayKnowledge
from inspector.replay.request import Map, Prepared, Ready, leaves, prepare
from inspector.schema.values import WHITE
from inspector.wire import Limits, decode, parse

Access = Literal["read", "write"]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange to be sent.

    Attributes:
        seq: Its number in the store.
        id: Its id.
        operations: Its operations, in order.
        access: "write" where any of them changes something.
        request: What to send.
        guarded: The operation that may lock the caller out, "" for none.
        makes: Keys that its recorded answer made, by kind and value; in the answer's order.
        uses: Keys that it names.
        host: Host that it was recorded from, "" where unknown.
    """

    seq: int
    id: str
    operations: tuple[str, ...]
    access: Access
    request: Prepared
    guarded: str = ""
    makes: tuple[Key, ...] = ()
    uses: tuple[Key, ...] = ()
    host: str = ""

    @property
    def name(self) -> str:
        """Its operations, for people."""
        return ", ".join(self.operations)


@dataclass(frozen=True, slots=True)
class Withheld:
    """One exchange that is not sent.

    Attributes:
        operation: Its operations, "" where unknown.
        reason: Why, in plain words.
        writes: True for a call that only the missing permission keeps back.
    """

    seq: int
    id: str
    operation: str
    reason: str
    writes: bool = False


@dataclass(slots=True)
class Plan:
    """What is sent, in order, and what is not."""

    steps: list[Step] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)

    @property
    def writes(self) -> list[Step]:
        """The steps that change something."""
        return [step for step in self.steps if step.access == "write"]

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that the recording came from."""
        return frozenset(step.host for step in self.steps if step.host)


class Planner:
    """Makes plans.

    Args:
        mapped: Maps an envelope onto the schema.
        knowledge: What is secret.
        replay: What `replay.yaml` says.
        limits: Bounds of a message.
        allow_writes: Whether calls that change something may be sent.
    """

    def __init__(
        self,
        mapped: Map,
        knowledge: Knowledge,
        replay: ReplayKnowledge,
        limits: Limits | None = None,
        *,
        allow_writes: bool = False,
    ) -> None:
        self._mapped = mapped
        self._knowledge = knowledge
        self._replay = replay
        self._limits = limits or Limits()
        self._allow_writes = allow_writes

    def plan(self, records: Iterable[tuple[int, Record]]) -> Plan:
        """The plan for these records, in the order in which they began."""
        plan = Plan()
        for seq, record in sorted(records, key=lambda pair: (pair[1].started or 0.0, pair[0])):
            found = self._step(seq, record)
            if isinstance(found, Step):
                plan.steps.append(found)
            else:
                plan.withheld.append(found)
        return plan

    def _step(self, seq: int, record: Record) -> Step | Withheld:
        name = ", ".join(dict.fromkeys(call.operation for call in record.report.calls if call.operation))

        def withheld(reason: str, *, writes: bool = False) -> Withheld:
            return Withheld(seq, record.report.id, name, reason, writes)

        if record.request is None or not record.request.body:
            return withheld("the recording has no request for it")
        if record.report.service != "xmlservice":
            return withheld(f"it is a call of another service ({record.report.service})")
        payload = payload_of(record.request, record.request_headers)
        ready = prepare(payload, self._mapped, self._knowledge, self._replay, self._limits)
        if isinstance(ready, str):
            return withheld(ready)
        if not ready.calls:
            return withheld("it holds no call")
        unknown = [call.name or "(none)" for call in ready.calls if call.operation is None]
        if unknown:
            return withheld(f"{unknown[0]} is not known, so nobody can tell whether it changes something")
        return self._checked(seq, record, ready, withheld(_WRITES, writes=True))

    def _checked(self, seq: int, record: Record, ready: Ready, refusal: Withheld) -> Step | Withheld:
        operations = tuple(call.operation.name for call in ready.calls if call.operation)
        writes = any(call.operation.access != "read" for call in ready.calls if call.operation)
        if writes and not self._allow_writes:
            return refusal
        return Step(
            seq,
            record.report.id,
            operations,
            "write" if writes else "read",
            ready.prepared,
            guarded=next((name for name in operations if name in self._replay.guarded.operations), ""),
            makes=tuple(self._made(record)) if writes else (),
            uses=tuple((s.kind, s.original) for s in ready.prepared.all_slots() if s.what == "carry"),
            host=host_of(record.report.url),
        )

    def _made(self, record: Record) -> Iterator[Key]:
        if record.response is not None:
            payload = payload_of(record.response, record.response_headers)
            yield from keys_of(payload, self._mapped, self._replay, self._limits)


_WRITES = "it changes something; allow that with --allow-writes"


def keys_of(answer: Payload, mapped: Map, replay: ReplayKnowledge, limits: Limits) -> Iterator[Key]:
    """Keys that an answer names, by kind and value, in its order."""
    body = decode(answer, limits)
    message = None if body.refused else parse(body.document, body.codec, limits)
    if message is None or message.envelope is None:
        return
    for call in mapped(message.envelope).calls:
        for node, _path, _type in leaves(call):
            kind = replay.kind(node.local)
            if kind is not None:
                yield kind, node.text.strip(WHITE)


def host_of(url: str) -> str:
    """What tells one host from another: its name, with the port on this machine; "" where there is none."""
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    local = name in ("localhost", "::1") or name.startswith("127.")
    # On one machine several sites may be simulated; elsewhere every port of a host is the same site.
    return f"{name}:{port or (443 if parts.scheme == 'https' else 80)}" if local else name
