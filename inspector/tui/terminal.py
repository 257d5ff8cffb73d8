"""The terminal that the screens are drawn on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class NoTerminalError(Exception):
    """The screens were asked for where there is no terminal."""

    def __init__(self) -> None:
        super().__init__(
            "the screens need a terminal on standard input and output; "
            "without one use `xmlinspect audit STORE`, which prints the same"
        )


@contextmanager
def drawn_on_terminal() -> Iterator[None]:
    """Let Textual draw on the terminal even where standard error goes to a file.

    Textual draws on `sys.__stderr__`; with `2>errors.txt` that would leave the terminal blank.

    Raises:
        NoTerminalError: There is no terminal.
    """
    if not _is_terminal(sys.__stdin__) or not (_is_terminal(sys.__stdout__) or _is_terminal(sys.__stderr__)):
        raise NoTerminalError
    if _is_terminal(sys.__stderr__):
        yield
        return
    errors = sys.__stderr__
    sys.__stderr__ = sys.__stdout__  # type: ignore[misc]
    try:
        yield
    finally:
        sys.__stderr__ = errors  # type: ignore[misc]


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
