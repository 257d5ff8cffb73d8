"""From an HTTP body to a document: content encodings, forms, charset, and what stands around the document."""

from __future__ import annotations

import re
from dataclasses import replace

from inspector.model.exchange import Payload
from inspector.model.message import Body, Fault, FaultKind, Location
from inspector.wire.charset import MARKS, mark, read
from inspector.wire.faults import fault
from inspector.wire.forms import unpack
from inspector.wire.inflate import BrokenCodingError, TooLargeError, inflate
from inspector.wire.limits import Limits
from inspector.wire.places import Places, shift

WHITE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"
_BARE_MARKS = frozenset(sign for sign, _ in MARKS)
DEFAULT = Limits()
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?([^\s\"';,]{1,60})", re.IGNORECASE)
_LEAD = re.compile(rb"(?:[ \t\r\n\x00\x0b\x0c\xa0]|\xc2\xa0|\xef\xbb\xbf|\xe2\x80\x8b)++")
_HTML = re.compile(
    rb"(?:<\?xml[^>]*+>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s++html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(rb"<\?xml|<(?:[A-Za-z_][\w.-]{0,60}:)?(?:message|messageType|bodyContent|header|body)\b")
_TAIL = b"\0 \t\r\n\x1a"
_SEND = "send one XMLService message, from its XML declaration to </serv:message>, and nothing else"


def decode(payload: Payload, limits: Limits = DEFAULT) -> Body:
    """Make a body ready for reading; never raises.

    Args:
        payload: Headers and body as sent.
        limits: Bounds for the body as sent and as decoded.

    Returns:
        The document with its codec, the form fields beside it, and what was wrong on the way. `refused` is
        set where there is no document that could be parsed.
    """
    codings, charset = _said(payload)
    body = payload.body
    faults: list[Fault] = []
    if len(body) > limits.body:
        return _too_large(limits)
    if codings or body[:2] == b"\x1f\x8b":
        try:
            body = _decoded(body, codings, limits, faults)
        except TooLargeError:
            return _too_large(limits)
        except BrokenCodingError:
            broken = (_coding_fault(codings, read_on=False), _undecodable())
            return Body(b"", "utf-8", faults=broken, refused=True)
    return _document(body, charset, faults)


def _said(payload: Payload) -> tuple[list[str], str | None]:
    codings: list[str] = []
    charset = None
    for name, value in payload.headers:
        if len(name) == 16 and name.lower() == "content-encoding":
            codings += [coding.strip().lower() for coding in value.split(",")]
        elif len(name) == 12 and charset is None and name.lower() == "content-type":
            found = _CHARSET.search(value)
            charset = found[1] if found else None
    return codings, charset


def _decoded(body: bytes, codings: list[str], limits: Limits, faults: list[Fault]) -> bytes:
    try:
        if codings:
            return inflate(body, codings, limits.body)
        body = inflate(body, ["gzip"], limits.body)
        faults.append(fault(FaultKind.ENCODING, "the body is gzip, but no Content-Encoding header says so"))
    except BrokenCodingError:
        if not body.lstrip().startswith(b"<"):
            raise
        faults.append(_coding_fault(codings, read_on=True))
    return body


def _coding_fault(codings: list[str], *, read_on: bool) -> Fault:
    known = [
        coding if coding in {"gzip", "x-gzip", "deflate", "br", "zstd"} else "an unknown coding"
        for coding in codings
    ]
    said = f"Content-Encoding says {', '.join(known)}" if known else "the body looks like gzip"
    end = (
        "it is plain XML and was read as such" if read_on else "it is broken, cut off, or not in that coding"
    )
    return fault(
        FaultKind.ENCODING,
        f"{said}, but the body cannot be decoded: {end}",
        "send the body whole and as labelled",
    )


def _undecodable() -> Fault:
    return fault(FaultKind.NOT_XML, "not an XMLService message: its bytes cannot be decoded", _SEND)


def _too_large(limits: Limits) -> Body:
    message = (
        f"the body, as sent or decoded, is larger than the limit of {limits.body:,} bytes; it was not read"
    )
    return Body(b"", "utf-8", faults=(fault(FaultKind.LIMIT, message),), refused=True)


def _document(body: bytes, charset: str | None, faults: list[Fault]) -> Body:
    form: tuple[tuple[str, str], ...] = ()
    wrapped = ""
    if body[:1] != b"<":
        if not body.strip(_TAIL):
            nothing = "nothing but NULs or control characters" if body.strip(WHITE) else "the body is empty"
            return _not_xml(body, nothing, faults)
        unpacked = unpack(body)
        if unpacked is not None:
            form, wrapped = unpacked.fields, unpacked.wrapped
            if unpacked.document is None or not unpacked.document.strip():
                found = _not_xml(body, "a form without anything in a field named XML", faults)
                return replace(found, form=form, wrapped=wrapped)
            body = unpacked.document
    read_body = _read(body, charset, faults)
    return replace(read_body, form=form, wrapped=wrapped) if wrapped else read_body


def _read(whole: bytes, charset: str | None, faults: list[Fault]) -> Body:
    before, body, marked = _cut_lead(whole)
    body, after = _cut_tail(body)
    reading = read(body, marked, charset)
    problem = "" if reading.refused else _foreign(reading.document)
    if problem:
        return _not_xml(whole, problem, faults)
    lines, columns = shift(before, reading.codec)
    if before:
        faults += _lead_faults(before)
    faults += [_moved(found, lines, columns) for found in reading.faults]
    if reading.refused:
        faults.append(_undecodable())
    if after:
        end = Places(reading.document, reading.codec).at(len(reading.document))
        message = f"{len(after)} bytes of NULs or control characters after the end of the document"
        faults.append(_moved(fault(FaultKind.OUTSIDE_DOCUMENT, message, _SEND, end), lines, columns))
    return Body(
        reading.document,
        reading.codec,
        faults=tuple(faults),
        lead=len(before),
        refused=reading.refused,
        transcoded=reading.transcoded,
        lead_lines=lines,
        lead_columns=columns,
        before=before,
        after=after,
    )


def _lead_faults(before: bytes) -> list[Fault]:
    junk = before.strip(_MARK + WHITE)
    if before in _BARE_MARKS:
        return []
    what = "junk (no-break spaces, NULs or the like)" if junk else "white space"
    return [fault(FaultKind.OUTSIDE_DOCUMENT, f"{what} before the document begins", _SEND, Location(1, 1))]


def _moved(found: Fault, lines: int, columns: int) -> Fault:
    if found.line is None or found.column is None:
        return found
    return replace(found, line=found.line + lines, column=found.column + (columns if found.line == 1 else 0))


def _cut_lead(body: bytes) -> tuple[bytes, bytes, str | None]:
    if body[:1] == b"<":
        return b"", body, None
    length, marked = mark(body)
    if marked not in (None, "utf-8"):
        return body[:length], body[length:], marked
    found = _LEAD.match(body)
    if found is None or (body[found.end() - 1 : found.end() + 1] == b"\0<" and b"\0" in body[found.end() :]):
        return b"", body, None
    if body.startswith(b"<?xml", found.end()) or found[0].strip(WHITE):
        marked = "utf-8" if b"\xef\xbb\xbf" in found[0] else None
        return found[0], body[found.end() :], marked
    return b"", body, None


def _cut_tail(body: bytes) -> tuple[bytes, bytes]:
    if body[-1:] == b">":
        return body, b""
    end = body.rfind(b">") + 1
    rest = body[end:]
    # Bytes of a wide codec end in NUL as well: those have NULs before the last `>` too.
    if not end or not rest.strip(WHITE) or rest.strip(_TAIL) or b"\0" in body[:end]:
        return body, b""
    return body[:end], rest


def _foreign(document: bytes) -> str:
    if document[:1] == b"<":
        return "an HTML page" if _HTML.match(document, 0, 4_096) else ""
    start = document.lstrip(WHITE)[:1]
    if start == b"<":
        return _foreign(document.lstrip(WHITE))
    if _MARKUP.search(document):
        return ""
    if not start:
        return "the body is empty"
    if start in b"{[":
        return "it looks like JSON"
    binary = b"\0" in document or sum(byte < 9 for byte in document[:1_000]) > 0
    return "binary data" if binary else "plain text"


def _not_xml(body: bytes, problem: str, faults: list[Fault]) -> Body:
    faults.append(fault(FaultKind.NOT_XML, f"not an XMLService message: {problem}", _SEND))
    return Body(body, "utf-8", faults=tuple(faults), refused=True)
