"""Which files there are to read, and which two of them are one exchange."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector.recordings.errors import ReadError
from inspector.recordings.kinds import START, kind

SUFFIXES = frozenset({".mitm", ".xml", ".http", ".har"})
_DATABASE = b"SQLite format 3\0"
_OF_STORES = ("-wal", "-shm", "-journal")
REQUEST, RESPONSE, META = "-request.xml", "-response.xml", ".meta.json"

OnError = Callable[[ReadError], None]
OnSkip = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a file, or the two files of an exchange.

    Attributes:
        path: The file; of a pair, its request.
        response: The response of a pair, None for a file by itself.
        meta: The `X.meta.json` beside `X-request.xml` or `X-response.xml`, None where there is none.
        store: True for a store, which is no recording, and read by whoever knows stores.
    """

    path: Path
    response: Path | None = None
    meta: Path | None = None
    store: bool = False


def sources(paths: Sequence[Path], on_error: OnError, on_skip: OnSkip) -> Iterator[Source]:
    """What there is to read, folders opened up, in the order of `paths` and by name within a folder.

    A file that is named is always a source; in folders, what is no recording and no store is told to
    `on_skip`. A file that is met again, by whatever name, is no other source.
    """
    known: set[tuple[int, int]] | None = set() if len(paths) > 1 else None
    for group in _groups(paths, on_error, on_skip):
        present = set(group)
        for path in group:
            source = _source(path, present)
            if source is not None and (known is None or _is_new(source, known)):
                yield source


def _is_new(source: Source, known: set[tuple[int, int]]) -> bool:
    """Whether its file was not met before; `known` learns its files."""
    files = [_identity(path) for path in (source.path, source.response) if path is not None]
    if files[0] in known:
        return False
    known.update(each for each in files if each is not None)
    return True


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None  # told when it is read
    return found.st_dev, found.st_ino


def _groups(paths: Sequence[Path], on_error: OnError, on_skip: OnSkip) -> Iterator[list[Path]]:
    """Files that may pair up with each other: all that are named one after another, or one folder's."""
    named: list[Path] = []
    for path in paths:
        if not path.is_dir():
            named.append(path)
            continue
        yield named
        named = []
        yield from _folder(path, on_error, on_skip)
    yield named


def _folder(root: Path, on_error: OnError, on_skip: OnSkip) -> Iterator[list[Path]]:
    def unreadable(error: OSError) -> None:
        where = os.fsdecode(error.filename) if error.filename else str(root)
        on_error(ReadError(where, _reason(error), "check the rights of the folder"))

    for folder, below, names in os.walk(root, onerror=unreadable):
        below.sort()
        files = [Path(folder, name) for name in sorted(names)]
        yield [path for path in files if _is_recording(path, set(names), on_skip)]


def _is_recording(path: Path, siblings: set[str], on_skip: OnSkip) -> bool:
    if not path.is_file():
        on_skip(str(path), "not a regular file")
    elif path.suffix.lower() in SUFFIXES or _is_store(path) or kind(_start(path)) != "message":
        return True
    elif not (_is_meta(path.name, siblings) or _is_of_a_store(path, siblings)):
        on_skip(str(path), "not a recording")
    return False


def _is_of_a_store(path: Path, siblings: set[str]) -> bool:
    """Whether it is a file that SQLite keeps beside a store while it is in use."""
    ending = next((end for end in _OF_STORES if path.name.endswith(end)), None)
    if ending is None:
        return False
    store = path.with_name(path.name.removesuffix(ending))
    return store.name in siblings and _is_store(store)


def _is_meta(name: str, siblings: set[str]) -> bool:
    stem = name.removesuffix(META)
    return stem != name and bool({stem + REQUEST, stem + RESPONSE} & siblings)


def _source(path: Path, present: set[Path]) -> Source | None:
    """The source that `path` stands for, None where it is the response of a pair, told with its request."""
    name = path.name
    ending = next((end for end in (REQUEST, RESPONSE) if name.endswith(end)), None)
    if _is_store(path):
        return Source(path, store=True)
    if ending is None:
        return Source(path)
    stem = name.removesuffix(ending)
    other = path.with_name(stem + (RESPONSE if ending == REQUEST else REQUEST))
    if ending == RESPONSE and other in present:
        return None
    meta = path.with_name(stem + META)
    return Source(path, other if other in present else None, meta if meta.is_file() else None)


def _is_store(path: Path) -> bool:
    """Asks the room of stores, with all its SQL, of databases alone; a pipe is not read ahead."""
    if not path.is_file() or not _start(path).startswith(_DATABASE):
        return False
    from inspector.store.connect import is_store

    return is_store(path)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(START)
    except OSError:
        return b""


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
