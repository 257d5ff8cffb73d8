"""`xmlinspect migrate`: what has to move to the REST API, who calls it, and what takes its place."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from inspector.cli.files import refuse_overwriting, replacing
from inspector.cli.findings import Errors
from inspector.cli.output import ExitCode, Progress, as_json, plain
from inspector.cli.version import version

if TYPE_CHECKING:
    from inspector.traffic import Migration


class MigrateFormat(StrEnum):
    """How the inventory is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def migrate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Recordings, folders and stores.")],
    form: Annotated[
        MigrateFormat,
        typer.Option("--format", help="text, json for programs, csv for tables, html to look at."),
    ] = MigrateFormat.TEXT,
    target: Annotated[
        Path | None, typer.Option("--output", help="Write the inventory to this file.", show_default=False)
    ] = None,
) -> None:
    """Show which operations are in use, their clients and shapes, which are retired, and what replaces them.

    A burn-down by week counts the calls that still have to move. Sites with `on_premises = true` in the
    settings have no retirement date.

    Example: xmlinspect migrate recordings/ acme.sqlite --format html --output moves.html
    """
    from inspector.assemble import inspector, report_key
    from inspector.inspection import Inspection
    from inspector.resources import data
    from inspector.settings import load
    from inspector.traffic import Migration, load_successors
    from inspector.wire import Limits

    refuse_overwriting(target, paths)
    settings = load({}).settings
    core = inspector(settings, key=report_key(settings))
    errors = Errors()
    inspection = Inspection(core, errors.add, errors.skip, Limits(body=settings.limits.body))
    local = [name for name, site in settings.sites.items() if site.on_premises]
    found = Migration(core.judge.master.operations, load_successors(data("rules") / "operations.yaml"), local)
    with Progress("exchanges") as progress:
        for report in inspection.reports(paths):
            found.add(report)
            progress.step()
    with ExitStack() as stack:
        out = stack.enter_context(replacing(target, newline="")) if target else sys.stdout
        _write(found, form, out, errors.messages)
    errors.note_skipped(found.exchanges)
    if errors.messages:
        raise typer.Exit(ExitCode.PARTIAL if found.exchanges else ExitCode.FAILED)


def _write(found: Migration, form: MigrateFormat, out: TextIO, errors: list[str]) -> None:
    from inspector.traffic import migration_json, migration_page, migration_text, write_migration_csv

    if form is MigrateFormat.CSV:
        write_migration_csv(found, out)
    elif form is MigrateFormat.JSON:
        out.write(as_json(migration_json(found, version(), errors)) + "\n")
    elif form is MigrateFormat.HTML:
        out.writelines(plain(line) + "\n" for line in migration_page(found))
    else:
        out.writelines(plain(line) + "\n" for line in migration_text(found))
