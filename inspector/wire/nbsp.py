"""No-break spaces inside tags: the commonest reason why a message copied from a web page cannot be read."""

from __future__ import annotations

import re
from typing import NamedTuple

_TAG = re.compile(rb"<[^<>]*+>")
_QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")


class Mended(NamedTuple):
    """A document of the same length with plain spaces in the place of no-break spaces.

    Attributes:
        document: Its bytes.
        replaced: How many were replaced, none of them inside quoted values.
        first: Byte offset of the first.
    """

    document: bytes
    replaced: int
    first: int


def mend(document: bytes, codec: str) -> Mended:
    """Put plain spaces in the place of no-break spaces between the parts of tags."""
    sign = b"\xc2\xa0" if codec == "utf-8" else b"\xa0"
    if sign not in document or codec == "ascii":
        return Mended(document, 0, 0)
    count, first = 0, 0

    def blank(tag: re.Match[bytes]) -> bytes:
        nonlocal count, first
        if sign not in tag[0]:
            return tag[0]
        bare = _QUOTED.sub(lambda quoted: b"_" * len(quoted[0]), tag[0])
        here = bare.count(sign)
        if here and not count:
            first = tag.start() + bare.find(sign)
        count += here
        return _outside_quotes(tag[0], sign) if here else tag[0]

    return Mended(_TAG.sub(blank, document), count, first)


def _outside_quotes(tag: bytes, sign: bytes) -> bytes:
    mended, at = bytearray(), 0
    for quoted in _QUOTED.finditer(tag):
        mended += tag[at : quoted.start()].replace(sign, b" " * len(sign)) + quoted[0]
        at = quoted.end()
    return bytes(mended + tag[at:].replace(sign, b" " * len(sign)))
