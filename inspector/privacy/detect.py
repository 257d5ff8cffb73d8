"""Finds secrets and personal data in free text by their form."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple

from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import spans

_LOCAL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])")
_V4 = re.compile(r"(?<![\w.\-])\d{1,3}(?:\.\d{1,3}){3}(?![\w\-]|\.\w)")
_V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,45}(?![\w:])")


class Hit(NamedTuple):
    """Something found: its category, and its range in characters."""

    category: str
    start: int
    end: int


def detect(text: str, knowledge: Knowledge) -> tuple[Hit, ...]:
    """Secrets (tokens, passwords, URLs with access), e-mail and IP addresses in `text`, in order."""
    hits = [Hit(span.classification.category, span.start, span.end) for span in spans(text, knowledge)]
    if "@" in text:
        hits += _emails(text)
    if "." in text:
        hits += _addresses(text, _V4)
    if "::" in text or text.count(":") > 6:
        hits += _addresses(text, _V6)
    return tuple(_apart(sorted(hits, key=lambda hit: hit.start)))


def _apart(hits: list[Hit]) -> Iterator[Hit]:
    """Without those that begin inside another: `user:secret@host` is no e-mail address."""
    end = 0
    for hit in hits:
        if hit.start >= end:
            end = hit.end
            yield hit


def _emails(text: str) -> Iterator[Hit]:
    """Looks both ways from each `@`, over bounded lengths."""
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - 64) : at]) if at and text[at - 1] not in "@ " else None
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and not local.group().startswith("."):
            yield Hit("email", at - len(local.group()), domain.end())
        at = text.find("@", at + 1)


def _addresses(text: str, pattern: re.Pattern[str]) -> Iterator[Hit]:
    for match in pattern.finditer(text):
        found = match.group().rstrip(".")
        try:
            ipaddress.ip_address(found)
        except ValueError:
            continue
        yield Hit("ip_address", match.start(), match.start() + len(found))
