"""The key of a store, and a word where the store was begun with another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspector.cli.output import note

if TYPE_CHECKING:
    from inspector.settings import Settings
    from inspector.store import Store

KEY_META = "key"
MISSING = "the key that {} was begun with is missing: new pseudonyms differ from those in it"


def key_of(path: Path, settings: Settings) -> bytes:
    """The key of a store that is only read; says so where its pseudonyms were made with another.

    Raises:
        KeyFileError: It cannot be read or made.
    """
    from inspector.privacy import fingerprint
    from inspector.store import open_store

    with open_store(path, read_only=True) as store:
        key, lost = _key(store, path, settings)
        before = store.get_meta(KEY_META)
        if (lost and store.info().exchanges) or before not in (None, fingerprint(key)):
            note(MISSING.format(path))
    return key


def begin_with(path: Path, key: bytes) -> None:
    """Write down which key the pseudonyms of a new store were made with."""
    from inspector.privacy import fingerprint
    from inspector.store import open_store

    with open_store(path) as store:
        store.set_meta(KEY_META, fingerprint(key))


def opened_key(store: Store, path: Path, settings: Settings) -> bytes:
    """The key of `store`, made where it has none; says so where older pseudonyms were made with another.

    Raises:
        KeyFileError: It cannot be read or made.
    """
    from inspector.privacy import fingerprint

    key, lost = _key(store, path, settings)
    before = store.get_meta(KEY_META)
    if before is None and not (lost and store.info().exchanges):
        store.set_meta(KEY_META, fingerprint(key))
    elif before != fingerprint(key):
        note(MISSING.format(path))
    return key


def _key(store: Store, path: Path, settings: Settings) -> tuple[bytes, bool]:
    """The key of a store, and whether a new one had to be made; that of a store which was moved is found."""
    from inspector.assemble import key_path, share_key, store_key
    from inspector.cli.recorded_keys import kept
    from inspector.privacy import fingerprint

    if key_path(path, settings).exists():
        return store_key(path, settings), False
    before = store.get_meta(KEY_META)
    same = (key for key in kept(settings).values() if before and fingerprint(key) == before)
    if (known := next(same, None)) is None:
        return store_key(path, settings), True
    share_key(path, known, settings)
    return known, False
