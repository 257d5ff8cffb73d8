"""Lines and columns of findings in one message of a shape."""

from __future__ import annotations

from itertools import accumulate

from inspector.engine.shape import Place
from inspector.model.message import Body
from inspector.wire.places import Places


class Positions:
    """Turns places of a shape into lines and columns of one message, as they are asked for."""

    def __init__(self, body: Body, pieces: tuple[bytes, ...], values: list[bytes]) -> None:
        self._body = body
        self._pieces = pieces
        self._values = values
        self._starts: list[int] | None = None
        self._places: Places | None = None

    def of(self, place: Place) -> tuple[int, int]:
        """(line, column) in the body as sent, both from 1; the column in characters."""
        body = self._body
        if self._starts is None or self._places is None:
            lengths = (len(p) + len(v) for p, v in zip(self._pieces, self._values, strict=False))
            self._starts = list(accumulate(lengths, initial=0))
            self._places = Places(body.document, body.codec)
        found = self._places.at(self._starts[place.piece] + place.offset)
        shifted = found.column + body.lead_columns if found.line == 1 else found.column
        return found.line + body.lead_lines, shifted
