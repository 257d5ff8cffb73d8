"""`xmlinspect schemas`: the releases and their schemas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption
from inspector.cli.releases import two_releases

if TYPE_CHECKING:
    from inspector.schema import Release, Schemas

app = typer.Typer(help="The release schemas.", no_args_is_help=True, rich_markup_mode=None)

_Release = Annotated[str, typer.Argument(metavar="RELEASE", help="A release, as 40.10.0.")]


@app.command("list")
def list_releases(form: FormatOption = Format.TEXT) -> None:
    """List the releases: date, number of elements, how many it brought, and where that is known from.

    Example: xmlinspect schemas list --format json
    """
    from inspector.schema.census import census

    schemas = _schemas()
    counts = census(schemas.master, schemas.releases)
    rows = [(count.release, count, _source(schemas, count.release)) for count in counts]
    if form is Format.JSON:
        keys = ("release", "aliases", "branch", "date", "elements", "added", "source")
        values = (
            (r.name, list(r.aliases), r.branch, r.date, count.elements, count.added, source)
            for r, count, source in rows
        )
        output.out_json([dict(zip(keys, row, strict=True)) for row in values])
        return
    output.out(f"{'release':<13}  {'date':<10}  {'elements':>8}  {'added':>5}  source")
    for r, count, source in rows:
        date = r.date or "not known"
        output.out(f"{r.name:<13}  {date:<10}  {count.elements:>8}  {count.added:>5}  {source}")


def _source(schemas: Schemas, release: Release) -> str:
    """Where the schema that judges a release is from: official files, where the user added some."""
    if schemas.official is None or not schemas.is_official(release):
        return release.source
    place = f"official files in {schemas.official.folder / release.name}"
    return f"added: {place}" if release.added else f"{place}; else {release.source}"


@app.command()
def show(
    operation: Annotated[
        str, typer.Argument(metavar="OP", help="An operation, as CreateMeeting or meeting.CreateMeeting.")
    ],
    release: Annotated[
        str | None,
        typer.Option("--release", help="As it is in this release; else of all of them.", show_default=False),
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Show an operation's request and answer as a tree: occurrence, type, values, since when, meaning.

    Example: xmlinspect schemas show GetSessionInfo --release 40.8.0
    """
    from inspector import assemble
    from inspector.cli.schemas_show import as_json, as_text
    from inspector.schema.find import find_operation

    schemas = _schemas()
    name = schemas.releases.get(release).name if release is not None else None
    master, outliner = assemble.views(schemas).of(name)
    found = find_operation(master, operation)
    if name is not None and not schemas.releases.has(name, found.window):
        raise output.CommandError(
            f"{found.name} is not in release {name}; it came with {' and '.join(found.window.since)}"
        )
    if form is Format.JSON:
        output.out_json(as_json(found, outliner, name))
        return
    for line in as_text(found, outliner, name):
        output.out(line)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The release you come from, as 40.2.0.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The release you go to, as 40.10.0.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Show what an integrator must know between two releases, by operation.

    Elements, occurrence, values and operations come from the schemas; behaviour, security and limits from the
    release notes.

    Example: xmlinspect schemas diff 40.2.0 40.10.0
    """
    from inspector import assemble
    from inspector.cli.schemas_diff import as_json, as_text
    from inspector.resources import data
    from inspector.schema.changes import Changes
    from inspector.schema.difference import Differ

    schemas = _schemas()
    first, second = two_releases(schemas.releases, old, new, "OLD and NEW")
    changes = Changes.load(data("schemas") / "changes.yaml")
    differ = Differ(assemble.views(schemas), changes)
    found = differ.between(first.name, second.name)
    if form is Format.JSON:
        output.out_json(as_json(found))
        return
    for line in as_text(found):
        output.out(line)


@app.command()
def export(
    release: _Release,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Write a release's schema as plain XSD files; serv.xsd brings in all others.

    Example: xmlinspect schemas export 40.10.0 xsd && xmllint --noout --schema xsd/serv.xsd response.xml
    """
    from inspector.schema.export import ENTRY, write

    schemas = _schemas()
    known = schemas.releases.get(release)
    files = write(schemas, known, folder)
    if form is Format.JSON:
        output.out_json(
            {
                "release": known.name,
                "folder": str(folder),
                "entry": str(folder / ENTRY),
                "files": sorted(files),
            }
        )
    else:
        output.out(f"{len(files)} files of release {known.name} in {folder}; load {folder / ENTRY}")
    if schemas.is_official(known):
        output.note(f"release {known.name} is judged by official files; these are the ones of this project")


@app.command()
def add(
    release: _Release,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES...", help="A ZIP archive, a folder, or XSD files of the vendor."),
    ],
    form: FormatOption = Format.TEXT,
) -> None:
    """Check official XSD files that you own, and judge the release by them from then on.

    A release that is newer than those known is known from then on, as 43.1.0.
    They are copied to the folder of the setting `schemas`. Nothing is fetched from the net; on an error
    nothing is changed.

    Example: xmlinspect schemas add 40.10.0 webex-schema-40.10.0.zip
    """
    from inspector.schema.official import OfficialFiles

    schemas = _schemas()
    new = schemas.releases.may_add(release.strip())
    name = release.strip() if new else schemas.releases.get(release).name
    assert isinstance(schemas.official, OfficialFiles)
    kept = schemas.official.add(name, files)
    folder = schemas.official.folder / name
    for file, namespace in kept.left_out.items():
        of = f"targetNamespace {namespace}" if namespace else "no targetNamespace"
        output.note(f"{file}: is left out: it has {of}, and no file of the XML API brings it in")
    if form is Format.JSON:
        values = {"files": list(kept.files), "left_out": sorted(kept.left_out)}
        output.out_json({"release": name, "new": new, "folder": str(folder), **values})
        return
    was = ", which was not known," if new else ""
    output.out(f"release {name}{was} is judged by {len(kept.files)} official files in {folder} from now on")


@app.command()
def remove(release: _Release, form: FormatOption = Format.TEXT) -> None:
    """Take a release's official files away; it is judged by the schema of this project again.

    Example: xmlinspect schemas remove 40.10.0
    """
    from inspector.schema.official import OfficialFiles

    schemas = _schemas()
    known = schemas.releases.get(release)
    assert isinstance(schemas.official, OfficialFiles)
    schemas.official.remove(known.name)
    if form is Format.JSON:
        output.out_json({"release": known.name, "official": False})
        return
    if known.added:
        output.out(f"release {known.name} is not known any more")
        return
    output.out(f"release {known.name} is judged by the schema of this project again")


def _schemas() -> Schemas:
    from inspector import assemble
    from inspector.settings import load

    return assemble.schemas(load().settings)
