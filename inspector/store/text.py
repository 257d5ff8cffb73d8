"""Text of a redacted body: what full-text search indexes, and what an element holds."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

from inspector.model.report import Part

_TAG: Final = re.compile(r"<[^<>]*>")


def searchable(part: Part | None) -> str:
    """The values of a body, a line each; of a body without slots, all text outside its tags."""
    if part is None:
        return ""
    if part.values:
        text = _decode(b"\n".join(part.values), part.codec)
    else:
        text = _TAG.sub(" ", _decode(b"".join(part.pieces), part.codec))
    return html.unescape(text) if "&" in text else text


def holds(part: Part, name: str, text: str) -> bool:
    """Whether an element `name` (any case, any prefix) of the body has `text` at the start of a word."""
    wanted = _wanted(text)
    body = _decode(part.body, part.codec)
    return any(wanted.search(html.unescape(found[1]).casefold()) for found in _element(name).finditer(body))


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


@lru_cache(maxsize=64)
def _wanted(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text.casefold())}")


@lru_cache(maxsize=64)
def _element(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:[\w.-]+:)?{re.escape(name)}(?:\s[^<>]*)?>([^<]*)", re.IGNORECASE)
