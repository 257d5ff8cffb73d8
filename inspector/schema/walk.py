"""One walk down a call or a header: which element is which particle, and what is wrong with it (R5 to R9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from inspector.model.exchange import Direction
from inspector.model.message import Fault, FaultKind, Node
from inspector.schema.content import ComplexType, Name, Particle
from inspector.schema.given_type import Type, given_type
from inspector.schema.mapped import Mapped, Stray
from inspector.schema.namespaces import Namespaces
from inspector.schema.nearest import nearest
from inspector.schema.nil import XSI, is_nil, nil, nil_fault
from inspector.schema.order import moved
from inspector.schema.values import WHITE, trims

_NEAREST = 4
"""Names that an unknown one may stand for; which of them a release has is known later."""
_SHOWN = 3
"""Names of elements out of order that are told after the first one."""


class Walk:
    """One walk down a call (or a header), collecting faults and strays."""

    def __init__(
        self,
        direction: Direction,
        call: int | None,
        faults: list[Fault],
        strays: list[Stray],
        open_since: tuple[str, ...] = (),
        namespaces: Namespaces | None = None,
        types: Mapping[Name, Type] | None = None,
    ) -> None:
        """What stands in an answer stands in `namespaces`; xsi:type may name one of `types`."""
        self._direction = direction
        self._call = call
        self._faults = faults
        self._strays = strays
        self._open_since = open_since
        self._namespaces = namespaces
        self._types = types or {}
        self._instead_of_choice: dict[tuple[str, int], Stray] = {}
        self.misplaced = False
        """Whether an element of an answer stands in a namespace that is not its own: told once for all."""

    def _fault(self, kind: FaultKind, node: Node, path: str, message: str, instead: str = "") -> Fault:
        fault = Fault(
            kind,
            message,
            instead=instead,
            call=self._call,
            path=path,
            ordinal=node.ordinal,
            sent=node.local,
        )
        self._faults.append(fault)
        return fault

    def children(self, parent: Mapped) -> None:
        """Map the children of `parent`, whose type is complex, and judge their occurrence and order."""
        type_ = parent.type
        assert isinstance(type_, ComplexType)
        self._attributes(parent.node, parent.path, parent.particle)
        if not type_.mixed and parent.node.text.strip(WHITE):
            self._fault(
                FaultKind.STRAY_TEXT,
                parent.node,
                parent.path,
                f"text stands between the elements of {parent.path}; the service does not read it",
                "remove the text",
            )
        matched = self._match(parent, type_)
        if not type_.any_order:
            self._order(matched)
        matched.sort(key=_position)
        parent.children = [mapped for mapped in matched if self._descend(mapped)]
        if not is_nil(parent.node):
            self._occurrence(parent, type_)

    def _match(self, parent: Mapped, type_: ComplexType) -> list[Mapped]:
        nodes = parent.node.children
        names = [node.local for node in nodes]
        # Most elements have no siblings of their name; rows are counted only where some have.
        totals = Counter(names) if len(set(names)) < len(names) else None
        rows: Counter[str] = Counter()
        matched = []
        strays = []
        for node in nodes:
            particle = type_.find(node.local)
            name = particle.name if particle else node.local
            path = f"{parent.path}/{name}"
            if totals is not None and totals[node.local] > 1:
                rows[node.local] += 1
                path = f"{path}[{rows[node.local]}]"
            if particle is None:
                strays.append((node, path))
                continue
            if particle.name != node.local:
                self._fault(
                    FaultKind.LETTER_CASE,
                    node,
                    path,
                    f"{node.local} is spelled {particle.name} in the schema",
                    f"write {particle.name}",
                )
            if self._namespaces is not None:
                right = self._namespaces.element(
                    node, (particle.namespace, particle.name), path, self._call, self._faults
                )
                self.misplaced |= not right
            made = self._type(node, particle, path) if node.attributes else particle.type
            matched.append(Mapped(node, particle, made, path, f"{parent.bare}/{name}", self._call))
        if strays:
            given = {m.particle.position for m in matched if m.particle}
            needed = {p.name: p for p in type_.particles if p.position not in given and _needed(p)}
            open_choices = _open_choices(type_, matched)
            for node, path in strays:
                self._stray(node, path, type_, needed, open_choices)
        return matched

    def _type(self, node: Node, particle: Particle, path: str) -> Type:
        """The type of an element, which may say itself that it is of a derived one."""
        made, wrong = given_type(node, particle.type, self._types, self._direction)
        if wrong:
            self._fault(
                FaultKind.UNKNOWN_ELEMENT,
                node,
                f"{path}/@xsi:type",
                f"{wrong} of {path} names neither its own type nor one that is derived from it",
                f"leave {wrong} out",
            )
        return made

    def _stray(
        self,
        node: Node,
        path: str,
        type_: ComplexType,
        needed: dict[str, Particle],
        open_choices: dict[str, int],
    ) -> None:
        stray = Stray(node, path, self._call, self._open_since)
        self._strays.append(stray)
        if type_.wildcard:
            return
        if node.local == "bodyContent" and self._call is not None:
            return  # a nested bodyContent is a fault of its own kind (ENV-03), reported by wire
        near = nearest(node.local, [particle.name for particle in type_.particles], _NEAREST)
        meant = next((name for name in near[:2] if name in needed or name in open_choices), None)
        where = path.rpartition("/")[0]
        stray.meant = f"{where}/{meant}" if meant else ""
        stray.near = tuple(p for name in near for p in type_.particles if p.name == name)
        lacks = ""
        if meant in open_choices:
            self._instead_of_choice.setdefault((where, open_choices[meant]), stray)
            lacks = f", and one of {_names(type_, open_choices[meant])} is required"
        elif meant and needed[meant].minimum:
            lacks = f", and {meant} is missing"
        message = f"{where} has no element {node.local}{lacks}"
        stray.fault = self._fault(FaultKind.UNKNOWN_ELEMENT, node, path, message)

    def _attributes(self, node: Node, path: str, particle: Particle | None) -> None:
        if not node.attributes:
            return
        wrong, instead = nil_fault(node, particle, path)
        if wrong:
            self._fault(FaultKind.UNKNOWN_ELEMENT, node, f"{path}/@xsi:nil", wrong, instead)
        for name in node.attributes:
            if name == "xmlns" or name.startswith(("xmlns:", "xsi:", "xml:")):
                continue
            prefix, _, local = name.rpartition(":")
            if prefix and node.namespace(prefix) == XSI:
                continue
            if particle is None and local == "type":
                continue  # xsi:type under another prefix, which may not be declared
            self._fault(
                FaultKind.UNKNOWN_ELEMENT,
                node,
                f"{path}/@{name}",
                f"{path} has no attribute {name}",
                "leave it out",
            )

    def _order(self, matched: list[Mapped]) -> None:
        """Tell what stands out of order: the fewest elements that are to be moved, each name once."""
        for group in moved([_position(mapped) for mapped in matched]):
            first = matched[group.indices[0]]
            names = [_name(matched[index]) for index in group.indices[1:]]
            beside = _name(matched[group.beside])
            stands, belongs = ("after", "before") if group.late else ("before", "after")
            verb = "stand" if names else "stands"
            them = "them" if names else "it"
            self._fault(
                FaultKind.ORDER,
                first.node,
                first.path,
                f"{first.path}{_more(names)} {verb} {stands} {beside}; the schema has {them} {belongs}",
                f"move {them} {belongs} {beside}",
            )

    def _descend(self, mapped: Mapped) -> bool:
        """Map what stands below; False where the element counts as not given (R8)."""
        type_ = mapped.type
        if isinstance(type_, ComplexType):
            if not type_.wildcard:
                self.children(mapped)
            return True
        self._attributes(mapped.node, mapped.path, mapped.particle)
        for child in mapped.node.children:
            path = f"{mapped.path}/{child.local}"
            self._strays.append(Stray(child, path, self._call))  # a value is open to nothing
            self._fault(
                FaultKind.UNKNOWN_ELEMENT,
                child,
                path,
                f"{mapped.path} holds a value, no element {child.local}",
                "write the value alone",
            )
        if mapped.node.text.strip(WHITE) or not trims(type_) or nil(mapped.node):
            return True
        return self._blank(mapped)

    def _blank(self, mapped: Mapped) -> bool:
        particle = mapped.particle
        assert particle is not None
        if particle.default is not None and not mapped.node.text and self._direction is Direction.RESPONSE:
            return True  # decision 36: valid by its default
        if mapped.node.children:
            return False  # what stands in it is told
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
            names = _names(type_, number)
            if maximum == 1 and len(branches) > 1:
                late = next(m for m in inside if _branch(m, number) != _branch(inside[0], number))
                self._fault(FaultKind.CHOICE, late.node, late.path, f"only one of {names} may be given")
            if minimum and not inside and not _optional(type_, number):
                message = f"one of {names} is required"
                fault = self._fault(FaultKind.CHOICE, parent.node, parent.path, message)
                stray = self._instead_of_choice.get((parent.path, number))
                if stray is not None:
                    stray.settles = fault


def _position(mapped: Mapped) -> int:
    return mapped.particle.position if mapped.particle else 0


def _name(mapped: Mapped) -> str:
    return mapped.particle.name if mapped.particle else mapped.node.local


def _more(names: list[str]) -> str:
    """The names of further elements, as words that go on after the first one."""
    if len(names) > _SHOWN:
        return f" and the {len(names)} after it"
    return "".join(f", {name}" for name in names[:-1]) + "".join(f" and {name}" for name in names[-1:])


def _needed(particle: Particle) -> bool:
    """Whether a release may ask for it."""
    return bool(particle.minimum or particle.required_until) and not particle.choices


def _open_choices(type_: ComplexType, matched: list[Mapped]) -> dict[str, int]:
    """Names of what is in a choice of which one is required and none is given, with the choice's number."""
    given = {number for m in matched if m.particle for number in m.particle.choices}
    missing = {n for n, (minimum, _) in enumerate(type_.choices) if minimum and n not in given}
    return {
        particle.name: number
        for particle in type_.particles
        for number in particle.choices
        if number in missing and not _optional(type_, number)
    }


def _optional(type_: ComplexType, number: int) -> bool:
    return any(p.minimum == 0 for p in type_.particles if number in p.choices)


def _names(type_: ComplexType, number: int) -> str:
    return " or ".join(p.name for p in type_.particles if number in p.choices)


def _branch(mapped: Mapped, number: int) -> int:
    assert mapped.particle is not None
    return mapped.particle.choice_branch[mapped.particle.choices.index(number)]
