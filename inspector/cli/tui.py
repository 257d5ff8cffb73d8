"""`xmlinspect tui`: browse a store or a recording in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def tui(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[STORE|RECORDING]", help="What to browse; the usual store if not given."),
    ] = None,
) -> None:
    """Browse and filter exchanges; a live store is followed.

    A recording is judged and shown from a store of its own that is gone afterwards.

    Example: xmlinspect tui acme.sqlite
    """
    from inspector.settings import load
    from inspector.store import is_store
    from inspector.tui import run

    target = path or load().settings.store
    if target.exists() and not is_store(target):
        raise typer.Exit(_recording(target))
    raise typer.Exit(run(target))


def _recording(path: Path) -> int:
    import secrets
    from tempfile import TemporaryDirectory

    from inspector.assemble import inspector
    from inspector.cli.findings import Errors
    from inspector.cli.output import CommandError, Progress
    from inspector.inspection import Inspection
    from inspector.settings import load
    from inspector.store import open_store
    from inspector.tui import run
    from inspector.wire import Limits

    settings = load().settings
    errors = Errors()
    key = secrets.token_bytes(32)
    inspection = Inspection(
        inspector(settings, key=key), errors.add, errors.skip, Limits(body=settings.limits.body)
    )
    with TemporaryDirectory(prefix="xmlinspect-") as folder:
        store = Path(folder) / path.with_suffix(".sqlite").name
        with open_store(store, create=True) as target, Progress("exchanges") as progress:
            for record in inspection.records([path]):
                target.write([record])
                progress.step()
            if not target.info().exchanges:
                raise CommandError(f"{path}: holds no exchange; name a recording or a store")
        return run(store, key)
