"""One raw HTTP/1 message as a file, read leniently, because real ones are loose.

Wire survey: heads with bare LF, `HTTPS/1.0`, `Transfer-Encoding: chunked` on a body that is not, bodies
longer than their Content-Length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from inspector.model.exchange import Exchange, Payload

HEAD_LIMIT = 64 * 1024
_REQUEST_LINE = re.compile(rb"([A-Z]{3,20}) (\S+) (HTTPS?)/(\d(?:\.\d)?)[ \t]*\r?\n")
_STATUS_LINE = re.compile(rb"(HTTPS?)/(\d(?:\.\d)?) (\d{3})(?: [^\r\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*?)[ \t]*")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one message.

    Attributes:
        method: Request method, "" for a response.
        target: Request target as sent, "" for a response.
        scheme: "https" where the start line says `HTTPS/`, else "http".
        http: Protocol version, "HTTP/1.1".
        status: Status code, None for a request.
        headers: Header fields in order.
        size: Bytes up to the first byte of the body.
    """

    method: str
    target: str
    scheme: str
    http: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    size: int


def head(data: bytes) -> Head | None:
    """The head that `data` begins with, None where it does not begin with an HTTP/1 start line."""
    request = _REQUEST_LINE.match(data)
    response = None if request else _STATUS_LINE.match(data)
    start = request or response
    if start is None:
        return None
    end = _HEAD_END.search(data, start.end() - 2, HEAD_LIMIT)
    stop = end.start() if end else len(data[:HEAD_LIMIT])
    headers = _headers(data[start.end() : max(stop, start.end())])
    size = end.end() if end else stop
    if request:
        method, target, protocol, version = (text(group) for group in request.groups())
        return Head(method, target, protocol.lower(), f"HTTP/{version}", None, headers, size)
    protocol, version, status = (text(group) for group in start.groups())
    return Head("", "", protocol.lower(), f"HTTP/{version}", int(status), headers, size)


def exchange_with(found: Head, body: bytes, source: str) -> Exchange:
    """The lone request or response with this head and body; the scheme of its URL is unknown to such a file.

    Args:
        found: What `head` gave.
        body: All that stands behind the head.
        source: Where it was read from.
    """
    payload = Payload(found.headers, _unchunk(body) if _says_chunked(found.headers) else body)
    if found.status is not None:
        return Exchange(response=payload, http=found.http, status=found.status, source=source)
    url = _url(found, payload)
    return Exchange(request=payload, method=found.method, url=url, http=found.http, source=source)


def text(raw: bytes) -> str:
    """Header bytes as text: UTF-8 where they are, else ISO-8859-1, so that no lone surrogate goes further."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("iso8859-1")


def _headers(block: bytes) -> tuple[tuple[str, str], ...]:
    """Header fields of a head; folded lines are joined, lines that are no field are left out."""
    fields: list[tuple[str, str]] = []
    for line in text(block).replace("\r\n", "\n").split("\n"):
        match = _HEADER.fullmatch(line)
        if match:
            fields.append((match[1], match[2]))
        elif line[:1] in {" ", "\t"} and fields and line.strip():
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {line.strip()}")
    return tuple(fields)


def _url(found: Head, payload: Payload) -> str:
    """The absolute URL as far as the message names it: "" where there is neither host nor absolute target.

    A raw HTTP/1 file does not say whether it went over TLS; the service speaks https alone, so that is taken,
    unless the target says otherwise.
    """
    if urlsplit(found.target).scheme in {"http", "https"}:
        return found.target
    host = payload.header("Host")
    return f"https://{host}{found.target}" if host and found.target.startswith("/") else ""


def _says_chunked(headers: tuple[tuple[str, str], ...]) -> bool:
    return any(
        name.lower() == "transfer-encoding" and value.lower().split(",")[-1].strip() == "chunked"
        for name, value in headers
    )


def _unchunk(body: bytes) -> bytes:
    """The body without its chunk marks; as it is where they are not there, or break off."""
    pieces: list[bytes] = []
    place = 0
    while (mark := _CHUNK.match(body, place)) is not None:
        size = int(mark[1], 16)
        if size == 0:
            return b"".join(pieces)
        end = mark.end() + size
        if end > len(body):
            break
        pieces.append(body[mark.end() : end])
        place = end + (2 if body.startswith(b"\r\n", end) else 1)
    return body
