"""Not-found answers of the last hour, kept on disk: sites count them from run to run, so runs do, too."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

_HOUR_S = 3600.0


class _Answer(msgspec.Struct, frozen=True):
    """One not-found answer: when, in seconds since 1970, and from which host."""

    at: float
    host: str


_DECODER = msgspec.json.Decoder(_Answer)


class NotFound:
    """The answers of one host.

    Args:
        path: The file, shared by all runs; without it nothing is remembered.
        host: Which host.
        clock: Seconds since 1970.
    """

    def __init__(self, path: Path | None, host: str, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._host = host
        self._clock = clock

    def count(self) -> int:
        """How many there were within an hour."""
        return sum(answer.host == self._host for answer in self._read())

    def add(self) -> None:
        """There was one; those that are older than an hour go."""
        if self._path is None:
            return
        answers = [*self._read(), _Answer(self._clock(), self._host)]
        # A folder that cannot be written to is told by the journal.
        with contextlib.suppress(OSError):
            new = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(file, "wb") as out:
                out.writelines(msgspec.json.encode(answer) + b"\n" for answer in answers)
            new.replace(self._path)

    def _read(self) -> list[_Answer]:
        found = []
        with contextlib.suppress(OSError, AttributeError):
            for line in self._path.read_bytes().splitlines() if self._path else ():
                with contextlib.suppress(msgspec.MsgspecError):
                    found.append(_DECODER.decode(line))
        now = self._clock()
        return [answer for answer in found if now - _HOUR_S < answer.at <= now]
