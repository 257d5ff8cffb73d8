"""Exchanges of an HTTP Archive (HAR 1.2), one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

import msgspec

from inspector.model.exchange import Exchange
from inspector.recordings.errors import ReadError
from inspector.recordings.har_entry import EntryError, exchange, is_ours

NOT_OURS = "no call of the service"
"""Why an entry is passed over."""

_MARK = b"\xef\xbb\xbf"
_ENTRIES = re.compile(r'(?<!\\)"entries"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_SAVE = "save the HAR again, with content"


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]


class _File(msgspec.Struct):
    log: _Log


def read_har(
    path: Path, most: int, on_error: Callable[[ReadError], None], on_skip: Callable[[str, str], None]
) -> Iterator[Exchange]:
    """The exchanges of a HAR in its order; an entry that cannot be read is told, and the others go on.

    Args:
        path: A regular file that looks like a HAR.
        most: Longest body in bytes; longer ones are cut to that.
        on_error: Told of each entry that cannot be read, or not whole, and where the file breaks off.
        on_skip: Told of each entry that is no call of the service: its place, and `NOT_OURS`.
    """
    for number, raw in enumerate(_entries(path, on_error), start=1):
        place = f"{path}: entry {number}"
        try:
            found, problems = exchange(raw, str(path), most)
        except EntryError as error:
            on_error(ReadError(place, str(error), "mend or remove it; the other entries were read"))
            continue
        if not is_ours(found):
            on_skip(place, NOT_OURS)
            continue
        for problem in problems:
            on_error(ReadError(place, problem, _SAVE))
        if found.request is not None or found.response is not None:
            yield found


def _entries(path: Path, on_error: Callable[[ReadError], None]) -> Iterator[msgspec.Raw]:
    """The entries' JSON; of a file that breaks off, those before the break."""
    with path.open("rb") as file:
        mapped = mmap(file.fileno(), 0, access=ACCESS_READ)
    start = len(_MARK) if mapped[: len(_MARK)] == _MARK else 0
    try:
        yield from msgspec.json.decode(memoryview(mapped)[start:], type=_File).log.entries
    except msgspec.ValidationError as error:
        raise ReadError(str(path), f"no HAR: {error}", "a HAR is an object with a list log.entries") from None
    except (msgspec.DecodeError, RecursionError):
        yield from _before_the_break(path, mapped[start:].decode("utf-8", "replace"), on_error)


def _before_the_break(path: Path, text: str, on_error: Callable[[ReadError], None]) -> Iterator[msgspec.Raw]:
    decoder, found, count = json.JSONDecoder(), _ENTRIES.search(text), 0
    at = _BETWEEN.match(text, found.end()).end() if found else 0  # type: ignore[union-attr]
    while found and text.startswith("{", at):
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        yield msgspec.Raw(text[at:end].encode("utf-8", "replace"))
        count += 1
        at = _BETWEEN.match(text, end).end()  # type: ignore[union-attr]
    line = text.count("\n", 0, at) + 1
    cause = f"broken HAR: no valid JSON in or behind entry {count + 1}, from line {line} on"
    on_error(ReadError(str(path), cause, f"the {count} before it were read; {_SAVE}"))
