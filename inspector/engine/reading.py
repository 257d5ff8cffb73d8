"""From a split body to its shape: parsed with markers in the slots, mapped, and cut into leaves."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from inspector.engine.beside import beside_secrets
from inspector.engine.names import around_elements, telling, unquoted
from inspector.engine.shape import CallShape, Leaf, OutcomeShape, PlaceTable, Ref, Shape
from inspector.model.exchange import Direction
from inspector.model.message import Body, Envelope, Message, Node
from inspector.privacy.knowledge import Knowledge
from inspector.schema.content import ComplexType, SimpleType
from inspector.schema.mapped import Mapped, MappedCall, MappedMessage
from inspector.schema.values import WHITE
from inspector.schema.verdict import Judge
from inspector.wire.credentials import credentials
from inspector.wire.limits import Limits
from inspector.wire.parse import parse

_ROW = re.compile(r"\[\d+\]")
_BODY_TOKENS = frozenset(("accesstoken", "samlresponse"))


class ShapeReader:
    """Reads shapes. Holds the parts it needs and a counter, nothing of the messages it saw."""

    def __init__(self, judge: Judge, limits: Limits, knowledge: Knowledge) -> None:
        self._judge = judge
        self._knowledge = knowledge
        self._limits = limits
        self._serials = count(1)

    def read(self, pieces: list[bytes], codec: str, *, once: bool = False) -> Shape | None:
        """The shape whose key is `pieces`.

        Returns:
            None where the slots do not hold: a marker is not the whole text of one childless element, or the
            document cannot be parsed (decision 31). The message then goes alone, as one piece.
        """
        markers = _markers(pieces)
        document = b"".join(_interleave(pieces, markers))
        message = parse(document, codec, self._limits)
        serial = 0 if once else next(self._serials)
        shape = Shape(serial, codec, tuple(pieces), replace(message, envelope=None))
        envelope = message.envelope
        if envelope is None:
            return shape if once else None
        if not once and (message.slotless or message.mended or not _slots_hold(envelope.root, markers)):
            return None  # attributes and mixed text may hold secrets of one message alone
        veiled: list[Node] = []
        beside = tuple(beside_secrets(document, envelope.root, self._knowledge, self._belongs))
        if beside or telling(envelope.root, self._knowledge):
            if not once:
                return None  # so may names
            veiled = self._veil(shape, envelope.root)
            shape.veiled += beside
        if message.faults:
            nodes, usual = list(envelope.root.walk()), self._judge.master.prefixes
            faults = tuple(unquoted(message.faults, nodes, usual, self._knowledge))
            shape.message = replace(shape.message, faults=faults)
        mapped = self._judge.map(envelope)
        if markers and _meets_wildcard(mapped):
            return None
        _Describer(shape, envelope, mapped, markers).describe(veiled)
        shape.mapped = mapped
        return shape

    def _belongs(self, local: str) -> bool:
        master = self._judge.master
        context = master.types[master.prefixes["serv"], "securityContextType"]
        return isinstance(context, ComplexType) and context.find(local) is not None

    def _veil(self, shape: Shape, root: Node) -> list[Node]:
        found = list(around_elements(root, self._knowledge))
        shape.veiled = tuple((node.content, classification) for node, classification in found)
        return [node for node, _ in found]

    def refused(self, body: Body) -> Shape:
        """The shape of a body that must not be parsed: nothing but its faults, which `body` holds."""
        return Shape(0, body.codec, (body.document,), Message(None))

    def remap(self, shape: Shape) -> MappedMessage:
        """The mapping of a shape again, for a release that has not asked yet."""
        markers = _markers(list(shape.pieces))
        message = parse(b"".join(_interleave(list(shape.pieces), markers)), shape.codec, self._limits)
        assert message.envelope is not None
        return self._judge.map(message.envelope)


def _markers(pieces: list[bytes]) -> list[bytes]:
    """A marker for each slot, none of which occurs in the key."""
    number = len(pieces) - 1
    if not number:
        return []
    while True:
        stem = b"s" + secrets.token_hex(8).encode()
        if not any(stem in piece for piece in pieces):
            # All of one length, so that places are found by counting.
            return [b"%s.%07d." % (stem, index) for index in range(number)]


def _interleave(pieces: list[bytes], values: list[bytes]) -> Iterator[bytes]:
    yield pieces[0]
    for value, piece in zip(values, pieces[1:], strict=True):
        yield value
        yield piece


def _slots_hold(root: Node, markers: list[bytes]) -> bool:
    wanted = {marker.decode() for marker in markers}
    found = 0
    for node in root.walk():
        if node.text in wanted:
            if node.children or not node.plain:
                return False
            found += 1
    return found == len(markers)


def _meets_wildcard(mapped: MappedMessage) -> bool:
    """True where the walk meets a wildcard or QTI content (decision 34)."""
    for call in mapped.calls:
        if call.content is not None:
            for element in call.content.walk():
                if (
                    not isinstance(element.type, SimpleType)
                    and element.type.wildcard
                    and element.node.children
                ):
                    return True
    return False


@dataclass(slots=True, eq=False)
class _Known:
    """What an element is called by; `type` is None where it is complex or unknown."""

    path: str
    bare: str
    local: str
    type: SimpleType | None
    call: int | None


class _Describer:
    """Fills a shape from its mapped message."""

    def __init__(self, shape: Shape, envelope: Envelope, mapped: MappedMessage, markers: list[bytes]) -> None:
        self._shape = shape
        self._envelope = envelope
        self._mapped = mapped
        shape.places = PlaceTable(shape.pieces, len(markers[0]) if markers else 0)
        self._slot_of = {marker.decode(): index for index, marker in enumerate(markers)}
        self._nodes = list(envelope.root.walk())
        self._known: list[_Known | None] = [None] * len(self._nodes)
        self._below: set[int] = set()
        self._by_call: dict[int | None, list[tuple[str, Node]]] = {None: []}
        self._contents = {call.node.ordinal for call in envelope.calls if call.node is not None}

    def describe(self, veiled: Sequence[Node]) -> None:
        """Fill the shape; what stands below `veiled` elements is called by them: its names may be secrets."""
        shape, envelope = self._shape, self._envelope
        shape.direction = envelope.direction
        self._name_all()
        for node in veiled:
            self._name_by(node)
        self._walk()
        shape.header_ordinals = self._header_ordinals()
        shape.body_contents = sum(1 for call in envelope.calls if not call.nested and call.node is not None)
        shape.calls = tuple(self._call(call) for call in self._mapped.calls)
        if envelope.direction is Direction.REQUEST:
            shape.credentials = credentials(envelope.security)
            self._caller_refs()
        else:
            self._outcomes()

    def _name_all(self) -> None:
        """Path, local name, type and call of every element that the mapping met or left out."""
        for header in self._mapped.header:
            self._name_mapped(header)
        for stray in self._mapped.header_strays:
            self._name_stray(stray.node, stray.path, None)
        for call in self._mapped.calls:
            if call.content is not None:
                self._name_mapped(call.content)
            for stray in call.strays:
                self._name_stray(stray.node, stray.path, call.index)

    def _name_mapped(self, mapped: Mapped) -> None:
        simple = mapped.type if isinstance(mapped.type, SimpleType) else None
        local = mapped.particle.name if mapped.particle else mapped.node.local
        self._known[mapped.node.ordinal] = _Known(mapped.path, mapped.bare, local, simple, mapped.call)
        if mapped.node.children and not mapped.children:
            # Content of a wildcard, or elements inside a value: known by their place alone.
            for child in mapped.node.children:
                self._name_stray(child, f"{mapped.path}/{child.local}", mapped.call)
        for below in mapped.children:
            self._name_mapped(below)

    def _name_stray(self, node: Node, path: str, call: int | None) -> None:
        for element, where in _paths(node, path, self._contents):
            if self._known[element.ordinal] is None:
                bare = _ROW.sub("", where)
                self._known[element.ordinal] = _Known(where, bare, element.local, None, call)

    def _name_by(self, node: Node) -> None:
        own = self._known[node.ordinal] or _outside(node)
        for below in node.walk():
            if below is not node:
                self._known[below.ordinal] = replace(own, type=None)
                self._below.add(below.ordinal)

    def _walk(self) -> None:
        """What goes element by element: places, leaves, and which elements belong to which call."""
        shape, by_call = self._shape, self._by_call
        leaves: list[Leaf] = []
        for node, known in zip(self._nodes, self._known, strict=True):
            shape.places.add(node.offset)
            if known is not None and node.ordinal not in self._below:
                by_call.setdefault(known.call, []).append((known.bare, node))
            if not node.children and node.text.strip(WHITE):
                leaves.append(self._leaf(node, known or _outside(node)))
        shape.leaves = tuple(leaves)

    def _leaf(self, node: Node, known: _Known) -> Leaf:
        slot = self._slot_of.get(node.text, -1)
        return Leaf(
            path=known.path,
            bare=known.bare,
            local=known.local,
            call=known.call,
            slot=slot,
            text="" if slot >= 0 else node.text,
            type=known.type,
            ordinal=node.ordinal,
            content=(0, 0) if slot >= 0 else node.content,
            plain=node.plain,
        )

    def _header_ordinals(self) -> dict[str, int]:
        ordinals: dict[str, int] = {}
        for path, node in self._by_call[None]:
            ordinals.setdefault(path, node.ordinal)
        return ordinals

    def _call(self, call: MappedCall) -> CallShape:
        elements: dict[str, int] = {}
        ordinals: dict[str, int] = {}
        filled: set[str] = set()
        for path, node in self._by_call.get(call.index, ()):
            elements[path] = elements.get(path, 0) + 1
            ordinals.setdefault(path, node.ordinal)
            if path not in filled and (node.children or node.text.strip(WHITE)):
                filled.add(path)
        node_ = call.call.node
        ordinals[""] = node_.ordinal if node_ is not None else self._envelope.root.ordinal
        operation = call.operation
        return CallShape(
            operation=call.name,
            known=operation is not None,
            binding=operation.binding if operation else "",
            access=operation.access if operation else None,
            retired=operation.retired if operation else None,
            nested=call.call.nested,
            shape=self._hash(call.name, elements),
            elements=elements,
            empty=frozenset(elements) - filled,
            ordinals=ordinals,
            body_token=any(p.rpartition("/")[2].lower() in _BODY_TOKENS for p in filled),
        )

    def _hash(self, name: str | None, elements: dict[str, int]) -> str:
        made = self._header_hash.copy()
        made.update(_lines([str(name), *elements]))
        return made.hexdigest()[:12]

    @cached_property
    def _header_hash(self) -> hashlib._Hash:
        """What the calls of a message share: taken in once, for there may be many."""
        paths = dict.fromkeys([path for path, _ in self._by_call[None]])
        return hashlib.sha256(_lines([self._envelope.direction.value, *paths, ""]))

    def _ref(self, *paths: str) -> Ref:
        """The value at the first of these paths that is given."""
        for path in paths:
            for leaf in self._shape.leaves:
                if leaf.bare.lower() == path:
                    return leaf.slot if leaf.slot >= 0 else leaf.text
        return None

    def _caller_refs(self) -> None:
        context = "header/securitycontext"
        self._shape.site = self._ref(f"{context}/sitename", f"{context}/siteid")
        self._shape.identity = self._ref(f"{context}/webexid", f"{context}/email")
        self._shape.client_info = self._ref(f"{context}/clientinfo")

    def _outcomes(self) -> None:
        leaves = {leaf.ordinal: leaf for leaf in self._shape.leaves}
        self._shape.outcomes = tuple(
            OutcomeShape(
                self._under(outcome.node, "result", leaves), self._under(outcome.node, "exceptionID", leaves)
            )
            for outcome in self._envelope.outcomes
        )
        version = "getapiversionresponse"
        self._shape.versions = (
            self._ref(f"{version}/apiver"),
            self._ref(f"{version}/release"),
            self._ref(f"{version}/apiversion"),
        )
        site = "getsiteresponse/siteinstance/metadata"
        self._shape.zone = self._ref(f"{site}/timezoneid", f"{site}/timezone")

    def _under(self, node: Node | None, local: str, leaves: dict[int, Leaf]) -> Ref:
        child = node.child(local) if node is not None else None
        leaf = leaves.get(child.ordinal) if child is not None else None
        return None if leaf is None else leaf.slot if leaf.slot >= 0 else leaf.text


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _outside(node: Node) -> _Known:
    """An element that stands neither in the header nor in a call: its path begins below the root."""
    names = [node.local]
    above = node.parent
    while above is not None and above.parent is not None:
        names.append(above.local)
        above = above.parent
    path = "/".join(reversed(names))
    return _Known(path, path, node.local, None, None)


def _paths(node: Node, path: str, contents: set[int]) -> Iterator[tuple[Node, str]]:
    """An element that the mapping left out and all below it, with their paths as sent.

    What stands in a nested bodyContent (ordinals in `contents`) is named by its own call.
    """
    stack = [(node, path)]
    while stack:
        element, where = stack.pop()
        yield element, where
        if element.ordinal not in contents:
            stack.extend((child, f"{where}/{child.local}") for child in reversed(element.children))
