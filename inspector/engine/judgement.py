"""What was found out about one exchange; its report and its record are made when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from inspector.engine.calls import Result
from inspector.engine.detected import Detector
from inspector.engine.discretion import below_secrets, within
from inspector.engine.messages import Reading
from inspector.engine.out_of_place import around, echoes, in_comments, in_texts
from inspector.engine.positions import Positions
from inspector.engine.privacy_plan import PrivacyPlan, leaf_text
from inspector.engine.redaction import Redactor
from inspector.engine.releases import Chosen
from inspector.engine.shape import Leaf, Place, Shape
from inspector.engine.template import Template, TemplateBuilder
from inspector.engine.watching import NO_FACTS, NOT_KNOWN, Passed, SiteFacts, passed
from inspector.model.exchange import Direction, Exchange
from inspector.model.message import Fault, FaultKind
from inspector.model.report import Finding
from inspector.privacy.mask import Masker
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import Hit, MessageSubject
from inspector.rules.values import Moment
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
        moment: What tests of values may know of the exchange.
        failed: Slots whose values are not as they should be: looked at once, when the side is made.
        passed: Tests of rules that values pass, likewise.
    """

    reading: Reading
    template: Template
    plan: PrivacyPlan
    moment: Moment = NOT_KNOWN
    failed: list[tuple[Leaf, ValueFault]] = field(init=False)
    passed: Passed = field(init=False, default=())
    _results: tuple[Result, ...] | None = field(init=False, default=None)
    _quiet: bool | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        values = self.reading.values
        self.failed = self.template.checks.failed(values)
        if self.template.watches:
            self.passed = passed(self.template.watches, values, self.shape.codec, self.moment)

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

    @property
    def quiet(self) -> bool:
        """Whether no text of the message hints at a secret; looked at once."""
        if self._quiet is None:
            self._quiet = self.plan.quiet(self.reading.values)
        return self._quiet

    def private_texts(self) -> Iterator[str]:
        """Its secrets and personal data."""
        for leaf, _ in (*self.plan.secrets, *self.plan.personal):
            yield leaf_text(leaf, self.reading.values, self.shape.codec)

    def results(self) -> tuple[Result, ...]:
        """Result and exceptionID of each header/response."""
        if self._results is None:
            value = self.reading.value
            outcomes = self.shape.outcomes
            self._results = tuple((value(outcome.result), value(outcome.exception)) for outcome in outcomes)
        return self._results


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
        facts: What the user set of the site.
        remembered: What the rules say that takes memory across exchanges (`History`).
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
    detector: Detector
    exchange_hits: tuple[Hit, ...] = ()
    facts: SiteFacts = NO_FACTS
    remembered: tuple[Hit, ...] = ()
    _findings: tuple[Finding, ...] | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that there are, request first."""
        if self.request is None or self.response is None:
            side = self.request or self.response
            return () if side is None else (side,)
        return self.request, self.response

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to act on, one slip one finding, in the order of the text."""
        if self._findings is None:
            found = self._all() if self.service == "xmlservice" else []
            if len(found) > 1:
                found.sort(key=_in_text)
            self._findings = self._discreet(self.rules.settle(found)) if found else ()
        return self._findings

    def _discreet(self, settled: Iterable[Finding]) -> tuple[Finding, ...]:
        """Nothing deeper than a secret; of what every message of a shape has, its template knows."""
        asked = self.request.template.plain if self.request is not None else ()
        answered = self.response.template.plain if self.response is not None else ()
        return tuple(
            [
                finding
                if finding.path in asked or finding.path in answered
                else below_secrets(finding, self.masker.knowledge)
                for finding in settled
            ]
        )

    def _all(self) -> list[Finding]:
        positions: dict[Direction | None, tuple[Side, Positions]] = {}
        found: list[Finding] = []
        for side in self.sides:
            where = Positions(side.reading.body, side.shape.pieces, side.reading.values)
            # A server may echo the request: places of a direction are those of the first side that has it.
            positions.setdefault(side.shape.direction, (side, where))
            found += self._side_findings(side, where)
        for hit in (*self.exchange_hits, *self.remembered):
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
        for each in side.template.found if side.shape.direction is not None else ():
            yield each.within(side.reading.body, where)
        for leaf, fault in side.failed:
            value = text(side.reading.values[leaf.slot], side.shape.codec)
            for hit, place in self.builder.value_hits(side.shape, self.chosen.name, leaf, fault, value):
                yield _finding(hit, place, where)
        for each in self.builder.told(side.template, side.passed):
            yield each.within(side.reading.body, where)
        for hit in self._misplaced(side, direction):
            yield _finding(hit, _place(side, hit), where)
        if self.chosen.unknown and side is self.sides[0]:
            yield from self._unknown(direction)

    def _redacted(self, side: Side) -> str:
        part = self.redactor.body(side.reading.body, side.shape, side.reading.values, side.plan)
        return part.body.decode(part.codec, "replace")

    def _misplaced(self, side: Side, direction: Direction) -> Iterator[Hit]:
        """Credentials where none belongs, and what an answer repeats of its request."""
        faults: list[Fault] = []
        knowledge, reading, shape = self.masker.knowledge, side.reading, side.shape
        if self.rules.hears(FaultKind.CREDENTIAL_OUT_OF_PLACE):
            if side is self.request:
                faults += around(self.exchange.url, reading.body, knowledge)
            if shape.direction is not None:
                if not side.quiet or side.plan.open.constants:
                    faults += in_texts(side.plan, reading.values, shape.codec, knowledge, quiet=side.quiet)
                if shape.serial == 0:
                    faults += in_comments(shape, reading.body, knowledge)
        failed = side is self.response and any(result == "FAILURE" for result, _ in side.results())
        if failed and self.request is not None and self.rules.hears(FaultKind.ECHOED_DATA):
            faults += echoes(shape, reading.values, self.request.private_texts())
        if faults:
            subject = MessageSubject(direction, self.chosen.name, faults=tuple(faults))
            yield from self.rules.judge_message(subject)

    def _unknown(self, direction: Direction) -> Iterator[Finding]:
        version, judged = self.chosen.unknown, f"judged by {self.chosen.name}"
        if self.chosen.newer:
            message = f"the site runs {version}, newer than any known release; {judged}"
            fault = Fault(FaultKind.NEWER_RELEASE, message)
        else:
            message = f"the site runs {version}, which is not known; {judged}, the nearest before it"
            fault = Fault(FaultKind.UNKNOWN_RELEASE, message)
        for hit in self.rules.judge_message(MessageSubject(direction, self.chosen.name, faults=(fault,))):
            yield _finding(hit, None, None)

    def _direction_of(self, side: Side) -> Direction:
        return Direction.REQUEST if side is self.request else Direction.RESPONSE


def _in_text(finding: Finding) -> tuple[bool, int, int]:
    """Requests before the rest; what names no line is about the whole, and comes first."""
    return finding.on != "request", finding.line or 0, finding.column or 0


def _place(side: Side, hit: Hit) -> Place | None:
    return None if hit.ordinal is None else side.shape.places.get(hit.ordinal)


def _finding(hit: Hit, place: Place | None, where: Positions | None) -> Finding:
    if place is None or where is None:
        return hit.finding()
    line, column = where.of(place)
    return hit.finding(line, column)
