"""Which codec the bytes of a document are in: what is claimed, what they are, and where the two disagree."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from encodings.aliases import aliases

from inspector.model.message import Fault, FaultKind
from inspector.wire.faults import fault
from inspector.wire.places import Places
from inspector.wire.split import SLOT_CODECS

_LEGAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]*+")
_BLANKS = rb"(?:[ \t\r\n\xa0]|\xc2\xa0)"
_DECLARED = re.compile(
    rb"<\?xml"
    + _BLANKS
    + rb"[^<>]{0,300}?encoding"
    + _BLANKS
    + rb"*+="
    + _BLANKS
    + rb"*+([\"'])([^\"'<>]{0,80})\1"
)
# Codecs that are no character set of a document, or that hide markup in plain ASCII.
_BARRED = frozenset(
    {"utf-7", "punycode", "idna", "unicode_escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
# It hides markup behind `+`; without any, what says so is plain ASCII.
_UTF_7 = re.compile(r"\s*(?:x-)?(?:unicode-1-1-)?utf[_-]?7\s*", re.IGNORECASE)
_WITHOUT_ALIAS = {
    "cp720",
    "cp737",
    "cp856",
    "cp874",
    "cp875",
    "cp1006",
    "koi8_r",
    "koi8_t",
    "koi8_u",
    "utf_8_sig",
}
# Names come from outside without end: only those that exist are looked up, since each look-up is kept.
_EXISTING = frozenset(aliases) | frozenset(aliases.values()) | _WITHOUT_ALIAS
_MULTI_BYTE_START = ("big5", "cp932", "cp949", "cp950", "euc", "gb", "hz", "iso2022", "johab", "shift")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_WIDE = ("utf-16", "utf-32")
_USUAL = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "iso8859-1",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "windows-1252": "cp1252",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARK_STARTS = frozenset(sign[:1] for sign, _ in MARKS)
_WIDE_STARTS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document's bytes are to be read.

    Attributes:
        document: The bytes, as sent where `codec` can have slots, else in UTF-8.
        codec: Codec of `document`, one of the slot codecs.
        transcoded: Codec that they were sent in where that is another.
        faults: Where the claims and the bytes disagree.
        refused: True where they cannot be read.
    """

    document: bytes
    codec: str
    transcoded: str = ""
    faults: tuple[Fault, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's word for the encoding: the name as written, the codec (None: unknown)."""

    source: str
    name: str
    codec: str | None


def normal(name: str) -> str | None:
    """Python's name of a character set ("utf-8", "iso8859-1", "cp1252", "ascii"), None where unknown."""
    usual = _USUAL.get(name.lower())
    if usual:
        return usual
    tidy = re.sub(r"[\s\u00a0]+", "", name)
    key = re.sub(r"[^a-z0-9]+", "_", tidy.lower()).strip("_")
    if len(key) > 40 or (key not in _EXISTING and key.replace("_", "") not in _EXISTING):
        return None
    try:
        found = codecs.lookup(tidy)
        if found.name in _BARRED or not isinstance("".encode(found.name), bytes):
            return None
    except (LookupError, UnicodeError):
        return None
    return "utf-8" if found.name == "utf-8-sig" else found.name


def mark(data: bytes) -> tuple[int, str | None]:
    """Length of the byte order mark at the start and the codec it stands for; (0, None) without one."""
    if data[:1] not in _MARK_STARTS:
        return 0, None
    return next(((len(sign), codec) for sign, codec in MARKS if data.startswith(sign)), (0, None))


def wide(data: bytes) -> str | None:
    """The codec of a document in UTF-16 or UTF-32 without a mark, None for any other."""
    if 0 not in data[:2]:
        return None
    return next((codec for start, codec in _WIDE_STARTS if data.startswith(start)), None)


def read(data: bytes, marked: str | None, http: str | None) -> Reading:
    """Settle the codec of a document (its mark already cut off).

    Args:
        data: The document.
        marked: Codec of the byte order mark.
        http: charset parameter of the HTTP header, as written.

    Returns:
        The bytes ready to read, with a fault where claims and bytes disagree.
    """
    broad = marked if marked and marked != "utf-8" else wide(data)
    if broad:
        return _wide(data, broad, marked, http)
    declared = _declared(data)
    first = declared.codec if declared else _USUAL.get((http or "utf-8").lower())
    # All that agrees and is plain: most messages.
    if first in SLOT_CODECS and marked is None and data.isascii():
        legal = declared is None or _LEGAL_NAME.fullmatch(declared.name)
        if legal and (http is None or declared is None or _USUAL.get(http.lower()) == first):
            return Reading(data, first)
    return _judge(data, _claims(marked, declared, http))


def _declared(data: bytes) -> Claim | None:
    found = _DECLARED.search(data, 0, 2_000)
    if found is None:
        return None
    name = found[2].decode("latin-1")
    return Claim("the XML declaration", name, normal(name))


def _claims(marked: str | None, declared: Claim | None, http: str | None) -> list[Claim]:
    claims = [Claim("the byte order mark", marked.upper(), marked)] if marked else []
    claims += [declared] if declared else []
    return claims + ([Claim("the HTTP header", http, normal(http))] if http else [])


def _judge(data: bytes, claims: list[Claim]) -> Reading:
    readable = [claim for claim in claims if claim.codec is not None]
    if b"+" in data and any(_UTF_7.fullmatch(claim.name) for claim in claims):
        return Reading(data, "utf-8", faults=(_fault(claims, None, data),), refused=True)
    first = next((claim.codec for claim in readable), None) or "utf-8"
    codec = _real(data, first, [claim.codec for claim in readable if claim.codec])
    faults = () if _agree(data, claims, codec) else (_fault(claims, codec, data),)
    if codec in SLOT_CODECS:
        return Reading(data, codec, faults=faults)
    return Reading(data.decode(codec).encode("utf-8"), "utf-8", codec, faults)


def _real(data: bytes, first: str, claimed: list[str]) -> str:
    """The codec the bytes are in: UTF-8 where they are, unless a multi-byte claim fits them as well."""
    if data.isascii() and not first.startswith(_WIDE) and _fits(data, first):
        return first
    if first.startswith(_MULTI_BYTE_START) and _fits(data, first):
        return first
    if _fits(data, "utf-8"):
        return "utf-8"
    for codec in (first, *claimed):
        if codec != "ascii" and not codec.startswith(_WIDE) and _fits(data, codec):
            return codec
    return "iso8859-1"


def _fits(data: bytes, codec: str) -> bool:
    try:
        plain = data.decode(codec)
        plain.encode("utf-8")
        # A document that starts with `<` as a byte is in none of the codecs that write `<` otherwise.
        return plain[:1].encode("ascii", "replace") == data[:1] or not data[:1].isascii()
    except (UnicodeError, LookupError):
        return False


def _agree(data: bytes, claims: list[Claim], codec: str) -> bool:
    for claim in claims:
        if claim.codec is None or not _LEGAL_NAME.fullmatch(claim.name):
            return False
        if claim.codec != codec and not (claim.codec == "ascii" and data.isascii()):
            return False
    return bool(claims) or codec == "utf-8"


def _wide(data: bytes, codec: str, marked: str | None, http: str | None) -> Reading:
    family = codec[:6]
    try:
        document = data.decode(codec).encode("utf-8")
    except UnicodeError:
        claims = _claims(family, None, http)
        return Reading(data, "utf-8", faults=(_fault(claims, None, b""),), refused=True)
    declared = _declared(document)
    others = [claim for claim in _claims(None, declared, http) if not (claim.codec or "").startswith(family)]
    if not others:
        return Reading(document, "utf-8", codec)
    claims = _claims(marked, declared, http)
    return Reading(document, "utf-8", codec, (_fault(claims, codec, document),))


def _fault(claims: list[Claim], codec: str | None, data: bytes) -> Fault:
    said = ", ".join(f"{claim.source} says {_shown(claim.name)}" for claim in claims)
    said = said or "nothing names an encoding, which means UTF-8"
    if codec is None:
        message = f"{said}: these bytes cannot be read so"
    elif len(claims) == 1 and claims[0].codec == codec:
        message = f"{said}, which is not how the name is spelt; read as {codec}"
    elif not any(claim.codec for claim in claims) and claims:
        message = f"{said}, which is no encoding that can be read; read as {codec}, which the bytes fit"
    elif data.isascii() and not codec.startswith(_WIDE):
        message = f"encodings disagree: {said}; harmless only while all characters are ASCII, read as {codec}"
    else:
        message = f"encodings disagree: {said}; the bytes fit {codec}, and were read as that"
    found = _DECLARED.search(data, 0, 2_000) or _NOT_ASCII.search(data)
    at = Places(data).at(found.start(found.lastindex or 0)) if found else None
    instead = "send UTF-8, and name UTF-8 in the XML declaration and in the Content-Type header"
    return fault(FaultKind.ENCODING, message, instead, at)


def _shown(name: str) -> str:
    # What is written where an encoding belongs may be anything, a secret too.
    legal = len(name) <= 40 and re.fullmatch(r"[A-Za-z0-9._ -]+", name) and normal(name)
    return f'"{name}"' if legal else f"an unknown name ({len(name)} characters)"
