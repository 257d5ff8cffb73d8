"""An XML message as read: an element tree without namespace processing, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from inspector.model.exchange import Direction


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the original (content-decoded) message.

    Attributes:
        line: Line, from 1.
        column: Column in characters, from 1.
        offset: Offset in bytes of the document, from 0.
    """

    line: int
    column: int
    offset: int = 0


class FaultKind(StrEnum):
    """Ways for a message to be wrong, as wire and schema see them; a rule gives each its code.

    The first group is found while reading, the second while mapping onto the schema,
    the third by the engine, which knows both sides and what is personal.
    """

    NBSP_IN_MARKUP = "nbsp-in-markup"
    NOT_WELL_FORMED = "not-well-formed"
    DOCTYPE = "doctype"
    LIMIT = "limit"
    ENCODING = "encoding"
    OUTSIDE_DOCUMENT = "outside-document"
    NOT_XML = "not-xml"
    UNDECLARED_PREFIX = "undeclared-prefix"

    NESTED_BODY_CONTENT = "nested-body-content"
    WRONG_PACKAGE = "wrong-package"
    UNKNOWN_OPERATION = "unknown-operation"
    ORDER = "order"
    LETTER_CASE = "letter-case"
    BOOLEAN_CASE = "boolean-case"
    EMPTY_LEAF = "empty-leaf"
    BODY_CONTENT_OUTSIDE_BODY = "body-content-outside-body"
    STRAY_TEXT = "stray-text"
    UNKNOWN_ELEMENT = "unknown-element"
    LATER_ELEMENT = "later-element"
    LATER_MEETING_UUID = "later-meeting-uuid"
    LATER_VALUE = "later-value"
    GONE_ELEMENT = "gone-element"
    ELEMENT_ELSEWHERE = "element-elsewhere"
    MISSING_ELEMENT = "missing-element"
    VALUE_TYPE = "value-type"
    VALUE_ENUMERATION = "value-enumeration"
    VALUE_LIMIT = "value-limit"
    TOO_MANY = "too-many"
    CHOICE = "choice"
    WRONG_NAMESPACE = "wrong-namespace"
    NOT_JUDGED = "not-judged"
    NEWER_RELEASE = "newer-release"
    UNKNOWN_RELEASE = "unknown-release"

    CREDENTIAL_OUT_OF_PLACE = "credential-out-of-place"
    ECHOED_DATA = "echoed-data"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a message; the rules give it a code and a severity.

    Attributes:
        kind: What sort of wrong.
        message: Plain language: what is wrong, what was expected, the likely cause; no value of the message.
        line: Line from 1, None where no place can be named.
        column: Column in characters from 1, None where no place can be named.
        instead: How to mend it.
        call: Index of the call it belongs to, None for the whole message.
        path: Path of the element (decision 4), "" for the whole message.
        ordinal: Which start tag of the document it stands at, from 0; None where it is no element.
        excerpt: Masked excerpt (category and length), never a value.
        sent: The element's name as sent, where that is what is wrong.
    """

    kind: FaultKind
    message: str
    line: int | None = None
    column: int | None = None
    instead: str = ""
    call: int | None = None
    path: str = ""
    ordinal: int | None = None
    excerpt: str = ""
    sent: str = ""


class Locator(Protocol):
    """What turns a byte offset of a document into a place."""

    def at(self, offset: int, /) -> Location:
        """The place of byte `offset`."""


class Node:
    """One element as written: raw tag and attributes, no namespace processing (dialect rule R0).

    Mutable while the parser builds it; frozen afterwards (empty attributes and children are shared).
    There may be hundreds of thousands in a message: places are worked out when asked for, not kept.

    Attributes:
        tag: Name as written, prefix included.
        local: Name after the last colon.
        prefix: Prefix as written, "" where there is none.
        attributes: Attributes as written, declarations included.
        children: Child elements in document order.
        text: Text directly inside (all pieces joined), entity references resolved.
        ordinal: Position among the start tags of the document, from 0.
        location: Where its start tag begins.
        content: Byte range (start, end) between start and end tag; (n, n) for `<a/>`.
        plain: False where its text holds CDATA, comments or instructions.
    """

    __slots__ = (
        "_head",
        "_length",
        "_locator",
        "_place",
        "attributes",
        "children",
        "local",
        "ordinal",
        "parent",
        "plain",
        "prefix",
        "tag",
        "text",
    )

    def __init__(
        self,
        tag: str,
        attributes: dict[str, str],
        location: Location | int,
        ordinal: int,
        parent: Node | None,
        locator: Locator | None = None,
        names: tuple[str, str] | None = None,
        children: list[Node] | None = None,
    ) -> None:
        """An element.

        Args:
            tag: Name as written.
            attributes: Attributes as written.
            location: Where its start tag begins; a byte offset where `locator` can place it.
            ordinal: Position among the start tags, from 0.
            parent: The element around it, None for the root.
            locator: What places a byte offset.
            names: Prefix and local name, where they are known already.
            children: The list to start with, where many elements share an empty one.
        """
        self.tag = tag
        self.prefix, self.local = names or tag.rpartition(":")[::2]
        self.attributes = attributes
        self.children: list[Node] = [] if children is None else children
        self.text = ""
        self.ordinal = ordinal
        self._place = location
        self._locator = locator
        self._head = self._length = 0
        self.parent = parent
        self.plain = True

    @property
    def location(self) -> Location:
        """Where its start tag begins."""
        place = self._place
        if isinstance(place, Location):
            return place
        return self._locator.at(place) if self._locator else Location(1, 1, place)

    @property
    def offset(self) -> int:
        """Byte at which its start tag begins."""
        place = self._place
        return place.offset if isinstance(place, Location) else place

    @property
    def content(self) -> tuple[int, int]:
        """Byte range (start, end) between start and end tag."""
        start = self.offset + self._head
        return start, start + self._length

    def span(self, head: int, length: int) -> None:
        """Say how many bytes the start tag takes, and how many there are up to the end tag.

        Lengths, not offsets: small numbers cost no memory of their own.
        """
        self._head = head
        self._length = length

    def __repr__(self) -> str:
        return f"<Node {self.tag} at {self.location.line}:{self.location.column}>"

    def child(self, local: str) -> Node | None:
        """The first child whose local name is `local`, or None."""
        return next((c for c in self.children if c.local == local), None)

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def namespace(self, prefix: str) -> str | None:
        """The namespace that `prefix` ("" for the default) is bound to here, None where undeclared."""
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        node: Node | None = self
        while node is not None:
            if name in node.attributes:
                return node.attributes[name]
            node = node.parent
        return None


@dataclass(frozen=True, slots=True)
class Call:
    """One bodyContent of a message, as sent.

    Attributes:
        node: The bodyContent element (None for a lone answer without one).
        xsi_type: Value of its xsi:type as sent, None where it has none.
        package: Binding path ("meeting.auo") or prefix ("ep") in front of the name, as sent.
        name: Operation or type name as sent ("LstsummarySession", "getUserResponse").
        namespace: Namespace that a `prefix:name` type resolves to, None where it does not.
        nested: True where it stands inside another bodyContent.
    """

    node: Node | None
    xsi_type: str | None = None
    package: str = ""
    name: str = ""
    namespace: str | None = None
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer's header/response says; strings keep leading zeros."""

    result: str | None
    exception: str | None = None
    reason: str | None = None
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """The frame of a message: root, header, calls and, for an answer, outcomes (one a call, by position)."""

    direction: Direction
    root: Node
    header: Node | None
    security: Node | None
    body: Node | None
    calls: tuple[Call, ...]
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A body made ready for reading: content-decoded, form unpacked, charset known.

    Attributes:
        document: The XML document's bytes in `codec`; for forms, the decoded field.
        codec: Python codec name of `document`, normalised ("utf-8", "iso8859-1", "cp1252", "ascii", ...).
        form: Other form fields beside the document (name, value), credentials among them.
        lead: Bytes of junk or white space cut off before the document.
        faults: What was wrong on the way here.
        refused: True where the document must not be parsed (too large, undecodable, empty).
        wrapped: How the document stood in the body: "", "form" (url-encoded) or "raw-form".
        transcoded: Codec that the bytes were sent in where `document` had to be transcoded to UTF-8 (UTF-16,
            EUC-KR, ...), "" where `document` is as sent.
        lead_lines: Lines by which `lead` moves the document's places.
        lead_columns: Columns by which it moves those of the document's first line.
        before: The bytes that `lead` counts.
        after: Bytes cut off after the document (NULs; never white space alone).
    """

    document: bytes
    codec: str
    form: tuple[tuple[str, str], ...] = ()
    lead: int = 0
    faults: tuple[Fault, ...] = ()
    refused: bool = False
    wrapped: str = ""
    transcoded: str = ""
    lead_lines: int = 0
    lead_columns: int = 0
    before: bytes = b""
    after: bytes = b""


@dataclass(frozen=True, slots=True)
class Message:
    """A read message: its envelope, or why there is none.

    Attributes:
        envelope: None where it could not be read.
        faults: Faults of reading, in document order.
        recovered_operations: xsi:type names found by pattern in what could not be parsed.
        recovered_site: siteName found likewise.
        mended: True where it was judged after no-break spaces in markup were mended.
        slotless: Why it cannot have slots ("" where it can): comment, cdata, doctype, ...
        other_service: Name of a sister service ("gla", "nbr", "url-api", "soap"), "" for XMLService.
        hidden: Byte ranges of comments, CDATA and instructions, which may hide secrets.
    """

    envelope: Envelope | None
    faults: tuple[Fault, ...] = ()
    recovered_operations: tuple[str, ...] = ()
    recovered_site: str | None = None
    mended: bool = False
    slotless: str = ""
    other_service: str = ""
    hidden: tuple[tuple[int, int], ...] = field(default=())
