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

_NO_UUIDS = MeetingUuidTable({})
Fitting = tuple[frozenset[str], frozenset[str]]
"""Releases that have all that a call uses; where there are none, those that lack least."""


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
    """Judges structure against the releases of one master. Caches what `Schemas` caches, nothing else.

    Releases with official files have a judge of their own, whose master those files are (`at`).
    """

    def __init__(
        self, schemas: Schemas, uuids: MeetingUuidTable, family: _Family | None = None, official: str = ""
    ) -> None:
        """By our master, or with `family`, by the official files of release `official`."""
        self.schemas = schemas
        self.releases = schemas.releases
        self.master = schemas.master_of(official) if official else schemas.master
        self._uuids = uuids
        self._family = _Family(self) if family is None else family
        self._mapper = Mapper(self.master)
        self._names = tuple(r.name for r in self.releases.all if not schemas.is_official(r))
        self._canonical: dict[str, Canonical] = {}

    def at(self, release: str) -> Judge:
        """Who judges by `release`: the judge by our master, or the one by the official files of `release`.

        Raises:
            OfficialError: The official files cannot be used any more.
        """
        return self._family.of(release)

    def map(self, envelope: Envelope) -> MappedMessage:
        """The message on the whole master, whatever the release."""
        return self._mapper.map(envelope)

    def structure(self, mapped: MappedMessage, release: str) -> MessageVerdict:
        """Judge everything but the values of leaves at `release`; `mapped` is of its own judge (`at`)."""
        header, faults = self._header(mapped, release)
        verdicts = self.calls(mapped, release)
        fitting = zip(verdicts, self._fitting(mapped, verdicts), strict=True)
        calls = tuple(replace(verdict, fits=fits, near=near) for verdict, (fits, near) in fitting)
        return MessageVerdict(header, tuple(faults), calls)

    def calls(self, mapped: MappedMessage, release: str) -> list[CallVerdict]:
        """The verdict on each call; which releases it fits is not looked at."""
        return [self._call(mapped, call, release) for call in mapped.calls]

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

    def _header(self, mapped: MappedMessage, release: str) -> tuple[bool, list[Fault]]:
        error = self._error(self._canonical_of(release).header(mapped.header), release)
        faults = self._told(list(mapped.header_faults), mapped.header_strays, release)
        if error is not None and not _explained(faults):
            faults.append(_unexplained(error, "header", None, mapped.header))
        return error is None and not _explained(faults) and not mapped.header_misplaced, faults

    def _call(self, message: MappedMessage, call: MappedCall, release: str) -> CallVerdict:
        if call.content is None:
            # An answer without content (a failure) is valid by its header alone.
            return CallVerdict(True if _plain(call) else None, tuple(call.faults), frozenset())
        told = [*call.faults, *self._release_faults(call, message.envelope.direction, release)]
        faults = self._told(told, call.strays, release)
        looked = self._known(call, release)
        error = self._error(self._canonical_of(release).call(call), release) if looked else None
        if error is not None and not _explained(faults):
            faults.append(_unexplained(error, call.content.path, call.index, [call.content]))
        valid = looked and error is None and not call.misplaced and not _explained(faults)
        return CallVerdict(valid, tuple(faults), frozenset())

    def _fitting(self, mapped: MappedMessage, calls: Sequence[CallVerdict]) -> list[Fitting]:
        """By call: the releases that it fits, by our master and by each set of official files."""
        home, official = self._family.home, self.schemas.official_releases
        at_home = mapped if self is home else home.map(mapped.envelope)
        found = home.fitting(at_home)
        for name in official:
            judge = self.at(name)
            verdicts = calls if judge is self else judge.calls(judge.map(mapped.envelope), name)
            found = [
                (fits | {name}, frozenset()) if verdict.structure else (fits, near)
                for (fits, near), verdict in zip(found, verdicts, strict=True)
            ]
        return found

    def fitting(self, mapped: MappedMessage) -> list[Fitting]:
        """By call: which it fits of the releases that are judged by our master."""
        return [self._fits_of(call, mapped.envelope.direction) for call in mapped.calls]

    def _fits_of(self, call: MappedCall, direction: Direction) -> Fitting:
        if call.content is not None and self._names:
            return self._fits(call, direction)
        if call.operation is None:
            return frozenset(self._names if _plain(call) else ()), frozenset()
        window = call.operation.window
        return frozenset(n for n in self._names if self.releases.has(n, window)), frozenset()

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
        return (frozenset(), best) if least or call.misplaced or _explained(slips) else (best, frozenset())


class _Family:
    """The judges of one set of schemas: the one by our master, and one a release with official files."""

    def __init__(self, home: Judge) -> None:
        self.home = home
        self._official: dict[str, Judge] = {}

    def of(self, release: str) -> Judge:
        schemas = self.home.schemas
        if not schemas.is_official(release):
            return self.home
        found = self._official.get(release)
        if found is None:
            found = self._official[release] = Judge(schemas, _NO_UUIDS, self, release)
        return found


def _plain(call: MappedCall) -> bool:
    """Whether it is an answer without a type, as failures are."""
    return call.content is None and call.operation is None and call.judged


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
