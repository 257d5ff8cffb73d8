"""What keeps a replay from going on, in sentences."""

from __future__ import annotations


class ReplayError(Exception):
    """Nothing was sent, and nothing will be; the message says why and how to mend it."""


class StoppedError(Exception):
    """A run that began cannot go on; what was sent until then stays sent."""
