"""The store: SQLite behind one interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from inspector.model.report import ExchangeReport, Record
from inspector.store.filter import Filter
from inspector.store.rows import ExchangeRow, StoreInfo


def open_store(path: Path, *, create: bool = False, read_only: bool = False) -> Store:
    """Open the store at `path`; with `create`, make it where there is none.

    Raises:
        StoreError: No store there, not a store, written by a newer version, locked, or not writable.
    """
    raise NotImplementedError


def is_store(path: Path) -> bool:
    """Whether the file at `path` is a store, by its content."""
    raise NotImplementedError


class Store:
    """An open store. Safe to use from several threads; a context manager that closes it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it; a second time does nothing."""
        raise NotImplementedError

    def write(self, records: Sequence[Record]) -> int:
        """Keep `records` in one transaction; gives how many were new (the same exchange is kept once)."""
        raise NotImplementedError

    def info(self) -> StoreInfo:
        """What it holds."""
        raise NotImplementedError

    def version(self) -> int:
        """A number that changes when another connection (the recorder) has written: cheap to poll."""
        raise NotImplementedError

    def interrupt(self) -> None:
        """Stop a query that another thread is waiting for (it raises `StoreError`)."""
        raise NotImplementedError

    def count(self, filter: Filter | None = None) -> int:  # noqa: A002 - the noun of the language
        """How many exchanges pass the filter."""
        raise NotImplementedError

    def seqs(self, filter: Filter | None = None, *, after: int = 0) -> Sequence[int]:  # noqa: A002
        """Numbers of the exchanges that pass, ascending, beyond `after`: compact even for a million."""
        raise NotImplementedError

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
        raise NotImplementedError

    def rows_of(self, seqs: Sequence[int]) -> list[ExchangeRow]:
        """The rows with these numbers, in the order asked for; missing ones are left out."""
        raise NotImplementedError

    def index_of(self, seq: int, filter: Filter | None = None) -> int | None:  # noqa: A002
        """Position from 0, oldest first, of `seq` among those that pass; None where it does not pass."""
        raise NotImplementedError

    def record(self, key: int | str) -> Record | None:
        """The record with this seq, or with this id."""
        raise NotImplementedError

    def records(self, filter: Filter | None = None) -> Iterator[Record]:  # noqa: A002
        """All records that pass, in order of insertion, read page by page."""
        raise NotImplementedError

    def reports(self, filter: Filter | None = None) -> Iterator[ExchangeReport]:  # noqa: A002
        """All reports that pass, in order of insertion, read page by page (no bodies)."""
        raise NotImplementedError
