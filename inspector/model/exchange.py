"""What crossed the wire, untouched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way a message travels, decided by its content, never by its file name."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Payload:
    """One HTTP message: its headers in order, and its body as sent (still content-encoded)."""

    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of header `name` (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its response, or either alone.

    Attributes:
        request: The request, or None for a lone response.
        response: The response, or None where none came (or a lone request).
        method: HTTP method; "POST" where unknown.
        url: Absolute URL, "" where unknown (a bare `.xml` file).
        http: Protocol version as "HTTP/1.1" or "HTTP/2.0", None where unknown.
        status: HTTP status of the response, None where unknown.
        started: Start of the request in seconds since the epoch, None where unknown.
        duration_ms: Time until the response was complete, in milliseconds.
        client: Address of the client, None where unknown.
        source: Where it was read from: a path, or "flow" for live traffic.
    """

    request: Payload | None = None
    response: Payload | None = None
    method: str = "POST"
    url: str = ""
    http: str | None = None
    status: int | None = None
    started: float | None = None
    duration_ms: float | None = None
    client: str | None = None
    source: str = ""
