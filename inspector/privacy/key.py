"""A store's key: 32 random bytes in a file that only its owner reads."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

LENGTH = 32


class KeyFileError(ValueError):
    """A key file that must not or cannot be used; the message names the file and how to mend it."""


def load_or_create(path: Path) -> bytes:
    """The key in `path`; made there where it is missing (folders included), mode 0600, whole or not at all.

    Two processes that come at once get the same key.

    Raises:
        KeyFileError: The file cannot be read or written, is no key, or others may read it.
    """
    try:
        if not path.exists():
            _create(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyFileError(f"{path}: others may read or write this key; run: chmod 600 {path}")
        key = path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path}: cannot keep the key here: {error.strerror or error}") from None
    if len(key) != LENGTH:
        raise KeyFileError(
            f"{path}: {len(key)} bytes are no key of {LENGTH}; restore it from a copy, or remove it"
        )
    return key


def adopt(path: Path, key: bytes) -> None:
    """Keep `key` at `path`, for a store whose pseudonyms were made with it.

    Raises:
        KeyFileError: Another key lies there, or the file cannot be written.
    """
    try:
        if not path.exists():
            _create(path, key)
    except OSError as error:
        raise KeyFileError(f"{path}: cannot keep the key here: {error.strerror or error}") from None
    if load_or_create(path) != key:
        raise KeyFileError(f"{path}: the key of another store lies here; remove it if that store is gone")


def fingerprint(key: bytes) -> str:
    """A short name of a key that gives nothing away, as `store info` shows it: 16 hex digits."""
    return hashlib.sha256(b"xmlservice-inspector key\0" + key).hexdigest()[:16]


def _create(path: Path, key: bytes = b"") -> None:
    """Writes the key (a new one by default) beside `path`, then links it there unless another was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key or secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
