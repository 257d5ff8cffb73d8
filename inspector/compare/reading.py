"""From a body to a tree, by the content model alone; the same for requests and answers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from inspector.compare.noise import Noise
from inspector.compare.tree import CallTree, Element, Tree
from inspector.model.exchange import Direction, Payload
from inspector.model.message import Envelope, Node
from inspector.privacy.classification import Classification, excerpt
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.mask import Masker
from inspector.schema.content import SimpleType
from inspector.schema.mapped import Mapped, Stray
from inspector.schema.mapping import Mapper
from inspector.schema.master import Master
from inspector.schema.values import INTEGERS, WHITE
from inspector.wire import Limits, decode, parse

_SPACE = re.compile(r"\s+")
_ROW = re.compile(r"\[\d+\]")
_LONGEST = 60
_JWT = "JWTToken"
"""The HTTP header that shows a caller as elements of the securityContext do."""
_MOST_TRAITS = 20_000


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is known of all leaves at one place."""

    found: Classification | None
    volatile: str


class Reader:
    """Reads messages.

    Args:
        master: The content model.
        knowledge: What is personal or secret.
        noise: What is volatile.
        masker: Where given, personal values are compared as their pseudonyms, so that a redacted message and
            one in clear say the same.
        own: Knows the pseudonyms in the messages, where they were made with another key than `masker`'s.
        limits: Bounds of a message.

    Attributes:
        pseudonyms: How many personal values were pseudonyms already.
    """

    def __init__(
        self,
        master: Master,
        knowledge: Knowledge,
        noise: Noise,
        masker: Masker | None = None,
        own: Masker | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._mapper = Mapper(master)
        self._knowledge = knowledge
        self._noise = noise
        self._masker = masker
        self._own = own or masker
        self.pseudonyms = 0
        self._limits = limits or Limits()
        self._traits: dict[tuple[str | None, str, str, bool], _Traits] = {}

    def read(self, payload: Payload) -> Tree:
        """The tree of a message; a tree with a fault where it cannot be read."""
        body = decode(payload, self._limits)
        message = None if body.refused else parse(body.document, body.codec, self._limits)
        if message is None or message.envelope is None:
            faults = (*body.faults, *(message.faults if message else ()))
            why = faults[0].message if faults else "not an XMLService message"
            return Tree(None, fault=why, digest=self._digest(body.document, body.codec))
        return self._tree(message.envelope, payload.headers)

    def _digest(self, document: bytes, codec: str) -> str:
        text = _SPACE.sub("", document.decode(codec, "replace"))
        if self._masker is not None and len(text) < 1 << 20:
            text = self._masker.document(text)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _tree(self, envelope: Envelope, headers: Iterable[tuple[str, str]]) -> Tree:
        mapped = self._mapper.map(envelope)
        way = envelope.direction
        header = Element("header", "header")
        header.children = [self._mapped(element, None, way) for element in mapped.header]
        if any(name.lower() == _JWT.lower() and value for name, value in headers):
            header.children.append(Element(_JWT, f"header/{_JWT}", "given", "given", secret=True))
        calls = []
        for call in mapped.calls:
            content = None
            if call.content is not None:
                content = self._mapped(call.content, call.name, way)
            elif call.call.node is not None and call.strays:
                content = Element(call.call.name, call.call.name)
            if content is not None:
                self._strays(content, call.strays, call.name, way)
            calls.append(CallTree(call.name, call.operation is not None, content))
        return Tree(way, header if header.children else None, tuple(calls))

    def _mapped(self, mapped: Mapped, operation: str | None, way: Direction) -> Element:
        name = mapped.particle.name if mapped.particle else mapped.node.local
        element = Element(name, mapped.bare)
        if isinstance(mapped.type, SimpleType):
            self._value(element, mapped.node.text, mapped.type, operation, way)
        elif mapped.type.wildcard:
            element.children = [
                self._stray(child, f"{mapped.bare}/{child.local}", operation, way)
                for child in mapped.node.children
            ]
        else:
            element.children = [self._mapped(child, operation, way) for child in mapped.children]
        return element

    def _strays(self, content: Element, strays: list[Stray], operation: str | None, way: Direction) -> None:
        """Elements that the schema does not know, put where they stand; below the call where that is gone."""
        if not strays:
            return
        places: dict[str, Element] = {}
        stack = [content]
        while stack:
            element = stack.pop()
            places.setdefault(element.path, element)
            stack.extend(reversed(element.children))
        for stray in strays:
            path = _ROW.sub("", stray.path)
            parent = places.get(path.rpartition("/")[0], content)
            parent.children.append(self._stray(stray.node, path, operation, way))

    def _stray(self, node: Node, path: str, operation: str | None, way: Direction) -> Element:
        element = Element(node.local, path)
        if node.children:
            element.children = [
                self._stray(child, f"{path}/{child.local}", operation, way) for child in node.children
            ]
        else:
            self._value(element, node.text, None, operation, way)
        return element

    def _value(
        self, element: Element, text: str, type_: SimpleType | None, operation: str | None, way: Direction
    ) -> None:
        traits = self._known(element.path, type_, operation, way)
        trimmed = text.strip(WHITE)
        element.volatile = traits.volatile
        found = traits.found
        if found is None:
            element.value = self._clear(trimmed, type_)
            element.shown = _short(self._masker.text(trimmed) if self._masker else trimmed)
            return
        element.category, element.secret = found.category, found.secret
        element.shown = excerpt(found.category, trimmed)
        trimmed = element.value = self._plain(trimmed, type_)
        if self._masker is None or self._own is None:
            return
        if self._own.is_replaced(trimmed, found):
            self.pseudonyms += bool(trimmed.strip("*")) and not found.secret
            return
        primitive = type_.primitive if type_ else None
        facets = type_.facets if type_ else {}
        element.value = self._masker.value(trimmed, found, primitive=primitive, facets=facets)

    def _clear(self, text: str, type_: SimpleType | None) -> str:
        text = self._plain(text, type_)
        if self._masker is not None and type_ is not None and type_.primitive == "string":
            return self._masker.text(text)
        return text

    @staticmethod
    def _plain(text: str, type_: SimpleType | None) -> str:
        """The value in the one form that its type has for it."""
        primitive = type_.primitive if type_ and not type_.enumeration else None
        if primitive == "boolean":
            return {"1": "true", "0": "false"}.get(text.lower(), text.lower())
        if primitive in INTEGERS and len(text) < 40 and text.lstrip("+-").isdecimal():
            return str(int(text))
        return text

    def _known(self, path: str, type_: SimpleType | None, operation: str | None, way: Direction) -> _Traits:
        key = (operation, way.value, path, type_ is None)
        traits = self._traits.get(key)
        if traits is None:
            found = self._knowledge.classify(
                path,
                direction=way.value,
                operation=operation,
                primitive=type_.primitive if type_ else None,
                enumerated=bool(type_ and type_.enumeration),
            )
            if found is None and type_ is None:
                found = self._knowledge.by_name(path.rpartition("/")[2])
            link = found is not None and found.category == "url_with_access"
            traits = _Traits(found, self._noise.why(path) or ("a link that lets somebody in" if link else ""))
            if len(self._traits) >= _MOST_TRAITS:
                self._traits.clear()
            self._traits[key] = traits
        return traits


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
