"""Empties what no rule reads and what may hold anything: comments, CDATA, instructions, document types."""

from __future__ import annotations

import re

MARK = "masked"
_DECLARED = r"(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+"
# What is not closed reaches to the end; the subset of a document type up to the last `]>` there is.
_HIDDEN = re.compile(
    r"(?P<open><!--|<!\[CDATA\[|<\?(?!xml[\s\u00a0]))"
    r"|(?P<doctype><!DOCTYPE\b)(?!\s{0,8}html\s{0,8}(?:>|PUBLIC\b|SYSTEM\b)[^\[]{0,300}>)"
    rf"|(?P<declared>(?P<word><!(?:ENTITY|NOTATION|ATTLIST|ELEMENT))\b{_DECLARED}>?)",
    re.IGNORECASE,
)
_CLOSE = {"<!--": "-->", "<![cdata[": "]]>", "<?": "?>"}
_SUBSET = re.compile(r"[^\[>]*+\[(?:.*\]\s*+>|.*)", re.DOTALL)
_PLAIN_DOCTYPE = re.compile(r"(?:[^\[>\"']|\"[^\"]*+\"|'[^']*+')*+>")


def empty(text: str) -> str:
    """`text` with the inside of each comment, CDATA section, instruction and DTD replaced by a word.

    Line breaks stay, so that lines keep their numbers, and a second pass changes nothing. The XML
    declaration, and the document type of an HTML page, stay as they are.
    """
    if "<!" not in text and "<?" not in text:
        return text
    pieces: list[str] = []
    at = 0
    while (found := _HIDDEN.search(text, at)) is not None:
        start, opening, stop, closing = _range(text, found)
        pieces += (text[at:start], opening, _emptied(text[start + len(opening) : stop]), closing)
        at = stop + len(closing)
    pieces.append(text[at:])
    return "".join(pieces)


def _range(text: str, found: re.Match[str]) -> tuple[int, str, int, str]:
    """Start, opening, where the closing begins, closing ("" where it is missing)."""
    start = found.start()
    if found["open"]:
        closing = _CLOSE[found["open"].lower()]
        stop = text.find(closing, found.end())
        return (start, found["open"], stop, closing) if stop >= 0 else (start, found["open"], len(text), "")
    if found["declared"]:
        closed = found["declared"].endswith(">")
        return start, found["word"], found.end() - 1 if closed else len(text), ">" * closed
    inside = _PLAIN_DOCTYPE.match(text, found.end()) or _SUBSET.match(text, found.end())
    stop = inside.end() if inside else len(text)
    closed = stop > found.end() and text[stop - 1] == ">"
    return start, found["doctype"], stop - closed, ">" * closed


def _emptied(inner: str) -> str:
    breaks = "".join(char for char in inner if char in "\r\n")
    lead = " " if inner[:1] == " " else ""
    return (lead + MARK if inner.strip() else "") + breaks
