"""Lines and columns of findings in one message of a shape."""

from __future__ import annotations

from itertools import accumulate, chain

from inspector.engine.shape import Place
from inspector.model.message import Body


class Positions:
    """Turns places of a shape into lines and columns of one message; cheap where columns are constant.

    Places on one line are asked for in document order as a rule, so the last answer is where the next one starts.
    """

    def __init__(self, body: Body, pieces: tuple[bytes, ...], values: list[bytes]) -> None:
        self._body = body
        self._pieces = pieces
        self._values = values
        self._starts: list[int] | None = None
        self._last = (-1, 0, 0)

    def of(self, place: Place) -> tuple[int, int]:
        """(line, column) in the body as sent, both from 1."""
        column = place.column if place.column is not None else self._column(place)
        body = self._body
        shifted = column + body.lead_columns if place.line == 1 else column
        return place.line + body.lead_lines, shifted

    def _column(self, place: Place) -> int:
        if self._starts is None:
            lengths = (len(piece) + len(value) for piece, value in zip(self._pieces, self._values, strict=False))
            self._starts = list(accumulate(chain((0,), lengths)))
        document, codec = self._body.document, self._body.codec
        offset = self._starts[place.piece] + place.offset
        line, known_offset, known_column = self._last
        if line == place.line and known_offset <= offset:
            column = known_column + len(document[known_offset:offset].decode(codec, "replace"))
        else:
            start = max(document.rfind(b"\n", 0, offset), document.rfind(b"\r", 0, offset)) + 1
            column = 1 + len(document[start:offset].decode(codec, "replace"))
        self._last = (place.line, offset, column)
        return column
