"""Where secrets stand in a URL by itself: as in any text, and in what its values spell percent-encoded."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_plus

from inspector.privacy.knowledge import Knowledge
from inspector.privacy.spans import Span, merged, spans

_BEGIN = re.compile(r"\s{0,64}(?:[A-Za-z][A-Za-z0-9+.\-]{0,32}://|/)")
_VALUE = re.compile(r"[?&]([^=&]{0,256}=)?([^&]+)")
_DECODED_TIMES = 4  # a URL within a URL within a URL


def is_url(text: str) -> bool:
    """True for a text that begins as a URL or a path does: nothing but `&` ends a value in it."""
    return _BEGIN.match(text) is not None


def url_spans(text: str, knowledge: Knowledge, *, named: Knowledge | None = None) -> tuple[Span, ...]:
    """The secrets in the URL `text`, in order, without overlap; none goes beyond the value it stands in.

    Args:
        text: A URL and nothing else.
        knowledge: Names that hold secrets.
        named: What names of elements and URL parameters hold, where that is to be more than secrets.
    """
    found = [
        replace(span, start=span.start + at, end=span.end + at)
        for at, field in _fields(text)
        for span in spans(field, knowledge, url=True, named=named)
    ]
    if "%" not in text:
        return tuple(found)
    return tuple(merged((*found, *_spelled(text, found, knowledge, named))))


def _fields(text: str) -> Iterator[tuple[int, str]]:
    """The URL up to its first `&`, and each field behind it with its sign, and where they begin."""
    first, *others = text.split("&")
    yield 0, first
    at = len(first)
    for field in others:
        yield at, f"?{field}"
        at += len(field) + 1


def _spelled(text: str, found: list[Span], knowledge: Knowledge, named: Knowledge | None) -> Iterator[Span]:
    """Whole values that tell a secret once they are decoded, beside what is found in them as they are."""
    starts = [span.start for span in found]
    for field in _VALUE.finditer(text, max(0, text.find("?"))):
        start, end = field.span(2)
        if "%" not in field[2]:
            continue
        left, at = [], start
        for span in found[bisect_left(starts, start) : bisect_left(starts, end)]:
            left.append(text[at : span.start])
            at = span.end
        spelled = "".join((*left, text[at:end]))
        for _ in range(_DECODED_TIMES):
            before, spelled = spelled, unquote_plus(spelled)
            if spelled == before:
                break
            told = spans(spelled, knowledge, named=named)
            if told:
                yield Span(start, end, told[0].classification, encoded=True)
                break
