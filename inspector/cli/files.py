"""Files that commands write: never half a file, and never over what a report is about."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from inspector.cli.output import CommandError


def refuse_overwriting(target: Path | None, paths: Sequence[Path], option: str = "--output") -> None:
    """Refuse to write over a recording that a report is about, over a file beside it, or over any store.

    Args:
        target: Where the report goes, None for standard output.
        paths: Recordings, folders and stores that it is about.
        option: The option that named `target`.

    Raises:
        CommandError: `target` is there already and is one of the paths, lies in one of them, or is a store.
    """
    from inspector.store import is_store

    if target is None or not target.is_file():
        return
    if is_store(target) or any(path.exists() and path.samefile(target) for path in paths):
        raise CommandError(f"{target}: is a recording or store, and would be lost; name another {option}")
    real = target.resolve()
    inside = next((path for path in paths if path.is_dir() and real.is_relative_to(path.resolve())), None)
    if inside is not None:
        raise CommandError(
            f"{target}: is there already, in {inside}, which is read, and would be lost; "
            f"name a new file, or another folder, with {option}"
        )


@contextmanager
def replacing(target: Path, option: str = "--output", newline: str | None = None) -> Iterator[TextIO]:
    """A stream whose text becomes the file `target` at the end; until then, and on errors, all stays.

    Args:
        target: The file; a pipe or a device is written to at once.
        option: The option that named it.
        newline: As of `open`.

    Raises:
        CommandError: It cannot be written.
    """
    try:
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline=newline) as out:
                yield out
            return
        real = target.resolve()
        beside = real.with_name(f".{real.name}.{secrets.token_hex(4)}")
        try:
            with beside.open("x", encoding="utf-8", newline=newline) as out:
                yield out
            if real.exists():
                shutil.copymode(real, beside)
            beside.replace(real)
        finally:
            with suppress(OSError):
                beside.unlink()
    except OSError as error:
        cause = error.strerror or error
        raise CommandError(f"{target}: cannot be written: {cause}; name another {option}") from None
