"""`xmlinspect export`: what a store holds, as recordings."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inspector.cli import output
from inspector.cli.options import RedactOption
from inspector.cli.output import CommandError, Progress


class ExportFormat(StrEnum):
    """What recordings are written as."""

    MITM = "mitm"
    XML = "xml"
    HAR = "har"
    JSONL = "jsonl"


def export(
    path: Annotated[Path, typer.Argument(metavar="STORE", help="The store.")],
    form: Annotated[
        ExportFormat,
        typer.Option("--format", help="mitm, har, jsonl: a file; xml: a folder of pairs with facts."),
    ],
    target: Annotated[Path, typer.Option("--output", "-o", help="The file or folder to write.")],
    redact: RedactOption = None,
) -> None:
    """Write the exchanges of a store as a recording, which `import` and `audit` read back.

    They are as the store has them, secrets replaced; with --redact, personal data is replaced, too.

    Example: xmlinspect export acme.sqlite --format mitm --output acme.mitm --redact pii
    """
    from inspector.assemble import inspector, store_key
    from inspector.copies import Redactions
    from inspector.privacy import Tally
    from inspector.recordings import exchange_of, har_file, jsonl_file, mitm_file, xml_folder
    from inspector.report.words import many
    from inspector.settings import load
    from inspector.store import open_store
    from inspector.wire import Limits

    if target.exists() and not (form is ExportFormat.XML and target.is_dir() and not any(target.iterdir())):
        raise CommandError(f"{target}: there is something already; remove it, or name another --output")
    settings = load({"redact": redact}).settings
    opened = {
        ExportFormat.MITM: mitm_file,
        ExportFormat.HAR: har_file,
        ExportFormat.JSONL: jsonl_file,
        ExportFormat.XML: xml_folder,
    }[form]
    written = left_out = 0
    with open_store(path, read_only=True) as store, Progress("exchanges") as progress, opened(target) as add:
        change = None
        if settings.redact:
            core = inspector(settings, key=store_key(path, settings))
            change = Redactions(core, Tally(), Limits(body=settings.limits.body), output.error).record
        for record in store.records():
            if add(exchange_of(change(record) if change else record)):
                written += 1
            else:
                left_out += 1
            progress.step()
    output.out(f"{many(written, 'exchange')} written to {target}")
    if left_out:
        have = "has" if left_out == 1 else "have"
        output.note(
            f"{many(left_out, 'lone answer')} {have} no place among flows; "
            "--format har, xml or jsonl keeps them"
        )
