"""`xmlinspect config`: the settings, and where each comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.options import Format, FormatOption
from inspector.cli.output import CommandError

app = typer.Typer(
    help="The settings, each with where it comes from.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def init(
    path: Annotated[
        Path | None, typer.Argument(help="The file to write; ./xmlinspect.toml if not given.")
    ] = None,
) -> None:
    """Write a settings file that names every setting, all commented out.

    Example: xmlinspect config init
    """
    from inspector.settings import FILE_NAME, template

    target = path or Path(FILE_NAME)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError:
        raise CommandError(f"{target}: is there already; edit it, or move it away first") from None
    output.out(f"wrote {target}")


@app.command()
def show(form: FormatOption = Format.TEXT) -> None:
    """Print the settings in force here.

    Example: xmlinspect config show --format json
    """
    from inspector.settings import load

    loaded = load()
    values = _flat(loaded.settings.model_dump(mode="json"))
    if form is Format.JSON:
        output.out_json(
            [{"name": name, "value": value, "from": loaded.origins[name]} for name, value in values.items()]
        )
        return
    wide = max(map(len, values))
    for name, value in values.items():
        output.out(f"{name:<{wide}}  {_shown(value)}  ({loaded.origins[name]})")


@app.command()
def validate(
    path: Annotated[
        Path | None, typer.Argument(help="The file to check; those in force here if not given.")
    ] = None,
) -> None:
    """Check the settings, the releases and rules that they name included.

    Example: xmlinspect config validate xmlinspect.toml
    """
    from inspector.assemble import rules, schemas
    from inspector.settings import SettingsError, load

    if path is not None and not path.is_file():
        raise CommandError(f"{path}: no such file; check the name, or run: xmlinspect config init")
    loaded = load(project=path) if path else load()
    releases = schemas().releases
    named = {"release": loaded.settings.release}
    named |= {f"sites.{name}.release": site.release for name, site in loaded.settings.sites.items()}
    problems = []
    for name, release in named.items():
        try:
            if release is not None:
                releases.get(release)
        except ValueError as error:
            problems.append(f"{loaded.origins[name]}: {name}: {error}")
    try:
        rules(loaded.settings, releases)
    except ValueError as error:
        problems.append(f"select, ignore or severity: {error}")
    if problems:
        raise SettingsError(tuple(problems))
    output.out("the settings are valid")


def _flat(values: dict[str, object], above: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in values.items():
        name = f"{above}{key}"
        flat |= _flat(value, f"{name}.") if isinstance(value, dict) and value else {name: value}
    return flat


def _shown(value: object) -> str:
    match value:
        case None:
            return "-"
        case list():
            return ", ".join(map(str, value)) or "-"
        case dict():
            return "-"
    return str(value)
