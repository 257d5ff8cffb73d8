"""Numbers with what they count, and rows of releases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def many(count: int, what: str) -> str:
    """A number and its noun: "1 call", "1,200 calls"."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def spans(names: Iterable[str], releases: Sequence[str]) -> str:
    """Releases in words: "40.4.9, 40.6.1 to 42.11.1"."""
    wanted = set(names)
    if len(wanted) == len(releases):
        return "every release"
    runs: list[list[str]] = []
    open_run = False
    for name in releases:
        if name in wanted:
            if open_run:
                runs[-1].append(name)
            else:
                runs.append([name])
        open_run = name in wanted
    words = (run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
    return ", ".join(words) or "no known release"
