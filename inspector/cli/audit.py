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
    refuse_overwriting,
    write,
)
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

    refuse_overwriting(target, paths)
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
