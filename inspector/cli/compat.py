"""`xmlinspect compat`: what another release does to recorded traffic."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.findings import Errors
from inspector.cli.options import Format, FormatOption
from inspector.cli.output import ExitCode, Progress
from inspector.cli.releases import two_releases
from inspector.cli.version import version


def compat(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Recordings, folders and stores.")],
    old: Annotated[str, typer.Option("--from", metavar="RELEASE", help="The release that is in use.")],
    new: Annotated[str, typer.Option("--to", metavar="RELEASE", help="The release that is asked about.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Show what of this traffic breaks, changes meaning, or becomes possible between two releases.

    By call shape, operation and client, with counts and an example of each. --to may be the older release.
    The exit code is 1 where something breaks.

    Example: xmlinspect compat recordings/ --from 40.2.0 --to 40.10.0
    """
    from inspector.assemble import inspector, news, report_key
    from inspector.inspection import Inspection
    from inspector.settings import load
    from inspector.traffic import Compat, compat_json, compat_text
    from inspector.wire import Limits

    settings = load({}).settings
    core = inspector(settings, key=report_key(settings))
    first, second = two_releases(core.judge.releases, old, new, "--from and --to")
    errors = Errors()
    inspection = Inspection(core, errors.add, errors.skip, Limits(body=settings.limits.body))
    found = Compat(core, news(core.judge, first.name, second.name))
    with Progress("exchanges") as progress:
        for exchange, stored in inspection.exchanges(paths):
            found.add(exchange, stored)
            progress.step()
    if form is Format.JSON:
        output.out_json(compat_json(found, version(), errors.messages))
    else:
        for line in compat_text(found):
            output.out(line)
    errors.note_skipped(found.exchanges)
    if errors.messages:
        raise typer.Exit(ExitCode.PARTIAL if found.exchanges else ExitCode.FAILED)
    raise typer.Exit(ExitCode.FINDINGS if found.broken else ExitCode.CLEAN)
