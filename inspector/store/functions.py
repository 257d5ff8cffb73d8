"""Functions that the filter's SQL calls."""

from __future__ import annotations

import fnmatch
import re
import sqlite3
from functools import lru_cache

from inspector.model.report import Part
from inspector.store.blob import unpack
from inspector.store.text import holds


def register(connection: sqlite3.Connection) -> None:
    """Make the functions known to `connection`."""
    connection.create_function("label_fits", 3, label_fits, deterministic=True)
    connection.create_function("element_holds", 5, _element_holds, deterministic=True)


def label_fits(how: str, text: str, pattern: str) -> bool:
    """Whether `pattern` (a glob, any letter case) fits a label's text, compared as `Key.how` says."""
    wanted, have = pattern.casefold(), text.casefold()
    if how == "part":
        return _fits(f"*{wanted}*", have) if _is_glob(wanted) else wanted in have
    words = have.split("\n")
    if how == "start":
        return any(_fits(f"{wanted}*", word) for word in words)
    if how == "code":
        return any(_fits(wanted, word) or word.startswith(f"{wanted}-") for word in words)
    if how == "name":
        return any(_fits(wanted, tail) for word in words for tail in _tails(word))
    return any(_fits(wanted, word) for word in words)


def _tails(name: str) -> list[str]:
    """The name with all, some and none of its package: "meeting.auo.getx", "auo.getx", "getx"."""
    parts = name.split(".")
    return [".".join(parts[first:]) for first in range(len(parts))]


def _is_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")


def _fits(pattern: str, text: str) -> bool:
    return _glob(pattern).match(text) is not None if _is_glob(pattern) else pattern == text


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern))


def _element_holds(pieces: bytes, values: bytes, codec: str, name: str, text: str) -> bool:
    part = Part(unpack(pieces, tuple[bytes, ...]), unpack(values, tuple[bytes, ...]), codec)
    return holds(part, name, text)
