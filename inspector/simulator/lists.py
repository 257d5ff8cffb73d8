"""List requests: filters joined by listMethod, order by pairs, and pages (reference guide, List Requests)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from inspector.simulator.data import Data, number, text, texts
from inspector.simulator.knowledge import RefusedError

T = TypeVar("T")

# Reference guide: 50 rows unless asked, 500 at most; startFrom counts from 1.
DEFAULT_ROWS = 50
MOST_ROWS = 500


def matching(rows: Sequence[T], tests: Sequence[Callable[[T], bool]], asked: Data) -> list[T]:
    """Rows that pass all tests, or any of them where listControl/listMethod says OR; all without a test."""
    if not tests:
        return list(rows)
    join = any if text(asked, "listControl", "listMethod") == "OR" else all
    return [row for row in rows if join(test(row) for test in tests)]


def ordered(rows: list[T], keys: dict[str, Callable[[T], str | float]], asked: Data) -> list[T]:
    """Rows sorted by the pairs orderBy, orderAD; names that are no key here are passed over."""
    names, directions = texts(asked, "order", "orderBy"), texts(asked, "order", "orderAD")
    for place in reversed(range(len(names))):
        key = keys.get(names[place])
        if key is not None:
            descending = place < len(directions) and directions[place] == "DESC"
            rows = sorted(rows, key=key, reverse=descending)
    return rows


def page(rows: list[T], asked: Data) -> tuple[list[T], Data]:
    """The rows that listControl asks for, with matchingRecords.

    Raises:
        RefusedError: There is no such row (000015).
    """
    first = max(1, number(asked, "listControl", "startFrom", default=1))
    most = min(MOST_ROWS, max(1, number(asked, "listControl", "maximumNum", default=DEFAULT_ROWS)))
    shown = rows[first - 1 : first - 1 + most]
    if not shown:
        raise RefusedError("no-record")
    return shown, {"total": str(len(rows)), "returned": str(len(shown)), "startFrom": str(first)}
