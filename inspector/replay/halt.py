"""Whether a run ends before its last call, and why."""

from __future__ import annotations

from inspector.replay.reply import TransportError

_IN_A_ROW = 3


class Halt:
    """Ends a run: at once where a reason is given, and where calls in a row have no answer.

    Attributes:
        reason: Why, as it was said first; "" while the run goes on.
    """

    def __init__(self) -> None:
        self.reason = ""
        self._lost = 0

    def call(self, reason: str) -> None:
        """End the run."""
        self.reason = self.reason or reason

    def troubled(self, error: TransportError) -> None:
        """A call had no answer: where nothing is there, or calls in a row are lost, the run ends."""
        if error.kind == "unreachable":
            self.call(str(error))
        else:
            self._lose(f"no answer: {error}")

    def heard(self, status: int, *, told: bool) -> None:
        """An answer came: a site that is down is not asked on and on.

        Args:
            status: Its HTTP status.
            told: Whether it is one of the XML API.
        """
        if told:
            self._lost = 0
        else:
            self._lose(f"no answer of the XML API: HTTP {status}")

    def _lose(self, what: str) -> None:
        self._lost += 1
        if self._lost >= _IN_A_ROW:
            self.call(f"{_IN_A_ROW} calls in a row had {what}")
