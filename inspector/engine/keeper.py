"""Records on their way to the store: in batches, and kept in memory while it cannot be written."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from inspector.engine.frames import Reply, Status
from inspector.model.report import Part, Record

Write = Callable[[Sequence[Record]], object]

_OVERHEAD: Final = 4096
"""Bytes that a record takes beside its bodies, roughly."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the recorder writes.

    Attributes:
        batch: Records in a transaction at most.
        linger: Seconds that a record waits for others at most.
        spare: Bytes of redacted records that are kept while the store cannot be written.
        retry: Seconds between tries then.
        patience: Seconds that the end waits for such a store.
        outage: Exceptions of `write` that say that the store, not a record, is at fault.
    """

    batch: int = 256
    linger: float = 0.1
    spare: int = 64 * 1024 * 1024
    retry: float = 1.0
    patience: float = 10.0
    outage: tuple[type[Exception], ...] = (OSError,)


@dataclass(slots=True)
class _Kept:
    record: Record
    reply: Reply | None
    size: int


class Keeper:
    """Holds judged records until they are stored; replies go out when that is settled."""

    def __init__(self, write: Write, answer: Callable[[Reply | Status], None], pace: Pace) -> None:
        self._write = write
        self._answer = answer
        self._pace = pace
        self._kept: deque[_Kept] = deque()
        self._size = 0
        self._due = 0.0
        self._stored = self._lost = 0
        self._problem = ""

    def status(self, judged: int, failed: int) -> Status:
        """How it stands."""
        return Status(judged, self._stored, failed, len(self._kept), self._lost, self._problem)

    def wait(self) -> float | None:
        """Seconds until `flush` is due, None where there is nothing to flush."""
        return max(0.0, self._due - time.monotonic()) if self._kept else None

    def add(self, record: Record, reply: Reply) -> None:
        """Take a record; its reply goes out once it is stored, or once it is known that it cannot be yet."""
        size = _size(record)
        if self._problem and self._size + size > self._pace.spare:
            self._lost += 1
            self._answer(msgspec.structs.replace(reply, stored=False))
            return
        if not self._kept:
            self._due = time.monotonic() + self._pace.linger
        self._size += size
        kept = _Kept(record, reply, size)
        self._kept.append(kept)
        if self._problem:
            self._settle(kept, stored=False)
        elif len(self._kept) >= self._pace.batch or self._size > self._pace.spare:
            self.flush()

    def flush(self) -> None:
        """Write what is kept; where that fails, keep it and try again later."""
        while self._kept:
            batch = [self._kept[n] for n in range(min(self._pace.batch, len(self._kept)))]
            try:
                stored = self._batch(batch)
            except self._pace.outage as error:
                self._stalled(str(error))
                return
            for kept, well in zip(batch, stored, strict=True):
                self._kept.popleft()
                self._size -= kept.size
                self._stored += well
                self._lost += not well
                self._settle(kept, stored=well)
        self._problem = ""

    def finish(self) -> None:
        """Write what is left, with patience; what then remains is lost."""
        end = time.monotonic() + self._pace.patience
        self.flush()
        while self._kept and time.monotonic() < end:
            time.sleep(min(self._pace.retry, max(0.0, end - time.monotonic())))
            self.flush()
        self._lost += len(self._kept)
        self._kept.clear()
        self._size = 0

    def _batch(self, batch: list[_Kept]) -> list[bool]:
        """Write a batch; where one record is at fault, the others are still written."""
        try:
            self._write([kept.record for kept in batch])
        except self._pace.outage:
            raise
        except Exception:  # whatever a record does, the others are written
            if len(batch) == 1:
                return [False]
            half = len(batch) // 2
            return self._batch(batch[:half]) + self._batch(batch[half:])
        return [True] * len(batch)

    def _stalled(self, problem: str) -> None:
        self._problem = problem
        self._due = time.monotonic() + self._pace.retry
        for kept in self._kept:
            self._settle(kept, stored=False)

    def _settle(self, kept: _Kept, *, stored: bool) -> None:
        if kept.reply is not None:
            self._answer(msgspec.structs.replace(kept.reply, stored=stored))
            kept.reply = None


def _size(record: Record) -> int:
    return _OVERHEAD + _part(record.request) + _part(record.response)


def _part(part: Part | None) -> int:
    return 0 if part is None else sum(map(len, part.pieces)) + sum(map(len, part.values))
