"""An element tree by expat without namespace processing (dialect rule R0), within limits, without any DTD."""

from __future__ import annotations

import re
from xml.parsers import expat

from inspector.model.message import Fault, FaultKind, Node
from inspector.wire.faults import fault
from inspector.wire.limits import Limits
from inspector.wire.places import Places
from inspector.wire.prefixes import Prefixes

_EXPAT_NAMES = {"utf-8": "utf-8", "ascii": "us-ascii", "iso8859-1": "iso-8859-1", "cp1252": "cp1252"}
_START_TAG = re.compile(rb"<[^\"'>]*+(?:(?:\"[^\"]*+\"|'[^']*+')[^\"'>]*+)*+>")
# A no-break space between elements is white space to people (decision 17).
_CLOSE = ord(">")
_WHITE = " \t\r\n\xa0"
_FRAME = frozenset(("xmlns", "xsi:type", "xsi:nil", "xsi:schemaLocation", "xsi:noNamespaceSchemaLocation"))


class RefusedError(Exception):
    """Reading stopped at something that is not allowed at all; `fault` says what."""

    def __init__(self, found: Fault) -> None:
        super().__init__(found.message)
        self.fault = found


class TreeBuilder:
    """Builds the tree of one document.

    Attributes:
        root: The root once it has begun, None before.
        open: The elements that are open, outermost first.
        slotless: Why the document cannot have slots, "" where it can.
        hidden: Byte ranges of comments, CDATA sections and instructions.
        prefixes: The prefixes in scope, and those used without being declared.
    """

    def __init__(self, document: bytes, codec: str, limits: Limits) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.slotless = ""
        self.hidden: list[tuple[int, int]] = []
        self.prefixes = Prefixes()
        self._document = document
        self._limits = limits
        self._places = Places(document, codec)
        self._pieces: list[list[str]] = []
        self._starts: list[int] = []
        self._indent = ""
        self._count = 0
        self._most = limits.elements
        self._deepest = limits.depth
        self._names: dict[str, tuple[tuple[str, str], int]] = {}
        self._no_attributes: dict[str, str] = {}
        self._no_children: list[Node] = []
        self._parser = self._make(_EXPAT_NAMES.get(codec, codec))

    def _make(self, encoding: str) -> expat.XMLParserType:
        parser = expat.ParserCreate(encoding, None)
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartCdataSectionHandler = self._cdata
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def build(self, blanked: bytes) -> None:
        """Parse the document, an illegal declaration of its encoding blanked.

        Raises:
            expat.ExpatError: It is not well-formed.
            RefusedError: It has a DTD, or exceeds a limit.
        """
        self._parser.Parse(blanked, True)

    def error_offset(self) -> int:
        """Byte offset at which parsing ended."""
        return max(0, min(self._parser.ErrorByteIndex, len(self._document)))

    def _start(self, tag: str, flat: list[str]) -> None:
        offset = self._parser.CurrentByteIndex
        opened = self.open
        parent = opened[-1] if opened else None
        names, length = self._names.get(tag) or self._name(tag)
        count = self._count
        if count >= self._most or len(opened) >= self._deepest:
            self._exceeded(len(opened) >= self._deepest)
        self._count = count + 1
        attributes = self._attributes(flat) if flat else self._no_attributes
        node = Node(tag, attributes, offset, count, parent, self._places, names, self._no_children)
        if parent is None:
            self.root = node
        elif parent.children:
            parent.children.append(node)
        else:
            parent.children = [node]
        if flat or names[0] not in self.prefixes.scope:
            self.prefixes.enter(node)
        if flat or self._document[offset + length - 1] != _CLOSE:
            found = _START_TAG.match(self._document, offset)
            length = found.end() - offset if found else 0
        node.span(length, 0)
        self._starts.append(offset + length)
        opened.append(node)
        self._pieces.append([])

    def _name(self, tag: str) -> tuple[tuple[str, str], int]:
        """Prefix, local name, and length in bytes of the shortest start tag; kept, for names come again."""
        if len(tag) > self._limits.name:
            raise self._limit(f"an element's name has more than {self._limits.name:,} characters")
        prefix, _, local = tag.rpartition(":")
        self._names[tag] = found = ((prefix, local), len(tag) + 2)
        return found

    def _attributes(self, flat: list[str]) -> dict[str, str]:
        names = flat[::2]
        if len(names) > self._limits.attributes:
            raise self._limit(f"an element has more than {self._limits.attributes:,} attributes")
        if max(map(len, names)) > self._limits.name:
            raise self._limit(f"an attribute's name has more than {self._limits.name:,} characters")
        attributes = dict(zip(names, flat[1::2], strict=True))
        if not self.slotless and not all(_is_frame(name, value) for name, value in attributes.items()):
            self.slotless = "attributes"
        return attributes

    def _exceeded(self, deep: bool) -> None:
        if deep:
            raise self._limit(f"elements stand more than {self._limits.depth:,} deep")
        raise self._limit(f"more than {self._limits.elements:,} elements")

    def _limit(self, what: str) -> RefusedError:
        place = self._places.at(self._parser.CurrentByteIndex)
        return RefusedError(fault(FaultKind.LIMIT, f"{what}; reading stopped there", "", place))

    def _end(self, _tag: str) -> None:
        node = self.open.pop()
        pieces = self._pieces.pop()
        if pieces:
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            if node.children:
                # Rows of a list are indented alike: one string serves them all.
                text = self._indent = self._indent if text == self._indent else text
            node.text = text
        start = self._starts.pop()
        # The end of `<a/>` is reported where its only tag ends, or begins, by version of expat.
        node.span(start - node.offset, max(0, self._parser.CurrentByteIndex - start))
        if node.children and not self.slotless and node.text.strip(_WHITE):
            self.slotless = "mixed"
        if node.attributes:
            self.prefixes.leave(node)

    def _characters(self, data: str) -> None:
        self._pieces[-1].append(data)

    def _hide(self, end: bytes, reason: str) -> None:
        start = self._parser.CurrentByteIndex
        if len(self.hidden) >= self._most:
            raise self._limit(f"more than {self._most:,} comments, CDATA sections and instructions")
        stop = self._document.find(end, start + 2)
        self.hidden.append((start, stop + len(end) if stop >= 0 else len(self._document)))
        self.slotless = self.slotless or reason
        if self.open:
            self.open[-1].plain = False

    def _comment(self, _data: str) -> None:
        self._hide(b"-->", "comment")

    def _instruction(self, _target: str, _data: str) -> None:
        self._hide(b"?>", "instruction")

    def _cdata(self) -> None:
        self._hide(b"]]>", "cdata")

    def _doctype(self, *_declared: object) -> None:
        start = self._document.rfind(b"<!DOCTYPE", 0, self._parser.CurrentByteIndex + 9)
        message = "the message has a DOCTYPE; reading stopped there, nothing was expanded or fetched"
        instead = "leave the DOCTYPE out: the service knows no DTD, and entities are not allowed"
        raise RefusedError(fault(FaultKind.DOCTYPE, message, instead, self._places.at(max(0, start))))


def _is_frame(name: str, value: str) -> bool:
    """True for a namespace declaration or an attribute of XML Schema that holds a plain name or address."""
    frame = name in _FRAME or name.startswith("xmlns:")
    return frame and not any(sign in value for sign in "=@%<&")
