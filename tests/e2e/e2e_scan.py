"""Looks for planted secrets in whatever was written: files, and all that a store holds, unpacked."""

from __future__ import annotations

import base64
import contextlib
import gzip
import html
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import msgspec
import zstandard
from e2e_plants import Plant

_SECRET = re.compile(rb"zq([0-9]{3})vx", re.IGNORECASE)  # the half of one is found as well
_MAGIC = b"SQLite format 3\0"


class Scanner:
    """Finds the secrets of some plants in bytes, in whatever spelling.

    Args:
        plants: Whose secrets.
    """

    def __init__(self, plants: Iterable[Plant]) -> None:
        self._names = {plant.secret[2:5]: plant.name for plant in plants}
        self._encoded = {
            spelling: plant.name for plant in plants for spelling in _encodings(plant.secret.encode())
        }
        self._any = re.compile(b"|".join(map(re.escape, self._encoded)))

    def data(self, data: bytes) -> set[str]:
        """Names of the plants whose secrets are in `data`."""
        texts = {data, data.replace(b"\0", b"")}
        if b"%" in data:
            texts.add(unquote_to_bytes(unquote_to_bytes(data)))
        if b"&#" in data:
            texts.add(html.unescape(data.decode("latin-1")).encode("utf-8", "replace"))
        texts.add(data.decode("cp037").encode("utf-8"))
        found = {number.decode() for text in texts for number in _SECRET.findall(text)}
        names = {self._names[number] for number in found if number in self._names}
        return names | {self._encoded[spelling] for spelling in self._any.findall(data)}

    def file(self, path: Path) -> set[str]:
        """The same for a file; a store is read cell by cell, and every blob unpacked."""
        data = path.read_bytes()
        found = set().union(*map(self.data, _unpacked(data)))
        if data.startswith(_MAGIC):
            found |= set().union(*map(self.data, cells(path)))
        return found

    def folder(self, folder: Path, *, without: Path | None = None) -> dict[str, set[str]]:
        """The same for every file below `folder`, as found names by path."""
        files = [path for path in folder.rglob("*") if path.is_file()]
        if without is not None:
            files = [path for path in files if without not in path.parents]
        return {str(path): found for path in files if (found := self.file(path))}


def cells(store: Path) -> Iterator[bytes]:
    """Every cell of every table, tables of the full-text index and its words too; blobs unpacked."""
    uri = f"file:{store}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    yield from _cell(cell)
        if "fts" in tables:
            connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, fts, row)")
            for (word,) in connection.execute("SELECT term FROM temp.words"):
                yield from _cell(word)


def _cell(cell: object) -> Iterator[bytes]:
    if isinstance(cell, str):
        yield cell.encode()
    elif isinstance(cell, bytes):
        yield from _unpacked(cell)


def _unpacked(data: bytes, depth: int = 4) -> Iterator[bytes]:
    """`data`, and what comes out of it in every way of packing that it may be packed in."""
    yield data
    if depth == 0:
        return
    for rest in (data, data[1:]):
        for unpack in (zlib.decompress, _raw, gzip.decompress, _zstd):
            with contextlib.suppress(zlib.error, OSError, EOFError, zstandard.ZstdError):
                yield from _unpacked(unpack(rest), depth - 1)
        with contextlib.suppress(msgspec.MsgspecError, ValueError, RecursionError):
            yield from _strings(msgspec.msgpack.decode(rest), depth - 1)


def _strings(value: object, depth: int) -> Iterator[bytes]:
    if isinstance(value, str):
        yield value.encode("utf-8", "replace")
    elif isinstance(value, bytes):
        yield from _unpacked(value, depth)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each, depth)
    elif isinstance(value, dict):
        yield from _strings([*value.keys(), *value.values()], depth)


def _raw(data: bytes) -> bytes:
    return zlib.decompress(data, -15)


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=1 << 26)


def _encodings(secret: bytes) -> Iterator[bytes]:
    """Base64 at each of its three alignments, and hexadecimal."""
    for lead in range(3):
        spelt = base64.b64encode(b"\0" * lead + secret)
        yield spelt[(lead * 8 + 5) // 6 : (lead + len(secret)) * 8 // 6]
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
