"""Recorded exchanges held against each other: paired by what they ask, compared by what they answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from inspector.compare.differ import Comparison, Learned, compare, ordered_calls
from inspector.compare.matching import Fields, Matcher
from inspector.compare.noise import Noise
from inspector.compare.reading import Reader
from inspector.compare.tree import Tree
from inspector.model.exchange import Payload
from inspector.model.report import Part, Record

_NOTHING = Tree(None, fault="no message")


@dataclass(frozen=True, slots=True)
class Side:
    """A recording.

    Attributes:
        reader: Reads its bodies, with its key.
        seqs: Numbers of its exchanges, in order.
        record: Gives an exchange by number.
    """

    reader: Reader
    seqs: Sequence[int]
    record: Callable[[int], Record | None]

    def request(self, record: Record) -> Tree:
        """The request; for a lone answer, its operations alone."""
        if record.request is not None:
            return self.reader.read(payload_of(record.request, record.request_headers))
        answer = self.answer(record)
        calls = tuple(replace(call, content=None) for call in answer.calls) if answer else ()
        return Tree(None, calls=calls)

    def answer(self, record: Record) -> Tree | None:
        """The answer, None where there was none."""
        if record.response is None:
            return None
        return self.reader.read(payload_of(record.response, record.response_headers))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two exchanges that ask the same.

    Attributes:
        operation: Their operations, joined by ", "; "" where unknown.
        before, after: Their numbers; None for one that the other recording does not have.
        comparison: What differs.
        compared: Whether a message of the one was held against one of the other, both readable.
        faults: Why messages cannot be read.
        alike: Whether both were answered with the same result, and none with a FAILURE: what differs between
            two such answers of one server is noise, which it is not between an answer and a refusal.
    """

    operation: str
    before: int | None
    after: int | None
    comparison: Comparison = field(default_factory=Comparison)
    compared: bool = False
    faults: tuple[str, ...] = ()
    alike: bool = False

    @property
    def same(self) -> bool:
        """Whether both are there, and say the same."""
        return self.before is not None and self.after is not None and self.comparison.same


@dataclass(frozen=True, slots=True)
class Pairs:
    """Compares recordings.

    Attributes:
        noise: What is volatile.
        fields: Which values of requests count, and which places do not.
        learned: What is known to differ by itself.
    """

    noise: Noise
    fields: Fields = field(default_factory=Fields)
    learned: Learned = field(default_factory=Learned)

    def of(self, before: Side, after: Side) -> Iterator[Pair]:
        """Each exchange of `after` with its partner, then those of `before` that have none.

        Of two recordings of one exchange each, these two are compared, requests included; so are calls
        without answers.
        """
        if len(before.seqs) == 1 and len(after.seqs) == 1:
            yield self._two(before, before.seqs[0], after, after.seqs[0], requests=True)
            return
        partners = self._partners(before, after, before.seqs, after.seqs, self.fields)
        blind = replace(self.fields, keys=False)
        taken = set(partners.values())
        # Another site gives other keys: what is left is paired without them, in order.
        partners |= self._partners(
            before,
            after,
            [seq for seq in before.seqs if seq not in taken],
            [seq for seq in after.seqs if seq not in partners],
            blind,
        )
        for seq in after.seqs:
            if seq in partners:
                yield self._two(before, partners[seq], after, seq)
            else:
                yield Pair(_named(after, seq), None, seq)
        taken = set(partners.values())
        for seq in before.seqs:
            if seq not in taken:
                yield Pair(_named(before, seq), seq, None)

    def _partners(
        self, before: Side, after: Side, ours: Sequence[int], theirs: Sequence[int], fields: Fields
    ) -> dict[int, int]:
        """For numbers of `after`, the number of `before` that asks the same; each is given once."""
        matcher: Matcher[int] = Matcher(fields)
        for seq in ours:
            record = before.record(seq)
            if record is not None:
                matcher.add(before.request(record), seq)
        found: dict[int, int] = {}
        for seq in theirs if len(matcher) else ():
            record = after.record(seq)
            partner = matcher.take(after.request(record)) if record is not None else None
            if partner is not None:
                found[seq] = partner
        return found

    def _two(self, before: Side, first: int, after: Side, second: int, *, requests: bool = False) -> Pair:
        ours, theirs = before.record(first), after.record(second)
        assert ours is not None
        assert theirs is not None
        operations = [call.operation or "" for call in ours.report.calls]
        parts: list[tuple[Tree, Tree, frozenset[int]]] = []
        asked = before.request(ours)
        unanswered = ours.response is None and theirs.response is None
        if (requests or unanswered) and (ours.request is not None or theirs.request is not None):
            parts.append((asked, after.request(theirs), frozenset()))
        if not unanswered:
            answers = before.answer(ours) or _NOTHING, after.answer(theirs) or _NOTHING
            parts.append((*answers, ordered_calls(asked)))
        found: list[Comparison] = [
            self.learned.without(compare(one, other, self.noise, self.fields.ignore, operations, ordered))
            for one, other, ordered in parts
        ]
        ignored: Counter[str] = Counter()
        for comparison in found:
            ignored.update(comparison.ignored)
        # Request and answer may say the same of a call: that its operation is another.
        differences = tuple(dict.fromkeys(d for comparison in found for d in comparison.differences))
        return Pair(
            _name(ours),
            first,
            second,
            Comparison(differences, dict(ignored)),
            compared=any(not one.fault and not other.fault for one, other, _ in parts),
            faults=tuple(dict.fromkeys(tree.fault for part in parts for tree in part[:2] if tree.fault)),
            alike=_results(ours) == _results(theirs) and "FAILURE" not in _results(ours),
        )


def payload_of(part: Part, headers: tuple[tuple[str, str], ...]) -> Payload:
    """A stored body with its headers; bodies are stored content-decoded."""
    kept = tuple((name, value) for name, value in headers if name.lower() != "content-encoding")
    return Payload(kept, part.body)


def _results(record: Record) -> list[str | None]:
    return [call.result for call in record.report.calls]


def _name(record: Record) -> str:
    return ", ".join(dict.fromkeys(call.operation for call in record.report.calls if call.operation))


def _named(side: Side, seq: int) -> str:
    record = side.record(seq)
    return _name(record) if record is not None else ""
