"""`xmlinspect import`: recordings into a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.findings import Errors
from inspector.cli.options import Format, FormatOption, RedactOption, ReleaseOption, StoreOption
from inspector.cli.output import CommandError, ExitCode, Progress
from inspector.model.report import Record

_BATCH = 500


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Recordings, folders and stores.")],
    store: StoreOption = None,
    release: ReleaseOption = None,
    redact: RedactOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Judge recordings and keep them, redacted, in a store. What the store has already is kept once.

    Example: xmlinspect import recording.mitm --store acme.sqlite
    """
    from inspector.assemble import inspector
    from inspector.cli.store_keys import opened_key
    from inspector.inspection import Inspection
    from inspector.settings import load
    from inspector.store import open_store
    from inspector.wire import Limits

    missing = [path for path in paths if not path.exists()]
    if len(missing) == len(paths):
        raise CommandError("\n".join(f"{path}: no such file; check the name" for path in missing))
    settings = load({"store": store, "redact": redact}).settings
    errors = Errors()
    read = kept = 0
    with open_store(settings.store, create=True) as target, Progress("exchanges") as progress:
        core = inspector(settings, release=release, key=opened_key(target, settings.store, settings))
        inspection = Inspection(
            core,
            errors.add,
            errors.skip,
            Limits(body=settings.limits.body),
            written=settings.store,
        )
        for batch in _batches(inspection.records(paths)):
            kept += target.write(batch)
            read += len(batch)
            progress.step(len(batch))
    _say(form, settings.store, read, kept, errors)
    errors.note_skipped(read)
    if errors.messages:
        raise typer.Exit(ExitCode.PARTIAL if read else ExitCode.FAILED)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _say(form: Format, store: Path, read: int, kept: int, errors: Errors) -> None:
    from inspector.report.words import many

    if form is Format.JSON:
        output.out_json({"store": str(store), "read": read, "kept": kept, "errors": errors.messages})
        return
    were = "was" if read - kept == 1 else "were"
    already = f" ({read - kept:,} {were} there already)" if kept < read else ""
    output.out(f"{many(kept, 'exchange')} kept in {store}{already}")
