"""The recorder process: judges and stores what the proxy hands it, out of the traffic's way."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import msgspec

from inspector.engine.frames import FrameError, Job, Reply, Status, pack, read_job
from inspector.engine.keeper import Keeper, Pace, Write
from inspector.engine.lines import reply_to
from inspector.model.exchange import Exchange
from inspector.model.report import Record

Handle = Callable[[Exchange], Record | None]

_INBOX: Final = 256
"""Jobs that wait for the judge; beyond that the pipe fills, and the proxy's side counts."""
_STATUS_SECONDS: Final = 1.0
_EXCHANGE: Final = msgspec.msgpack.Decoder(Exchange)


def serve(
    stdin: BinaryIO, stdout: BinaryIO, handle: Handle, write: Write, *, pace: Pace | None = None
) -> Status:
    """Judge and store every job from `stdin` until it ends; answer on `stdout`.

    Signals that would end the process are ignored: the parent ends it by closing the pipe, and nothing that
    was handed over gets lost. A job that cannot be judged is counted and said; it never stops the others.

    Args:
        stdin: Frames of `Job`, buffered.
        stdout: Gets frames of `Reply` and `Status`.
        handle: Judges and redacts an exchange; None for one that is none of ours.
        write: Stores redacted records in one transaction.
        pace: How to write; `outage` names the exceptions that say that the store is at fault.

    Returns:
        The last status: with `lost` or `failed` above 0, something is missing from the store.
    """
    with _deaf():
        return _Recorder(stdout, handle, write, pace or Pace()).run(stdin)


def pipe_streams() -> tuple[BinaryIO, BinaryIO]:
    """This process's standard input and output for `serve`; what else is printed goes to standard error."""
    incoming, outgoing = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


class _Recorder:
    def __init__(self, stdout: BinaryIO, handle: Handle, write: Write, pace: Pace) -> None:
        self._stdout: BinaryIO | None = stdout
        self._handle = handle
        self._keeper = Keeper(write, self._answer, pace)
        self._inbox: queue.Queue[Job | None] = queue.Queue(_INBOX)
        self._judged = self._failed = 0
        self._said = Status()
        self._said_at = 0.0

    def run(self, stdin: BinaryIO) -> Status:
        reader = threading.Thread(target=self._read, args=(stdin,), name="recorder-reader", daemon=True)
        reader.start()
        self._answer(self._said)  # ready
        while True:
            try:
                job = self._inbox.get(timeout=self._keeper.wait())
            except queue.Empty:
                self._keeper.flush()
                self._report()
                continue
            if job is None:
                break
            self._job(job)
            if self._keeper.wait() == 0:
                self._keeper.flush()
            self._report()
        reader.join()
        self._keeper.finish()
        self._report(last=True)
        return self._said

    def _read(self, stdin: BinaryIO) -> None:
        """Put jobs into the inbox; a stream that breaks off ends like one that ends."""
        try:
            while (job := read_job(stdin)) is not None:
                self._inbox.put(job)
        except (FrameError, OSError):
            self._failed += 1
        finally:
            self._inbox.put(None)

    def _job(self, job: Job) -> None:
        try:
            record = self._handle(_EXCHANGE.decode(job.exchange))
        except Exception as error:  # one exchange must never stop the others
            # the kind alone: a message could quote the exchange
            self._failed += 1
            line = f"could not be judged ({type(error).__name__}); it is not in the store"
            self._answer(Reply(job.number, job.flow, line=line, stored=False))
            return
        if record is None:
            self._answer(Reply(job.number, job.flow, stored=False))
            return
        self._judged += 1
        self._keeper.add(record, reply_to(job.number, job.flow, record.report))

    def _report(self, *, last: bool = False) -> None:
        """Say how it stands: at the end, and when something is wrong or well again, once a second."""
        status = self._keeper.status(self._judged, self._failed)
        before = self._said
        changed = (status.problem, status.lost, status.failed) != (before.problem, before.lost, before.failed)
        now = time.monotonic()
        if last or (changed and now - self._said_at >= _STATUS_SECONDS):
            self._said, self._said_at = status, now
            self._answer(status)

    def _answer(self, answer: Reply | Status) -> None:
        """Send an answer; where nobody reads them any more, go on storing."""
        if self._stdout is None:
            return
        try:
            self._stdout.write(pack(answer))
            self._stdout.flush()
        except (OSError, ValueError):
            self._stdout = None


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Ignore SIGINT and SIGTERM (the main thread alone may), and put the handlers back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
