"""The whole core: pure, no input or output. Stateless but for a bounded cache that only saves work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from inspector.engine.detected import Detector
from inspector.engine.exchanges import ExchangeHits
from inspector.engine.history import Evidence, History, evidence_of
from inspector.engine.judgement import Judgement, Side
from inspector.engine.memory import Memory
from inspector.engine.messages import MessageReader, Reading
from inspector.engine.readers import Readers
from inspector.engine.redaction import Redactor
from inspector.engine.releases import Chosen, ReleaseChooser, ReleasePolicy
from inspector.engine.said import Said
from inspector.engine.sane import sane
from inspector.engine.sites import site_of
from inspector.engine.watching import NO_FACTS, SiteFacts
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.privacy.detect import REGION
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.mask import Masker
from inspector.rules.ruleset import RuleSet
from inspector.rules.values import Moment
from inspector.schema.verdict import Judge
from inspector.wire.decode import decode
from inspector.wire.limits import Limits
from inspector.wire.services import service

NOTHING_SAID: Mapping[str, Said] = {}
Sides = tuple[Reading | None, Reading | None]
"""Request and response as read."""


@dataclass(frozen=True, slots=True)
class InspectorSettings:
    """What a user may set of the core.

    Attributes:
        releases: How the release is chosen.
        limits: Bounds of a message.
        cache_bytes: Rough size of the shape cache in bytes; 0 turns it off.
        values: Settings that rules ask for, as "body_content_maximum".
        region: Country of telephone numbers without `+`; "" for none.
        sites: What the user set of sites, by name in lower case.
    """

    releases: ReleasePolicy = field(default_factory=ReleasePolicy)
    limits: Limits = field(default_factory=Limits)
    cache_bytes: int = 64 * 1024 * 1024
    values: Mapping[str, int | str] = field(default_factory=dict)
    region: str = REGION
    sites: Mapping[str, SiteFacts] = field(default_factory=dict)


class Inspector:
    """Judges exchanges.

    Args:
        judge: Schema verdicts.
        rules: The rules in force.
        knowledge: What is personal or secret.
        masker: Replaces secrets, and personal data of its categories; its key makes pseudonyms.
        settings: What a user may set.
        clock: The present in seconds since the epoch, for rules that go by the calendar where an exchange has
            no time of its own (decision 14).

    Attributes:
        masker: As given.
    """

    def __init__(
        self,
        judge: Judge,
        rules: RuleSet,
        knowledge: Knowledge,
        masker: Masker,
        settings: InspectorSettings | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        settings = settings or InspectorSettings()
        self._judge = judge
        self._masker = self.masker = masker
        self._redactor = Redactor(masker)
        self._rules = rules
        self._limits = settings.limits
        self._sites = settings.sites
        self._values = settings.values
        self._needles = (b"etapiversion", b"getsiteresponse", *sorted(_needles(rules)))
        self._chooser = ReleaseChooser(judge.releases, settings.releases)
        self._detector = Detector(knowledge, settings.region)
        self._readers = Readers(
            judge,
            lambda own: MessageReader(
                own,
                rules,
                knowledge,
                limits=settings.limits,
                cache_bytes=settings.cache_bytes // (1 + len(judge.schemas.official_releases)),
                detector=self._detector,
                categories=masker.categories,
            ),
        )
        self._hits = ExchangeHits(
            rules, judge.master, settings.values, clock, remember=settings.cache_bytes > 0
        )

    @property
    def judge(self) -> Judge:
        """The schema's verdicts, with the master and the releases that they go by."""
        return self._judge

    def judge_request(self, exchange: Exchange, said: Mapping[str, Said] = NOTHING_SAID) -> Judgement:
        """Judge the request alone, as blocking does; the response is not looked at."""
        return self.judge_pair(replace(exchange, response=None), said)

    def judge_response(self, exchange: Exchange, said: Mapping[str, Said] = NOTHING_SAID) -> Judgement:
        """Judge the response alone."""
        return self.judge_pair(replace(exchange, request=None), said)

    def judge_pair(
        self,
        exchange: Exchange,
        said: Mapping[str, Said] = NOTHING_SAID,
        zones: Mapping[str, Said] = NOTHING_SAID,
    ) -> Judgement:
        """Judge a request with its response, or whichever side there is.

        Args:
            exchange: What crossed the wire.
            said: Releases that sites reported, by lower-case site name (`History.said`).
            zones: Time zones that sites reported, likewise (`History.zones`).
        """
        exchange = sane(exchange)
        sides = self._sides(exchange, self._readers.usual)
        site = site_of(sides[0], exchange.url)
        chosen = self._chooser.choose(site, exchange.url, said, exchange.started)
        return self._judged(exchange, sides, site, chosen, zones)

    def judge_at(self, exchange: Exchange, releases: Sequence[str]) -> tuple[Judgement, ...]:
        """Judge an exchange by each of `releases`, whatever its site runs; it is read once.

        Args:
            exchange: What crossed the wire.
            releases: Names of known releases.

        Raises:
            UnknownRelease: One of them is not known.
        """
        exchange = sane(exchange)
        sides = self._sides(exchange, self._readers.usual)
        site = site_of(sides[0], exchange.url)
        chosen = [Chosen(self._judge.releases.get(name).name, "setting") for name in releases]
        return tuple(self._judged(exchange, sides, site, each) for each in chosen)

    def _judged(
        self,
        exchange: Exchange,
        sides: Sides,
        site: str | None,
        chosen: Chosen,
        zones: Mapping[str, Said] = NOTHING_SAID,
    ) -> Judgement:
        """Judge what the usual reader read; what official files describe is read by them once more."""
        reader = self._readers.at(chosen.name)
        request, response = sides if reader is self._readers.usual else self._sides(exchange, reader)
        key = (site or "").lower()
        facts = self._sites.get(key, NO_FACTS)
        zone = facts.zone or (zones[key].at(exchange.started) if key in zones else "")
        moment = Moment(exchange.started, zone, self._rules.zones)
        judgement = Judgement(
            exchange=exchange,
            service=service(exchange.url, request.shape.message if request else None),
            site=site,
            chosen=chosen,
            request=_side(reader, request, chosen.name, moment) if request else None,
            response=_side(reader, response, chosen.name, moment) if response else None,
            master=reader.judge.master,
            releases=self._judge.releases,
            rules=self._rules,
            builder=reader.builder,
            redactor=self._redactor,
            masker=self._masker,
            detector=self._detector,
            facts=facts,
        )
        judgement.exchange_hits = self._hits.of(judgement)
        return judgement

    def history(self) -> History:
        """An empty history, for the rules and settings of this inspector."""
        return History(Memory(self._values))

    def note(self, exchange: Exchange, history: History) -> None:
        """Let `history` take in what this exchange says, for the first pass over a recording.

        Only some operations say anything, so all others cost a search for their names.
        """
        if self._names(exchange, self.telling):
            history.note(self.judge_pair(exchange))

    def telling(self, data: bytes) -> bool:
        """Whether these bytes name anything that a history would take in."""
        lowered = data.lower()
        return any(needle in lowered for needle in self._needles)

    def evidence(self, exchange: Exchange) -> Evidence | None:
        """What this exchange says of its site's release, for the first pass over a recording.

        Only answers of GetAPIVersion say anything, so all others cost a search for that name.
        """
        named = self._names(exchange, lambda body: b"etapiversion" in body.lower())
        return evidence_of(self.judge_pair(exchange)) if named else None

    def _names(self, exchange: Exchange, named: Callable[[bytes], bool]) -> bool:
        """Whether either side names what is looked for; what is packed is unpacked, but not parsed."""
        sent = (payload for payload in (exchange.request, exchange.response) if payload is not None)
        return any(
            named(decode(payload, self._limits).document if _packed(payload) else payload.body)
            for payload in sent
        )

    def _sides(self, exchange: Exchange, reader: MessageReader) -> Sides:
        """Readings by what they are: a lone message may have been filed under the other side."""
        request = reader.read(exchange.request) if exchange.request is not None else None
        response = reader.read(exchange.response) if exchange.response is not None else None
        if response is None and request is not None and _direction(request) is Direction.RESPONSE:
            return None, request
        if request is None and response is not None and _direction(response) is Direction.REQUEST:
            return response, None
        return request, response


