"""From a document to a message: strict XML 1.0, no namespaces, no DTD; never raises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat

from inspector.model.message import Fault, FaultKind, Message, Node
from inspector.wire.causes import explain, malformed_declaration
from inspector.wire.decode import DEFAULT
from inspector.wire.envelope import envelope, is_message
from inspector.wire.faults import fault
from inspector.wire.limits import Limits
from inspector.wire.nbsp import Mended, mend
from inspector.wire.places import Places
from inspector.wire.recover import operations, site
from inspector.wire.services import by_envelope
from inspector.wire.tree import RefusedError, TreeBuilder

_DECLARATION = re.compile(
    rb"<\?xml[ \t\r\n]++version[ \t\r\n]*+=[ \t\r\n]*+(?:\"1\.[0-9]++\"|'1\.[0-9]++')"
    # A name that is no legal one was reported while decoding, and does not make a message unreadable.
    rb"(?:[ \t\r\n]++encoding[ \t\r\n]*+=[ \t\r\n]*+(?P<name>\"[^\"<>&?]*+\"|'[^'<>&?]*+'))?+"
    rb"(?:[ \t\r\n]++standalone[ \t\r\n]*+=[ \t\r\n]*+(?:\"(?:yes|no)\"|'(?:yes|no)'))?+"
    rb"[ \t\r\n]*+\?>"
)
_LEGAL_NAME = re.compile(rb"[\"'][A-Za-z][A-Za-z0-9._-]*+[\"']")
_NOT_BREAK = re.compile(rb"[^\r\n]")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One attempt at a document."""

    root: Node | None
    fault: Fault | None = None
    slotless: str = ""
    hidden: tuple[tuple[int, int], ...] = ()
    prefixes: tuple[Fault, ...] = ()

    @property
    def malformed(self) -> bool:
        return self.fault is not None and self.fault.kind is FaultKind.NOT_WELL_FORMED


def parse(document: bytes, codec: str, limits: Limits = DEFAULT) -> Message:
    """Read a document.

    Args:
        document: The bytes, as `decode` made them ready.
        codec: Their codec, one of "utf-8", "ascii", "iso8859-1", "cp1252".
        limits: Bounds of depth, elements, names and attributes.

    Returns:
        The message; where it cannot be read, `envelope` is None and a fault says why and where. Places are
        those of `document`.
    """
    reading = _attempt(document, document, codec, limits)
    faults: list[Fault] = []
    mended = False
    if reading.malformed:
        found = mend(document, codec)
        if found.replaced:
            again = _attempt(document, found.document, codec, limits)
            faults.append(_nbsp(document, codec, found))
            mended = not again.malformed
            reading = again
    if reading.fault is not None:
        return _unreadable(document, reading, faults)
    return _message(reading, faults, mended)


def _attempt(document: bytes, shown: bytes, codec: str, limits: Limits) -> _Reading:
    """Parse `shown`, which is as long as `document`; places are those of `document`."""
    blanked = shown
    if shown.startswith(b"<?xml") and shown[5:6] in (b" ", b"\t", b"\r", b"\n", b"?", b"\xa0", b"\xc2"):
        found = _DECLARATION.match(shown)
        if found is None:
            return _Reading(None, malformed_declaration(shown, Places(document, codec)))
        # The parser is told the encoding and would not look at the name, but would stop at an illegal one.
        if found["name"] and not _LEGAL_NAME.fullmatch(found["name"]):
            blanked = _NOT_BREAK.sub(b" ", found[0]) + shown[found.end() :]
    builder = TreeBuilder(document, codec, limits)
    try:
        builder.build(blanked)
    except RefusedError as refused:
        return _Reading(None, refused.fault, "refused")
    except expat.ExpatError as error:
        cause = explain(error.code, shown, builder.error_offset(), builder.open, builder.root)
        place = Places(document, codec).at(cause.offset)
        return _Reading(
            None, fault(FaultKind.NOT_WELL_FORMED, cause.message, cause.instead, place), "malformed"
        )
    hidden, prefixes = tuple(builder.hidden), tuple(builder.prefixes.faults)
    return _Reading(builder.root, None, builder.slotless, hidden, prefixes)


def _nbsp(document: bytes, codec: str, found: Mended) -> Fault:
    what = "no-break space stands" if found.replaced == 1 else "no-break spaces stand"
    message = (
        f"{found.replaced} {what} inside tags, where XML wants plain spaces: it is not well-formed; "
        "it was probably copied from a web page or a help article"
    )
    at = Places(document, codec).at(found.first)
    return fault(
        FaultKind.NBSP_IN_MARKUP, message, "replace U+00A0 by plain spaces, or type the tags anew", at
    )


def _unreadable(document: bytes, reading: _Reading, faults: list[Fault]) -> Message:
    if reading.fault is not None:
        faults = [*faults, reading.fault]
    return Message(
        envelope=None,
        faults=tuple(faults),
        recovered_operations=operations(document),
        recovered_site=site(document),
        slotless=reading.slotless or "malformed",
    )


def _message(reading: _Reading, faults: list[Fault], mended: bool) -> Message:
    root = reading.root
    if root is None:
        return Message(None, tuple(faults), slotless="malformed")
    if not is_message(root):
        return _foreign(root, reading, faults, mended)
    frame, found = envelope(root)
    return Message(
        envelope=frame,
        faults=(*faults, *sorted((*reading.prefixes, *found), key=lambda one: one.ordinal or 0)),
        mended=mended,
        slotless=reading.slotless,
        other_service=by_envelope(frame),
        hidden=reading.hidden,
    )


def _foreign(root: Node, reading: _Reading, faults: list[Fault], mended: bool) -> Message:
    soap = root.local == "Envelope"
    if not soap:
        what = "an HTML page" if root.local.lower() == "html" else f"XML, but the root is <{root.tag[:60]}>"
        message = f"not an XMLService message: {what}"
        faults.append(fault(FaultKind.NOT_XML, message, "the root must be serv:message", root.location))
    return Message(
        envelope=None,
        faults=tuple(faults),
        mended=mended,
        slotless=reading.slotless,
        other_service="soap" if soap else "",
        hidden=reading.hidden,
    )
