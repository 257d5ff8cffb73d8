"""`xmlinspect store`: what a store holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption, StoreOption
from inspector.cli.output import CommandError, Progress
from inspector.cli.store_keys import KEY_META, MISSING

_SHORTEST_PERSON = 2

app = typer.Typer(help="Stores of exchanges.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Commands on a store as a whole."""


@app.command()
def info(
    path: Annotated[
        Path | None, typer.Argument(metavar="[STORE]", help="The store; the usual one if not given.")
    ] = None,
    store: StoreOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Print how much a store holds, and from when until when.

    Example: xmlinspect store info recordings.sqlite --format json
    """
    from inspector.assemble import key_path
    from inspector.settings import load
    from inspector.store import open_store

    settings = load({"store": store}).settings
    target = path or settings.store
    with open_store(target, read_only=True) as opened:
        facts: dict[str, object] = {"store": str(target), **asdict(opened.info())}
        begun = opened.get_meta(KEY_META)
    facts |= _key(key_path(target, settings))
    if begun is not None and begun != facts["fingerprint"]:
        output.note(MISSING.format(target))
    if form is Format.JSON:
        output.out_json(facts)
        return
    for name, value in facts.items():
        output.out(
            f"{name:<10} {f'{value:,}' if isinstance(value, int) else value if value is not None else '-'}"
        )


@app.command()
def forget(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Their e-mail address or login.")],
    path: Annotated[
        Path | None, typer.Argument(metavar="[STORE]", help="The store; the usual one if not given.")
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Erase one person from a store: each value with their e-mail or login, and personal data beside it.

    What redaction made a pseudonym is found by the store's key. A login erases no address that begins with
    it: erase that by itself. Copies and exports are not touched.

    Example: xmlinspect store forget jane.doe@example.com recordings.sqlite
    """
    from inspector.assemble import inspector, store_key
    from inspector.forgetting import Eraser, Person
    from inspector.report.words import many
    from inspector.settings import load
    from inspector.store import open_store

    if len(person.strip()) < _SHORTEST_PERSON:
        raise CommandError("a person's e-mail or login has two characters at least; give all of it")
    settings = load().settings
    target = path or settings.store
    with open_store(target) as store, Progress("exchanges") as progress:
        core = inspector(settings, key=store_key(target, settings))
        erase = Eraser(core, Person(person.strip(), core.masker))
        store.rewrite(erase, progress.step)
    done = erase.erased
    if form is Format.JSON:
        output.out_json({"store": str(target), **asdict(done)})
        return
    if not done.exchanges:
        output.out(f"nobody of that name in {target}; nothing was changed")
        return
    places = f"{many(done.values, 'value')} and {many(done.places, 'other place')}"
    output.out(f"erased {places} in {many(done.exchanges, 'exchange')} of {target}")


def _key(path: Path) -> dict[str, object]:
    """Where the key of the pseudonyms lies, and its fingerprint; without it, new pseudonyms differ."""
    from inspector.privacy import fingerprint, load_or_create

    if not path.exists():
        return {"key": None, "fingerprint": None}
    return {"key": str(path), "fingerprint": fingerprint(load_or_create(path))}
