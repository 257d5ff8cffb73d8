"""From byte offsets to lines and columns."""

from __future__ import annotations

from inspector.model.message import Location

MULTI_BYTE = frozenset({"utf-8", "utf_8"})


def characters(piece: bytes, codec: str) -> int:
    """How many characters `piece` is in `codec`; a broken sequence counts as one."""
    if codec not in MULTI_BYTE or piece.isascii():
        return len(piece)
    return len(piece.decode("utf-8", "replace"))


def shift(lead: bytes, codec: str = "utf-8") -> tuple[int, int]:
    """Lines and columns by which bytes cut off before a document move its first line.

    A byte order mark takes no column. The columns count for the document's first line only.
    """
    place = Places(lead.replace(b"\xef\xbb\xbf", b""), codec).at(None)
    return place.line - 1, place.column - 1


class Places:
    """Lines and columns of a document, in one pass over it when asked in rising order.

    Line ends are LF, CR LF and CR alone, as XML has them.
    """

    def __init__(self, document: bytes, codec: str = "utf-8") -> None:
        if b"\r" in document:
            document = document.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
        self._document = document
        self._codec = codec
        self._offset = 0
        self._line = 1
        self._column = 1

    def at(self, offset: int | None) -> Location:
        """The place of byte `offset` (None: the end of the document)."""
        if offset is None:
            offset = len(self._document)
        if offset < self._offset:
            self._offset, self._line, self._column = 0, 1, 1
        document, start = self._document, self._offset
        breaks = document.count(b"\n", start, offset)
        if breaks:
            self._line += breaks
            self._column = 1
            start = document.rfind(b"\n", start, offset) + 1
        self._column += characters(document[start:offset], self._codec)
        self._offset = offset
        return Location(self._line, self._column, offset)
