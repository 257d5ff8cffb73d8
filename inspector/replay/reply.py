"""What comes back of a call, or why nothing does; knows no HTTP client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from inspector.model.exchange import Payload

Trouble = Literal["unreachable", "lost", "too large"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer.

    Attributes:
        status: HTTP status.
        payload: Headers and body, content-decoded.
        milliseconds: Time until it was complete.
    """

    status: int
    payload: Payload = field(repr=False)
    milliseconds: float

    @property
    def moved(self) -> str:
        """Where a redirection leads to, without its query; "" for none."""
        target = (self.payload.header("Location") or "") if 300 <= self.status < 400 else ""
        return target.partition("?")[0].partition("#")[0]


class TransportError(Exception):
    """No answer.

    Attributes:
        kind: "unreachable" where nothing left (no connection), "lost" where the call may have arrived, "too
            large" where its answer is more than anybody reads.
    """

    def __init__(self, kind: Trouble, message: str) -> None:
        super().__init__(message)
        self.kind = kind
