"""What is told of a call's faults at a release: one slip is one finding, with the name that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from inspector.model.message import Fault, FaultKind
from inspector.schema.content import Particle, Window
from inspector.schema.mapped import MappedCall, Stray
from inspector.schema.releases import Releases

_ROW = re.compile(r"\[\d+\]$")
_MOST = 2


@dataclass(frozen=True, slots=True)
class Look:
    """A release, and when it has what.

    Attributes:
        release: Its name.
        releases: All releases.
        window: The releases that have a particle where it stands.
    """

    release: str
    releases: Releases
    window: Callable[[Particle], Window]

    def opened(self, stray: Stray) -> bool:
        """Whether elements may stand there that no fact names."""
        return bool(stray.open_since) and self.releases.has(self.release, Window(stray.open_since))


def tell(faults: Iterable[Fault], strays: list[Stray], look: Look) -> list[Fault]:
    """The faults as they are told at a release.

    Where elements may stand that no fact names, an unknown one is none. Elsewhere it may be one that is
    needed, misspelled; what is needed and empty, or holds what it cannot hold, is there.
    """
    opened = {stray.path: stray for stray in strays if look.opened(stray)}
    closed = [stray for stray in strays if stray.path not in opened]
    meant = {stray.meant for stray in closed}
    settled = {id(stray.settles) for stray in closed if stray.settles is not None}
    advised = {id(stray.fault): stray for stray in closed if stray.fault is not None}
    told = []
    for fault in faults:
        if is_open(fault, opened):
            told.append(_not_judged(fault, opened[fault.path]))
        elif id(fault) in advised:
            told.append(replace(fault, instead=_advice(advised[id(fault)], look)))
        elif id(fault) not in settled and (
            fault.kind is not FaultKind.MISSING_ELEMENT or fault.path not in meant
        ):
            told.append(fault)
    return list(_given(told))


def is_open(fault: Fault, opened: dict[str, Stray]) -> bool:
    """Whether it is about an element of which nobody can say that it does not belong there."""
    return fault.kind is FaultKind.UNKNOWN_ELEMENT and fault.path in opened


def _not_judged(fault: Fault, stray: Stray) -> Fault:
    where, since = fault.path.partition("/")[0], " and ".join(stray.open_since)
    message = f"{fault.sent} is not judged: {where} holds elements that no source names since {since}"
    return replace(fault, kind=FaultKind.NOT_JUDGED, message=message, instead="")


def _advice(stray: Stray, look: Look) -> str:
    """What may have been meant: names that the release has; of a better one that it has not, since when."""
    if stray.meant:
        return f"did you mean {stray.meant.rpartition('/')[2]}?"
    names = _by_release([(particle.name, look.window(particle)) for particle in stray.near], _MOST, look)
    return f"did you mean {names}?" if names else "leave it out"


def tell_of_operation(faults: list[Fault], call: MappedCall, look: Look) -> list[Fault]:
    """The faults of a call whose operation is not known, with the nearest ones by release."""
    names = _by_release([(operation.name, operation.window) for operation in call.near], len(call.near), look)
    return [
        replace(fault, instead=f"did you mean {names}?")
        if names and fault.kind is FaultKind.UNKNOWN_OPERATION
        else fault
        for fault in faults
    ]


def _by_release(near: list[tuple[str, Window]], most: int, look: Look) -> str:
    """Names that the release has, best first; and the best of all with its release, if it comes later."""
    had = [name for name, window in near if look.releases.has(look.release, window)][:most]
    names = " or ".join(had)
    best, window = near[0] if near else ("", Window())
    if best in had or not window.since or window.until:
        return names
    later = f"{best}, which comes with {look.releases.first(look.release, window.since)}"
    return f"{names}, or {later}" if had else later


def _given(faults: list[Fault]) -> Iterator[Fault]:
    """Without missing elements that stand there: empty ones, and those that hold what they cannot hold."""
    missing = {fault.path: fault for fault in faults if fault.kind is FaultKind.MISSING_ELEMENT}
    gone: set[int] = set()
    for fault in faults if missing else ():
        held = fault.kind is FaultKind.UNKNOWN_ELEMENT and "/@" not in fault.path
        path = fault.path.rpartition("/")[0] if held else fault.path
        lacking = missing.get(_ROW.sub("", path))
        if lacking is None or id(lacking) in gone:
            continue
        if held:
            gone.add(id(lacking))
        elif fault.kind is FaultKind.EMPTY_LEAF:
            gone |= {id(lacking), id(fault)}
            yield _empty(lacking, fault)
    yield from (fault for fault in faults if id(fault) not in gone)


def _empty(missing: Fault, empty: Fault) -> Fault:
    message = missing.message.replace("is missing", "is empty, and counts as not given", 1)
    name = _ROW.sub("", missing.path.rpartition("/")[2])
    return replace(
        missing, message=message, instead=f"give {name} a value", path=empty.path, ordinal=empty.ordinal
    )
