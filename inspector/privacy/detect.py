"""Finds secrets and personal data in free text by their form, and by the names that stand beside them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from inspector.privacy.classification import Classification
from inspector.privacy.in_urls import url_spans
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.numbers import cards, phones, social_security
from inspector.privacy.spans import Span, hinted, spans
from inspector.privacy.values import plain

REGION = "US"
"""Country of telephone numbers without `+`, unless the user's settings say another."""

_LOCAL = re.compile(r"(?:\"[^\"@\r\n]{1,62}\"|[\w.%+'\-]{1,64})\Z")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w\-]{0,62})\.){1,8}([^\W\d_]{2,24})(?![\w\-])")
_AT = re.compile(r"@|%(?:25){0,3}40|&#(?:0{0,6}64|[xX]0{0,6}40);")
_NAMED = re.compile(r"://[^/\s\"'<>?#]{1,256}\Z")
_FILES = frozenset({"gif", "jpeg", "jpg", "png", "svg", "webp"})
# The meeting's own address, and nobody's: its number, or the word.
_VIDEO = re.compile(r"(?:\d{6,}[\w.\-]*|meetings?|meet)@(?:[\w\-]+\.)*webex\.com\Z", re.IGNORECASE)
_V4 = re.compile(r"(?<![\w.\-])(?<![A-Za-z]/)(?<!://)\d{1,3}(?:\.\d{1,3}){3}(?![\w\-]|\.\w)")
_GROUP = re.compile(r"[0-9A-Fa-f]{3}")  # 1:2::3 is no address that anybody has
_V6 = re.compile(r"(?<![\w:.])(?<!://\[)[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,45}(?![\w:])")
_VERSION = re.compile(
    r"(?:\b(?:oid|version|release|build|revision|rev|firmware|section|sections|chapter|paragraph|clause|article|appendix"
    r"|annex|figure|table|step|item|abschnitt|kapitel)|\bv|§)\W{0,3}\Z",
    re.IGNORECASE,
)

_ROOM = re.compile(r"://[\w.\-]{1,200}/(?:meet|join)/([\w.%@+\-]{1,64})")

_FEW_DIGITS = 3
_DIGITS_APART = bytes(set(range(256)) - set(b"0123456789"))
_ZEROS = bytes(0x30 if 0x30 <= byte <= 0x39 else byte for byte in range(256))
# Dates and times of a list are most of the digits in it: they are taken out, each where a text begins.
_TIME = b"\n00/00/0000 00:00:00"
_LONG_NUMBER = re.compile(rb"0[0 .()/\-]{6}")
# Seven digits or more that are no date and time as the service writes them, or an address.
_NUMBER = re.compile(
    rb"(?<![0-9/])(?<![0-9]:)(?![0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?![0-9/\-]))[0-9](?:[ .()/\-]{0,3}[0-9]){6}"
    rb"|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
)
_COLONS = 6
_AT_SIGN, _COLON = b"@:"  # as numbers: to look for one byte as bytes takes far longer
# Six colons, of which a date and time in front may have taken two away.
_MANY_COLONS = re.compile(rb":(?:[0-9A-Fa-f]{1,4}:){3}")

KINDS = {
    "email": "email",
    "phone": "phone",
    "ip_address": "ip",
    "payment_card": "card",
    "person_number": "number",
}
"""What the values of detected categories look like."""
_UNTOLD = frozenset({"time_place"})
_UNTOLD_IN_URLS = frozenset({"time_place", "free_text", "company_job", "postal_address"})


class Hit(NamedTuple):
    """Something found: its category, and its range in characters."""

    category: str
    start: int
    end: int


def suspicious(data: bytes) -> bool:
    """Whether anything in `data` may be worth a detector: a few searches in C, and nothing missed.

    Args:
        data: Any number of texts, joined, in a codec that holds ASCII as it is.
    """
    return hinted(data) or formed(data)


def formed(data: bytes) -> bool:
    """The same where nothing in `data` hints at a secret (`hinted`): of what its form alone gives away."""
    if not data.isascii():
        data = plain(data.decode("utf-8", "replace")).encode("utf-8", "replace")
    if _AT_SIGN in data:
        return True
    digits = len(data.translate(None, _DIGITS_APART)) > _FEW_DIGITS
    rest = (b"\n" + data).translate(_ZEROS).replace(_TIME, b"\n") if digits else data
    if _COLON in rest and (rest.find(b"::") >= 0 or _MANY_COLONS.search(rest)):
        return True
    return digits and _LONG_NUMBER.search(rest) is not None and _NUMBER.search(data) is not None


