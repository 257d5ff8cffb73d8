"""Mapping a message as sent onto the schema (dialect rules R1 to R10), on the whole master.

The mapping is driven by the content model alone. It knows nothing of releases: which release has what it met
is decided afterwards (decision 10). What it has to mend is remembered as a fault of its own kind, so that one
slip never hides another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inspector.model.exchange import Direction
from inspector.model.message import Call, Envelope, Fault, FaultKind
from inspector.schema.content import ComplexType, Operation
from inspector.schema.frame import frame_faults
from inspector.schema.mapped import Mapped, MappedCall, MappedMessage, Stray
from inspector.schema.master import SERVICE, Master
from inspector.schema.namespaces import Namespaces
from inspector.schema.walk import Walk


class Mapper:
    """Maps messages onto a master; holds no state of its own."""

    def __init__(self, master: Master) -> None:
        self._master = master
        message = master.types[(SERVICE, "messageType")]
        assert isinstance(message, ComplexType)
        header = message.find("header")
        assert header is not None
        self._header = header

    def map(self, envelope: Envelope) -> MappedMessage:
        """Map `envelope` onto the master."""
        mapped = MappedMessage(envelope, header_faults=frame_faults(envelope))
        spaces = Namespaces() if envelope.direction is Direction.RESPONSE else None
        types = self._master.types
        if envelope.header is not None:
            walk = Walk(
                envelope.direction, None, mapped.header_faults, mapped.header_strays, (), spaces, types
            )
            header = Mapped(envelope.header, self._header, self._header.type, "header", "header", None)
            walk.children(header)
            mapped.header = header.children
            mapped.header_misplaced = walk.misplaced
        mapped.calls = [self._call(envelope, call, i, spaces) for i, call in enumerate(envelope.calls)]
        if spaces is not None:
            mapped.header_misplaced |= not spaces.frame(envelope, mapped.header_faults)
            spaces.tell()
        return mapped

    def _call(self, envelope: Envelope, call: Call, index: int, spaces: Namespaces | None) -> MappedCall:
        if spaces is not None:
            return self._answer(call, index, spaces)
        if call.node is None or not call.name:
            return self._untyped(call, index, envelope.direction)
        resolution = self._master.resolve(call.package, call.name, call.namespace)
        operation = resolution.operation
        sent = _as_sent(call)
        if operation is None:
            mapped = MappedCall(call, index, sent, None, judged=False)
            mapped.near = tuple(self._master.operations[name] for name in resolution.nearest)
            answered = self._master.response_operation(call.package, call.name, call.namespace)
            near = resolution.nearest
            if answered is not None:
                near, mapped.near = (answered.name,), (answered,)
            mapped.faults.append(_unknown_operation(call, index, near, self._master.scope))
            mapped.strays = [Stray(node, f"{call.name}/{node.local}", index) for node in call.node.children]
            return mapped
        name = sent if resolution.wrong_package else operation.name
        mapped = MappedCall(call, index, name, operation)
        if resolution.wrong_package:
            mapped.faults.append(_wrong_package(call, index, operation))
        self._content(mapped, operation.request, envelope.direction)
        return mapped

    def _answer(self, call: Call, index: int, spaces: Namespaces) -> MappedCall:
        if call.node is None or not call.name:
            return self._untyped(call, index, Direction.RESPONSE)
        operation = self._master.response_operation(call.package, call.name, call.namespace)
        if operation is None or operation.response is None:
            mapped = MappedCall(call, index, _as_sent(call), operation, judged=False)
            if operation is None:
                mapped.faults.append(self._unknown_answer(call, index))
            mapped.strays = [Stray(node, f"{call.name}/{node.local}", index) for node in call.node.children]
            return mapped
        mapped = MappedCall(call, index, operation.name, operation)
        if operation.response.name:
            mapped.misplaced = not spaces.type(call, index, operation.response.name, mapped.faults)
            mapped.faults += _type_spelled(call, index, operation.response.name[1])
        self._content(mapped, operation.response, Direction.RESPONSE, spaces)
        return mapped

    def _unknown_answer(self, call: Call, index: int) -> Fault:
        fault = _unknown_operation(call, index, self._master.nearest_answers(call.name))
        message = f"no operation{self._master.scope} is answered by {call.package}:{call.name}"
        return replace(fault, message=message.replace(" :", " "))

    def _untyped(self, call: Call, index: int, direction: Direction) -> MappedCall:
        mapped = MappedCall(call, index, None, None)
        children = call.node.children if call.node is not None else []
        if direction is Direction.REQUEST or children:
            mapped.judged = False
            mapped.faults.append(_unknown_operation(call, index, ()))
            mapped.strays = [Stray(node, f"bodyContent/{node.local}", index) for node in children]
        return mapped

    def _content(
        self, mapped: MappedCall, type_: ComplexType, direction: Direction, spaces: Namespaces | None = None
    ) -> None:
        node = mapped.call.node
        assert node is not None
        root = type_.name[1] if type_.name else "bodyContent"
        if type_.lax:
            mapped.judged = False
            mapped.faults.append(
                Fault(
                    FaultKind.NOT_JUDGED,
                    f"the content of {root} is not known, so it is not judged",
                    call=mapped.index,
                    path=root,
                    ordinal=node.ordinal,
                )
            )
            mapped.strays = [Stray(child, f"{root}/{child.local}", mapped.index) for child in node.children]
            return
        mapped.content = Mapped(node, None, type_, root, root, mapped.index)
        types = self._master.types
        walk = Walk(direction, mapped.index, mapped.faults, mapped.strays, type_.open_since, spaces, types)
        walk.children(mapped.content)
        mapped.misplaced |= walk.misplaced


def _type_spelled(call: Call, index: int, name: str) -> Iterator[Fault]:
    """What is told of the type of an answer that is written in other letters than `name`."""
    if call.node is not None and call.name != name:
        yield Fault(
            FaultKind.LETTER_CASE,
            f"the type {call.name} is spelled {name} in the schema",
            instead=f"write {name}",
            call=index,
            path=name,
            ordinal=call.node.ordinal,
            sent=call.name,
        )


def _as_sent(call: Call) -> str:
    name = call.name[:1].upper() + call.name[1:]
    return f"{call.package}.{name}" if call.package else name


def _unknown_operation(call: Call, index: int, near: tuple[str, ...], scope: str = "") -> Fault:
    node = call.node
    if not call.name:
        return Fault(
            FaultKind.UNKNOWN_OPERATION,
            "bodyContent names no operation: its xsi:type is missing or not readable",
            instead='give bodyContent an xsi:type such as "java:com.webex.service.binding.user.GetUser"',
            call=index,
            path="bodyContent",
            ordinal=node.ordinal if node else None,
        )
    hint = f"did you mean {' or '.join(near)}?" if near else "check the name against the reference guide"
    return Fault(
        FaultKind.UNKNOWN_OPERATION,
        f"no operation {_as_sent(call)} is known{scope}",
        instead=hint,
        call=index,
        path="bodyContent",
        ordinal=node.ordinal if node else None,
    )


def _wrong_package(call: Call, index: int, operation: Operation) -> Fault:
    return Fault(
        FaultKind.WRONG_PACKAGE,
        f"{call.name} stands in package {call.package or '(none)'}; it belongs to {operation.binding}",
        instead=f'xsi:type="java:com.webex.service.binding.{operation.name}"',
        call=index,
        path="bodyContent",
        ordinal=call.node.ordinal if call.node else None,
    )
