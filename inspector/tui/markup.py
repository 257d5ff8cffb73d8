"""A message cut into tags and texts, whatever shape it is in: linear in its length, never raising."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["open", "close", "empty", "other", "text"]

_PIECE = re.compile(r"[^<]+|<[^<>]*>|<+(?=<)|<")
_CLOSERS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_NAME = re.compile(r"[^\s/>]+")


class Token(NamedTuple):
    """A piece of a message; all pieces joined are the message."""

    kind: TokenKind
    text: str
    name: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The pieces of `text` in order: start and end tags, `<a/>`, other markup, and what stands between."""
    position = 0
    while match := _PIECE.match(text, position):
        end = match.end()
        if text[position : position + 2] in ("<!", "<?"):
            end = _end_of_special(text, position) or end
        piece = text[position:end]
        position = end
        yield _tag(piece) if piece[0] == "<" else Token("text", piece)


def _end_of_special(text: str, start: int) -> int | None:
    for opener, closer in _CLOSERS:
        if text.startswith(opener, start):
            found = text.find(closer, start + len(opener))
            return len(text) if found < 0 else found + len(closer)
    return None


def _tag(tag: str) -> Token:
    if not tag.endswith(">") or tag.startswith("<![CDATA["):
        return Token("text", tag)
    if tag[1:2] in ("!", "?"):
        return Token("other", tag)
    closing = tag.startswith("</")
    name = _NAME.match(tag, 2 if closing else 1)
    local = name[0].rpartition(":")[2].lower() if name else ""
    if closing:
        return Token("close", tag, local)
    return Token("empty" if tag.endswith("/>") else "open", tag, local)
