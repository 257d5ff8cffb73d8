"""Which recorded calls may be sent, in which order, and why the others may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from inspector.compare import payload_of
from inspector.model.report import Record
from inspector.privacy.knowledge import Knowledge
from inspector.replay.hosts import host_of
from inspector.replay.keys import Key, Keys
from inspector.replay.knowledge import ReplayKnowledge
from inspector.replay.request import Map, Prepared, Ready, prepare
from inspector.schema.mapped import MappedCall
from inspector.wire import Limits

Access = Literal["read", "write"]
_WRITES = "it changes something; allow that with --allow-writes"
_MAKER = "the call that makes what it is about"


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
        gives: Keys that it gives itself to what it makes.
        uses: Keys that it names.
        recorded: Those of them that no call of the recording made: they are sent as they were recorded.
    """

    seq: int
    id: str
    operations: tuple[str, ...]
    access: Access
    request: Prepared
    guarded: str = ""
    makes: tuple[Key, ...] = ()
    gives: tuple[Key, ...] = ()
    uses: tuple[Key, ...] = ()
    recorded: tuple[Key, ...] = ()

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
        writes: True for a writing call that only the missing permission keeps back.
        permission: True for those, and for calls about what they make.
    """

    seq: int
    id: str
    operation: str
    reason: str
    writes: bool = False
    permission: bool = False


@dataclass(slots=True)
class Plan:
    """What is sent, in order, and what is not.

    Attributes:
        hosts: Hosts that the recording came from.
    """

    steps: list[Step] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    hosts: frozenset[str] = frozenset()

    @property
    def writes(self) -> list[Step]:
        """The steps that change something."""
        return [step for step in self.steps if step.access == "write"]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a record says: the step or why there is none, and the keys that it makes and names."""

    found: Step | Withheld
    makes: tuple[Key, ...] = ()
    uses: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lost:
    """Why a key is not made, for the end of a sentence."""

    reason: str
    permission: bool = False


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
        self._keys = Keys(mapped, replay, self._limits)
        self._allow_writes = allow_writes

    def plan(self, records: Iterable[tuple[int, Record]], rest: Iterable[tuple[int, Record]] = ()) -> Plan:
        """The plan for these records, in the order in which they began.

        Args:
            records: What is to be sent, with numbers.
            rest: What else of the recording makes something, and is not to be sent.
        """
        plan, hosts = Plan(), set()
        made: set[Key] = set()
        lost: dict[Key, _Lost] = {}
        every = [(pair, True) for pair in records] + [(pair, False) for pair in rest]
        for (seq, record), selected in sorted(every, key=lambda one: (one[0][1].started or 0.0, one[0][0])):
            hosts.add(host_of(record.report.url))
            read = self._step(seq, record)
            if not selected:
                lost |= dict.fromkeys(read.makes, _Lost("is not selected"))
                continue
            found = _about_lost(read, lost)
            if isinstance(found, Step):
                made.update(read.makes)
                for key in read.makes:
                    lost.pop(key, None)
                own = {(slot.kind, slot.original) for slot in found.request.all_slots() if slot.own}
                recorded = tuple(key for key in found.uses if key not in made and key not in own)
                plan.steps.append(replace(found, recorded=recorded))
            else:
                lost |= dict.fromkeys(read.makes, _lost_with(found))
                plan.withheld.append(found)
        plan.hosts = frozenset(hosts - {""})
        return plan

    def _step(self, seq: int, record: Record) -> _Read:
        name = ", ".join(dict.fromkeys(call.operation for call in record.report.calls if call.operation))

        def withheld(reason: str, *, writes: bool = False) -> Withheld:
            return Withheld(seq, record.report.id, name, reason, writes, permission=writes)

        ready = self._ready(record)
        if isinstance(ready, str):
            return _Read(withheld(ready), self._keys.made(record, writes=False))
        every = ready.calls + ready.inner
        unknown = [call.name or "(none)" for call in every if call.operation is None]
        if unknown:
            why = f"{unknown[0]} is not known, so nobody can tell whether it changes something"
            return _Read(withheld(why))
        other = next(filter(None, map(_other_type, every)), "")
        if other:
            return _Read(
                withheld(f"its attributes name {other} beside another operation, so nobody can tell")
            )
        return self._checked(seq, record, ready, withheld(_WRITES, writes=True))

    def _ready(self, record: Record) -> Ready | str:
        """Its request, or why it cannot be sent."""
        if record.request is None or not record.request.body:
            return "the recording has no request for it"
        if record.report.service != "xmlservice":
            return f"it is a call of another service ({record.report.service})"
        payload = payload_of(record.request, record.request_headers)
        ready = prepare(payload, self._mapped, self._knowledge, self._replay, self._limits)
        return "it holds no call" if isinstance(ready, Ready) and not ready.calls else ready

    def _checked(self, seq: int, record: Record, ready: Ready, refusal: Withheld) -> _Read:
        known = [call.operation for call in ready.calls + ready.inner if call.operation]
        operations = tuple(operation.name for operation in known)
        writes = any(operation.access != "read" for operation in known)
        uses = self._keys.used(ready)
        makes = self._keys.made(record, uses) if writes else ()
        gives = self._keys.given(ready, record) if writes else ()
        step = Step(
            seq,
            record.report.id,
            operations,
            "write" if writes else "read",
            ready.prepared,
            guarded=next((name for name in operations if name in self._replay.guarded.operations), ""),
            makes=makes,
            gives=gives,
            uses=uses,
        )
        return _Read(refusal if writes and not self._allow_writes else step, makes + gives, uses)


def _other_type(mapped: MappedCall) -> str:
    """What an attribute `type`, in whatever form, says beside xsi:type; "" where it says the same."""
    call = mapped.call
    for name, value in (call.node.attributes if call.node else {}).items():
        if name.rpartition(":")[2].lower() == "type" and value.strip() != (call.xsi_type or "").strip():
            return value.strip().rpartition("binding.")[2] or "nothing"
    return ""


def _about_lost(read: _Read, lost: dict[Key, _Lost]) -> Step | Withheld:
    """The step, but not where the call that makes what it is about is not sent."""
    found = read.found
    why = next((lost[key] for key in read.uses if key in lost), None)
    if why is None or not isinstance(found, Step):
        return found
    return Withheld(found.seq, found.id, found.name, f"{_MAKER} {why.reason}", permission=why.permission)


def _lost_with(one: Withheld) -> _Lost:
    """Why what this call makes is not there."""
    if one.permission:
        return _Lost("changes something; allow that with --allow-writes", permission=True)
    chained = one.reason.startswith(_MAKER)
    return _Lost(one.reason.removeprefix(_MAKER).strip() if chained else "cannot be sent")
