"""What a run has sent, kept on disk as it goes, so that an interrupted run can go on."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import msgspec

from inspector.replay.errors import ReplayError
from inspector.replay.result import Result

Carried = dict[tuple[str, str], str]


class _Head(msgspec.Struct, frozen=True, tag="plan"):
    key: str
    target: str


class _Begun(msgspec.Struct, frozen=True, tag="begun"):
    seq: int


class _Withdrawn(msgspec.Struct, frozen=True, tag="withdrawn"):
    seq: int


class _Done(msgspec.Struct, frozen=True, tag="done"):
    result: Result
    carried: tuple[tuple[str, str, str], ...] = ()
    broken: tuple[tuple[str, str], ...] = ()


_Line = _Head | _Begun | _Withdrawn | _Done


class Journal:
    """The file of one run. It holds differences with masked values, and the keys that are carried on.

    Attributes:
        results: Results of the run that it goes on with, by number of the exchange.
        begun: Writes that were begun there and never ended.
        carried: Keys made there: (kind, recorded value) to the new one.
        broken: Keys that should have been made there, and were not.
    """

    def __init__(self, path: Path, key: str, target: str) -> None:
        self._path = path
        self._head = _Head(key, target)
        self.results: dict[int, Result] = {}
        self.begun: set[int] = set()
        self.carried: Carried = {}
        self.broken: set[tuple[str, str]] = set()
        self._file: int | None = None
        self._ended: set[int] = set()

    @property
    def seen(self) -> frozenset[int]:
        """Numbers of the calls that were sent, by this run and by the one that it goes on with."""
        return frozenset(self._ended | set(self.results) | self.begun)

    @classmethod
    def open(cls, path: Path, key: str, target: str, *, resume: bool, anew: bool) -> Self:
        """Begin a journal, or go on with the one there is.

        Args:
            path: Its file.
            key: Names the plan; another plan cannot go on with it.
            target: Where calls are sent to.
            resume: Go on with an interrupted run.
            anew: Begin again, whatever an interrupted run has sent.

        Raises:
            ReplayError: There is an interrupted run and neither was asked for, there is none to go on with,
                it was another one, or the file cannot be written.
        """
        journal = cls(path, key, target)
        try:
            if path.exists() and not anew:
                if not resume:
                    raise ReplayError(
                        "an earlier run of the same calls was interrupted; go on with it by --resume, or "
                        "begin again by --anew (its writes would be sent a second time)"
                    )
                journal._read()
            elif resume:
                raise ReplayError("there is no interrupted run of these calls; leave --resume out")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if resume else os.O_TRUNC)
            journal._file = os.open(path, flags, 0o600)
            if not resume:
                journal._write(journal._head)
        except OSError as error:
            why = (error.strerror or "cannot be written").lower()
            raise ReplayError(f"{path}: {why}; check the folder and its rights") from None
        return journal

    def begin(self, seq: int) -> None:
        """A write is about to be sent; on disk before it leaves."""
        self._write(_Begun(seq), sync=True)

    def withdraw(self, seq: int) -> None:
        """A write that was begun did not leave."""
        self._write(_Withdrawn(seq))

    def done(
        self,
        result: Result,
        carried: Carried | None = None,
        broken: Iterable[tuple[str, str]] = (),
    ) -> None:
        """A call has ended."""
        self._ended.add(result.seq)
        made = tuple((kind, old, new) for (kind, old), new in (carried or {}).items())
        # Not synced: after a loss of power a write counts as one that may have arrived, which is safe.
        self._write(_Done(result, made, tuple(broken)))

    def close(self, *, finished: bool) -> None:
        """End it; a finished run needs no file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if finished:
            self._path.unlink(missing_ok=True)

    def _write(self, line: _Line, *, sync: bool = False) -> None:
        if self._file is None:
            return
        os.write(self._file, msgspec.json.encode(line) + b"\n")
        if sync:
            os.fdatasync(self._file)

    def _read(self) -> None:
        decoder = msgspec.json.Decoder(_Head | _Begun | _Withdrawn | _Done)
        lines = self._path.read_bytes().split(b"\n")
        for index, line in enumerate(lines):
            if not line:
                continue
            try:
                found = decoder.decode(line)
            except msgspec.MsgspecError:
                if index >= len(lines) - 1:
                    # Cut off while it was written.
                    self._path.write_bytes(b"\n".join(lines[:index]) + b"\n")
                    break
                raise ReplayError(
                    f"{self._path}: line {index + 1} is damaged; begin again by --anew"
                ) from None
            self._take(found)

    def _take(self, line: _Line) -> None:
        if isinstance(line, _Head):
            if line != self._head:
                raise ReplayError(
                    f"the interrupted run in {self._path} was of other calls, or to another address"
                )
        elif isinstance(line, _Begun):
            self.begun.add(line.seq)
        elif isinstance(line, _Withdrawn):
            self.begun.discard(line.seq)
        else:
            self.begun.discard(line.result.seq)
            self.results[line.result.seq] = line.result
            self.carried |= {(kind, old): new for kind, old, new in line.carried}
            self.broken |= set(line.broken)
