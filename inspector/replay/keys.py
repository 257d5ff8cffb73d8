"""Keys that calls make and name: of meetings, attendees, users and what else a site numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from inspector.compare import payload_of
from inspector.model.exchange import Payload
from inspector.model.report import Record
from inspector.replay.knowledge import ReplayKnowledge
from inspector.replay.request import Map, Ready, leaves
from inspector.schema.content import ComplexType, SimpleType
from inspector.schema.mapped import MappedCall
from inspector.schema.master import Master
from inspector.schema.values import WHITE
from inspector.wire import Limits, decode, parse

Key = tuple[str, str]


class Keys:
    """Finds keys in messages.

    Args:
        mapped: Maps an envelope onto the schema.
        replay: Which elements hold keys.
        limits: Bounds of a message.
    """

    def __init__(self, mapped: Map, replay: ReplayKnowledge, limits: Limits) -> None:
        self._mapped = mapped
        self._replay = replay
        self._limits = limits

    def of(self, answer: Payload, named: Collection[Key] = (), *, writes: bool = True) -> Iterator[Key]:
        """Keys that an answer made, by kind and value, in its order: no reading call's, none that was named.

        Args:
            answer: The answer.
            named: Keys that its request named.
            writes: Whether the request is known to change something; else only what the answer says counts.
        """
        for call in self._calls(answer):
            access = call.operation.access if call.operation else "write" if writes else "read"
            if access != "read":
                yield from (key for key in self._in(call) if key not in named)

    def used(self, ready: Ready) -> tuple[Key, ...]:
        """Keys that a request names, but for those that it gives to what it makes."""
        given = {key for call in ready.calls for key in self._given(call)}
        carried = ((slot.kind, slot.original) for slot in ready.prepared.all_slots() if slot.what == "carry")
        return tuple(key for key in carried if key not in given)

    def given(self, ready: Ready, record: Record) -> tuple[Key, ...]:
        """Keys that a request gives to what it makes, as CreateUser does, where it was successful."""
        outcomes = [call.result for call in record.report.calls]
        pairs = zip(ready.calls, outcomes, strict=False)
        return tuple(key for call, result in pairs if result == "SUCCESS" for key in self._given(call))

    def made(self, record: Record, named: Collection[Key] = (), *, writes: bool = True) -> tuple[Key, ...]:
        """Keys that a recorded answer made; arguments as of `of`."""
        if record.response is None:
            return ()
        answer = payload_of(record.response, record.response_headers)
        return tuple(self.of(answer, named, writes=writes))

    def _calls(self, answer: Payload) -> tuple[MappedCall, ...]:
        body = decode(answer, self._limits)
        message = None if body.refused else parse(body.document, body.codec, self._limits)
        if message is None or message.envelope is None:
            return ()
        return tuple(self._mapped(message.envelope).calls)

    def _in(self, call: MappedCall) -> Iterator[Key]:
        for node, _path, _type in leaves(call):
            kind = self._replay.kind(node.local)
            if kind is not None:
                yield kind, node.text.strip(WHITE)

    def _given(self, call: MappedCall) -> Iterator[Key]:
        kinds = self._replay.given_by(call.operation.name) if call.operation else frozenset()
        if kinds:
            yield from (key for key in self._in(call) if key[0] in kinds)


def makers(master: Master, replay: ReplayKnowledge) -> tuple[str, ...]:
    """The operations that make a key: those that change something, and answer with one or give one."""
    writes = (operation for operation in master.operations.values() if operation.access != "read")
    return tuple(
        operation.name
        for operation in writes
        if operation.name in replay.givers or any(replay.kind(name) for name in _names(operation.response))
    )


def _names(content: ComplexType | SimpleType | None, above: tuple[ComplexType, ...] = ()) -> Iterator[str]:
    """The names of all elements in a type."""
    if isinstance(content, ComplexType) and not any(content is one for one in above):
        for particle in content.particles:
            yield particle.name
            yield from _names(particle.type, (*above, content))
