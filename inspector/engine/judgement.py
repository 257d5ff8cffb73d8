"""What was found out about one exchange; its report and its record are made when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.engine.calls import Result
from inspector.engine.discretion import below_secrets, within
from inspector.engine.messages import Reading
from inspector.engine.positions import Positions
from inspector.engine.privacy_plan import PrivacyPlan
from inspector.engine.redaction import Redactor
from inspector.engine.releases import Chosen
from inspector.engine.shape import Leaf, Place, Shape
from inspector.engine.template import Template, TemplateBuilder
from inspector.model.exchange import Direction, Exchange
from inspector.model.message import Fault, FaultKind
from inspector.model.report import Finding
from inspector.privacy.mask import Masker
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import Hit, MessageSubject
from inspector.schema.master import Master
from inspector.schema.releases import Releases
from inspector.schema.values import ValueFault
from inspector.wire.split import text


@dataclass(slots=True, eq=False)
class Side:
    """One message of an exchange with its template.

    Attributes:
        reading: The message.
        template: What is known of its shape at the release.
        plan: Where secrets and personal data stand.
        failed: Slots whose values are not as they should be: looked at once, when the side is made.
    """

    reading: Reading
    template: Template
    plan: PrivacyPlan
    failed: list[tuple[Leaf, ValueFault]] = field(init=False)

    def __post_init__(self) -> None:
        self.failed = self.template.checks.failed(self.reading.values)

    @property
    def shape(self) -> Shape:
        """The message's shape."""
        return self.reading.shape

    def valid(self, index: int) -> bool | None:
        """Whether the call at `index` is valid; None where it is not judged."""
        valid = self.template.valid
        if index >= len(valid) or not valid[index]:
            return valid[index] if index < len(valid) else None
        return not any(fault.fatal and leaf.call in (index, None) for leaf, fault in self.failed)

    def results(self) -> tuple[Result, ...]:
        """Result and exceptionID of each header/response."""
        value = self.reading.value
        return tuple((value(outcome.result), value(outcome.exception)) for outcome in self.shape.outcomes)


@dataclass(slots=True, eq=False)
class Judgement:
    """One exchange, judged.

    Attributes:
        exchange: What crossed the wire.
        service: "xmlservice", or the sister service that it belongs to.
        site: Whose traffic it is, None where nothing says.
        chosen: The release that it was judged by.
        request, response: None where that side is missing.
        exchange_hits: What the rules say of the exchange as a whole.
    """

    exchange: Exchange
    service: str
    site: str | None
    chosen: Chosen
    request: Side | None
    response: Side | None
    master: Master
    releases: Releases
    rules: RuleSet
    builder: TemplateBuilder
    redactor: Redactor
    masker: Masker
    exchange_hits: tuple[Hit, ...] = ()
    _findings: tuple[Finding, ...] | None = None

    @property
    def sides(self) -> Iterator[Side]:
        """The sides that there are, request first."""
        return (side for side in (self.request, self.response) if side is not None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to act on, one slip one finding, in the order of the text."""
        if self._findings is None:
            ours = self.service == "xmlservice"
            settled = self.rules.settle(sorted(self._all(), key=_in_text)) if ours else ()
            self._findings = tuple(below_secrets(each, self.masker.knowledge) for each in settled)
        return self._findings

    def _all(self) -> list[Finding]:
        positions: dict[Direction | None, tuple[Side, Positions]] = {}
        found: list[Finding] = []
        for side in self.sides:
            where = Positions(side.reading.body, side.shape.pieces, side.reading.values)
            positions[side.shape.direction] = (side, where)
            found += self._side_findings(side, where)
        for hit in self.exchange_hits:
            side_where = positions.get(hit.side)
            place = (
                side_where[0].shape.places.get(hit.ordinal)
                if side_where and hit.ordinal is not None
                else None
            )
            found.append(_finding(hit, place, side_where[1] if side_where else None))
        return found

    def _side_findings(self, side: Side, where: Positions) -> Iterator[Finding]:
        body_faults = side.reading.body.faults
        direction = side.shape.direction or self._direction_of(side)
        if body_faults or side.shape.direction is None:
            faults = (*body_faults, *(side.shape.faults if side.shape.direction is None else ()))
            for hit in self.rules.judge_message(MessageSubject(direction, self.chosen.name, faults=faults)):
                found = _finding(hit, None, None)
                quotes = "<" in found.message or "&" in found.message
                yield within(found, self._redacted(side)) if quotes else found
        for hit, place in side.template.hits if side.shape.direction is not None else ():
            yield _finding(hit, place, where)
        for leaf, fault in side.failed:
            value = text(side.reading.values[leaf.slot], side.shape.codec)
            for hit, place in self.builder.value_hits(side.shape, self.chosen.name, leaf, fault, value):
                yield _finding(hit, place, where)
        if self.chosen.newer and side is next(self.sides):
            yield from self._newer(direction)

    def _redacted(self, side: Side) -> str:
        part = self.redactor.body(side.reading.body, side.shape, side.reading.values, side.plan)
        return part.body.decode(part.codec, "replace")

    def _newer(self, direction: Direction) -> Iterator[Finding]:
        fault = Fault(
            FaultKind.NEWER_RELEASE,
            f"the site runs {self.chosen.newer}, newer than any known release; judged by {self.chosen.name}",
        )
        for hit in self.rules.judge_message(MessageSubject(direction, self.chosen.name, faults=(fault,))):
            yield _finding(hit, None, None)

    def _direction_of(self, side: Side) -> Direction:
        return Direction.REQUEST if side is self.request else Direction.RESPONSE


def _in_text(finding: Finding) -> tuple[bool, int, int]:
    """Requests before the rest; what names no line is about the whole, and comes first."""
    return finding.on != "request", finding.line or 0, finding.column or 0


def _finding(hit: Hit, place: Place | None, where: Positions | None) -> Finding:
    if place is None or where is None:
        return hit.finding()
    line, column = where.of(place)
    return hit.finding(line, column)
