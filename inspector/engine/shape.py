"""What is known of a message from its structure alone, whatever the release (design section 1).

A shape is read from the message's key, with an unpredictable marker in each slot (decision 31), so that no
value can speak for the structure. A message that cannot have slots is a shape of its own, used once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from inspector.model.exchange import Direction
from inspector.model.message import Fault, Message
from inspector.privacy.classification import Classification
from inspector.schema.content import SimpleType
from inspector.schema.mapped import MappedMessage
from inspector.wire.credentials import Credentials
from inspector.wire.split import BLANK, text

if TYPE_CHECKING:
    from inspector.engine.privacy_plan import PrivacyPlan
    from inspector.engine.template import Template

Ref = int | str | None
"""A value of a message: the index of its slot, its text where it is constant, None where it is absent."""


class Place(NamedTuple):
    """Where something stands in every message of a shape: a piece of the key, and the byte offset in it."""

    piece: int
    offset: int


class PlaceTable:
    """Places of all start tags by ordinal, a few bytes each."""

    __slots__ = ("_offsets", "_starts")

    def __init__(self, pieces: Sequence[bytes] = (), marker_length: int = 0) -> None:
        """Places in a document in which every slot holds a marker of the same length."""
        self._offsets = array("Q")
        self._starts = list(accumulate((len(piece) + marker_length for piece in pieces[:-1]), initial=0))

    def add(self, offset: int) -> None:
        """Append the byte offset of the next start tag in the document with markers."""
        self._offsets.append(offset)

    def cut(self, offset: int) -> Place:
        """The place of a byte offset in the document with markers."""
        piece = bisect_right(self._starts, offset) - 1
        return Place(piece, offset - self._starts[piece])

    def get(self, ordinal: int) -> Place | None:
        """The place of start tag number `ordinal`, None where there is none."""
        return self.cut(self._offsets[ordinal]) if ordinal < len(self._offsets) else None


@dataclass(slots=True, eq=False)
class Leaf:
    """An element without child elements; never changed once it is made (not frozen: made by the hundred).

    Attributes:
        path: Path by decision 4, row numbers included.
        bare: The path without row numbers.
        local: Local name, as the schema spells it where it is known.
        call: Index of its call, None in the header.
        slot: Index of its value among the slots; -1 where its text is part of the shape.
        text: Its constant text, "" for a slot.
        type: Its simple type, None where the element is unknown or complex.
        ordinal: Number of its start tag.
        content: Byte range of its text in the document with markers.
        plain: False where a constant text holds CDATA or comments.
    """

    path: str
    bare: str
    local: str
    call: int | None
    slot: int
    text: str
    type: SimpleType | None
    ordinal: int
    content: tuple[int, int]
    plain: bool = True


@dataclass(slots=True, eq=False)
class CallShape:
    """One call of a shape.

    Attributes:
        operation: Name by decision 1, None for a lone failure.
        known: True where the master has it.
        binding: Binding path, "" where unknown.
        access: "read", "write" or None.
        retired: ISO date of retirement, None where alive or unknown.
        nested: True inside another bodyContent.
        shape: Short hash of operation, direction and element paths in order (decision 8).
        elements: Count by bare path.
        empty: Bare paths of which every element is blank.
        ordinals: First start tag by bare path; "" for the bodyContent.
        body_token: True where a non-empty accessToken or samlResponse stands in the content.
    """

    operation: str | None
    known: bool
    binding: str
    access: str | None
    retired: str | None
    nested: bool
    shape: str
    elements: dict[str, int]
    empty: frozenset[str]
    ordinals: dict[str, int]
    body_token: bool


@dataclass(slots=True, eq=False)
class OutcomeShape:
    """header/response of an answer: where result, exceptionID and apiVer stand."""

    result: Ref
    exception: Ref


@dataclass(slots=True, eq=False)
class Shape:
    """A message's structure.

    Attributes:
        serial: Number of the shape within its process; 0 for one that is used once.
        codec: Codec of the document.
        pieces: The key: the document's bytes around its slots.
        message: What wire said (without its tree), faults included.
        direction: None where the message could not be read.
        credentials: What the securityContext holds, None for an answer.
        calls, outcomes: By position.
        leaves: Every leaf, known or not, in document order.
        places: Place by ordinal.
        site: Reference to siteName, else siteID.
        identity: Reference to webExID, else email.
        client_info: Reference to clientInfo.
        versions: References to apiVer, release and apiVersion of a GetAPIVersion answer.
        zone: Reference to the time zone (id, else label) of a GetSite answer.
        header_ordinals: First start tag by path in the header.
        body_contents: Number of bodyContent elements, nested ones left out.
        veiled: Byte ranges of elements in the place of a secret's text, with what that is; of a message that
            goes alone.
        mapped: The mapping; dropped once a template was made, made again where another release asks.
        templates: By release name.
        privacy: Where secrets and personal data stand; worked out when first asked for.
    """

    serial: int
    codec: str
    pieces: tuple[bytes, ...]
    message: Message
    direction: Direction | None = None
    credentials: Credentials | None = None
    calls: tuple[CallShape, ...] = ()
    outcomes: tuple[OutcomeShape, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    places: PlaceTable = field(default_factory=PlaceTable)
    site: Ref = None
    identity: Ref = None
    client_info: Ref = None
    versions: tuple[Ref, Ref, Ref] = (None, None, None)
    zone: Ref = None
    header_ordinals: dict[str, int] = field(default_factory=dict)
    body_contents: int = 0
    veiled: tuple[tuple[tuple[int, int], Classification], ...] = ()
    mapped: MappedMessage | None = None
    templates: dict[str, Template] = field(default_factory=dict)
    privacy: PrivacyPlan | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was wrong with how it is written."""
        return self.message.faults

    @property
    def weight(self) -> int:
        """Rough size in bytes, for the bounded cache."""
        own = sum(map(len, self.pieces)) * 2 + 400 * len(self.leaves) + 3000
        return own + len(self.templates) * (250 * len(self.leaves) + 2500)


def value_of(ref: Ref, values: list[bytes], codec: str) -> str | None:
    """The text that `ref` stands for in a message with these slot values, trimmed; None where absent."""
    if isinstance(ref, int):
        return text(values[ref], codec).strip(BLANK)
    return ref.strip(BLANK) if ref is not None else None
