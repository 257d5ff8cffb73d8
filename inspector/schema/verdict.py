"""Verdicts: is a mapped message valid at a release, and which releases does it fit?

lxml gives the verdict on the canonical form with placeholder values, once for a shape; the mapping explains
structural slips in plain words (design section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from inspector.model.exchange import Direction
from inspector.model.message import Envelope, Fault, FaultKind
from inspector.schema.canonical import Canonical
from inspector.schema.content import ComplexType, Particle, Window
from inspector.schema.mapped import Mapped, MappedCall, MappedMessage, Stray
from inspector.schema.mapping import Mapper
from inspector.schema.meeting_uuid import MEETING_UUID, MeetingUuidTable
from inspector.schema.official_values import OfficialValues, errors, is_of_value
from inspector.schema.schemas import Schemas

# Faults that the service mends or that tell of something else than validity (decision 7, decision table).
HARMLESS = frozenset(
    (
        FaultKind.ORDER,
        FaultKind.LETTER_CASE,
        FaultKind.BOOLEAN_CASE,
        FaultKind.EMPTY_LEAF,
        FaultKind.BODY_CONTENT_OUTSIDE_BODY,
        FaultKind.UNDECLARED_PREFIX,
        FaultKind.STRAY_TEXT,
        FaultKind.VALUE_LIMIT,
        FaultKind.WRONG_PACKAGE,
        FaultKind.NOT_JUDGED,
        FaultKind.NBSP_IN_MARKUP,
        FaultKind.ENCODING,
        FaultKind.OUTSIDE_DOCUMENT,
        FaultKind.NEWER_RELEASE,
    )
)

# What is said on account of a mark alone: an official schema of the release overrides it.
_BY_MARKS = frozenset((FaultKind.LATER_ELEMENT, FaultKind.GONE_ELEMENT))


@dataclass(frozen=True, slots=True)
class CallVerdict:
    """One call at one release.

    Attributes:
        structure: True where everything but the values of leaves is valid; None where not judged.
        faults: Structural faults, those of the release included.
        fits: Names of the releases that have everything the call uses.
        near: Where it fits none, the releases that lack least of what is known of it.
    """

    structure: bool | None
    faults: tuple[Fault, ...]
    fits: frozenset[str]
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MessageVerdict:
    """A message at one release: its header, and each call."""

    header: bool
    header_faults: tuple[Fault, ...]
    calls: tuple[CallVerdict, ...] = field(default=())


class Judge:
    """Judges structure against the releases of one master. Caches what `Schemas` caches, nothing else."""

    def __init__(self, schemas: Schemas, uuids: MeetingUuidTable) -> None:
        self.schemas = schemas
        self.releases = schemas.releases
        self.master = schemas.master
        self._uuids = uuids
        self._mapper = Mapper(schemas.master)
        self._names = tuple(release.name for release in schemas.releases.all)
        self._canonical: dict[str, Canonical] = {}

    def map(self, envelope: Envelope) -> MappedMessage:
        """The message on the whole master, whatever the release."""
        return self._mapper.map(envelope)

    def structure(self, mapped: MappedMessage, release: str) -> MessageVerdict:
        """Judge everything but the values of leaves at `release`."""
        canonical = self._canonical_of(release)
        error = self._error(canonical.header(mapped.header), release)
        faults = self._told(list(mapped.header_faults), mapped.header_strays, release)
        if error is not None and not _explained(faults):
            faults.append(_unexplained(error, "header", None, mapped.header))
        calls = tuple(self._call(mapped, call, release, canonical) for call in mapped.calls)
        valid = error is None and not _explained(faults) and not mapped.header_undeclared
        return MessageVerdict(valid, tuple(faults), calls)

    def official_values(self, mapped: MappedMessage, release: str) -> OfficialValues | None:
        """What looks at values where official files type them; None where the master does."""
        if not self.schemas.is_official(release):
            return None
        return OfficialValues(self.schemas.validator(release), self._canonical_of(release), mapped)

    def _canonical_of(self, release: str) -> Canonical:
        canonical = self._canonical.get(release)
        if canonical is None:
            canonical = Canonical(self.master.prefixes, self.releases, release)
            self._canonical[release] = canonical
        return canonical

    def _error(self, tree: etree._Element, release: str) -> etree._LogEntry | None:
        """The first error of structure; None where it is valid.

        Placeholders are valid by our types alone, so official files say nothing of values here.
        """
        validator = self.schemas.validator(release)
        if validator.validate(tree):
            return None
        official = self.schemas.is_official(release)
        return next((e for e in errors(validator) if not (official and is_of_value(e))), None)

    def _call(
        self, message: MappedMessage, call: MappedCall, release: str, canonical: Canonical
    ) -> CallVerdict:
        direction = message.envelope.direction
        if call.content is None:
            # An answer without content (a failure) is valid by its header alone.
            plain = call.operation is None and call.judged
            fits = frozenset(self._names) if plain or call.operation else frozenset()
            if call.operation is not None:
                fits = frozenset(n for n in fits if self.releases.has(n, call.operation.window))
            return CallVerdict(True if plain else None, tuple(call.faults), fits)
        told = [*call.faults, *self._release_faults(call, direction, release)]
        faults = self._told(told, call.strays, release)
        error = None
        looked = self._known(call, release) or self.schemas.is_official(release)
        if looked:
            error = self._error(canonical.call(call), release)
        valid = looked and error is None and not call.undeclared
        fits, near = self._fits(call, direction)
        if valid and self.schemas.is_official(release):
            # Official files know better than our marks what their release has.
            faults = [fault for fault in faults if fault.kind not in _BY_MARKS]
            fits |= frozenset() if _explained(faults) else {release}
        if error is not None and not _explained(faults):
            faults.append(_unexplained(error, call.content.path, call.index, [call.content]))
        return CallVerdict(valid and not _explained(faults), tuple(faults), fits, near)

    def _told(self, faults: list[Fault], strays: list[Stray], release: str) -> list[Fault]:
        """The faults as they are told at `release`.

        Where elements may stand that no fact names, an unknown one is none. Elsewhere it may be a missing one
        misspelled: one slip is one finding.
        """
        if not strays:
            return faults
        opened = {s.path: s for s in strays if s.open_since and self._opened(s, release)}
        meant = {stray.meant for stray in strays if stray.path not in opened}
        return [
            _not_judged(fault, opened[fault.path]) if _is_open(fault, opened) else fault
            for fault in faults
            if fault.kind is not FaultKind.MISSING_ELEMENT or fault.path not in meant
        ]

    def _opened(self, stray: Stray, release: str) -> bool:
        return self.releases.has(release, Window(stray.open_since))

    def _known(self, call: MappedCall, release: str) -> bool:
        return call.operation is None or self.releases.has(release, call.operation.window)

    def _release_faults(self, call: MappedCall, direction: Direction, release: str) -> list[Fault]:
        assert call.content is not None
        faults: list[Fault] = []
        if call.operation is not None and not self._known(call, release):
            faults.append(_later_operation(call, release))
            return faults
        self._later(call.content, call, direction, release, faults)
        return faults

    def _later(
        self, parent: Mapped, call: MappedCall, direction: Direction, release: str, faults: list[Fault]
    ) -> None:
        uuid_too_early = False
        for child in parent.children:
            particle = child.particle
            assert particle is not None
            window = self._window(particle, call, direction)
            if not self.releases.has(release, window):
                faults.append(_later_element(child, particle, window, release))
                uuid_too_early |= particle.name == MEETING_UUID
            elif isinstance(child.type, ComplexType):
                self._later(child, call, direction, release, faults)
        # A meetingUUID that came too early stands for the key: one slip, one finding (decision 12).
        if isinstance(parent.type, ComplexType) and not parent.type.wildcard and not uuid_too_early:
            present = {child.particle.position for child in parent.children if child.particle}
            for particle in parent.type.particles:
                needed = particle.required_until and particle.position not in present
                if needed and self.releases.required(release, particle.required_until):
                    faults.append(_missing_then(parent, particle, call))

    def _window(self, particle: Particle, call: MappedCall, direction: Direction) -> Window:
        """The particle's window; for meetingUUID that of the operation where the table has one (REL-02)."""
        if particle.name == MEETING_UUID and call.name is not None:
            window = self._uuids.window(call.name, direction)
            if window.since:
                return window
        return particle.window

    def _fits(self, call: MappedCall, direction: Direction) -> tuple[frozenset[str], frozenset[str]]:
        """The releases that have all of it; where there are none, those that lack least."""
        assert call.content is not None
        windows = {call.operation.window} if call.operation else set()
        opened = {stray.path: stray for stray in call.strays if stray.open_since}
        windows |= {Window(stray.open_since) for stray in opened.values()}
        slips = [fault for fault in call.faults if not _is_open(fault, opened)]
        needed: set[tuple[str, ...]] = set()
        for mapped in call.content.walk():
            if mapped.particle is not None:
                windows.add(self._window(mapped.particle, call, direction))
            if isinstance(mapped.type, ComplexType) and not mapped.type.wildcard:
                present = {child.particle.position for child in mapped.children if child.particle}
                needed |= {
                    p.required_until
                    for p in mapped.type.particles
                    if p.required_until and p.position not in present
                }
        lacks = {
            name: sum(not self.releases.has(name, window) for window in windows)
            + sum(self.releases.required(name, until) for until in needed)
            for name in self._names
        }
        least = min(lacks.values())
        best = frozenset(name for name, count in lacks.items() if count == least)
        return (frozenset(), best) if least or call.undeclared or _explained(slips) else (best, frozenset())


