"""No-break spaces inside tags: the commonest reason why a message copied from a web page cannot be read."""

from __future__ import annotations

import re

_TAG = re.compile(rb"<[^<>]*+>")
_QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")


def mend(document: bytes, codec: str) -> tuple[bytes, list[int]]:
    """Put plain spaces in the place of no-break spaces between the parts of tags.

    Returns:
        A document of the same length, and the byte offsets of what was replaced (none inside quoted values).
    """
    sign = b"\xc2\xa0" if codec == "utf-8" else b"\xa0"
    if sign not in document or codec == "ascii":
        return document, []
    places: list[int] = []
    for tag in _TAG.finditer(document):
        if sign in tag[0]:
            places += _in_markup(tag[0], tag.start(), sign)
    mended = bytearray(document)
    for place in places:
        mended[place : place + len(sign)] = b" " * len(sign)
    return bytes(mended), places


def _in_markup(tag: bytes, start: int, sign: bytes) -> list[int]:
    bare = _QUOTED.sub(lambda quoted: b"_" * len(quoted[0]), tag)
    return [start + found.start() for found in re.finditer(re.escape(sign), bare)]
