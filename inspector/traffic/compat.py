"""What of recorded traffic breaks, changes meaning, or becomes possible at another release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inspector.engine.inspector import Inspector
from inspector.engine.judgement import Judgement
from inspector.engine.reporting import calls_of, client_of, identify, place_of
from inspector.engine.shape import CallShape
from inspector.model.exchange import Exchange
from inspector.model.report import CallReport, ExchangeReport
from inspector.traffic.effects import Effect, EffectRow, Use
from inspector.traffic.example import Example
from inspector.traffic.news import News
from inspector.traffic.verdicts import breaks, mends


@dataclass(frozen=True, slots=True)
class Met:
    """One call as it was met, judged by both releases.

    Attributes:
        index: Its position among the calls of its message.
        call: What is said of it.
        asked: Its shape, None where its request was not recorded.
        answered: That of its answer, None where there is none.
        several: True where its message holds more than one call.
    """

    index: int
    call: CallReport
    asked: CallShape | None
    answered: CallShape | None
    several: bool


class Compat:
    """Judges exchanges by two releases; memory grows with shapes, not with exchanges.

    Attributes:
        old, new: Names of the releases; `new` may be the older one.
        exchanges, calls: What was looked at.
        broken: Calls that break.
        unreadable: Requests and answers that cannot be read, so that no release judges them.
        unknown: Calls of operations that are not known.
        open: Calls whose content no source tells.
        shapes: Shapes in use.
    """

    def __init__(self, inspector: Inspector, news: News) -> None:
        """Nothing is looked at yet.

        Args:
            inspector: The core.
            news: What is different between the releases, whatever the traffic.
        """
        self.old, self.new = news.old, news.new
        self.exchanges = self.calls = self.broken = 0
        self.unreadable = self.unknown = self.open = 0
        self.shapes: set[tuple[str | None, str]] = set()
        self._inspector = inspector
        self._news = news
        self._found: dict[tuple[str | None, str, Effect], Use] = {}
        self._operations: dict[str, Use] = {}

    def add(self, exchange: Exchange, stored: ExchangeReport | None = None) -> None:
        """Look at one exchange; `stored` is what a store said of it, whose id and client are kept.

        The request is judged by itself: its answer is that of the release which was asked. Of the answer it
        only counts what the new release would leave out.
        """
        self.exchanges += 1
        before, after = self._inspector.judge_at(replace(exchange, response=None), (self.old, self.new))
        answer = after
        if exchange.response is not None:
            alone = replace(exchange, request=None)
            answer = self._inspector.judge_at(alone, (self.new,))[0]
        shown = after if after.request is not None else answer
        if after.service != "xmlservice":
            return
        sides = (after.request, answer.response)
        self.unreadable += sum(side is not None and side.shape.direction is None for side in sides)
        for met in _met(after, answer, calls_of(shown)):
            self._count(met, (before, after), shown, exchange, stored)

    def rows(self) -> list[EffectRow]:
        """All effects: those that concern most calls first, in each section."""
        rows = [EffectRow(effect, use) for (_, _, effect), use in self._found.items()]
        rows += self._possible()
        return sorted(rows, key=_order)

    def _count(
        self,
        met: Met,
        judged: tuple[Judgement, Judgement],
        shown: Judgement,
        exchange: Exchange,
        stored: ExchangeReport | None,
    ) -> None:
        call = met.call
        self.calls += 1
        self.shapes.add((call.operation, call.shape))
        self._count_unjudged(met)
        effects = list(self._effects(met, *judged))
        self.broken += any(effect.section == "breaks" for effect in effects)
        client = stored.client if stored is not None else client_of(shown)

        def use(shape: str) -> Use:
            place = place_of(shown, met.index)
            known = stored.id if stored is not None else identify(exchange, shown.masker)
            return Use(call.operation, shape, Example(exchange.source, known, *(place or ())))

        if call.operation is not None and call.known:
            if call.operation not in self._operations:
                self._operations[call.operation] = use("")
            self._operations[call.operation].add(call, client)
        for effect in dict.fromkeys(effects):
            key = (call.operation, call.shape, effect)
            if key not in self._found:
                self._found[key] = use(call.shape)
            self._found[key].add(call, client)

    def _count_unjudged(self, met: Met) -> None:
        call = met.call
        if call.recovered or call.operation is None:
            return  # part of a message that cannot be read, or a lone failure
        if not call.known:
            self.unknown += 1
        elif met.asked is not None and not met.asked.nested and call.request_valid is None:
            self.open += 1

    def _effects(self, met: Met, before: Judgement, after: Judgement) -> Iterator[Effect]:
        if met.asked is not None and not met.asked.nested:
            yield from breaks(before, after, met.index)
            yield from mends(before, after, met.index)
        if met.call.operation is not None and met.call.known:
            yield from self._news.changes(
                met.call.operation,
                caller=met.call.caller,
                asked=met.asked.elements if met.asked else None,
                answered=met.answered.elements if met.answered else None,
                several=met.several,
            )

    def _possible(self) -> Iterator[EffectRow]:
        for operation, use in self._operations.items():
            for effect in self._news.possible(operation):
                yield EffectRow(effect, use)
        for effect, service in self._news.operations():
            users = [use for name, use in self._operations.items() if name.rpartition(".")[0] == service]
            if users:
                yield EffectRow(effect, max(users, key=lambda use: use.count))


def _met(after: Judgement, answer: Judgement, calls: Sequence[CallReport]) -> Iterator[Met]:
    asked = after.request.shape.calls if after.request is not None else ()
    side = answer.response
    answers = [call for call in side.shape.calls if not call.nested] if side is not None else []
    position = 0
    for index, call in enumerate(calls):
        own = asked[index] if index < len(asked) else None
        nested = own is not None and own.nested
        answered = answers[position] if not nested and position < len(answers) else None
        position += not nested
        yield Met(index, call, own, answered, several=len(calls) > 1)


def _order(row: EffectRow) -> tuple[object, ...]:
    effect, use = row.effect, row.use
    section = ("breaks", "changes", "possible").index(effect.section)
    # What concerns an operation as a whole comes after what concerns single shapes.
    whole = not use.shape
    return (
        section,
        whole,
        -use.count,
        use.operation or "",
        use.shape,
        effect.on,
        effect.path,
        effect.message,
    )
