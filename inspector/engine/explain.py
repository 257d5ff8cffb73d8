"""Explains a judgement further: what a second validator says of the same messages."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.engine.judgement import Judgement
from inspector.model.exchange import Direction
from inspector.schema.opinion import Opinion, opinions
from inspector.schema.verdict import Judge
from inspector.wire.limits import Limits
from inspector.wire.parse import parse


@dataclass(frozen=True, slots=True)
class Explanation:
    """What xmlschema says of one message.

    Attributes:
        on: The side of the exchange.
        release: The release that it was asked about.
        opinions: What it has against the message, without values; () where it finds it valid.
    """

    on: Direction
    release: str
    opinions: tuple[Opinion, ...]


def explain(judgement: Judgement, judge: Judge, limits: Limits) -> tuple[Explanation, ...]:
    """A second opinion on each side that can be read; the first one on a release takes about two seconds."""
    found = []
    for side in judgement.sides:
        body = side.reading.body
        if body.refused or side.shape.direction is None:
            continue
        message = parse(body.document, body.codec, limits)
        if message.envelope is not None:
            release = judgement.chosen.name
            said = tuple(opinions(judge.at(release), message.envelope, release))
            found.append(Explanation(side.shape.direction, release, said))
    return tuple(found)
