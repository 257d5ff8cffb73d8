"""`X.meta.json`: what a pair of XML files cannot say of its exchange."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

Headers = list[tuple[str, str]] | dict[str, str]


class Meta(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The facts of one exchange beside its bodies; every one may be missing.

    Attributes:
        method, url, http, status, client: As in `Exchange`.
        started: Seconds since the epoch, or ISO 8601 (UTC where it names no zone).
        duration_ms: Milliseconds until the response was complete.
        request_headers, response_headers: Pairs in order, or an object.
    """

    method: str = "POST"
    url: str = ""
    http: str | None = None
    status: int | None = None
    started: float | str | None = None
    duration_ms: float | None = None
    client: str | None = None
    request_headers: Headers = []
    response_headers: Headers = []

    def epoch(self) -> float | None:
        """`started` in seconds since the epoch.

        Raises:
            ValueError: It is a string, and not ISO 8601.
        """
        if not isinstance(self.started, str):
            return self.started
        time = datetime.fromisoformat(self.started)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def read_meta(data: bytes) -> Meta:
    """The facts in the JSON `data`.

    Raises:
        ValueError: It is not JSON, has an unknown key, or a value of the wrong type; the message names it.
    """
    meta = msgspec.json.decode(data, type=Meta)
    meta.epoch()
    return meta


def pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Headers as pairs in order."""
    return tuple(headers.items() if isinstance(headers, dict) else headers)
