"""Verdicts: is a mapped message valid at a release, and which releases does it fit?

lxml gives the verdict on the canonical form with placeholder values, once for a shape; the mapping explains
structural slips in plain words (design section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from lxml import etree

from inspector.model.message import Envelope, Fault, FaultKind
from inspector.schema.by_operation import ByOperation
from inspector.schema.canonical import Canonical
from inspector.schema.content import ComplexType, Window
from inspector.schema.mapped import Mapped, MappedCall, MappedMessage
from inspector.schema.mapping import Mapper
from inspector.schema.official_values import OfficialValues, errors, is_of_value
from inspector.schema.presence import Presence
from inspector.schema.schemas import Schemas
from inspector.schema.told import Look, is_open, tell, tell_of_operation

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
        self, schemas: Schemas, table: ByOperation, family: _Family | None = None, official: str = ""
    ) -> None:
        """By our master, or with `family`, by the official files of release `official`."""
        self.schemas = schemas
        self.releases = schemas.releases
        self.master = schemas.master_of(official) if official else schemas.master
        self._presence = Presence(schemas.releases, table)
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
        return [self._call(call, release) for call in mapped.calls]

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
        look = Look(release, self.releases, lambda particle: particle.window)
        faults = tell(mapped.header_faults, mapped.header_strays, look)
        if error is not None and not _explained(faults):
            faults.append(_unexplained(error, "header", None, mapped.header))
        return error is None and not _explained(faults) and not mapped.header_misplaced, faults

    def _call(self, call: MappedCall, release: str) -> CallVerdict:
        told = [*call.faults, *self._presence.faults(call, release)]
        look = Look(release, self.releases, partial(self._presence.window, call))
        if call.content is None:
            # An answer without content (a failure) is valid by its header alone.
            told = tell_of_operation(told, call, look)
            return CallVerdict(True if _plain(call) else None, tuple(told), frozenset())
        faults = tell(told, call.strays, look)
        looked = self._presence.known(call, release)
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
        return [self._fits_of(call) for call in mapped.calls]

    def _fits_of(self, call: MappedCall) -> Fitting:
        if call.operation is not None and self._names:
            return self._fits(call)
        return frozenset(self._names if _plain(call) else ()), frozenset()

    def _fits(self, call: MappedCall) -> Fitting:
        """The releases that have all of it; where there are none, those that lack least."""
        opened = {stray.path: stray for stray in call.strays if stray.open_since}
        windows = self._presence.windows(call) | {Window(stray.open_since) for stray in opened.values()}
        slips = [fault for fault in call.faults if not is_open(fault, opened)]
        needed = self._presence.required(call)
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
            found = self._official[release] = Judge(schemas, ByOperation(), self, release)
        return found


def _plain(call: MappedCall) -> bool:
    """Whether it is an answer without a type, as failures are."""
    return call.content is None and call.operation is None and call.judged


def _explained(faults: list[Fault]) -> bool:
    return any(fault.kind not in HARMLESS for fault in faults)


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