def _explained(faults: list[Fault]) -> bool:
    return any(fault.kind not in HARMLESS for fault in faults)


def _is_open(fault: Fault, opened: dict[str, Stray]) -> bool:
    return fault.kind is FaultKind.UNKNOWN_ELEMENT and fault.path in opened


def _not_judged(fault: Fault, stray: Stray) -> Fault:
    where, since = fault.path.partition("/")[0], " and ".join(stray.open_since)
    message = f"{fault.sent} is not judged: {where} holds elements that no source names since {since}"
    return replace(fault, kind=FaultKind.NOT_JUDGED, message=message, instead="")


def _later_operation(call: MappedCall, release: str) -> Fault:
    window = call.operation.window if call.operation else Window()
    since = " and ".join(window.since)
    return Fault(
        FaultKind.UNKNOWN_OPERATION,
        f"{call.name} is not in release {release}; it came with {since}",
        instead=f"call it on {since} or newer",
        call=call.index,
        path="bodyContent",
        ordinal=call.call.node.ordinal if call.call.node else None,
    )


def _later_element(child: Mapped, particle: Particle, window: Window, release: str) -> Fault:
    uuid = particle.name == MEETING_UUID
    if window.since and not window.until:
        since = " (or ".join(window.since) + (" on its branch)" if len(window.since) > 1 else "")
        kind = FaultKind.LATER_MEETING_UUID if uuid else FaultKind.LATER_ELEMENT
        message = f"{particle.name} came with release {since}; {release} has it not"
        instead = "send the meeting or session key instead" if uuid else f"leave it out before {since}"
    else:
        kind = FaultKind.GONE_ELEMENT
        message = f"{particle.name} went with release {' and '.join(window.until)}; {release} has it not"
        instead = "leave it out"
    return Fault(kind, message, instead=instead, call=child.call, path=child.path, ordinal=child.node.ordinal)


