"""A record as the exchange that it was, redacted: what exports write, and what is judged again."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote_plus

from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Part, Record
from inspector.wire.forms import unpack

_FORM = "x-www-form-urlencoded"
_ENCODINGS = frozenset({"content-encoding", "transfer-encoding"})


def exchange_of(record: Record) -> Exchange:
    """The exchange that `record` holds; bodies are content-decoded, and headers say no more than that."""
    found = record.report
    return Exchange(
        request=_payload(record.request, record.request_headers),
        response=_payload(record.response, record.response_headers),
        method=record.method,
        url=found.url,
        http=found.http,
        status=found.status,
        started=record.started,
        duration_ms=found.duration_ms,
        client=_address(found.client),
        source=found.source,
    )


def _payload(part: Part | None, headers: tuple[tuple[str, str], ...]) -> Payload | None:
    if part is None:
        return None
    posted = any(name.lower() == "content-type" and _FORM in value.lower() for name, value in headers)
    return decoded(headers, _encoded(part.body) if posted else part.body)


def _encoded(body: bytes) -> bytes:
    """A form whose document stands in it as it is, as forms are sent."""
    form = unpack(body)
    if form is None or form.document is None or form.wrapped != "raw-form":
        return body
    fields = "".join(f"{quote_plus(name)}={quote_plus(value)}&" for name, value in form.fields)
    return f"{fields}XML={quote_plus(form.document)}".encode()


def decoded(headers: tuple[tuple[str, str], ...], body: bytes, *, packed: bool = False) -> Payload:
    """A content-decoded body with the headers that are true of it.

    Args:
        headers: As sent, with the body still encoded.
        body: The body.
        packed: True where it is still in its content-coding, so that this stays said.
    """
    gone = _ENCODINGS - {"content-encoding"} if packed else _ENCODINGS
    kept = (
        (name, str(len(body)) if name.lower() == "content-length" else value)
        for name, value in headers
        if name.lower() not in gone
    )
    return Payload(tuple(kept), body)


def _address(client: str) -> str | None:
    """The address that a report's client begins with, None where it names none."""
    first = client.partition(",")[0].strip()
    try:
        ipaddress.ip_address(first)
    except ValueError:
        return None
    return first
