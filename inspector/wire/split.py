"""Cutting a body into its shape and its values, on bytes alone (decisions 31 to 34)."""

from __future__ import annotations

import re
from typing import NamedTuple

from inspector.model.message import Body
from inspector.wire.limits import Limits

SLOT_CODECS = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})
# More slots than a message may have elements are not worth their memory: parsing will refuse the message.
_LARGE = 1024 * 1024
_MOST = Limits().elements
BLANK = " \t\r\n\xa0"
# As numbers: `in` takes bytes for a number first, and that attempt takes longer than most searches.
AMPERSAND, EQUALS, _MARK, _NO_BREAK = b"&=!\xa0"

# A value: between `>` and `</`, no markup and no control character in it, something besides blanks.
_SLOT = re.compile(rb">( *+[^<>\x00-\x20\x7f][^<>\x00-\x1f\x7f]*+)(?=</)")
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_AFTER_XML = (b" ", b"\t", b"\r", b"\n", b"\xa0", b"\xc2")
_DECLARATION = tuple(b"<?xml" + blank for blank in _AFTER_XML)
_PLAIN = re.compile(rf"(?:[^&]++|{_REFERENCE.pattern})*+")
_NO_LITERAL = re.compile(rf"(?:[ \xa0]++|{_REFERENCE.pattern})*+")
_NAMED = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_UNSAFE = re.compile(r"[&<>\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
    "\x7f": "&#127;",
}


class Split(NamedTuple):
    """A document as pieces and values in turn: piece, value, piece, ..., piece.

    Attributes:
        pieces: One more than there are values.
        values: The slots' bytes, references as sent.
        slotless: Why it has no slots, "" where it has them (or may have).
    """

    pieces: list[bytes]
    values: list[bytes]
    slotless: str


Cut = tuple[bytes, list[bytes], str]
"""A document as one key and its values.

The pieces of `Split`, joined by NULs (the whole document where there are no values); the slots' bytes,
references as sent; why it has no slots, "" where it has them (or may have). A plain tuple: it is made for
every message.
"""


def split(body: Body) -> Split:
    """Cut a body into shape and values; never raises. See `Split` and the module's rules."""
    key, values, slotless = cut(body)
    # A document with NULs has no slots, so that a NUL can only be a joint.
    return Split(key.split(b"\0") if values else [key], values, slotless)


def cut(body: Body) -> Cut:
    """The same with the pieces joined by NULs: what a cache of shapes wants as its key; never raises."""
    document = body.document
    reason = _whole(body, document)
    if reason:
        return document, [], reason
    parts = _SLOT.split(document)
    values = parts[1::2]
    if not values:
        return document, [], ""
    if not document.isascii():
        reason = _bytes_of(document, body.codec)
        if not reason and _NO_BREAK in document and any(_blank(value, body.codec) for value in values):
            reason = "blank"
    if not reason and AMPERSAND in document:
        reason = _references(values, body.codec)
    if reason:
        return document, [], reason
    # The pattern took the `>` in front of each value.
    return b">\0".join(parts[::2]), values, ""


def text(value: bytes, codec: str) -> str:
    """The characters of a slot's value, references resolved; bytes that `codec` has not become U+FFFD."""
    plain = value.decode(codec, "replace")
    return _REFERENCE.sub(_resolve, plain) if "&" in plain else plain


def escape(value: str, codec: str) -> bytes:
    """`value` as bytes that may stand in a slot: markup escaped, what `codec` lacks as numeric references.

    Characters that XML cannot hold at all (U+0000, lone surrogates) become U+FFFD.
    """
    return _UNSAFE.sub(_escaped, value).encode(codec, "xmlcharrefreplace")


def _whole(body: Body, document: bytes) -> str:
    if body.refused:
        return "refused"
    if body.transcoded or body.codec not in SLOT_CODECS:
        return "codec"
    # One byte is found much faster than two, and is absent from almost all messages.
    if _MARK in document and document.find(b"<!") >= 0:
        return _declared(document)
    # Two of them are those of the declaration, and an instruction has two of its own.
    marks = document.count(b"?")
    if marks and not (marks == 2 and document.startswith(_DECLARATION)) and _instruction(document):
        return "instruction"
    if 0 in document:
        return "nul"
    return "elements" if len(document) > _LARGE and document.count(b"</") > _MOST else ""


def _instruction(document: bytes) -> bool:
    if document[:5] == b"<?xml" and document[5:6] in _AFTER_XML:
        # The second `?` ends the declaration, so that a third one is needed.
        third = document.find(b"?", document.find(b"?", 2) + 1)
        return third > 0 and document.find(b"<?", 2) >= 0
    return document.find(b"<?") >= 0


def _declared(document: bytes) -> str:
    at = document.find(b"<!")
    if document.startswith(b"<!--", at):
        return "comment"
    return "cdata" if document.startswith(b"<![CDATA[", at) else "doctype"


def _bytes_of(document: bytes, codec: str) -> str:
    try:
        whole = document.decode(codec)
    except UnicodeDecodeError:
        return "bytes"
    return "bytes" if "\ufffe" in whole or "\uffff" in whole else ""


def _blank(value: bytes, codec: str) -> bool:
    return not value.decode(codec).strip(BLANK)


def _references(values: list[bytes], codec: str) -> str:
    for value in values:
        if AMPERSAND not in value:
            continue
        plain = value.decode(codec)
        if not _PLAIN.fullmatch(plain):
            return "reference"
        if value.find(b"&#") >= 0 and not all(_legal(found[0]) for found in _REFERENCE.finditer(plain)):
            return "reference"
        if _NO_LITERAL.fullmatch(plain) and _resolves_blank(plain):
            return "blank-reference"
    return ""


def _resolves_blank(plain: str) -> bool:
    return all(_resolve(found) in BLANK for found in _REFERENCE.finditer(plain))


def _point(reference: str) -> int:
    return int(reference[3:-1], 16) if reference[2] == "x" else int(reference[2:-1])


def _legal(reference: str) -> bool:
    if reference[1] != "#":
        return True
    point = _point(reference)
    return 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or 0x10000 <= point <= 0x10FFFF


def _resolve(found: re.Match[str]) -> str:
    reference = found[0]
    if reference in _NAMED:
        return _NAMED[reference]
    point = _point(reference)
    return chr(point) if point <= 0x10FFFF else reference


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], "\ufffd")
