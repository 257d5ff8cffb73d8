"""`xmlinspect addon`: where the addons lie."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.output import CommandError


def addon(name: Annotated[str, typer.Argument(help="xmlservice or simulator.")]) -> None:
    """Print the path of an addon, for mitmdump -s.

    Example: mitmdump -s "$(xmlinspect addon xmlservice)"
    """
    from inspector.resources import data

    folder = data("addons")
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if name not in names:
        raise CommandError(f"no addon named {name}; there are: {', '.join(names)}")
    output.out(str(folder / f"{name}.py"))
