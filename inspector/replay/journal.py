"""What a run has sent, kept on disk as it goes: an interrupted run can go on, and no write leaves twice."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from inspector.replay.errors import LeftOpenError, ReplayError, StoppedError
from inspector.replay.journal_lines import (
    Also,
    Begun,
    Carried,
    DamagedError,
    Done,
    Ended,
    Head,
    Kept,
    Line,
    Withdrawn,
    encode,
    read,
)
from inspector.replay.journal_others import Other, others
from inspector.replay.keys import Key
from inspector.replay.plan import Step
from inspector.replay.result import Result

_SHOWN = 10
_UNDER_WAY = "another run of these calls is under way; wait for its end"


class Journal:
    """The file of one run. It holds differences with masked values, and the keys that are carried on.

    It stays where something is left to go on with: the run was interrupted, a write was not sent, or nobody
    knows whether one arrived.

    Attributes:
        results: Results of the run that it goes on with, by number of the exchange; with those of writes that
            other runs have sent.
        begun: Writes of earlier runs of which nobody knows whether they arrived.
        carried: Keys made there: (kind, recorded value) to the new one.
        broken: Keys that should have been made there, and were not.
        kept: Whether the file was kept at the end.
    """

    def __init__(self, path: Path, key: str, target: str, writes: Iterable[Step] = ()) -> None:
        self._path = path
        self._writes = list(writes)
        self._head = Head(key, target, tuple(step.id for step in self._writes))
        self._now = Kept()
        self.results: dict[int, Result] = {}
        self.begun: set[int] = set()
        self.carried: Carried = {}
        self.broken: set[Key] = set()
        self.kept = False
        self._file: int | None = None
        self._broken_off = ""

    def beside(self, name: str) -> Path:
        """A file beside the folder of journals."""
        return self._path.parent.with_name(name)

    @property
    def seen(self) -> frozenset[int]:
        """Numbers of the calls that were sent, by this run and by the one that it goes on with."""
        return frozenset(self.results) | frozenset(self._now.done) | frozenset(self._now.begun) | self.begun

    @property
    def in_doubt(self) -> tuple[str, ...]:
        """The writes of which nobody knows whether they arrived, as "#3 user.DelUser"."""
        return tuple(self._named(seq) for seq in sorted({*self._now.in_doubt, *self.begun}))

    @classmethod
    def open(
        cls, path: Path, key: str, target: str, *, resume: bool, anew: bool, writes: Iterable[Step] = ()
    ) -> Self:
        """Begin a journal, or go on with the one there is.

        Args:
            path: Its file; the others in its folder are looked at, too.
            key: Names the plan; another plan cannot go on with it.
            target: Where calls are sent to.
            resume: Go on with an interrupted run.
            anew: Begin again, whatever earlier runs have sent.
            writes: The calls of the plan that change something.

        Raises:
            ReplayError: An earlier run left something open and neither was asked for, there is none to go on
                with, it was another one, it is still under way, or the file cannot be written.
        """
        journal = cls(path, key, target, writes)
        there = path.exists()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            journal._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            _alone(journal._file)
            journal._start(resume=resume, anew=anew, there=there)
        except OSError as error:
            journal._drop(remove=not there)
            why = (error.strerror or "cannot be written").lower()
            raise ReplayError(f"{path}: {why}; check the folder and its rights") from None
        except ReplayError:
            journal._drop(remove=not there)
            raise
        return journal

    def begin(self, seq: int, id_: str) -> None:
        """A write is about to be sent; on disk before it leaves.

        Raises:
            StoppedError: It cannot be written, so that the call must not leave; likewise below.
        """
        line = Begun(seq, id_)
        self._keep(line, sync=True)
        self._now.take(line)

    def withdraw(self, seq: int) -> None:
        """A write that was begun did not leave."""
        line = Withdrawn(seq)
        self._now.take(line)
        self._keep(line)

    def done(self, result: Result, carried: Carried | None = None, broken: Iterable[Key] = ()) -> None:
        """A call has ended."""
        made = tuple((kind, old, new) for (kind, old), new in (carried or {}).items())
        # Not synced: after a loss of power a write counts as one that may have arrived, which is safe.
        line = Done(result, made, tuple(broken))
        self._now.take(line)
        try:
            self._keep(line)
        except StoppedError as error:
            if result.access == "read":
                raise
            known = f"#{result.seq} {result.operation} was sent, which the next run will not be sure of"
            raise StoppedError(f"{error}; {known}") from None

    def close(self, *, finished: bool, unsent: Collection[int] = ()) -> None:
        """End it; the file goes where nothing was sent, and where nothing is left to do.

        Args:
            finished: Whether the run came to its end.
            unsent: Numbers of the writes that it did not send.
        """
        if self._file is None:
            return
        whole = finished and not unsent and not self._now.in_doubt and not self.begun and self._told_others()
        self.kept = not whole and not (self._now.empty and not self.begun)
        if finished and self.kept:
            with contextlib.suppress(StoppedError):  # without it the next run takes this one for interrupted
                self._keep(Ended(tuple(unsent)))
        self._drop(remove=not self.kept)

    def _start(self, *, resume: bool, anew: bool, there: bool) -> None:
        if self._file is not None and os.fstat(self._file).st_size == 0:
            self._write(self._head)  # before others are looked at, so that of two runs one sees the other
        kept = Kept() if anew else self._read()
        found = self._others()
        doubt = {other.path: self._seqs(other.kept.in_doubt.values()) for other in found}
        elsewhere = set().union(*doubt.values())
        sent = self._sent([*(other.kept.sent for other in found), kept.also])
        if not anew:
            if not resume and not (kept.empty and not elsewhere and not sent):
                raise self._demand(kept, elsewhere, set(sent))
            if resume and not there and not elsewhere and not sent:
                raise ReplayError("there is no interrupted run of these calls; leave --resume out")
        if self._file is not None:
            os.ftruncate(self._file, kept.size)
        self._now = kept
        if kept.head is None:
            self._write(self._head)
            self._now.take(self._head)
        self._go_on(kept, sent if not anew else {})
        if anew:
            self._forget(found)
        else:
            self.begun = (set(kept.begun) | elsewhere) - set(self.results)

    def _go_on(self, kept: Kept, sent: dict[int, Done | Also]) -> None:
        """Take over what was sent; what this run has made itself comes before what others have."""
        for seq, line in sent.items():
            self.results[seq] = replace(line.result, seq=seq)
            self.carried |= {(kind, old): new for kind, old, new in line.carried}
            self.broken |= set(line.broken)
        self.results |= kept.results
        self.broken = (self.broken - set(kept.carried)) | kept.broken
        self.carried |= kept.carried

    def _sent(self, known_by: Iterable[Mapping[str, Done | Also]]) -> dict[int, Done | Also]:
        """Writes of this plan that other runs have sent, by number."""
        known: dict[str, Done | Also] = {}
        for ids in known_by:
            known |= ids
        return {step.seq: known[step.id] for step in self._writes if step.id in known}

    def _seqs(self, ids: Iterable[str]) -> set[int]:
        among = set(ids)
        return {step.seq for step in self._writes if step.id in among}

    def _read(self) -> Kept:
        try:
            kept = read(self._path.read_bytes())
        except DamagedError as error:
            raise ReplayError(
                f"{self._path}: line {error.number} is damaged; begin again by --anew"
            ) from None
        if kept.head is not None and (kept.head.key, kept.head.target) != (self._head.key, self._head.target):
            raise ReplayError(
                f"the interrupted run in {self._path} was of other calls, or to another address"
            )
        return kept

    def _others(self) -> list[Other]:
        """Other journals to the same host that speak of writes of this plan.

        Raises:
            ReplayError: The run of one of them is under way.
        """
        own = set(self._head.writes)
        found = []
        for other in others(self._path, self._head.target):
            if own & (other.planned | set(other.kept.sent) | set(other.kept.in_doubt.values())):
                if other.under_way:
                    raise ReplayError(_UNDER_WAY)
                found.append(other)
        return found

    def _forget(self, found: Iterable[Other]) -> None:
        own = set(self._head.writes)
        for other in found:
            ids = own & set(other.kept.in_doubt.values())
            if ids:
                other.forget(sorted(ids))

    def _told_others(self) -> bool:
        """What this run has sent is known to those that may go on, where its own journal goes."""
        lines = [line for line in self._now.done.values() if line.result.access == "write"]
        own = {line.result.id for line in lines}
        try:
            for other in others(self._path, self._head.target):
                if own & other.planned:
                    other.tell(lines)
        except OSError:
            return False
        return True

    def _demand(self, kept: Kept, elsewhere: Collection[int], sent: Collection[int]) -> LeftOpenError:
        """What earlier runs left open, and what to do about it."""
        doubt = self._listed({*kept.in_doubt, *elsewhere}, kept)
        unsent = self._listed(kept.unsent, kept)
        said = [f"nobody knows whether these calls of an earlier run arrived: {doubt}"] if doubt else []
        if unsent:
            said.append(f"an earlier run did not send these: {unsent}")
        if sent and not said:
            said.append(f"an earlier run that left something open has sent these: {self._listed(sent, kept)}")
        if not kept.ended and not kept.empty:
            said.insert(0, "an earlier run of the same calls was interrupted")
        left = "; ".join(said) or "an earlier run of the same calls left something open"
        return LeftOpenError(left, writes=bool(doubt or unsent or (sent and kept.empty)))

    def _listed(self, seqs: Iterable[int], kept: Kept) -> str:
        names = [self._named(seq, kept) for seq in sorted(set(seqs))]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        return ", ".join(names[:_SHOWN]) + more

    def _named(self, seq: int, kept: Kept | None = None) -> str:
        result = (kept or self._now).results.get(seq)
        name = next((step.name for step in self._writes if step.seq == seq), "")
        return f"#{seq} {result.operation if result else name}".strip()

    def _write(self, line: Line, *, sync: bool = False) -> None:
        """Write a whole line, or nothing of it: others may write after it."""
        if self._file is None:
            return
        before, rest = os.fstat(self._file).st_size, encode(line)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
            if sync:
                os.fdatasync(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, before)
            raise

    def _keep(self, line: Line, *, sync: bool = False) -> None:
        """Write while the run is under way; once that has failed, it is over.

        Raises:
            StoppedError: It cannot be written.
        """
        if not self._broken_off:
            try:
                self._write(line, sync=sync)
            except OSError as error:
                why = (error.strerror or "cannot be written").lower()
                then = "so that what is sent cannot be kept; see to that first"
                self._broken_off = f"{self._path}: {why}, {then}"
        if self._broken_off:
            raise StoppedError(self._broken_off)

    def _drop(self, *, remove: bool) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
            if remove:
                self._path.unlink(missing_ok=True)


def _alone(file: int) -> None:
    """See that no other run writes this journal; the lock ends with the file.

    Raises:
        ReplayError: One does.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ReplayError(_UNDER_WAY) from None
