"""`xmlinspect store`: what a store holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption

app = typer.Typer(help="Stores of exchanges.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keeps `store info` a command of a group while it is the only one."""


@app.command()
def info(
    path: Annotated[
        Path | None, typer.Argument(metavar="[STORE]", help="The store; the usual one if not given.")
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Print how much a store holds, and from when until when.

    Example: xmlinspect store info recordings.sqlite --format json
    """
    from inspector.assemble import key_path
    from inspector.settings import load
    from inspector.store import open_store

    settings = load().settings
    target = path or settings.store
    with open_store(target, read_only=True) as store:
        facts: dict[str, object] = {"store": str(target), **asdict(store.info())}
    facts |= _key(key_path(target, settings))
    if form is Format.JSON:
        output.out_json(facts)
        return
    for name, value in facts.items():
        output.out(
            f"{name:<10} {f'{value:,}' if isinstance(value, int) else value if value is not None else '-'}"
        )


def _key(path: Path) -> dict[str, object]:
    """Where the key of the pseudonyms lies, and its fingerprint; without it, new pseudonyms differ."""
    from inspector.privacy import fingerprint, load_or_create

    if not path.exists():
        return {"key": None, "fingerprint": None}
    return {"key": str(path), "fingerprint": fingerprint(load_or_create(path))}
