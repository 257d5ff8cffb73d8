"""One slip in a valid message, of every kind: made, and where it is to be found. No test in here."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine_messages import Draft, Element, Generator

from inspector.model.exchange import Direction
from inspector.schema import ComplexType, Particle, Window

# A rule that knows more may say the same in place of the schema's code.
CODES = {
    "unknown": ("SCH-01", "VAL-11"),
    "misspelled": ("SCH-01", "VAL-11"),
    "later": ("REL-01",),
    "uuid": ("REL-02",),
    "missing": ("SCH-02",),
    "order": ("ENV-05",),
    "twice": ("SCH-05", "LIM-08"),
    "number": ("SCH-03", "VAL-05", "VAL-06", "VAL-11"),
    "word": ("SCH-04", "VAL-05", "VAL-06", "VAL-11"),
    "long": ("SCH-06", "VAL-19"),
    "both branches": ("SCH-07",),
    "prefix": ("ENV-02",),
    "prefix in an answer": ("ENV-02",),
    "namespace": ("SCH-08",),
}
HARMLESS = frozenset(("order", "long", "prefix"))


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip that was made.

    Attributes:
        kind: A key of `CODES`.
        path: Where it is to be found.
        hint: What the advice must name, "" for nothing in particular.
        touched: The elements that it is about, and the lists that it needs as they are.
    """

    kind: str
    path: str
    hint: str = ""
    touched: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A complex element of the first call: its children, its path, its type."""

    children: list[Element]
    path: str
    type: ComplexType
    owner: Element | None = None

    @property
    def top(self) -> bool:
        """Whether it is bodyContent itself."""
        return self.owner is None

    def step(self, child: Element) -> str:
        """The path of `child`."""
        same = [e for e in self.children if e.local == child.local]
        row = "" if len(same) == 1 else f"[{same.index(child) + 1}]"
        return f"{self.path}/{child.local}{row}"

    def alone(self, child: Element) -> bool:
        """Whether no sibling has its name."""
        return sum(e.local == child.local for e in self.children) == 1

    def insert(self, new: Element, particle: Particle) -> None:
        """Put `new` where the schema has it."""
        after = [n for n, e in enumerate(self.children) if self._position(e) > particle.position]
        self.children.insert(after[0] if after else len(self.children), new)

    def _position(self, element: Element) -> int:
        particle = self.type.find(element.local)
        return particle.position if particle else -1


@dataclass(slots=True)
class Slipper:
    """Makes slips in drafts."""

    generator: Generator
    rng: random.Random
    taken: list[object] = field(default_factory=list)

    def make(self, draft: Draft, kind: str) -> Slip | None:
        """Make one slip; None where there is no room for it beside what is `taken`."""
        if kind in ("unknown", "misspelled") and self._is_open(draft):
            return None
        places = [p for p in _places(draft) if (p.top or p.children) and not self._closed(p)]
        self.rng.shuffle(places)
        for place in places:
            if kind == "unknown":
                return self._unknown(place)
            for child in self.rng.sample(place.children, len(place.children)):
                particle = place.type.find(child.local)
                if particle is None or self._is_taken(child):
                    continue
                slip = WAYS[kind](self, draft, place, child, particle)
                if slip is not None:
                    return slip
            slip = WAYS_OF_TYPES[kind](self, draft, place) if kind in WAYS_OF_TYPES else None
            if slip is not None:
                return slip
        return None

    def _is_taken(self, element: Element) -> bool:
        names = {taken.local for taken in self.taken if isinstance(taken, Element)}
        return element.local in names or any(e is taken for e in element.walk() for taken in self.taken)

    def _is_open(self, draft: Draft) -> bool:
        """Whether unknown elements are not judged in it."""
        made = draft.operation.response if draft.direction is Direction.RESPONSE else None
        since = made.open_since if made is not None else ()
        return bool(since) and self.generator.releases.has(draft.release, Window(since))

    def _closed(self, place: Place) -> bool:
        below = (e.children for t in self.taken if isinstance(t, Element) for e in t.walk())
        return any(place.children is taken for taken in (*self.taken, *below))

    def _unknown(self, place: Place) -> Slip:
        new = Element("noSuchThing", place.children[0].namespace if place.children else "urn:x", raw="1")
        place.children.append(new)
        return Slip("unknown", f"{place.path}/noSuchThing", touched=(new,))

    def needed(self, draft: Draft, particle: Particle) -> bool:
        """Whether a message of the release must have it."""
        required = self.generator.releases.required(draft.release, particle.required_until)
        return bool(particle.minimum) or required

    def new(self, draft: Draft, particle: Particle) -> Element:
        """An element that is valid by its type."""
        return self.generator.element(self.rng, draft, particle)


def _places(draft: Draft) -> Iterator[Place]:
    type_ = draft.operation.request if draft.direction is Direction.REQUEST else draft.operation.response
    assert type_ is not None
    assert type_.name is not None
    yield from _below(Place(draft.contents[0], type_.name[1], type_))


def _below(place: Place) -> Iterator[Place]:
    if place.type.wildcard or place.type.lax:
        return
    yield place
    for child in place.children:
        particle = place.type.find(child.local)
        if particle is not None and isinstance(particle.type, ComplexType):
            yield from _below(Place(child.children, place.step(child), particle.type, child))


Way = Callable[[Slipper, Draft, Place, Element, Particle], Slip | None]


def _misspelled(s: Slipper, _d: Draft, place: Place, child: Element, particle: Particle) -> Slip | None:
    wrong = child.local[:-1] + child.local[-2:]
    if len(wrong) < 8 or particle.choices or not place.alone(child) or place.type.find(wrong):
        return None
    child.local = wrong
    return Slip("misspelled", place.step(child), particle.name, (child, place.children))


def _missing(s: Slipper, draft: Draft, place: Place, child: Element, particle: Particle) -> Slip | None:
    if not s.needed(draft, particle) or particle.choices or not place.alone(child):
        return None
    if len(place.children) == 1 and not place.top:
        return None  # an element without children is another slip
    place.children.remove(child)
    return Slip("missing", f"{place.path}/{child.local}", child.local, (child, place.owner))


def _order(s: Slipper, _d: Draft, place: Place, child: Element, particle: Particle) -> Slip | None:
    at = place.children.index(child)
    if at + 1 == len(place.children):
        return None
    after = place.children[at + 1]
    other = place.type.find(after.local)
    if other is None or other.position <= particle.position or s._is_taken(after):
        return None
    if not (place.alone(child) and place.alone(after)):
        return None
    place.children[at : at + 2] = [after, child]
    return Slip("order", place.step(child), after.local, (child, after))


def _twice(_s: Slipper, _d: Draft, place: Place, child: Element, particle: Particle) -> Slip | None:
    if particle.maximum != 1 or not place.alone(child):
        return None
    again = child.copy()
    place.children.insert(place.children.index(child), again)
    return Slip("twice", f"{place.path}/{child.local}[2]", touched=(child, again))


def _number(_s: Slipper, _d: Draft, place: Place, child: Element, _p: Particle) -> Slip | None:
    simple = child.simple
    if simple is None or not child.raw or simple.enumeration:
        return None
    if simple.primitive not in ("int", "long", "integer", "float", "double"):
        return None
    child.raw = "no such value"
    return Slip("number", place.step(child), touched=(child,))


def _word(_s: Slipper, _d: Draft, place: Place, child: Element, _p: Particle) -> Slip | None:
    if child.simple is None or not child.simple.enumeration or not child.raw:
        return None
    child.raw = "no such value"
    return Slip("word", place.step(child), touched=(child,))


def _long(_s: Slipper, _d: Draft, place: Place, child: Element, _p: Particle) -> Slip | None:
    simple = child.simple
    if simple is None or not child.raw or simple.primitive != "string" or set(simple.facets) != {"maxLength"}:
        return None
    child.raw = "x" * (int(simple.facets["maxLength"]) + 1)
    return Slip("long", place.step(child), touched=(child,))


def _both(s: Slipper, draft: Draft, place: Place, child: Element, particle: Particle) -> Slip | None:
    for number, branch in zip(particle.choices, particle.choice_branch, strict=True):
        if place.type.choices[number][1] != 1:
            continue
        for other in place.type.particles:
            inside = dict(zip(other.choices, other.choice_branch, strict=True))
            has = s.generator.has(other, draft.operation, draft.release)
            if len(inside) == 1 and inside.get(number, branch) != branch and has:
                new = s.new(draft, other)
                place.insert(new, other)
                late = new if other.position > particle.position else child
                branches = [
                    e for e in place.children if (p := place.type.find(e.local)) and number in p.choices
                ]
                late = late if len(branches) == 2 else branches[1]
                return Slip("both branches", place.step(late), touched=(child, new, place.children))
    return None


def _prefix(_s: Slipper, draft: Draft, place: Place, child: Element, _p: Particle) -> Slip | None:
    if draft.direction is Direction.RESPONSE or not draft.style.declared or not place.alone(child):
        return None
    child.tag_prefix = "nope"
    return Slip("prefix", "", "prefix", (child,))


def _prefix_in_answer(_s: Slipper, d: Draft, place: Place, child: Element, _p: Particle) -> Slip | None:
    if d.direction is Direction.REQUEST:
        return None
    child.tag_prefix = "nope"
    return Slip("prefix in an answer", "", "prefix", (child,))  # beside a secret, its name is not shown


def _namespace(_s: Slipper, draft: Draft, place: Place, child: Element, _p: Particle) -> Slip | None:
    if draft.direction is Direction.REQUEST or child.raw is None:
        return None
    child.namespace = "urn:elsewhere"
    return Slip("namespace", place.step(child), touched=(child,))


def _later(s: Slipper, draft: Draft, place: Place, *, uuid: bool = False) -> Slip | None:
    for particle in place.type.particles:
        had = s.generator.has(particle, draft.operation, draft.release)
        here = any(e.local.lower() == particle.name.lower() for e in place.children)
        if had or here or particle.choices or particle.window.until:
            continue
        if (particle.name == "meetingUUID") is not uuid:
            continue
        new = s.new(draft, particle)
        place.insert(new, particle)
        return Slip("uuid" if uuid else "later", f"{place.path}/{particle.name}", touched=(new,))
    return None


def _nothing(*_: object) -> None:
    return None


WAYS: dict[str, Way] = {
    "misspelled": _misspelled,
    "later": _nothing,
    "uuid": _nothing,
    "missing": _missing,
    "order": _order,
    "twice": _twice,
    "number": _number,
    "word": _word,
    "long": _long,
    "both branches": _both,
    "prefix": _prefix,
    "prefix in an answer": _prefix_in_answer,
    "namespace": _namespace,
}
WAYS_OF_TYPES: dict[str, Callable[[Slipper, Draft, Place], Slip | None]] = {
    "later": _later,
    "uuid": lambda s, d, p: _later(s, d, p, uuid=True),
}
