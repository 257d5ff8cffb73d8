"""The per-operation table of meetingUUID: from which release which operation knows it (rule REL-02).

Types are shared between operations, so a particle of the master carries the earliest release only; this
table decides for each operation (vendor release notes 40.6.0 to 40.10.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspector.model.exchange import Direction
from inspector.schema.content import ALWAYS, Window
from inspector.schema.yaml_file import read_yaml

MEETING_UUID: Final = "meetingUUID"
"""Name of the element that the table is about."""


@dataclass(frozen=True, slots=True)
class MeetingUuidTable:
    """When each operation learned meetingUUID, by lower-case operation name without its package."""

    since: dict[str, tuple[str, Window]]

    @classmethod
    def load(cls, path: Path) -> MeetingUuidTable:
        """Read the table at `path`.

        Raises:
            OSError: The file cannot be read.
            KeyError: A row lacks `operation` or `since`.
        """
        content = read_yaml(path)
        assert isinstance(content, dict)
        rows = content["operations"]
        return cls(
            {
                str(row["operation"]).rpartition(".")[2].lower(): (
                    str(row.get("side", "both")),
                    Window(since=tuple(str(row["since"]).split())),
                )
                for row in rows
            }
        )

    def window(self, operation: str, direction: Direction) -> Window:
        """Releases in which `operation` ("meeting.CreateMeeting") may carry meetingUUID on this side.

        An operation that is not listed has no window of its own: the particle's mark decides.
        """
        side, window = self.since.get(operation.rpartition(".")[2].lower(), ("", ALWAYS))
        return window if side in ("both", direction.value) else ALWAYS
