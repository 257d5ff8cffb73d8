"""Which way a lone message went, by its content and never by its file name (decision 18)."""

from __future__ import annotations

import re

from inspector.model.exchange import Direction, Payload
from inspector.wire import Limits, decode, parse

_ANSWER = re.compile(rb"<(?:\w+:)?(?:result|gsbStatus|exceptionID)\b|\btype\s*=\s*[\"']\w+:\w+Response[\"']")
_PAGE = re.compile(rb"\s*<(?:!doctype\s+)?html\b", re.IGNORECASE)


def direction(payload: Payload, limits: Limits) -> Direction:
    """The direction of a message; where it cannot be read, what its bytes look like."""
    body = decode(payload, limits)
    envelope = None if body.refused else parse(body.document, body.codec, limits).envelope
    if envelope is not None:
        return envelope.direction
    looks_answer = _ANSWER.search(payload.body) or _PAGE.match(payload.body)
    return Direction.RESPONSE if looks_answer else Direction.REQUEST
