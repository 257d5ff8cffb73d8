"""Where the screens get their rows, and the one thread that asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from inspector.model.report import Record
from inspector.store.filter import Filter
from inspector.store.rows import ExchangeRow

Answer = TypeVar("Answer")


class Source(Protocol):
    """What the screens ask of a store."""

    def version(self) -> int:
        """A number that changes when something was written."""
        ...

    def count(self, filter: Filter | None = None) -> int:  # noqa: A002 - the noun of the language
        """How many exchanges pass the filter."""
        ...

    def seqs(self, filter: Filter | None = None, *, after: int = 0) -> Sequence[int]:  # noqa: A002
        """Numbers of the exchanges that pass, ascending, beyond `after`."""
        ...

    def rows_of(self, seqs: Sequence[int]) -> list[ExchangeRow]:
        """The rows with these numbers; missing ones are left out."""
        ...

    def record(self, key: int | str) -> Record | None:
        """The record with this number."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class Reader:
    """Asks a source from one thread of its own, so that no query ever holds up the screen.

    The source is opened, used and closed in that thread, as SQLite wants it.
    """

    def __init__(self, open_source: Callable[[], Source]) -> None:
        self._open_source = open_source
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._source: Source | None = None

    def open(self) -> None:
        """Open the source and wait for it, raising whatever opening it raises."""
        self._thread.submit(self._ready).result()

    async def ask(self, question: Callable[[Source], Answer]) -> Answer:
        """The answer to `question`, worked out in the reader's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: question(self._ready()))

    def close(self) -> None:
        """Answer what is still asked, close the source and end the thread."""
        self._thread.submit(self._shut)
        self._thread.shutdown(wait=True)

    def _shut(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def _ready(self) -> Source:
        if self._source is None:
            self._source = self._open_source()
        return self._source
