"""The store: SQLite behind one interface."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from inspector.model.report import ExchangeReport, Record
from inspector.store.connect import connect, explained
from inspector.store.filter import Filter
from inspector.store.functions import register
from inspector.store.queries import (
    count_passing,
    edges,
    index_passing,
    page_passing,
    read_meta,
    rows_by_seq,
    seq_by_id,
    seqs_passing,
    totals,
    write_meta,
)
from inspector.store.read import Page
from inspector.store.rewrite import rewrite, scour
from inspector.store.rows import ExchangeRow, StoreInfo
from inspector.store.schema import applied
from inspector.store.write import Writer

_PAGE: Final = 256
"""Exchanges that are read together."""


def open_store(path: Path, *, create: bool = False, read_only: bool = False) -> Store:
    """Open the store at `path`; with `create`, make it (and its folder) where there is none.

    Raises:
        StoreError: No store there, not a store, written by a newer version, locked, damaged, or not writable.
    """
    return Store(path, connect(path, create=create, read_only=read_only))


class Store:
    """An open store. Safe to use from several threads; a context manager that closes it.

    Every method raises `StoreError` where the file cannot be read or written.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._writer = Writer(connection)
        self._lock = threading.RLock()
        register(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it; a second time does nothing."""
        with self._lock, explained(self.path):
            self._connection.close()

    def write(self, records: Sequence[Record]) -> int:
        """Keep `records` in one transaction; gives how many were new.

        An exchange is known by its id, and by its source too where its start is unknown; it is kept once.
        """
        with self._using():
            return self._writer.write(records)

    def rewrite(
        self, change: Callable[[Record], Record | None], step: Callable[[int], None] | None = None
    ) -> int:
        """Change records that are kept, so that nothing of what they were is left in the file.

        Args:
            change: Gives what a record becomes, None where it stays as it is.
            step: Told how many records were looked at, page by page.

        Returns:
            How many changed.
        """
        changed = 0
        for seqs in self._pages(None):
            with self._using() as connection:
                changed += rewrite(connection, self._writer, seqs, change)
            if step is not None:
                step(len(seqs))
        if changed:
            with self._using() as connection:
                scour(connection)
                self._writer = Writer(connection)  # texts that it remembers may be gone
        return changed

    def info(self) -> StoreInfo:
        """What it holds."""
        with self._using() as connection:
            exchanges, calls, findings, shapes = totals(connection)
            first, last = edges(connection)
            version = applied(connection)[-1]
            files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
            size = sum(file.stat().st_size for file in files if file.exists())
        return StoreInfo(exchanges, calls, findings, shapes, size, first, last, version)

    def version(self) -> int:
        """A number that changes when another connection (the recorder) has written: cheap to poll."""
        with self._using() as connection:
            version: int = connection.execute("PRAGMA data_version").fetchone()[0]
            return version

    def interrupt(self) -> None:
        """Stop a query that another thread is waiting for (it raises `StoreError`)."""
        with contextlib.suppress(sqlite3.ProgrammingError):  # closed meanwhile: nothing to stop
            self._connection.interrupt()

    def count(self, filter: Filter | None = None) -> int:  # noqa: A002 - the noun of the language
        """How many exchanges pass the filter."""
        with self._using() as connection:
            return count_passing(connection, filter)

    def seqs(self, filter: Filter | None = None, *, after: int = 0) -> Sequence[int]:  # noqa: A002
        """Numbers of the exchanges that pass, ascending, beyond `after`: compact even for a million."""
        with self._using() as connection:
            return seqs_passing(connection, filter, after)

    def rows(
        self,
        filter: Filter | None = None,  # noqa: A002
        *,
        after: int | None = None,
        offset: int = 0,
        limit: int = 100,
        newest_first: bool = True,
    ) -> list[ExchangeRow]:
        """A page of rows; `after` is the last seq of the page before (keyset paging, cheap at any depth)."""
        with self._using() as connection:
            return rows_by_seq(
                connection, page_passing(connection, filter, after, offset, limit, newest_first)
            )

    def rows_of(self, seqs: Sequence[int]) -> list[ExchangeRow]:
        """The rows with these numbers, in the order asked for; missing ones are left out."""
        with self._using() as connection:
            return rows_by_seq(connection, seqs)

    def index_of(self, seq: int, filter: Filter | None = None) -> int | None:  # noqa: A002
        """Position from 0, oldest first, of `seq` among those that pass; None where it does not pass."""
        with self._using() as connection:
            return index_passing(connection, seq, filter)

    def record(self, key: int | str) -> Record | None:
        """The record with this seq, or with this id (the first, where several files hold the same)."""
        with self._using() as connection:
            seq = key if isinstance(key, int) else seq_by_id(connection, key)
            if seq is None:
                return None
            page = Page(connection, [seq], bodies=True)
            return page.record(seq) if page.seqs else None

    def records(self, filter: Filter | None = None) -> Iterator[Record]:  # noqa: A002
        """All records that pass, in order of insertion, read page by page."""
        for seqs in self._pages(filter):
            with self._using() as connection:
                page = Page(connection, seqs, bodies=True)
                found = [page.record(seq) for seq in page.seqs]
            yield from found

    def reports(self, filter: Filter | None = None) -> Iterator[ExchangeReport]:  # noqa: A002
        """All reports that pass, in order of insertion, read page by page (no bodies)."""
        for seqs in self._pages(filter):
            with self._using() as connection:
                page = Page(connection, seqs, bodies=False)
                found = [page.report(seq) for seq in page.seqs]
            yield from found

    def get_meta(self, key: str) -> str | None:
        """What was noted under `key` (such as the fingerprint of the store's key), None where nothing was."""
        with self._using() as connection:
            return read_meta(connection, key)

    def set_meta(self, key: str, value: str) -> None:
        """Note `value` under `key`."""
        with self._using() as connection:
            write_meta(connection, key, value)

    def _pages(self, given: Filter | None) -> Iterator[Sequence[int]]:
        seqs = self.seqs(given)
        for first in range(0, len(seqs), _PAGE):
            yield seqs[first : first + _PAGE]

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock, explained(self.path):
            yield self._connection