def _side(reader: MessageReader, reading: Reading, release: str, moment: Moment) -> Side:
    shape = reading.shape
    return Side(reading, reader.template(shape, release), reader.privacy(shape), moment)


def _packed(payload: Payload) -> bool:
    """Whether names cannot be searched for in the body as sent: it is compressed, or in UTF-16."""
    start = payload.body[:4]
    return payload.header("content-encoding") is not None or any(byte < 9 or 13 < byte < 32 for byte in start)


def _needles(rules: RuleSet) -> Iterator[bytes]:
    """What stands, in lower case, in every exchange that a rule notes something of."""
    for way in rules.stateful:
        state = way.match.state
        if state is None:
            continue
        roots = {path.partition("/")[0] for paths in state.read.values() for path in paths}
        names = [_literal(name.rpartition(".")[2]) for name in way.match.operation] or list(state.known)
        names = names or [root for root in roots if root not in ("header", "**", "*")]
        yield from (name.lower().encode() for name in names)


def _literal(pattern: str) -> str:
    """The longest part of a name's pattern that stands in every name that it fits."""
    return max(pattern.split("*"), key=len)


def _direction(reading: Reading) -> Direction | None:
    """Which way a message travels by its content; by what was recovered where it cannot be read."""
    if reading.shape.direction is not None:
        return reading.shape.direction
    names = reading.shape.message.recovered_operations
    if not names:
        return None
    answers = any(name.lower().endswith("response") for name in names)
    return Direction.RESPONSE if answers else Direction.REQUEST
