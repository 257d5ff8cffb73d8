"""An element tree by expat without namespace processing (dialect rule R0), within limits, without any DTD."""

from __future__ import annotations

import re
from xml.parsers import expat

from inspector.model.message import Fault, FaultKind, Node
from inspector.wire.faults import fault
from inspector.wire.limits import Limits
from inspector.wire.places import Places

_EXPAT_NAMES = {"utf-8": "utf-8", "ascii": "us-ascii", "iso8859-1": "iso-8859-1", "cp1252": "cp1252"}
_START_TAG = re.compile(rb"<[^\"'>]*+(?:(?:\"[^\"]*+\"|'[^']*+')[^\"'>]*+)*+>")
_WHITE = " \t\r\n\xa0"


class Refused(Exception):
    """Reading stopped at something that is not allowed at all."""

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
    """

    def __init__(self, document: bytes, codec: str, limits: Limits) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.slotless = ""
        self.hidden: list[tuple[int, int]] = []
        self._document = document
        self._limits = limits
        self._places = Places(document, codec)
        self._pieces: list[list[str]] = []
        self._count = 0
        self._none: dict[str, str] = {}
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
        """Parse the document, its declaration blanked.

        Raises:
            expat.ExpatError: It is not well-formed.
            Refused: It has a DTD, or exceeds a limit.
        """
        self._parser.Parse(blanked, True)

    def error_offset(self) -> int:
        """Byte offset at which parsing ended."""
        return max(0, min(self._parser.ErrorByteIndex, len(self._document)))

    def _start(self, tag: str, flat: list[str]) -> None:
        offset = self._parser.CurrentByteIndex
        place = self._places.at(offset)
        parent = self.open[-1] if self.open else None
        node = Node(tag, self._attributes(flat) if flat else self._none, place, self._count, parent)
        self._check(node, len(flat) // 2)
        self._count += 1
        if parent is None:
            self.root = node
        else:
            parent.children.append(node)
        start = self._content_start(offset, tag, bool(flat))
        node.content = (start, start)
        self.open.append(node)
        self._pieces.append([])

    def _attributes(self, flat: list[str]) -> dict[str, str]:
        names = flat[::2]
        for name in names:
            if not name.startswith(("xmlns", "xsi:")) or (
                name.startswith("xmlns") and name[5:6] not in {"", ":"}
            ):
                self.slotless = self.slotless or "attributes"
        if max(map(len, names)) > self._limits.name:
            raise Refused(self._limit(f"an attribute's name has more than {self._limits.name:,} characters"))
        return dict(zip(names, flat[1::2], strict=True))

    def _content_start(self, offset: int, tag: str, attributes: bool) -> int:
        end = offset + 1 + len(tag)
        if not attributes and self._document[end : end + 1] == b">":
            return end + 1
        found = _START_TAG.match(self._document, offset)
        return found.end() if found else offset

    def _check(self, node: Node, attributes: int) -> None:
        limits = self._limits
        if len(self.open) >= limits.depth:
            raise Refused(self._limit(f"elements stand more than {limits.depth:,} deep"))
        if self._count >= limits.elements:
            raise Refused(self._limit(f"more than {limits.elements:,} elements"))
        if attributes > limits.attributes:
            raise Refused(self._limit(f"an element has more than {limits.attributes:,} attributes"))
        if len(node.tag) > limits.name:
            raise Refused(self._limit(f"an element's name has more than {limits.name:,} characters"))

    def _limit(self, what: str) -> Fault:
        return self._fault(FaultKind.LIMIT, f"{what}; reading stopped there", self._parser.CurrentByteIndex)

    def _fault(self, kind: FaultKind, message: str, offset: int, instead: str = "") -> Fault:
        return fault(kind, message, instead, self._places.at(offset))

    def _end(self, tag: str) -> None:
        node = self.open.pop()
        pieces = self._pieces.pop()
        node.text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        end = self._parser.CurrentByteIndex
        start = node.content[0]
        if self._document[start - 2 : start] != b"/>" or end > start:
            node.content = (start, max(start, end))
        if node.children and not self.slotless and node.text.strip(_WHITE):
            self.slotless = "mixed"

    def _characters(self, data: str) -> None:
        self._pieces[-1].append(data)

    def _hide(self, end: bytes, reason: str) -> None:
        start = self._parser.CurrentByteIndex
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
        offset = self._document.rfind(b"<!DOCTYPE", 0, self._parser.CurrentByteIndex + 9)
        message = "the message has a DOCTYPE; reading stopped there, nothing was expanded or fetched"
        instead = "leave the DOCTYPE out: the service knows no DTD, and entities are not allowed"
        raise Refused(self._fault(FaultKind.DOCTYPE, message, max(0, offset), instead))
