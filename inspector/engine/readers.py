"""Readers of messages by what their release is judged by: our master, or official files of one release."""

from __future__ import annotations

from collections.abc import Callable

from inspector.engine.messages import MessageReader
from inspector.schema.verdict import Judge


class Readers:
    """The usual reader, and one for each release with official files, made when it is first asked for.

    Args:
        judge: Schema verdicts by our master.
        make: Makes the reader of a judge.

    Attributes:
        usual: Reads by our master.
    """

    def __init__(self, judge: Judge, make: Callable[[Judge], MessageReader]) -> None:
        self.usual = make(judge)
        self._judge = judge
        self._make = make
        self._official: dict[str, MessageReader] = {}

    def at(self, release: str) -> MessageReader:
        """Who reads what is judged by `release`.

        Raises:
            OfficialError: Its official files cannot be used any more.
        """
        judge = self._judge.at(release)
        if judge is self._judge:
            return self.usual
        found = self._official.get(release)
        if found is None:
            found = self._official[release] = self._make(judge)
        return found
