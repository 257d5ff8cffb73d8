"""Changing records that are kept, so that nothing of what they were is left in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from inspector.model.report import Record
from inspector.store.read import Page
from inspector.store.write import Writer

Change = Callable[[Record], Record | None]
"""Gives what a record becomes, None where it stays as it is."""

_LABELS: Final = (
    *((name, "exchange") for name in (
        "operations", "site", "client", "callers", "results", "exceptions", "release", "codes", "shapes",
        "categories", "service",
    )),
    ("fits", "detail"), ("message", "finding"), ("instead", "finding"),
)  # fmt: skip
_UNUSED_LABELS = f"""DELETE FROM label WHERE id NOT IN (
    {" UNION ".join(f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL" for name, table in _LABELS)}
)"""  # noqa: S608 - names of our own
_UNUSED_SHAPES = """
DELETE FROM shape WHERE id NOT IN (
    SELECT request_shape FROM body WHERE request_shape IS NOT NULL
    UNION SELECT response_shape FROM body WHERE response_shape IS NOT NULL)"""


def rewrite(connection: sqlite3.Connection, writer: Writer, seqs: Sequence[int], change: Change) -> int:
    """Change the records of a page in one transaction; gives how many changed."""
    page = Page(connection, seqs, bodies=True)
    changed = []
    for seq in page.seqs:
        old = page.record(seq)
        new = change(old)
        if new is not None:
            changed.append((seq, old, new))
    if changed:
        writer.replace(changed)
    return len(changed)


def scour(connection: sqlite3.Connection) -> None:
    """Leave nothing of what was changed: unused texts, the index's old entries, free pages, the log."""
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_UNUSED_LABELS)
        connection.execute(_UNUSED_SHAPES)
        connection.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
