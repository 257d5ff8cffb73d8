"""Mapping a message as sent onto the schema (dialect rules R1 to R10), on the whole master.

The mapping is driven by the content model alone. It knows nothing of releases: which release has what it met
is decided afterwards (decision 10). What it has to mend is remembered as a fault of its own kind, so that one
slip never hides another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.model.exchange import Direction
from inspector.model.message import Call, Envelope, Fault, FaultKind, Node
from inspector.schema.content import ComplexType, Operation, Particle, SimpleType
from inspector.schema.frame import frame_faults
from inspector.schema.master import Master
from inspector.schema.nearest import nearest
from inspector.schema.values import WHITE, trims

SERVICE = "http://www.webex.com/schemas/2002/06/service"


@dataclass(slots=True, eq=False)
class Mapped:
    """An element that found its particle.

    Attributes:
        node: The element as sent.
        particle: Its declaration, None for the root of a call (bodyContent).
        type: Its type.
        path: Path by decision 4, row numbers included.
        bare: The path without row numbers.
        call: Index of its call, None in the header.
        children: Mapped children in schema order (R7); unknown ones are left out (R9).
    """

    node: Node
    particle: Particle | None
    type: ComplexType | SimpleType
    path: str
    bare: str
    call: int | None
    children: list[Mapped] = field(default_factory=list)

    def walk(self) -> Iterator[Mapped]:
        """This element and all mapped ones below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True, eq=False)
class Stray:
    """An element that found no particle; its text may still hold a secret."""

    node: Node
    path: str
    call: int | None


@dataclass(slots=True, eq=False)
class MappedCall:
    """One bodyContent, mapped.

    Attributes:
        call: The call as sent.
        index: Its position among the calls.
        name: Operation name by decision 1, as sent where unknown, None for an answer without a type.
        operation: What the master knows of it, None where unknown.
        content: The mapped bodyContent, None where there is nothing to map (unknown, lax, empty failure).
        faults: What the mapping had to mend or could not mend.
        strays: Elements left out.
        judged: False where content is not known or the operation is unknown.
    """

    call: Call
    index: int
    name: str | None
    operation: Operation | None
    content: Mapped | None = None
    faults: list[Fault] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    judged: bool = True


@dataclass(slots=True, eq=False)
class MappedMessage:
    """A message, mapped: its header and its calls."""

    envelope: Envelope
    header: list[Mapped] = field(default_factory=list)
    header_faults: list[Fault] = field(default_factory=list)
    header_strays: list[Stray] = field(default_factory=list)
    calls: list[MappedCall] = field(default_factory=list)


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
        if envelope.header is not None:
            walk = _Walk(envelope.direction, None, mapped.header_faults, mapped.header_strays)
            header = Mapped(envelope.header, self._header, self._header.type, "header", "header", None)
            walk.children(header)
            mapped.header = header.children
        mapped.calls = [self._call(envelope, call, index) for index, call in enumerate(envelope.calls)]
        return mapped

    def _call(self, envelope: Envelope, call: Call, index: int) -> MappedCall:
        if envelope.direction is Direction.RESPONSE:
            return self._answer(call, index)
        if call.node is None or not call.name:
            return self._untyped(call, index, envelope.direction)
        resolution = self._master.resolve(call.package, call.name, call.namespace)
        operation = resolution.operation
        sent = _as_sent(call)
        if operation is None:
            mapped = MappedCall(call, index, sent, None, judged=False)
            mapped.faults.append(_unknown_operation(call, index, resolution.nearest))
            mapped.strays = [Stray(node, f"{call.name}/{node.local}", index) for node in call.node.children]
            return mapped
        name = sent if resolution.wrong_package else operation.name
        mapped = MappedCall(call, index, name, operation)
        if resolution.wrong_package:
            mapped.faults.append(_wrong_package(call, index, operation))
        self._content(mapped, operation.request, envelope.direction)
        return mapped

    def _answer(self, call: Call, index: int) -> MappedCall:
        if call.node is None or not call.name:
            return self._untyped(call, index, Direction.RESPONSE)
        operation = self._master.response_operation(call.package, call.name, call.namespace)
        if operation is None or operation.response is None:
            mapped = MappedCall(call, index, _as_sent(call), operation, judged=False)
            if operation is None:
                mapped.faults.append(_unknown_operation(call, index, ()))
            mapped.strays = [Stray(node, f"{call.name}/{node.local}", index) for node in call.node.children]
            return mapped
        mapped = MappedCall(call, index, operation.name, operation)
        self._content(mapped, operation.response, Direction.RESPONSE)
        return mapped

    def _untyped(self, call: Call, index: int, direction: Direction) -> MappedCall:
        mapped = MappedCall(call, index, None, None)
        children = call.node.children if call.node is not None else []
        if direction is Direction.REQUEST or children:
            mapped.judged = False
            mapped.faults.append(_unknown_operation(call, index, ()))
            mapped.strays = [Stray(node, f"bodyContent/{node.local}", index) for node in children]
        return mapped

    def _content(self, mapped: MappedCall, type_: ComplexType, direction: Direction) -> None:
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
        _Walk(direction, mapped.index, mapped.faults, mapped.strays).children(mapped.content)


