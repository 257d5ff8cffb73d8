"""`xmlinspect audit`: bulk inspection of recordings, folders and stores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspector.cli.findings import (
    Errors,
    FailOnOption,
    IgnoreOption,
    ReportFormat,
    ReportFormatOption,
    SelectOption,
    write,
)
from inspector.cli.output import CommandError
from inspector.model.severity import Severity


def audit(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Recordings, folders and stores.")],
    release: Annotated[
        str, typer.Option("--release", help="Judge all by this release; auto goes by what sites say.")
    ] = "auto",
    form: ReportFormatOption = ReportFormat.TEXT,
    target: Annotated[
        Path | None, typer.Option("--output", help="Write the report to this file.", show_default=False)
    ] = None,
    fail_on: FailOnOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
) -> None:
    """Inspect recordings in bulk: .mitm, .xml, .http, pairs, folders and stores.

    A store prints what was captured; with --release, --select or --ignore it is judged again.

    Example: xmlinspect audit recordings/ --format json --fail-on warning
    """
    from inspector.assemble import inspector
    from inspector.inspection import Inspection
    from inspector.report import AuditText
    from inspector.settings import load
    from inspector.wire import Limits

    _apart(target, paths)
    settings = load({"fail_on": fail_on, "select": select, "ignore": ignore}).settings
    chosen = None if release == "auto" else release
    again = chosen is not None or bool(settings.select or settings.ignore)
    errors = Errors()
    inspection = Inspection(
        inspector(settings, release=chosen),
        errors.add,
        errors.skip,
        Limits(body=settings.limits.body),
        again=again,
    )
    reports = inspection.reports(paths)
    raise typer.Exit(write(reports, form, AuditText, errors, Severity.parse(settings.fail_on), target))


def _apart(target: Path | None, paths: list[Path]) -> None:
    """Refuse to write the report over a recording that it is about, or over any store.

    Raises:
        CommandError: `target` is one.
    """
    from inspector.store import is_store

    if target is None or not target.is_file():
        return
    if is_store(target) or any(path.exists() and path.samefile(target) for path in paths):
        raise CommandError(f"{target}: is a recording or store, and would be lost; name another --output")