def _missing_then(parent: Mapped, particle: Particle, call: MappedCall) -> Fault:
    path = f"{parent.path}/{particle.name}"
    return Fault(
        FaultKind.MISSING_ELEMENT,
        f"required element {path} is missing (required up to {' and '.join(particle.required_until)})",
        instead=f"add {particle.name}",
        call=call.index,
        path=path,
        ordinal=parent.node.ordinal,
    )


def _unexplained(error: etree._LogEntry, path: str, call: int | None, content: Sequence[Mapped]) -> Fault:
    """What lxml refuses and the mapping did not foresee: no verdict stays unexplained.

    Where content is as sent, and of all but missing and unexpected elements, lxml's words may hold values.
    """
    element = (error.path or "").rpartition("/")[2].rpartition(":")[2] or "an element"
    own = any(
        isinstance(each.type, ComplexType) and each.type.wildcard for top in content for each in top.walk()
    )
    if error.type_name == "SCHEMAV_ELEMENT_CONTENT":
        reason = f"{element} is not expected, or misses elements"
        if not own:
            reason = error.message.partition("': ")[2].strip() or reason
    elif is_of_value(error):
        reason = f"the value of {element} or of an attribute is not valid"
    else:
        reason = f"{element} is not as the schema has it"
    return Fault(FaultKind.VALUE_TYPE, f"not valid by the schema: {reason}", call=call, path=path)
