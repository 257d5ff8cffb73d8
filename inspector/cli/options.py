"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a result is printed where there is nothing but text and JSON."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]
StoreOption = Annotated[Path | None, typer.Option("--store", help="The store; a path.", show_default=False)]
ReleaseOption = Annotated[
    str | None, typer.Option("--release", help="Judge by this release, as 40.10.0.", show_default=False)
]
CategoriesOption = Annotated[
    str | None,
    typer.Option(
        "--categories",
        help="Personal data to replace beside secrets: categories, as email,phone, or pii.",
        show_default=False,
    ),
]
RedactOption = Annotated[
    str | None,
    typer.Option(
        "--redact",
        help="Replace personal data, too: pii, or categories, as email,phone; secrets are replaced always.",
        show_default=False,
    ),
]
RulesOption = Annotated[
    list[Path] | None,
    typer.Option("--rules", help="Folder with rules of your own; may be given again.", show_default=False),
]
