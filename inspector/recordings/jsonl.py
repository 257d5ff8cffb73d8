"""Exchanges as JSON Lines: one exchange a line, bodies as text where they are UTF-8, else in base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from inspector.model.exchange import Exchange, Payload
from inspector.recordings.errors import ReadError

FORMAT = "xmlinspect-exchange-1"
_MARK = f'{{"format":"{FORMAT}"'.encode()
Headers = tuple[tuple[str, str], ...]


class Half(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A request or a response.

    Attributes:
        headers: Header fields in order.
        body: The body where it is UTF-8.
        base64: The body where it is not.
    """

    headers: Headers = ()
    body: str = ""
    base64: str = ""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exchange; the names are those of `Exchange`."""

    format: str
    method: str = "POST"
    url: str = ""
    http: str | None = None
    status: int | None = None
    started: float | None = None
    duration_ms: float | None = None
    client: str | None = None
    request: Half | None = None
    response: Half | None = None


def encode(exchange: Exchange) -> bytes:
    """The line of an exchange, its line end included."""
    line = Line(
        FORMAT,
        exchange.method,
        exchange.url,
        exchange.http,
        exchange.status,
        exchange.started,
        exchange.duration_ms,
        exchange.client,
        _half(exchange.request),
        _half(exchange.response),
    )
    return msgspec.json.encode(line) + b"\n"


def looks_like_lines(start: bytes) -> bool:
    """Whether a file that begins like this holds such lines."""
    return start.startswith(_MARK)


def read_lines(path: Path, most: int, on_error: Callable[[ReadError], None]) -> Iterator[Exchange]:
    """The exchanges of a file, in order; a line that cannot be read is told, and the others go on.

    Args:
        path: The file.
        most: Longest body in bytes; longer ones are cut to that.
        on_error: Told of each line that cannot be read.
    """
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            try:
                yield _exchange(msgspec.json.decode(raw, type=Line), f"{path}", most)
            except (msgspec.MsgspecError, binascii.Error, ValueError):
                mend = "mend or remove the line; `xmlinspect export --format jsonl` writes good ones"
                on_error(ReadError(f"{path}:{number}", "no exchange of ours", mend))


def _exchange(line: Line, source: str, most: int) -> Exchange:
    if line.format != FORMAT:
        raise ValueError("another format")
    return Exchange(
        request=_payload(line.request, most),
        response=_payload(line.response, most),
        method=line.method,
        url=line.url,
        http=line.http,
        status=line.status,
        started=line.started,
        duration_ms=line.duration_ms,
        client=line.client,
        source=source,
    )


def _half(payload: Payload | None) -> Half | None:
    if payload is None:
        return None
    try:
        return Half(payload.headers, payload.body.decode())
    except UnicodeDecodeError:
        return Half(payload.headers, base64=base64.b64encode(payload.body).decode())


def _payload(half: Half | None, most: int) -> Payload | None:
    if half is None:
        return None
    body = base64.b64decode(half.base64, validate=True) if half.base64 else half.body.encode()
    return Payload(half.headers, body[:most])
