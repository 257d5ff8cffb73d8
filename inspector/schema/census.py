"""How many elements each release has, and which it brought: element declarations of the master, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.schema.content import ComplexType, Window
from inspector.schema.master import Master
from inspector.schema.releases import Release, Releases


@dataclass(frozen=True, slots=True)
class Count:
    """Elements of one release.

    Attributes:
        release: The release.
        elements: Element declarations that it has.
        added: Those that the release before it, on its branch or else in all, has not.
    """

    release: Release
    elements: int
    added: int


def census(master: Master, releases: Releases) -> tuple[Count, ...]:
    """The count of each release, oldest first."""
    declarations = list(_declarations(master))

    def has(release: Release, windows: frozenset[Window]) -> bool:
        return all(releases.has(release, window) for window in windows)

    counts = []
    for release in releases.all:
        before = releases.before(release)
        own = [windows for windows in declarations if has(release, windows)]
        new = [windows for windows in own if before is not None and not has(before, windows)]
        counts.append(Count(release, len(own), len(new)))
    return tuple(counts)


def _declarations(master: Master) -> Iterator[frozenset[Window]]:
    """For each element declared in a type, the windows that must all be open for it."""
    for kind in master.types.values():
        if isinstance(kind, ComplexType):
            yield from _own(kind, frozenset())


def _own(kind: ComplexType, above: frozenset[Window]) -> Iterator[frozenset[Window]]:
    """Those of one type, anonymous types inside it included, what its base declares left out."""
    inherited = len(kind.base.particles) if kind.base else 0
    for particle in kind.particles[inherited:]:
        windows = above | {kind.window, particle.window}
        yield windows
        if isinstance(particle.type, ComplexType) and particle.type.name is None:
            yield from _own(particle.type, windows)