def detect(
    text: str, knowledge: Knowledge, *, region: str = REGION, prose: bool = True, url: bool = False
) -> tuple[Hit, ...]:
    """Secrets and personal data in `text`, in order, without overlap.

    Secrets: tokens, passwords, URLs with access. Personal data: e-mail and IP addresses, telephone and card
    numbers, and what stands in (escaped) elements and URL parameters with a personal name.

    Args:
        text: Any text.
        knowledge: Names that hold secrets and personal data.
        region: Country of telephone numbers without `+`; "" for none.
        prose: False where numbers are no telephone or card numbers (headers, URLs).
        url: True where the text is a URL and nothing else.
    """
    named = knowledge.everything
    found = url_spans(text, knowledge, named=named) if url else spans(text, knowledge, named=named)
    hits = [
        Hit(span.classification.category, span.start, span.end)
        for span in found
        if span.classification.category not in (_UNTOLD_IN_URLS if span.encoded else _UNTOLD)
    ]
    hits += (Hit(category, start, end) for category, start, end, _ in by_form(text, region, prose=prose))
    return tuple(_apart(sorted(hits, key=lambda hit: (hit.start, -hit.end))))


def personal_spans(text: str, categories: frozenset[str], region: str, *, prose: bool = True) -> list[Span]:
    """Where values of these categories stand in `text`, by their form, ready to be replaced."""
    found = [
        Span(start, end, _class(category, KINDS[category]), encoded=encoded)
        for category, start, end, encoded in by_form(text, region, prose=prose)
        if category in categories
    ]
    if "login_id" in categories and "://" in text:
        found += (Span(m.start(1), m.end(1), _class("login_id", "login")) for m in _ROOM.finditer(text))
    return found


def _class(category: str, kind: str) -> Classification:
    return Classification(category, secret=False, mask="pseudonym", kind=kind)


def by_form(text: str, region: str, *, prose: bool) -> Iterator[tuple[str, int, int, bool]]:
    """Category, range, and whether it is percent-encoded, of what its form alone gives away."""
    text = plain(text)
    if "@" in text or "40" in text or "64" in text:
        for start, end, encoded in _emails(text):
            yield "email", start, end, encoded
    addresses: list[tuple[int, int]] = []
    if text.count(".") > 2:
        addresses += _addresses(text, _V4)
    if "::" in text or text.count(":") > _COLONS:
        addresses += _addresses(text, _V6)
    yield from (("ip_address", start, end, False) for start, end in addresses)
    if prose:
        issued, found = list(social_security(text)), list(cards(text))
        taken = addresses + issued + found
        yield from (("person_number", start, end, False) for start, end in issued)
        yield from (("payment_card", start, end, False) for start, end in found)
        yield from (("phone", start, end, False) for start, end in _beside(phones(text, region), taken))


def _beside(ranges: Iterable[tuple[int, int]], taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those of `ranges`, which come in order, that share nothing with one of `taken`: one pass over both."""
    ahead = iter(sorted(taken))
    next_taken = next(ahead, None)
    for start, end in ranges:
        while next_taken is not None and next_taken[1] <= start:
            next_taken = next(ahead, None)
        if next_taken is None or end <= next_taken[0]:
            yield start, end


def _apart(hits: list[Hit]) -> Iterator[Hit]:
    """Without those that begin inside another: `user:secret@host` is no e-mail address."""
    end = 0
    for hit in hits:
        if hit.start >= end:
            end = hit.end
            yield hit


def _emails(text: str) -> Iterator[tuple[int, int, bool]]:
    """Looks both ways from each `@`, in whatever spelling, over bounded lengths."""
    for at in _AT.finditer(text):
        local = _LOCAL.search(text[max(0, at.start() - 64) : at.start()])
        domain = _DOMAIN.match(text, at.end())
        if local is None or domain is None or domain[1].lower() in _FILES:
            continue
        name = local.group().lstrip(".'")
        name = name[name.rfind("%3D") + 3 :] if "%3D" in name else name
        if at.group() == "@" and _NAMED.search(text[max(0, at.start() - 260) : at.start()]):
            continue  # the user of a URL, and its host
        if not name or name.endswith("%") or _VIDEO.match(f"{name}@{domain.group()}"):
            continue
        yield at.start() - len(name), domain.end(), at.group()[0] == "%"


def _addresses(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Addresses of single machines; versions, masks, loopback and servers in URLs are none."""
    for match in pattern.finditer(text):
        found = match.group().rstrip(".")
        try:
            address = ipaddress.ip_address(found)
        except ValueError:
            continue
        if address.is_loopback or address.is_multicast or address.is_unspecified:
            continue
        if address.version == 4 and (
            int(address) >= 0xF0000000
            or found.startswith("0.")
            or _VERSION.search(text[: match.start()][-16:])
        ):
            continue
        if address.version == 6 and (sum(char.isdigit() for char in found) < 2 or not _GROUP.search(found)):
            continue
        yield match.start(), match.start() + len(found)
