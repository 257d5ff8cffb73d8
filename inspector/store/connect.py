"""Opening the file, and SQLite's errors in plain words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from inspector.store.blob import DamagedError
from inspector.store.errors import StoreError
from inspector.store.schema import APPLICATION_ID, MIGRATIONS, applied, migrate

BUSY_SECONDS: Final = 5.0
"""How long a writer waits for another one."""

_DAMAGED: Final = (
    "the store is damaged",
    "restore a copy, or save what can be read with `sqlite3 FILE .recover`",
)
_CAUSES: Final[dict[int, tuple[str, str]]] = {
    sqlite3.SQLITE_NOTADB: ("this is not a store", "name a store, or a new file"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_ERROR: _DAMAGED,
    sqlite3.SQLITE_BUSY: ("the store is locked by another program", "close that program, or try again"),
    sqlite3.SQLITE_LOCKED: ("the store is locked by another program", "close that program, or try again"),
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space, or use a store on another disk"),
    sqlite3.SQLITE_READONLY: ("the store cannot be written", "check its permissions and those of its folder"),
    sqlite3.SQLITE_PERM: ("the store cannot be written", "check its permissions and those of its folder"),
    sqlite3.SQLITE_CANTOPEN: (
        "the store cannot be opened",
        "check the permissions of the file and its folder",
    ),
    sqlite3.SQLITE_IOERR: ("the disk cannot be read or written", "check the disk"),
    sqlite3.SQLITE_INTERRUPT: ("the query was stopped", "ask again"),
}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise inside into `StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        fallback = (f"the store cannot be used ({error})", "close it and open it again")
        cause, mend = fallback if code is None else _CAUSES.get(code & 0xFF, fallback)
        raise StoreError(path, cause, mend) from error
    except DamagedError as error:
        raise StoreError(path, f"{_DAMAGED[0]}: {error}", _DAMAGED[1]) from error
    except OSError as error:
        cause = f"the store cannot be opened ({error.strerror})"
        raise StoreError(path, cause, "check the path and the permissions of its folder") from error


def is_store(path: Path) -> bool:
    """Whether the file at `path` is a store, by its content (SQLite's header with our application id)."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError:
        return False
    return header.startswith(b"SQLite format 3\0") and header[68:72] == APPLICATION_ID.to_bytes(4, "big")


def connect(path: Path, *, create: bool, read_only: bool) -> sqlite3.Connection:
    """A connection to the store at `path`, migrated.

    Raises:
        StoreError: See `inspector.store.store.open_store`.
    """
    with explained(path):
        fresh = _prepare(path, create=create and not read_only)
        connection = _open(path, read_only=read_only)
        try:
            _settle(path, connection, fresh=fresh, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(path: Path, *, create: bool) -> bool:
    """Make the file where asked to (readable by its owner alone); True where it holds nothing yet."""
    if path.is_dir():
        raise StoreError(path, "this is a folder, not a store", "name a file")
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    if not path.exists():
        raise StoreError(
            path, "there is no store here", "check the path; `xmlinspect proxy` and `import` make one"
        )
    if create and path.stat().st_size == 0:
        return True
    if not is_store(path):
        path.open("rb").close()
        raise StoreError(path, "this is not a store", "name a store, or a new file")
    return False


def _open(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    if read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        uri += (
            "&immutable=1"  # without a log, SQLite would have to make one in a folder that it may not write
        )
    return sqlite3.connect(
        uri,
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=64,
    )


def _settle(path: Path, connection: sqlite3.Connection, *, fresh: bool, read_only: bool) -> None:
    """Set the connection up and bring the store to our version."""
    for pragma in ("foreign_keys = ON", "trusted_schema = OFF", "temp_store = MEMORY", "cache_size = -32768"):
        connection.execute(f"PRAGMA {pragma}")
    has = set() if fresh else set(applied(connection))
    ours = {name for name, _ in MIGRATIONS}
    if has - ours:
        newest = max(has - ours)
        raise StoreError(path, f"a newer version wrote this store ({newest})", "update xmlinspect")
    if read_only:
        if ours - has:
            raise StoreError(path, "an older version wrote this store", "open it once for writing")
        return
    if ours - has:
        migrate(connection)  # before the log is switched on, so that a new file's header says whose it is
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "journal_size_limit = 67108864"):
        connection.execute(f"PRAGMA {pragma}")
