"""What single operations have of the types that they share with others (rules REL-01 and REL-02).

A particle of the master carries the earliest release of all operations that share its type. For the elements
that `meeting-uuid.yaml` and `shared-elements.yaml` list, the operation decides (vendor release notes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from inspector.schema.content import NEVER, Particle, Window
from inspector.schema.releases import Release, Releases
from inspector.schema.yaml_file import read_yaml

MEETING_UUID: Final = "meetingUUID"
"""Name of the element that `meeting-uuid.yaml` is about."""


@dataclass(frozen=True, slots=True)
class ByOperation:
    """From which release on which operation has an element.

    Attributes:
        windows: By name of the element, then by full name of the operation.
    """

    windows: Mapping[str, Mapping[str, Window]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> ByOperation:
        """Read the two tables in `folder`.

        Raises:
            OSError: A table cannot be read.
            KeyError: A row lacks something.
        """
        windows: dict[str, dict[str, Window]] = {}
        for name, operation, since in (*_of_meeting_uuid(folder), *_of_shared_elements(folder)):
            windows.setdefault(name, {})[operation] = Window(since=tuple(since.split()))
        return cls(windows)

    def window(self, operation: str, particle: Particle) -> Window:
        """Releases in which `operation` has `particle`; `NEVER` where others of its type have it alone.

        What carries no mark is in the base line, for every operation.
        """
        listed = self.windows.get(particle.name) if particle.window.since else None
        return particle.window if listed is None else listed.get(operation, NEVER)

    def named(self, operation: str, local: str) -> tuple[str, Window] | None:
        """The element that `local` (in any letter case) names in an operation whose content is not known.

        Returns:
            Its name, and the releases in which `operation` has it; None where the tables do not tell.
        """
        for name, listed in self.windows.items():
            if name.lower() == local.lower() and operation in listed:
                return name, listed[operation]
        return None

    def required_until(self, releases: Releases, operation: str, particle: Particle) -> tuple[str, ...]:
        """Last releases in which `operation` asks for `particle` although it is optional now.

        What another element may stand in for is asked for until the operation has that one.
        """
        window = self.windows.get(particle.stand_in, {}).get(operation)
        if window is None:
            return particle.required_until
        return tuple(_before(releases, since).name for since in window.since)


def _before(releases: Releases, name: str) -> Release:
    return releases.before(name) or releases.base


def _of_meeting_uuid(folder: Path) -> Iterator[tuple[str, str, str]]:
    content = read_yaml(folder / "meeting-uuid.yaml")
    assert isinstance(content, dict)
    for row in content["operations"]:
        yield MEETING_UUID, str(row["operation"]), str(row["since"])


def _of_shared_elements(folder: Path) -> Iterator[tuple[str, str, str]]:
    content = read_yaml(folder / "shared-elements.yaml")
    assert isinstance(content, dict)
    for row in content["elements"]:
        for name in row["names"]:
            for operation in row["operations"]:
                yield str(name), str(operation), str(row["since"])
