"""Findings that every message of a shape has, made once: only their places may move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from inspector.engine.positions import Positions
from inspector.engine.shape import Place, Shape
from inspector.model.message import Body
from inspector.model.report import Finding
from inspector.rules.subject import Hit
from inspector.wire.places import Places


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A finding of a template.

    Attributes:
        finding: The finding, at its place in a message with nothing in front of the document.
        place: Where it stands, None where that says nothing more than the finding.
        fixed: True where no value stands before it on its line, so that its column is always the same.
    """

    finding: Finding
    place: Place | None
    fixed: bool

    def within(self, body: Body, where: Positions) -> Finding:
        """The finding in one message."""
        if self.place is None or (self.fixed and not body.lead_lines and not body.lead_columns):
            return self.finding
        line, column = where.of(self.place)
        return replace(self.finding, line=line, column=column)


class Preparer:
    """Prepares findings of one shape."""

    def __init__(self, shape: Shape) -> None:
        self._pieces = shape.pieces
        self._starts = list(accumulate(map(len, shape.pieces), initial=0))
        self._codec = shape.codec
        self._places: Places | None = None

    def prepare(self, hit: Hit, place: Place | None) -> Prepared:
        """What `hit` is in every message; its own line, where it has one, wins over its place."""
        if place is None or hit.line is not None:
            return Prepared(hit.finding(), None, fixed=True)
        before = self._pieces[place.piece][: place.offset]
        if place.piece and b"\n" not in before and b"\r" not in before:
            return Prepared(hit.finding(), place, fixed=False)
        if self._places is None:
            self._places = Places(b"".join(self._pieces), self._codec)
        # Values hold no line breaks, so lines are those of the key.
        found = self._places.at(self._starts[place.piece] + place.offset)
        return Prepared(hit.finding(found.line, found.column), place, fixed=True)
