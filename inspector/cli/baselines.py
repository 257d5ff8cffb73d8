"""Baselines of `audit`: opened, told of, written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.cli import output
from inspector.cli.files import replacing

if TYPE_CHECKING:
    from inspector.report import Baseline


def open_baseline(path: Path | None) -> Baseline:
    """The baseline of a file; one that knows nothing where None.

    Raises:
        BaselineError: The file cannot be used.
    """
    from inspector.report import Baseline, read_baseline

    return Baseline(read_baseline(path) if path is not None else (), datetime.now(UTC).date())


def tell(baseline: Baseline) -> None:
    """Say on stderr what was taken out, and which entries are of no use any more."""
    from inspector.report import told

    if baseline.suppressed:
        output.note(f"{baseline.suppressed:,} findings are known by the baseline and not shown")
    for entry in baseline.expired:
        output.note(f"baseline: {told(entry)} expired on {entry.expires}; mend it, or give it another day")
    for entry in baseline.unused:
        output.note(f"baseline: {told(entry)} was not found; take the entry out")


def save_baseline(path: Path, baseline: Baseline, reason: str | None, *, prune: bool = False) -> None:
    """Write what is known and all that is new; with `prune`, without what was not found any more.

    Raises:
        CommandError: The file cannot be written.
    """
    from inspector.report import baseline_text

    words = (reason or "").strip() or f"found on {datetime.now(UTC).date()}, not looked at yet"
    known = baseline.used if prune else baseline.kept
    with replacing(path, "--write-baseline") as out:
        out.write(baseline_text(path, known, baseline.fresh, words))
    output.note(f"{len(known) + len(baseline.fresh):,} findings written to {path}")


def is_baseline(path: Path, baseline: Path | None) -> bool:
    """Whether `path` is the baseline that was read, and so may be written again wherever it lies."""
    return baseline is not None and path.exists() and path.samefile(baseline)
