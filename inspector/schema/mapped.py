"""What a message looks like once it is mapped onto the schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.model.message import Call, Envelope, Fault, Node
from inspector.schema.content import ComplexType, Operation, Particle, SimpleType


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
    """An element that found no particle; its text may still hold a secret.

    Attributes:
        node: The element as sent.
        path: Path by decision 4.
        call: Index of its call, None in the header.
        open_since: Releases from which on its answer holds elements that no fact names; this may be one.
        meant: Path of the required element that is missing and that it is misspelled for, "" for none.
        near: What is spelled nearly like it, in any release, best first.
        fault: What is told of it.
        settles: The fault of a choice of which nothing is given, where it is misspelled for one of it.
    """

    node: Node
    path: str
    call: int | None
    open_since: tuple[str, ...] = ()
    meant: str = ""
    near: tuple[Particle, ...] = ()
    fault: Fault | None = None
    settles: Fault | None = None


@dataclass(slots=True, eq=False)
class MappedCall:
    """One bodyContent, mapped.

    Attributes:
        call: The call as sent.
        index: Its position among the calls.
        name: Operation name by decision 1, as sent where unknown, None for an answer without a type.
        operation: What the master knows of it, None where unknown.
        near: Operations that are spelled nearly like one that is not known, best first.
        content: The mapped bodyContent, None where there is nothing to map (unknown, lax, empty failure).
        faults: What the mapping had to mend or could not mend.
        strays: Elements left out.
        judged: False where content is not known or the operation is unknown.
        misplaced: True for an answer with a type or element in a namespace that is not its own.
    """

    call: Call
    index: int
    name: str | None
    operation: Operation | None
    near: tuple[Operation, ...] = ()
    content: Mapped | None = None
    faults: list[Fault] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    judged: bool = True
    misplaced: bool = False


@dataclass(slots=True, eq=False)
class MappedMessage:
    """A message, mapped: its header and its calls."""

    envelope: Envelope
    header: list[Mapped] = field(default_factory=list)
    header_faults: list[Fault] = field(default_factory=list)
    header_strays: list[Stray] = field(default_factory=list)
    header_misplaced: bool = False
    calls: list[MappedCall] = field(default_factory=list)
