"""What is known of every message of a shape at a release, and which of its values must be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from inspector.engine.checks import ValueChecks
from inspector.engine.names import cut
from inspector.engine.official_checks import OfficialChecks, mended_leaves, official_constants
from inspector.engine.out_of_place import in_unknown_elements
from inspector.engine.prepared import Prepared, Preparer
from inspector.engine.privacy_plan import PrivacyPlan
from inspector.engine.shape import CallShape, Leaf, Place, Shape
from inspector.engine.watching import Passed, hits, settle
from inspector.model.exchange import Direction
from inspector.model.message import Fault, FaultKind
from inspector.privacy.classification import excerpt
from inspector.privacy.knowledge import Knowledge
from inspector.rules.ruleset import RuleSet
from inspector.rules.subject import CallSubject, Hit, MessageSubject
from inspector.rules.watch import Watch, Way
from inspector.schema.mapped import MappedMessage
from inspector.schema.values import ValueFault, check
from inspector.schema.verdict import CallVerdict, Judge

_MOST_TOLD = 64
_MOST_PLACES = 16
Placed = tuple[Hit, Place | None]
"""A hit, and where it stands in every message of the shape."""


@dataclass(slots=True, eq=False)
class Template:
    """A shape at a release.

    Attributes:
        shape: The shape.
        release: Name of the release.
        valid: By call: valid but for its slots' values; None where not judged.
        fits: By call: releases that have everything it uses.
        near: By call: where there are none, the releases that lack least.
        found: Findings that every message of the shape has.
        told: Findings of tests that values passed, by the tests and the places; a bounded number.
        plain: Paths of both, without those below an element with a secret's name.
        unfit: Constant leaves whose text is not of its type at all.
        checks: Values that still have to be looked at.
        watches: Values that rules have to look at.
        reads: Rules that take memory, with the calls that concern them.
        subject: What rules see of it; callers, results and times are filled in for each exchange.
    """

    shape: Shape
    release: str
    valid: tuple[bool | None, ...]
    fits: tuple[frozenset[str], ...]
    near: tuple[frozenset[str], ...]
    found: tuple[Prepared, ...]
    plain: set[str]
    unfit: tuple[Leaf, ...]
    checks: ValueChecks | OfficialChecks
    watches: tuple[Watch, ...]
    reads: tuple[tuple[Way, CallSubject], ...]
    subject: MessageSubject
    told: dict[Passed, tuple[Prepared, ...]] = field(default_factory=dict)


class TemplateBuilder:
    """Builds templates from shapes, with the schema's verdicts and the rules' constant findings."""

    def __init__(self, judge: Judge, rules: RuleSet, knowledge: Knowledge) -> None:
        self._judge = judge
        self._rules = rules
        self._knowledge = knowledge

    def build(self, shape: Shape, mapped: MappedMessage | None, release: str, plan: PrivacyPlan) -> Template:
        """The template of `shape` at `release`; `mapped` is None where the message cannot be read."""
        releases = self._judge.releases
        official = self._judge.official_values(mapped, release) if mapped is not None else None
        leaves = shape.leaves if official is None else mended_leaves(shape.leaves)
        constants = list(_constant_faults(leaves, self._judge, release))
        ours = ValueChecks(leaves, shape.codec, releases, release)
        if official is not None:
            constants = official_constants(shape.leaves, official, constants)
        checks = OfficialChecks(ours, official, shape.leaves, shape.codec) if official is not None else ours
        # Columns of faults at an element are those of the document with markers; its place is better.
        faults = [
            replace(fault, line=None, column=None) if fault.ordinal is not None else fault
            for fault in shape.faults
        ]
        valid: list[bool | None] = []
        fits: list[frozenset[str]] = []
        near: list[frozenset[str]] = []
        if mapped is not None:
            verdict = self._judge.structure(mapped, release)
            header = verdict.header and not _fatal(constants, None)
            faults += verdict.header_faults
            for index, call in enumerate(verdict.calls):
                faults += call.faults
                valid.append(_valid(call, index, header, shape, constants))
                fits.append(call.fits)
                near.append(call.near)
        if shape.direction is not None:
            faults += in_unknown_elements(plan, tuple(faults), self._knowledge)
        subject = subject_of(shape, release, tuple(faults))
        watches, settled = settle(self._rules, shape, subject) if shape.direction is not None else ((), [])
        placed = [(hit, self._place(shape, hit)) for hit in (*self._rules.judge_message(subject), *settled)]
        placed += self._constant_hits(shape, release, constants)
        preparer = Preparer(shape)
        return Template(
            shape=shape,
            release=release,
            valid=tuple(valid),
            fits=tuple(fits),
            near=tuple(near),
            found=tuple(preparer.prepare(hit, place) for hit, place in placed),
            plain=self._plain(hit.path for hit, _ in placed),
            unfit=tuple(leaf for leaf, fault in constants if is_unfit(fault)),
            checks=checks,
            watches=watches,
            reads=self._rules.reads(subject) if shape.direction is not None else (),
            subject=replace(subject, faults=()),
        )

    def _constant_hits(
        self, shape: Shape, release: str, constants: list[tuple[Leaf, ValueFault]]
    ) -> Iterator[Placed]:
        for leaf, fault in constants:
            yield from self.value_hits(shape, release, leaf, fault, leaf.text)

    def told(self, template: Template, found: Passed) -> tuple[Prepared, ...]:
        """The findings of tests that values of a message passed; the same ones are made once."""
        if not found:
            return ()
        known = template.told.get(found)
        if known is None:
            made = hits(self._rules, found, template.subject)
            preparer = Preparer(template.shape)
            known = tuple(preparer.prepare(hit, self._place(template.shape, hit)) for hit in made)
            if len(template.told) < _MOST_TOLD and len(made) <= _MOST_PLACES:
                template.told[found] = known
                template.plain.update(self._plain(hit.path for hit in made))
        return known

    def _plain(self, paths: Iterable[str]) -> set[str]:
        return {path for path in paths if cut(path, self._knowledge) == path}

    def value_hits(
        self, shape: Shape, release: str, leaf: Leaf, fault: ValueFault, value: str
    ) -> Iterator[Placed]:
        """What the rules say of a value that is not as it should be."""
        assert shape.direction is not None
        subject = MessageSubject(shape.direction, release, faults=(_value_fault(leaf, fault, value),))
        place = shape.places.get(leaf.ordinal)
        for hit in self._rules.judge_message(subject):
            yield hit, place

    @staticmethod
    def _place(shape: Shape, hit: Hit) -> Place | None:
        return shape.places.get(hit.ordinal) if hit.ordinal is not None else None


def subject_of(shape: Shape, release: str, faults: tuple[Fault, ...]) -> MessageSubject:
    """What rules see of a shape, before caller, result and time are known."""
    return MessageSubject(
        direction=shape.direction or Direction.REQUEST,
        release=release,
        calls=tuple(_call_subject(call, index) for index, call in enumerate(shape.calls)),
        faults=faults,
        body_contents=shape.body_contents,
        ordinal_of=shape.header_ordinals,
    )


def _call_subject(call: CallShape, index: int) -> CallSubject:
    return CallSubject(
        index=index,
        operation=call.operation,
        known=call.known,
        binding=call.binding,
        access=call.access,
        retired=date.fromisoformat(call.retired) if call.retired else None,
        nested=call.nested,
        elements=call.elements,
        empty=call.empty,
        ordinal_of=call.ordinals,
    )


def _constant_faults(leaves: Sequence[Leaf], judge: Judge, release: str) -> Iterator[tuple[Leaf, ValueFault]]:
    for leaf in leaves:
        if leaf.slot < 0 and leaf.type is not None:
            fault = check(leaf.text, leaf.type, judge.releases, release)
            if fault is not None:
                yield leaf, fault


def is_unfit(fault: ValueFault) -> bool:
    """Whether a value is none of its type; one of another release is one."""
    return fault.fatal and fault.kind is not FaultKind.LATER_VALUE


def _fatal(faults: Iterable[tuple[Leaf, ValueFault]], call: int | None) -> bool:
    return any(fault.fatal for leaf, fault in faults if leaf.call == call)


def _valid(
    verdict: CallVerdict, index: int, header: bool, shape: Shape, constants: list[tuple[Leaf, ValueFault]]
) -> bool | None:
    if verdict.structure is None or shape.calls[index].nested:
        return None
    holds_another = any(
        fault.kind is FaultKind.NESTED_BODY_CONTENT and fault.call == index for fault in shape.faults
    )
    return verdict.structure and header and not holds_another and not _fatal(constants, index)


def _value_fault(leaf: Leaf, fault: ValueFault, value: str) -> Fault:
    return Fault(
        fault.kind,
        f"{leaf.bare}: expected {fault.expected}",
        instead=f"did you mean {fault.nearest}?" if fault.nearest else "",
        call=leaf.call,
        path=leaf.path,
        ordinal=0,
        excerpt=excerpt("value", value),
    )
