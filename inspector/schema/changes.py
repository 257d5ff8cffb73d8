"""What releases changed besides their schema: behaviour, security, limits, exceptions, values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspector.schema.content import Window
from inspector.schema.releases import Release, Releases
from inspector.schema.yaml_file import read_entries

ALL: Final = "*"
"""Stands for every operation."""

KINDS: Final = ("security", "limit", "behaviour", "exception", "enumeration")
"""Kinds of changes, those that break clients first."""

_DIRECTIONS: Final = ("request", "response", "both")
_CALLERS: Final = ("anonymous", "identified", "authenticated")


class ChangesError(ValueError):
    """The file of changes cannot be used; the message names file, entry and what is wrong."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change that no schema shows.

    Attributes:
        window: The releases that have it; `since` lists the first one on each branch.
        kind: One of `KINDS`.
        operations: Full names of the operations it is about, `("*",)` for all.
        direction: "request", "response" or "both": where it is noticed.
        summary: What changed.
        instead: What an integrator does about it.
        exception: Code of the failure that tells of it, None where none is known.
        http: HTTP status of the answer that tells of it, None where it is no matter of HTTP.
        elements: Local names of the elements it is about; () where it touches every call.
        callers: "anonymous", "identified", "authenticated": whose calls it is about; () for everybody's.
        source: Where the fact comes from.
    """

    window: Window
    kind: str
    operations: tuple[str, ...]
    direction: str
    summary: str
    instead: str
    source: str
    exception: str | None = None
    http: int | None = None
    elements: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()

    @property
    def since(self) -> tuple[str, ...]:
        """First release on each branch that has it."""
        return self.window.since

    def concerns(self, operation: str) -> bool:
        """Whether it is about `operation`, a full name."""
        return ALL in self.operations or operation in self.operations


class Changes:
    """All known changes, oldest first as the file lists them."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.all: tuple[Change, ...] = tuple(changes)

    @classmethod
    def load(cls, path: Path) -> Changes:
        """Read `changes.yaml`.

        Raises:
            ChangesError: It cannot be read, is no YAML, or an entry lacks something.
        """
        entries = read_entries(path, "changes", ChangesError)
        return cls(_change(path, number, entry) for number, entry in enumerate(entries, start=1))

    def between(self, releases: Releases, old: Release | str, new: Release | str) -> tuple[Change, ...]:
        """What `new` has and `old` has not; by branch, so 40.4.9 to 40.6.0 has none of 40.6.1.

        Raises:
            UnknownRelease: `old` or `new` is a name that is not known.
        """
        return tuple(
            change
            for change in self.all
            if releases.has(new, change.window) and not releases.has(old, change.window)
        )


def _change(path: Path, number: int, entry: Mapping[str, object]) -> Change:
    try:
        kind, direction = str(entry["kind"]), str(entry["direction"])
        if kind not in KINDS or direction not in _DIRECTIONS:
            raise ValueError(f"kind {kind!r} or direction {direction!r} is none that is known")
        callers = _names(entry.get("callers", []))
        if not set(callers) <= set(_CALLERS):
            raise ValueError(f"callers {list(callers)} are not among {list(_CALLERS)}")
        http = entry.get("http")
        return Change(
            window=Window(since=tuple(str(entry["since"]).split())),
            kind=kind,
            operations=_names(entry["operations"]),
            direction=direction,
            summary=str(entry["summary"]),
            instead=str(entry["instead"]),
            source=str(entry["source"]),
            exception=str(entry["exception"]) if entry.get("exception") else None,
            http=int(str(http)) if http else None,
            elements=_names(entry.get("elements", [])),
            callers=callers,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ChangesError(f"{path}: entry {number} of `changes` is not complete: {error!r}") from error


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("operations, elements and callers must be lists")
    return tuple(str(name) for name in value)
