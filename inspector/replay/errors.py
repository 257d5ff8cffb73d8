"""What keeps a replay from going on, in sentences."""

from __future__ import annotations


class ReplayError(Exception):
    """Nothing was sent, and nothing will be; the message says why and how to mend it."""


class LeftOpenError(ReplayError):
    """An earlier run left calls open, and nobody said what to do about them.

    Attributes:
        left: What it left, without how to mend it.
        writes: Whether calls that change something are among it.
    """

    def __init__(self, left: str, *, writes: bool) -> None:
        super().__init__(
            f"{left}; go on with it by --resume, which sends no writing call twice, or begin again by "
            "--anew, which sends all of them"
        )
        self.left = left
        self.writes = writes


class StoppedError(Exception):
    """A run that began cannot go on; what was sent until then stays sent."""
