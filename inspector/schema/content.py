"""The content model: what the master XSDs say, as plain objects that the mapping and the simulator walk.

Built by `inspector.schema.master.load`; frozen afterwards. Type names are `(namespace, local)` pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when something exists, as the marks say (design section 4).

    Attributes:
        since: First release on each branch that has it; () for the base line.
        until: Last release that has it, by branch alike; () for "still there".
    """

    since: tuple[str, ...] = ()
    until: tuple[str, ...] = ()


ALWAYS = Window()
NEVER = Window(until=("0",))
"""Of what no release has: its last release lies before all of them."""


@dataclass(slots=True)
class SimpleType:
    """A simple type, named or anonymous.

    Attributes:
        name: (namespace, local), None where anonymous.
        primitive: Built-in type that it restricts in the end, "string", "long", "boolean", ...
        enumeration: Allowed values with the window of each; () where not enumerated.
        facets: Other facets as written: "maxLength", "minLength", "length", "minInclusive", "maxInclusive",
            "pattern", "fractionDigits", ...
    """

    name: Name | None
    primitive: str
    enumeration: tuple[tuple[str, Window], ...] = ()
    facets: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Particle:
    """One element declaration inside a complex type.

    Attributes:
        name: Local name.
        namespace: Namespace of the element: that of the schema document which declares the particle (R5).
        position: Place in the effective sequence of the owning type's document order, from 0 (R7).
        minimum, maximum: Occurrence; maximum None is unbounded.
        required_until: Releases up to which the element is required although `minimum` is 0.
        stand_in: Name of the element that may stand in for it once an operation has that one; "" for none.
        choices: Numbers of the choices it stands in, outermost first; () outside any choice.
        choice_branch: Its branch in each of those choices.
        type: Its type; a ComplexType without `name` is anonymous.
        default: Default value, None where there is none.
        nillable: True where xsi:nil may say that it has no value.
        window: Releases that have it.
        source: Where the fact comes from.
        annotation: What the element means, "" where unknown.
    """

    name: str
    namespace: str
    position: int
    minimum: int
    maximum: int | None
    type: ComplexType | SimpleType
    required_until: tuple[str, ...] = ()
    stand_in: str = ""
    choices: tuple[int, ...] = ()
    choice_branch: tuple[int, ...] = ()
    default: str | None = None
    nillable: bool = False
    window: Window = ALWAYS
    source: str = ""
    annotation: str = ""


@dataclass(slots=True)
class ComplexType:
    """A complex type with its effective content: base first, then its own (R5), groups flattened for look-up.

    Attributes:
        name: (namespace, local), None where anonymous.
        base: The extension base, None where there is none.
        particles: Effective particles in schema order; their `position` is the index here.
        choices: Occurrence (minimum, maximum) of each choice by number.
        lax: True where the content is not known (marked, and open in the XSD): not judged.
        wildcard: True where an xs:any or an element reference (QTI) stands in it: no slots below.
        attributes: True where the type declares attributes (QTI only).
        mixed: True for mixed content.
        any_order: True where its elements may stand in any order.
        window: Releases that have the type.
        open_since: Of an answer: releases from which on it holds, in some place, elements that no fact names;
            () where all are known.
    """

    name: Name | None
    base: ComplexType | None = None
    particles: tuple[Particle, ...] = ()
    choices: tuple[tuple[int, int | None], ...] = ()
    lax: bool = False
    wildcard: bool = False
    attributes: bool = False
    mixed: bool = False
    any_order: bool = False
    window: Window = ALWAYS
    source: str = ""
    open_since: tuple[str, ...] = ()

    def find(self, local: str) -> Particle | None:
        """The particle named `local`: exactly, else in any letter case (R5); None where unknown."""
        for particle in self.particles:
            if particle.name == local:
                return particle
        folded = local.lower()
        return next((p for p in self.particles if p.name.lower() == folded), None)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API: a request type of the master that carries `x:operation`.

    Attributes:
        name: "meeting.auo.CreateTeleconferenceSession" (decision 1).
        binding: Binding path, "meeting.auo".
        request: Its request type.
        response: Its response type, None where the master has none.
        access: "read" or "write", from the operations table.
        retired: ISO date of retirement on cloud sites, None where alive.
        window: Releases that have it.
        source: Where the fact comes from.
    """

    name: str
    binding: str
    request: ComplexType
    response: ComplexType | None
    access: str = "read"
    retired: str | None = None
    window: Window = ALWAYS
    source: str = ""