def _as_sent(call: Call) -> str:
    name = call.name[:1].upper() + call.name[1:]
    return f"{call.package}.{name}" if call.package else name


def _unknown_operation(call: Call, index: int, near: tuple[str, ...]) -> Fault:
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
        f"no operation {_as_sent(call)} is known",
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


class _Walk:
    """One walk down a call (or a header), collecting faults and strays."""

    def __init__(
        self, direction: Direction, call: int | None, faults: list[Fault], strays: list[Stray]
    ) -> None:
        self._direction = direction
        self._call = call
        self._faults = faults
        self._strays = strays

    def _fault(self, kind: FaultKind, node: Node, path: str, message: str, instead: str = "") -> None:
        self._faults.append(
            Fault(kind, message, instead=instead, call=self._call, path=path, ordinal=node.ordinal)
        )

    def children(self, parent: Mapped) -> None:
        """Map the children of `parent`, whose type is complex, and judge their occurrence and order."""
        type_ = parent.type
        assert isinstance(type_, ComplexType)
        self._attributes(parent.node, parent.path, root=parent.particle is None)
        if not type_.mixed and parent.node.text.strip(WHITE):
            self._fault(
                FaultKind.STRAY_TEXT,
                parent.node,
                parent.path,
                f"text stands between the elements of {parent.path}; the service does not read it",
                "remove the text",
            )
        matched = self._match(parent, type_)
        self._order(matched)
        matched.sort(key=_position)
        parent.children = [mapped for mapped in matched if self._descend(mapped)]
        self._occurrence(parent, type_)

    def _match(self, parent: Mapped, type_: ComplexType) -> list[Mapped]:
        nodes = parent.node.children
        names = [node.local for node in nodes]
        # Most elements have no siblings of their name; rows are counted only where some have.
        totals = Counter(names) if len(set(names)) < len(names) else None
        rows: Counter[str] = Counter()
        matched = []
        for node in nodes:
            particle = type_.find(node.local)
            name = particle.name if particle else node.local
            path = f"{parent.path}/{name}"
            if totals is not None and totals[node.local] > 1:
                rows[node.local] += 1
                path = f"{path}[{rows[node.local]}]"
            if particle is None:
                self._stray(node, path, type_)
                continue
            if particle.name != node.local:
                self._fault(
                    FaultKind.LETTER_CASE,
                    node,
                    path,
                    f"{node.local} is spelled {particle.name} in the schema",
                    f"write {particle.name}",
                )
            if self._direction is Direction.RESPONSE:
                self._namespace(node, particle, path)
            matched.append(Mapped(node, particle, particle.type, path, f"{parent.bare}/{name}", self._call))
        return matched

    def _stray(self, node: Node, path: str, type_: ComplexType) -> None:
        self._strays.append(Stray(node, path, self._call))
        if type_.wildcard:
            return
        if node.local == "bodyContent" and self._call is not None:
            return  # a nested bodyContent is a fault of its own kind (ENV-03), reported by wire
        near = nearest(node.local, [particle.name for particle in type_.particles])
        where = path.rpartition("/")[0]
        self._fault(
            FaultKind.UNKNOWN_ELEMENT,
            node,
            path,
            f"{where} has no element {node.local}",
            f"did you mean {' or '.join(near)}?" if near else "leave it out",
        )

    def _namespace(self, node: Node, particle: Particle, path: str) -> None:
        found = node.namespace(node.prefix)
        if found != particle.namespace:
            self._fault(
                FaultKind.WRONG_NAMESPACE,
                node,
                path,
                f"{node.local} stands in {found or 'no namespace'}, expected {particle.namespace}",
            )

    def _attributes(self, node: Node, path: str, *, root: bool) -> None:
        for name in node.attributes:
            if name == "xmlns" or name.startswith(("xmlns:", "xsi:", "xml:")):
                continue
            if root and name.rpartition(":")[2] == "type":
                continue  # xsi:type under another prefix
            self._fault(
                FaultKind.UNKNOWN_ELEMENT,
                node,
                f"{path}/@{name}",
                f"{path} has no attribute {name}",
                "leave it out",
            )

    def _order(self, matched: list[Mapped]) -> None:
        last: Mapped | None = None
        for mapped in matched:
            if last is not None and _position(mapped) < _position(last):
                before = last.particle.name if last.particle else ""
                self._fault(
                    FaultKind.ORDER,
                    mapped.node,
                    mapped.path,
                    f"{mapped.path} stands after {before}; the schema has it before",
                    f"move it before {before}",
                )
                return
            last = mapped

    def _descend(self, mapped: Mapped) -> bool:
        """Map what stands below; False where the element counts as not given (R8)."""
        type_ = mapped.type
        if isinstance(type_, ComplexType):
            if not type_.wildcard:
                self.children(mapped)
            return True
        self._attributes(mapped.node, mapped.path, root=False)
        for child in mapped.node.children:
            path = f"{mapped.path}/{child.local}"
            self._strays.append(Stray(child, path, self._call))
            self._fault(
                FaultKind.UNKNOWN_ELEMENT,
                child,
                path,
                f"{mapped.path} holds a value, no element {child.local}",
            )
        if mapped.node.text.strip(WHITE) or not trims(type_):
            return True
        return self._blank(mapped)

    def _blank(self, mapped: Mapped) -> bool:
        particle = mapped.particle
        assert particle is not None
        if particle.default is not None and not mapped.node.text and self._direction is Direction.RESPONSE:
            return True  # decision 36: valid by its default
        self._fault(
            FaultKind.EMPTY_LEAF,
            mapped.node,
            mapped.path,
            f"{mapped.path} is empty; the service takes it as not given",
            "leave the element out",
        )
        return False

    def _occurrence(self, parent: Mapped, type_: ComplexType) -> None:
        if type_.wildcard:
            return
        counts: Counter[int] = Counter(m.particle.position for m in parent.children if m.particle)
        for particle in type_.particles:
            count = counts[particle.position]
            if count < particle.minimum and not particle.choices:
                self._missing(parent, particle, count)
            if particle.maximum is not None and count > particle.maximum:
                self._surplus(parent, particle)
        self._choices(parent, type_)

    def _missing(self, parent: Mapped, particle: Particle, count: int) -> None:
        path = f"{parent.path}/{particle.name}"
        short = f"needs {particle.minimum}, has {count}" if count else "is missing"
        self._fault(
            FaultKind.MISSING_ELEMENT,
            parent.node,
            path,
            f"required element {path} {short}",
            f"add {particle.name}",
        )

    def _surplus(self, parent: Mapped, particle: Particle) -> None:
        same = [m for m in parent.children if m.particle is particle]
        first = same[particle.maximum or 0]
        self._fault(
            FaultKind.TOO_MANY,
            first.node,
            first.path,
            f"{particle.name} stands {len(same)} times; at most {particle.maximum} allowed",
        )

    def _choices(self, parent: Mapped, type_: ComplexType) -> None:
        for number, (minimum, maximum) in enumerate(type_.choices):
            inside = [m for m in parent.children if m.particle and number in m.particle.choices]
            branches = {_branch(m, number) for m in inside}
            names = " or ".join(p.name for p in type_.particles if number in p.choices)
            if maximum == 1 and len(branches) > 1:
                late = next(m for m in inside if _branch(m, number) != _branch(inside[0], number))
                self._fault(FaultKind.CHOICE, late.node, late.path, f"only one of {names} may be given")
            optional = any(p.minimum == 0 for p in type_.particles if number in p.choices)
            if minimum and not inside and not optional:
                self._fault(FaultKind.CHOICE, parent.node, parent.path, f"one of {names} is required")


def _position(mapped: Mapped) -> int:
    return mapped.particle.position if mapped.particle else 0


def _branch(mapped: Mapped, number: int) -> int:
    assert mapped.particle is not None
    return mapped.particle.choice_branch[mapped.particle.choices.index(number)]
