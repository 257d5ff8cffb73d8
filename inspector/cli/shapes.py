"""`xmlinspect shapes`: the call shapes in use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from inspector.cli import output
from inspector.cli.findings import Errors, IgnoreOption, SelectOption
from inspector.cli.options import Format, FormatOption
from inspector.cli.output import ExitCode, Progress
from inspector.cli.version import version


def shapes(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Recordings, folders and stores.")],
    sort: Annotated[
        Literal["count", "operation", "last"],
        typer.Option("--sort", help="Most calls first, by operation, or latest first."),
    ] = "count",
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Show the call shapes in use: operation, clients, count, first and last seen, findings, releases.

    A shape is the same call whatever its values: a call site of a client. A store shows what was captured;
    with --select or --ignore it is judged again.

    Example: xmlinspect shapes recordings/ acme.sqlite --sort last
    """
    from inspector.assemble import inspector, report_key
    from inspector.inspection import Inspection
    from inspector.settings import load
    from inspector.traffic import ShapeTable, shapes_json, shapes_text
    from inspector.wire import Limits

    settings = load({"select": select, "ignore": ignore}).settings
    errors = Errors()
    core = inspector(settings, key=report_key(settings))
    inspection = Inspection(
        core,
        errors.add,
        errors.skip,
        Limits(body=settings.limits.body),
        again=bool(settings.select or settings.ignore),
    )
    table = ShapeTable()
    with Progress("exchanges") as progress:
        for report, judged in inspection.seen(paths):
            table.add(report, judged)
            progress.step()
    rows = table.rows(sort)
    if form is Format.JSON:
        output.out_json(shapes_json(table, rows, version(), errors.messages))
    else:
        for line in shapes_text(table, rows, [release.name for release in core.judge.releases.all]):
            output.out(line)
    errors.note_skipped(table.exchanges)
    if errors.messages:
        raise typer.Exit(ExitCode.PARTIAL if table.exchanges else ExitCode.FAILED)
