"""`xmlinspect schemas`: the releases and their schemas."""

from __future__ import annotations

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption

app = typer.Typer(help="The release schemas.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keeps `schemas list` a command of a group while it is the only one."""


@app.command("list")
def list_releases(form: FormatOption = Format.TEXT) -> None:
    """List the releases: date, number of elements, how many it brought, and where that is known from.

    Example: xmlinspect schemas list --format json
    """
    from inspector.resources import data
    from inspector.schema.census import census
    from inspector.schema.master import Master
    from inspector.schema.releases import Releases

    folder = data("schemas")
    counts = census(Master.load(folder), Releases.load(folder / "releases.yaml"))
    if form is Format.JSON:
        keys = ("release", "aliases", "branch", "date", "elements", "added", "source")
        values = (
            (r.name, list(r.aliases), r.branch, r.date, count.elements, count.added, r.source)
            for count in counts
            for r in [count.release]
        )
        output.out_json([dict(zip(keys, row, strict=True)) for row in values])
        return
    output.out(f"{'release':<10} {'date':<10} {'elements':>8} {'added':>5}  source")
    for count in counts:
        release = count.release
        row = f"{release.name:<10} {release.date or '-':<10} {count.elements:>8} {count.added:>5}"
        output.out(f"{row}  {release.source}")
