"""What is known of the service beyond its schema: changes by release, failures, kinds of session, limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

from ruamel.yaml import YAML

from inspector.schema.content import Window
from inspector.simulator.data import Data

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of session, as `kinds.yaml` describes it."""

    name: str
    service: str
    title: Path
    type: Path
    type_id: str
    password: Path
    told: str
    invited: tuple[Path, ...]
    ahead: bool = False
    own: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailureKind:
    """One FAILURE answer.

    Attributes:
        exception: exceptionID, leading zeros included.
        reason: Its text, with `{word}` where a word is put in.
        sub_exception, sub_reason: A subError, "" where there is none.
        value: The answer's serv:value, words put in likewise; "" where there is none.
        assumed: True where no source gives this code or this text for the case.
    """

    exception: str
    reason: str
    sub_exception: str = ""
    sub_reason: str = ""
    value: str = ""
    assumed: bool = False


class RefusedError(Exception):
    """An operation ends in a FAILURE.

    Attributes:
        kind: Name of the failure in `failures.yaml`.
        words: What to put into its reason.
    """

    def __init__(self, kind: str, **words: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.words = words


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that the site counts together: bindings, and how their names begin."""

    name: str
    bindings: frozenset[str]
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What `limits.yaml` says: guarded operations, the failures that count against them, and rate groups."""

    guarded: frozenset[str]
    missed: frozenset[str]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Changes of behaviour, failures, kinds of session (each by its name), session types, and limits."""

    changes: dict[str, Window]
    failures: dict[str, FailureKind]
    kinds: dict[str, Kind]
    types: tuple[dict[str, Any], ...]
    limits: Counted

    @classmethod
    def load(cls) -> Knowledge:
        """Read the tables of this package."""
        changes = {row["name"]: Window(since=tuple(row["since"].split())) for row in table("changes")}
        failures = {
            row["name"]: FailureKind(**{k: v for k, v in row.items() if k not in ("name", "source")})
            for row in table("failures")
        }
        kinds = {row["name"]: _kind(row) for row in table("kinds")}
        return cls(changes, failures, kinds, tuple(table("meeting_types")), _counted(table("limits")))


def table(name: str) -> Any:  # noqa: ANN401  whatever the file holds
    """The table `name` of this package, as plain lists and dictionaries."""
    return YAML(typ="safe", pure=True).load(File(__file__).parent / f"{name}.yaml")


def _kind(row: dict[str, Any]) -> Kind:
    paths = {name: tuple(row[name].split("/")) for name in ("title", "type", "password")}
    invited = tuple(tuple(path.split("/")) for path in row["invited"])
    return Kind(**{**row, **paths, "invited": invited})


def _counted(table: dict[str, Any]) -> Counted:
    guarded = table["guarded"]
    groups = tuple(Group(g["name"], frozenset(g["bindings"]), tuple(g["verbs"])) for g in table["groups"])
    return Counted(frozenset(guarded["operations"]), frozenset(guarded["failures"]), groups)
