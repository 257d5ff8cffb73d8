"""From byte offsets to lines and columns."""

from __future__ import annotations

import codecs
from bisect import bisect_right

from inspector.model.message import Location

_STRIDE = 16_384
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def characters(document: bytes, start: int, stop: int, codec: str) -> int:
    """How many characters the bytes from `start` to `stop` are in `codec`.

    A broken sequence counts as one.
    """
    if codec != "utf-8":
        return stop - start
    piece = document[start:stop]
    return len(piece) if piece.isascii() else len(piece.decode("utf-8", "replace"))


def shift(lead: bytes, codec: str = "utf-8") -> tuple[int, int]:
    """Lines and columns by which bytes cut off before a document move its first line.

    A byte order mark takes no column. The columns count for the document's first line only.
    """
    if not lead or lead in _WIDE_MARKS:
        return 0, 0
    shown = lead.replace(b"\xef\xbb\xbf", b"")
    place = Places(shown, codec).at(len(shown))
    return place.line - 1, place.column - 1


class Places:
    """Lines and columns of a document, asked for in any order; nothing is worked out before.

    Line ends are LF, CR LF and CR alone, as XML has them. Every 16 KiB a place is kept, so that one question
    costs no more than that.
    """

    def __init__(self, document: bytes, codec: str = "utf-8") -> None:
        self._source = document
        self._codec = codec
        self._document: bytes | None = None
        self._offsets = [0]
        self._kept = [Location(1, 1, 0)]
        self._last = self._kept[0]

    def at(self, offset: int, /) -> Location:
        """The place of byte `offset`."""
        last = self._last
        if not 0 <= offset - last.offset < _STRIDE:
            last = self._near(offset)
        self._last = found = self._from(last, offset)
        return found

    def _near(self, offset: int) -> Location:
        """The last place kept at or before `offset`, keeping more of them as needed."""
        while offset - self._offsets[-1] >= _STRIDE:
            stop = self._offsets[-1] + _STRIDE
            while (
                self._codec == "utf-8" and self._source[stop] & 0xC0 == 0x80 and stop > self._offsets[-1] + 1
            ):
                stop -= 1
            place = self._from(self._kept[-1], stop)
            self._offsets.append(place.offset)
            self._kept.append(place)
        return self._kept[bisect_right(self._offsets, offset) - 1]

    def _from(self, known: Location, offset: int) -> Location:
        document, start = self._lines(), known.offset
        line, column = known.line, known.column
        breaks = document.count(b"\n", start, offset)
        if breaks:
            line += breaks
            column = 1
            start = document.rfind(b"\n", start, offset) + 1
        return Location(line, column + characters(document, start, offset, self._codec), offset)

    def _lines(self) -> bytes:
        if self._document is None:
            source = self._source
            if b"\r" in source:
                source = source.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
            self._document = source
        return self._document
