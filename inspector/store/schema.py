"""Tables of a store, as named migrations that are run once each and recorded."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Final

APPLICATION_ID: Final = 0x58534931
"""Marks a SQLite file as a store of ours ("XSI1"), so that stores are known by content."""

_FIRST: Final = """
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Texts that many rows share, once each. A list ("codes", "shapes") is one text, a word a line: there are few
-- different ones, so a filter looks at those and not at a million rows.
CREATE TABLE label (
    id   INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (kind, text)
);

-- Numbers only, so that a scan over a million rows stays short; texts are labels of the column's name.
CREATE TABLE exchange (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT,
    started        REAL,
    duration_ms    REAL,
    status         INTEGER,
    severity       INTEGER,
    findings       INTEGER NOT NULL,
    calls          INTEGER NOT NULL,
    request_valid  INTEGER,
    response_valid INTEGER,
    operations     INTEGER NOT NULL REFERENCES label (id),
    site           INTEGER          REFERENCES label (id),
    client         INTEGER NOT NULL REFERENCES label (id),
    callers        INTEGER NOT NULL REFERENCES label (id),
    results        INTEGER NOT NULL REFERENCES label (id),
    exceptions     INTEGER NOT NULL REFERENCES label (id),
    release        INTEGER NOT NULL REFERENCES label (id),
    codes          INTEGER NOT NULL REFERENCES label (id),
    shapes         INTEGER NOT NULL REFERENCES label (id),
    categories     INTEGER NOT NULL REFERENCES label (id),
    service        INTEGER NOT NULL REFERENCES label (id)
);
CREATE INDEX exchange_started ON exchange (started);
CREATE INDEX exchange_totals  ON exchange (severity, findings, calls);

-- `origin` is the source where the start is unknown (files), else "": then the id alone tells them apart.
CREATE TABLE detail (
    exchange         INTEGER PRIMARY KEY REFERENCES exchange (seq) ON DELETE CASCADE,
    id               TEXT NOT NULL,
    origin           TEXT NOT NULL,
    source           TEXT NOT NULL,
    time             TEXT,
    method           TEXT NOT NULL,
    url              TEXT NOT NULL,
    http             TEXT,
    request_size     INTEGER NOT NULL,
    response_size    INTEGER NOT NULL,
    release_source   TEXT NOT NULL,
    fits             INTEGER NOT NULL REFERENCES label (id),
    request_headers  BLOB NOT NULL,
    response_headers BLOB NOT NULL,
    UNIQUE (id, origin)
);

CREATE TABLE call (
    exchange       INTEGER NOT NULL REFERENCES exchange (seq) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    operation      TEXT,
    known          INTEGER NOT NULL,
    caller         TEXT,
    shape          TEXT NOT NULL,
    request_valid  INTEGER,
    response_valid INTEGER,
    result         TEXT,
    exception      TEXT,
    retired        TEXT,
    recovered      INTEGER NOT NULL,
    PRIMARY KEY (exchange, position)
) WITHOUT ROWID;

-- A row for findings that differ only in the row of a list; `path` is without row numbers, `place` is the
-- first path in full where it has some, `rest` are the others (packed), `message` and `instead` are labels.
CREATE TABLE finding (
    exchange INTEGER NOT NULL REFERENCES exchange (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code     TEXT NOT NULL,
    severity INTEGER NOT NULL,
    side     TEXT NOT NULL,
    call     INTEGER,
    path     TEXT NOT NULL,
    place    TEXT,
    message  INTEGER NOT NULL REFERENCES label (id),
    instead  INTEGER NOT NULL REFERENCES label (id),
    line     INTEGER,
    col      INTEGER,
    excerpt  TEXT NOT NULL,
    count    INTEGER NOT NULL,
    rest     BLOB,
    PRIMARY KEY (exchange, position)
) WITHOUT ROWID;

CREATE TABLE personal_data (
    exchange INTEGER NOT NULL REFERENCES exchange (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    side     TEXT NOT NULL,
    call     INTEGER,
    path     TEXT NOT NULL,
    count    INTEGER NOT NULL,
    line     INTEGER,
    excerpt  TEXT NOT NULL,
    PRIMARY KEY (exchange, position)
) WITHOUT ROWID;

-- What is the same in all messages that differ only in their values; a body without slots is one of its own.
CREATE TABLE shape (
    id     INTEGER PRIMARY KEY,
    hash   BLOB NOT NULL UNIQUE,
    codec  TEXT NOT NULL,
    pieces BLOB NOT NULL
);

CREATE TABLE body (
    exchange        INTEGER PRIMARY KEY REFERENCES exchange (seq) ON DELETE CASCADE,
    request_shape   INTEGER REFERENCES shape (id),
    request_values  BLOB,
    response_shape  INTEGER REFERENCES shape (id),
    response_values BLOB
);

-- What was true of masked values, packed: so that a store can be judged again.
CREATE TABLE fact (
    exchange INTEGER PRIMARY KEY REFERENCES exchange (seq) ON DELETE CASCADE,
    facts    BLOB NOT NULL
);

-- Index over masked values; holds no text of its own.
CREATE VIRTUAL TABLE fts USING fts5 (
    request, response, about, content = '', tokenize = "unicode61 remove_diacritics 2"
);
"""

# What was kept before has no nearest release: it cannot be said any more.
_NEAREST: Final = """
ALTER TABLE detail ADD COLUMN nearest TEXT NOT NULL DEFAULT '';
"""

MIGRATIONS: Final[tuple[tuple[str, str], ...]] = (("0001-first", _FIRST), ("0002-nearest", _NEAREST))
"""Name and script of each, oldest first. A script that was released is never changed."""


def applied(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the migrations that a store has, oldest first; () for an empty file."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone()
    if known is None:
        return ()
    return tuple(name for (name,) in connection.execute("SELECT name FROM migration ORDER BY name"))


def migrate(connection: sqlite3.Connection) -> None:
    """Run the migrations that a store lacks, all or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        _migrate(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied TEXT NOT NULL) WITHOUT ROWID"
    )
    done = applied(connection)
    for name, script in MIGRATIONS:
        if name in done:
            continue
        for statement in _statements(script):
            connection.execute(statement)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute("INSERT INTO migration (name, applied) VALUES (?, ?)", (name, now))


def _statements(script: str) -> list[str]:
    """The statements of a script (`executescript` would commit what is open)."""
    statements, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            statements.append(statement)
            statement = ""
    return statements
