"""The proxy's side of the recorder: hands exchanges over without ever waiting for it."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

import msgspec

from inspector.engine.frames import FrameError, Job, Reply, Status, pack, read_answer
from inspector.model.exchange import Exchange, Payload

MEBIBYTE: Final = 1024 * 1024
_TRIES: Final = 2
"""How often an exchange is handed to a recorder that dies over it."""
_REFUSES: Final = 2
"""Exit code of a recorder that cannot do what it was asked for, whatever is tried again."""
_NOTICE_SECONDS: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
"""Seconds between two starts of a recorder that never gets ready; the pause doubles up to here."""


@dataclass(slots=True)
class _Item:
    number: int
    data: bytes
    tries: int = 0


class RecorderClient:
    """Runs a recorder as a child process and feeds it; safe to use from any thread.

    `submit` encodes and returns: a thread writes to the child, another reads its answers. What was handed
    over is kept until it is answered, so a child that dies is started again and gets it once more. When more
    than `max_pending_bytes` wait, further exchanges are dropped, counted and said.

    Attributes:
        dropped: Exchanges that found no room.
        lost: Exchanges that a recorder died over, or that were left when time ran out.
        restarts: How often the recorder was started again.
        status: The recorder's last word on how it does.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        on_reply: Callable[[Reply], None],
        on_notice: Callable[[str], None],
        on_refusal: Callable[[], None] | None = None,
        max_pending_bytes: int = 64 * MEBIBYTE,
        max_body: int = 16 * MEBIBYTE,
        restart_seconds: float = 3.0,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare; nothing runs before `start`.

        Args:
            command: The recorder's command line.
            on_reply: Gets every reply, in a thread of its own.
            on_notice: Gets a sentence when something is wrong or well again, in any thread.
            on_refusal: Called once, in any thread, where the first recorder refuses what it was asked for;
                none is started again after that.
            max_pending_bytes: Bytes of exchanges without an answer yet.
            max_body: Bytes of a body that are handed over; one more where it is longer, for the judge to see.
            restart_seconds: Time between two starts at least; more where it never gets ready.
            env: Environment of the child, ours where None.
        """
        self.dropped = self.lost = self.restarts = 0
        self.status = Status()
        self._command = list(command)
        self._on_reply, self._on_notice, self._on_refusal = on_reply, on_notice, on_refusal
        self._max_pending, self._max_body = max_pending_bytes, max_body
        self._restart_seconds, self._env = restart_seconds, env
        self._changed = threading.Condition()
        self._waiting: deque[_Item] = deque()
        self._sent: dict[int, _Item] = {}
        self._pending = self._number = 0
        self._closing = self._abandoned = self._gone = self._ready = False
        self._child: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._started_at = float("-inf")
        self._pause = restart_seconds
        self._noticed: dict[str, float] = {}
        self._writer = threading.Thread(target=self._run, name="recorder-writer", daemon=True)

    @property
    def missing(self) -> int:
        """Exchanges that are not in the store, for whatever reason."""
        return self.dropped + self.lost + self.status.lost + self.status.failed

    def start(self) -> None:
        """Start the threads and the child."""
        self._writer.start()

    def submit(self, flow: str, exchange: Exchange) -> bool:
        """Hand `exchange` over; False where it had to be dropped. Never waits."""
        exchange = self._clipped(exchange)
        raw = msgspec.Raw(msgspec.msgpack.encode(exchange))
        with self._changed:
            self._number += 1
            data = pack(Job(self._number, flow, raw))
            room = not self._closing and self._pending + len(data) <= self._max_pending
            if room:
                self._pending += len(data)
                self._waiting.append(_Item(self._number, data))
                self._changed.notify_all()
            else:
                self.dropped += 1
        if not room:
            self._notice(
                "dropped", f"the recorder cannot keep up: {self.dropped} exchanges not recorded so far"
            )
        return room

    def close(self, timeout: float = 30.0) -> bool:
        """Let the recorder finish and end; False where that took longer than `timeout` seconds: it is killed.

        Returns:
            True where every exchange that was handed over is answered.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._writer.is_alive():
            self._writer.join(timeout)
        if self._writer.is_alive():
            self._abandon()
        with self._changed:
            left = len(self._waiting) + len(self._sent)
            self.lost += left
            self._waiting.clear()
            self._sent.clear()
        if left:
            self._on_notice(f"the recorder did not finish: {left} exchanges not recorded")
        return not left

    def _abandon(self) -> None:
        """Kill the child; the threads end with its pipes."""
        self._abandoned = True
        if self._child is not None:
            self._child.kill()
        self._writer.join(5.0)

    def _clipped(self, exchange: Exchange) -> Exchange:
        request, response = self._clip(exchange.request), self._clip(exchange.response)
        if request is exchange.request and response is exchange.response:
            return exchange
        return replace(exchange, request=request, response=response)

    def _clip(self, payload: Payload | None) -> Payload | None:
        if payload is None or len(payload.body) <= self._max_body:
            return payload
        return replace(payload, body=payload.body[: self._max_body + 1])

    def _run(self) -> None:
        """The writer's thread: hand over what waits; at the end, let the child finish."""
        while True:
            if self._child is None and not self._spawn() and self._closing:
                return
            item = self._next()
            if item is not None:
                self._hand_over(item)
                continue
            ready = self._ready
            self._reap()
            with self._changed:
                if self._closing and (self._abandoned or not self._waiting or not ready):
                    return

    def _next(self) -> _Item | None:
        """The next item; None when the child is gone, or when closing and none is left.

        Nothing is handed to a child that has not said that it is ready. What a child died over goes alone, so
        that it can take nothing else down with it.
        """
        with self._changed:
            while self._child is not None and not self._gone:
                if self._waiting:
                    alone = self._waiting[0].tries or any(item.tries for item in self._sent.values())
                    if self._ready and not (alone and self._sent):
                        item = self._waiting.popleft()
                        self._sent[item.number] = item
                        return item
                elif self._closing:
                    return None
                self._changed.wait()
            return None

    def _hand_over(self, item: _Item) -> None:
        child = self._child
        if child is None or child.stdin is None:
            return
        try:
            child.stdin.write(item.data)
            child.stdin.flush()
        except (OSError, ValueError):
            self._reap()

    def _spawn(self) -> bool:
        """Start the child, but not too often; False where it does not start."""
        with self._changed:
            while not self._closing and (rest := self._rest()) > 0:
                self._changed.wait(rest)
            again = self._started_at > float("-inf")
            self._started_at = time.monotonic()
            self._pause = min(2 * self._pause, _LONGEST_PAUSE) if again else self._pause
        try:
            child = subprocess.Popen(  # noqa: S603 - our own command
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # out of reach of a Ctrl-C in the terminal: the pipe ends it
                env=self._env,
            )
        except OSError as error:
            self._notice("start", f"the recorder does not start ({error.strerror}): nothing is recorded")
            return False
        self.restarts += again
        self._child = child
        assert child.stdout is not None
        self._reader = threading.Thread(
            target=self._read, args=(child.stdout,), name="recorder-reader", daemon=True
        )
        self._reader.start()
        return True

    def _rest(self) -> float:
        return self._started_at + self._pause - time.monotonic()

    def _read(self, stream: BinaryIO) -> None:
        """The reader's thread: take answers until the child ends."""
        try:
            with contextlib.suppress(FrameError, OSError, ValueError), stream:
                while (answer := read_answer(stream)) is not None:
                    self._take(answer)
        finally:
            with self._changed:
                self._gone = True
                self._changed.notify_all()

    def _take(self, answer: Reply | Status) -> None:
        if isinstance(answer, Status):
            with self._changed:
                self._ready = True
                self._pause = self._restart_seconds
                self._changed.notify_all()
            before, self.status = self.status, answer
            self._tell(before, answer)
            return
        with self._changed:
            item = self._sent.pop(answer.number, None)
            if item is not None:
                self._pending -= len(item.data)
            self._changed.notify_all()
        if item is not None:
            self._on_reply(answer)

    def _tell(self, before: Status, now: Status) -> None:
        if now.problem and now.problem != before.problem:
            self._on_notice(
                f"the recorder cannot store: {now.problem} ({now.waiting} exchanges wait in memory)"
            )
        elif before.problem and not now.problem:
            self._on_notice("the recorder stores again")
        if now.lost > before.lost:
            self._notice("lost", f"{now.lost} exchanges could not be kept so far")

    def _reap(self) -> None:
        """Close the child's input and wait until it has ended; what it left unanswered is queued again."""
        child, reader = self._child, self._reader
        if child is None or reader is None:
            return
        if child.stdin is not None:
            with contextlib.suppress(OSError):
                child.stdin.close()
        reader.join()
        child.wait()
        with self._changed:
            expected = self._closing and not self._sent
            refused = child.returncode == _REFUSES and not (self._ready or self.restarts or self._closing)
            if refused and self._on_refusal is not None:
                self._closing = self._abandoned = True
            self._child, self._reader, self._gone, self._ready = None, None, False, False
            self._requeue()
            if not expected:
                self.lost += self.status.waiting + self.status.lost + self.status.failed
                self.status = Status()
        if refused and self._on_refusal is not None:
            self._notice("refused", "not recording: the recorder refuses its options, see what it printed")
            self._on_refusal()
        elif not expected:
            self._notice("died", f"the recorder ended unexpectedly (exit code {child.returncode})")

    def _requeue(self) -> None:
        left = list(self._sent.values())
        self._sent.clear()
        for item in left:
            item.tries += 1
        again = [item for item in left if item.tries < _TRIES]
        self.lost += len(left) - len(again)
        self._pending -= sum(len(item.data) for item in left if item.tries >= _TRIES)
        self._waiting.extendleft(reversed(again))

    def _notice(self, kind: str, text: str) -> None:
        """Say `text`, but each kind once a second at most."""
        now = time.monotonic()
        if now - self._noticed.get(kind, float("-inf")) >= _NOTICE_SECONDS:
            self._noticed[kind] = now
            self._on_notice(text)
