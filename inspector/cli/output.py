"""What commands print: results on stdout, errors and progress on stderr, exit codes."""

from __future__ import annotations

import json
import os
import sys
import time
from enum import IntEnum
from pathlib import Path
from types import TracebackType
from typing import TextIO


class ExitCode(IntEnum):
    """Exit codes of every command (the same in the help of `xmlinspect`)."""

    CLEAN = 0
    FINDINGS = 1
    FAILED = 2
    PARTIAL = 3


class CommandError(Exception):
    """A command cannot do what it was asked; the message says what is wrong, and how to mend it."""


_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in {9, 10}}
# Signs that turn the direction of what follows, so that a line reads as another.
_TURNS = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS |= {code: f"\\u{code:04x}" for code in _TURNS}


def prepare() -> None:
    """Makes the output streams take any text: what they cannot show is written as an escape."""
    # Python has no stream where the shell closed it (`>&-`): what is printed then goes nowhere.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def out(text: str) -> None:
    """A line of the result, on stdout."""
    sys.stdout.write(plain(text) + "\n")


def out_json(value: object) -> None:
    """The result as JSON, on stdout."""
    sys.stdout.write(as_json(value) + "\n")


def as_json(value: object) -> str:
    """JSON for people and programs: no sign in it controls a terminal or turns a line."""
    from inspector.report.inert import inert

    return inert(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def error(message: str) -> None:
    """A line for each thing that went wrong, on stderr: "error: what is wrong; how to mend it"."""
    for line in message.splitlines() or [""]:
        sys.stderr.write(f"error: {plain(line)}\n")


def note(message: str) -> None:
    """A remark that is no result, on stderr."""
    sys.stderr.write(plain(message) + "\n")


def plain(text: str) -> str:
    """The text without control characters, which a terminal would obey; tab and line feed stay."""
    return text.translate(_CONTROLS)


def explain(problem: Exception) -> str:
    """What to tell a user of an exception.

    The exceptions of this package are written for users. Of any other, the message may hold a value of the
    traffic, so only its kind and place are told.
    """
    if type(problem).__module__.startswith("inspector."):
        return str(problem)
    if isinstance(problem, OSError):
        if problem.strerror is None:
            return str(problem)
        name = f"{os.fsdecode(problem.filename)}: " if isinstance(problem.filename, (str, bytes)) else ""
        return f"{name}{problem.strerror.lower()}; check name, rights and free space"
    place = _place(problem.__traceback__)
    return (
        f"a fault of xmlinspect itself: {type(problem).__name__} at {place}; please report it "
        "(python -X dev -m inspector ... shows more, and may show values of the traffic)"
    )


def drop_stdout() -> None:
    """After a broken pipe: nothing more is written, not at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _place(trace: TracebackType | None) -> str:
    place = "an unknown place"
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        if str(module).startswith("inspector."):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class Progress:
    """A count that moves on one line of stderr where that is a terminal, and is silent elsewhere.

    Args:
        what: What is counted, "exchanges".
        stream: Where to; stderr by default.
    """

    _EVERY_S = 0.1

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._count = 0
        self._last = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._last:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def step(self, count: int = 1) -> None:
        """Counts `count` more."""
        self._count += count
        if self._shown and time.monotonic() - self._last >= self._EVERY_S:
            self._last = time.monotonic()
            self._stream.write(f"\r{self._count:,} {self._what}\x1b[K")
            self._stream.flush()
