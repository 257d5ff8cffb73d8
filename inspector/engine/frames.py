"""What the proxy's process and the recorder's say to each other: length-prefixed MessagePack frames."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

import msgspec

_LENGTH: Final = struct.Struct(">I")
LARGEST: Final = 1 << 30
"""Bytes of a frame at most; anything longer is no frame of ours."""


class FrameError(Exception):
    """The stream does not hold frames, or ends inside one."""


class Job(msgspec.Struct, frozen=True, array_like=True):
    """An exchange to judge and keep.

    Attributes:
        number: Which of the client's jobs it is.
        flow: Id of the proxy's flow.
        exchange: The exchange, encoded: decoding it may fail without losing the job's number.
    """

    number: int
    flow: str
    exchange: msgspec.Raw


class Reply(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """What became of a job; holds no value of a message.

    Attributes:
        number, flow: Those of the job.
        line: One line for the terminal, "" where the exchange is none of ours.
        mark: Worst severity ("info", "warning", "error"), "" without findings.
        comment: The findings, a line each.
        codes: Their codes, each once.
        stored: False where it could not be written (yet).
    """

    number: int
    flow: str
    line: str = ""
    mark: str = ""
    comment: str = ""
    codes: tuple[str, ...] = ()
    stored: bool = True


class Status(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """How the recorder does.

    Attributes:
        judged, stored: Exchanges so far.
        failed: Exchanges that could not be judged.
        waiting: Judged and redacted ones that wait in memory for a store that cannot be written.
        lost: Those that found no room there, or that no store takes.
        problem: What keeps it from storing, "" where nothing does.
    """

    judged: int = 0
    stored: int = 0
    failed: int = 0
    waiting: int = 0
    lost: int = 0
    problem: str = ""


_ANSWERS: Final = msgspec.msgpack.Decoder(Reply | Status)
_JOBS: Final = msgspec.msgpack.Decoder(Job)


def pack(message: Job | Reply | Status) -> bytes:
    """`message` as a frame."""
    data = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(data)) + data


def read_job(stream: BinaryIO) -> Job | None:
    """The next job, None at the end.

    Raises:
        FrameError: The stream ends inside a frame, or holds something else.
    """
    data = _read(stream)
    try:
        return None if data is None else _JOBS.decode(data)
    except msgspec.MsgspecError as error:
        raise FrameError("a frame is no job") from error


def read_answer(stream: BinaryIO) -> Reply | Status | None:
    """The next answer, None at the end.

    Raises:
        FrameError: The stream ends inside a frame, or holds something else.
    """
    data = _read(stream)
    try:
        return None if data is None else _ANSWERS.decode(data)
    except msgspec.MsgspecError as error:
        raise FrameError("a frame is no answer") from error


def _read(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise FrameError("the stream ends inside a frame")
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST:
        raise FrameError(f"a frame of {length} bytes is none of ours")
    data = stream.read(length)
    if len(data) < length:
        raise FrameError("the stream ends inside a frame")
    return data
