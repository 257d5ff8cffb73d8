"""Baselines of `audit`: opened, told of, written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspector.cli import output
from inspector.cli.files import replacing
from inspector.cli.output import CommandError
from inspector.report.words import many

if TYPE_CHECKING:
    from inspector.report import Baseline

BaselineOption = Annotated[
    Path | None,
    typer.Option("--baseline", help="Be silent about what this file knows.", show_default=False),
]
WriteBaselineOption = Annotated[
    Path | None,
    typer.Option("--write-baseline", help="Write all that is found to this file.", show_default=False),
]
PruneOption = Annotated[
    bool,
    typer.Option("--prune", help="With --write-baseline: drop entries that nothing is found of any more."),
]
ReasonOption = Annotated[
    str | None,
    typer.Option("--reason", help="With --write-baseline: why what is new is accepted.", show_default=False),
]


def open_baseline(path: Path | None, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Baseline:
    """The baseline of a file; one that knows nothing where None.

    Args:
        path: The file.
        select: Codes and families of the rules that are asked; all where there are none.
        ignore: Those that are not.

    Raises:
        BaselineError: The file cannot be used.
    """
    from inspector.report import Baseline, read_baseline

    only, without = ({name.strip().upper() for name in names} for names in (select, ignore))

    def asked(code: str) -> bool:
        names = {code, code.partition("-")[0]}
        return (not only or bool(names & only)) and not names & without

    return Baseline(read_baseline(path) if path is not None else (), datetime.now(UTC).date(), asked)


def tell(baseline: Baseline) -> None:
    """Say on stderr what was taken out, and which entries are of no use any more."""
    from inspector.report import told

    if baseline.suppressed:
        are = "is" if baseline.suppressed == 1 else "are"
        output.note(f"{many(baseline.suppressed, 'finding')} {are} known by the baseline and not shown")
    for entry in baseline.expired:
        output.note(f"baseline: {told(entry)} expired on {entry.expires}; mend it, or give it another day")
    for entry in baseline.unused:
        output.note(f"baseline: {told(entry)} was not found; take the entry out")


def needed_reason(reason: str | None, *, prune: bool) -> str:
    """Why findings are accepted; "" where entries are pruned and nothing new is accepted.

    Raises:
        CommandError: Findings are to be accepted for no reason.
    """
    words = (reason or "").strip()
    if not words and not prune:
        raise CommandError(
            "--write-baseline needs --reason TEXT, the reason why these findings are accepted, as in "
            '--reason "ticket 17"'
        )
    return words


def save_baseline(path: Path, baseline: Baseline, reason: str, *, prune: bool = False) -> None:
    """Write what is known, and what is new with its `reason`, if there is one.

    With `prune`, without what was not found any more.

    Raises:
        CommandError: The file cannot be written.
    """
    from inspector.report import baseline_text

    new = baseline.fresh if reason else ()
    known = baseline.used if prune else baseline.kept
    with replacing(path, "--write-baseline") as out:
        out.write(baseline_text(path, known, new, reason))
    output.note(f"{many(len(known) + len(new), 'finding')} written to {path}")
    if len(new) < len(baseline.fresh):
        output.note(f"{many(len(baseline.fresh), 'new finding')} not written: give --reason to accept them")


def is_baseline(path: Path, baseline: Path | None) -> bool:
    """Whether `path` is the baseline that was read, and so may be written again wherever it lies."""
    return baseline is not None and path.exists() and path.samefile(baseline)
