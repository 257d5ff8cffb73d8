"""The key that made a recording's pseudonyms: named by the user, or found among those in the keys' folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from inspector.assemble import key_path
from inspector.cli.output import CommandError, note
from inspector.model.exchange import Exchange, Payload
from inspector.privacy import KeyFileError, load_or_create, made_by, personal, sealed_words
from inspector.settings import Settings

_SURE = 2
"""Words of digits that one of the keys made; one alone may be chance, any other word is none."""
_KEY = 32


def named_key(named: str, settings: Settings) -> bytes:
    """The key in a file, or that of a store, which need not be here any more.

    Raises:
        CommandError: It is neither.
        KeyFileError: The key cannot be read.
    """
    path = Path(named)
    if path.is_file() and path.stat().st_size == _KEY:
        return load_or_create(path)
    kept = key_path(path, settings)
    if not kept.exists():
        raise CommandError(
            f"--key {named}: neither a key file of {_KEY} bytes nor a store whose key is in {kept.parent}; "
            "`xmlinspect store info STORE` shows where a store's key lies"
        )
    return load_or_create(kept)


def found_key(path: Path, exchanges: Iterable[Exchange], settings: Settings) -> bytes | None:
    """The key in the keys' folder that made pseudonyms of a recording; says so where there is none.

    Args:
        path: The recording.
        exchanges: What it holds.
        settings: Where keys are kept.

    Returns:
        None where nothing in it is a pseudonym that one of the keys made.
    """
    key, strange = maker(exchanges, settings)
    if strange:
        of = f" of key {', '.join(_by_manifest(path))}" if _by_manifest(path) else ""
        note(
            f"values in {path} are pseudonyms{of}, and the key is not in {settings.keys.expanduser()}: real "
            "values do not match them (simulate takes a key by --key FILE|STORE, and --ignore PATH,..)"
        )
    return key


def maker(exchanges: Iterable[Exchange], settings: Settings) -> tuple[bytes | None, bool]:
    """The key in the keys' folder that made pseudonyms of a recording, and whether a strange one made some.

    Args:
        exchanges: What it holds; looked at up to the first that tells.
        settings: Where keys are kept.
    """
    told: set[str] = set()
    strange, keys = False, None
    for text in _texts(exchanges):
        words = sealed_words(text)
        if not words:
            continue
        strange = strange or personal(words)
        keys = kept(settings) if keys is None else keys
        known = {word for word in words if made_by((word,), keys) is not None}
        told |= known
        if len(told) >= _SURE or not all(map(str.isdecimal, known)):
            break
    name = made_by(told, keys or {})
    return (None, strange) if name is None or keys is None else (keys[name], False)


def _texts(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """All that a pseudonym may stand in: URLs, headers, form fields, bodies."""
    from inspector.wire import decode

    for exchange in exchanges:
        lines = [exchange.url]
        for payload in (exchange.request, exchange.response):
            if payload is not None:
                body = decode(Payload(payload.headers, payload.body))
                lines += (value for _, value in (*payload.headers, *body.form))
                yield body.document.decode(body.codec, "replace")
        yield "\n".join(lines)


def kept(settings: Settings) -> dict[str, bytes]:
    """The keys in the keys' folder, by file name; those that cannot be used are left out."""
    found = {}
    for path in sorted(settings.keys.expanduser().glob("*.key")):
        try:
            found[path.name] = load_or_create(path)
        except KeyFileError as error:
            note(str(error))
    return found


def _by_manifest(path: Path) -> list[str]:
    """Fingerprints of the keys that made a redacted copy, from the manifest beside it."""
    beside = (
        path / "manifest.json",
        path.with_name(f"{path.name}.manifest.json"),
        path.parent / "manifest.json",
    )
    for place in beside:
        try:
            keys = json.loads(place.read_text("utf-8"))["keys"]
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            return keys
    return []
