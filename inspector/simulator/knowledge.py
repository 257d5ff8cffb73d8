"""What is known of the service's behaviour beyond its schema: changes by release, and failure answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from inspector.schema.content import Window


@dataclass(frozen=True, slots=True)
class FailureKind:
    """One FAILURE answer.

    Attributes:
        exception: exceptionID, leading zeros included.
        reason: Its text, with `{word}` where a word is put in.
        sub_exception, sub_reason: A subError, "" where there is none.
        assumed: True where no source gives this code or this text for the case.
    """

    exception: str
    reason: str
    sub_exception: str = ""
    sub_reason: str = ""
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
class Knowledge:
    """Changes of behaviour and failures, each by its name."""

    changes: dict[str, Window]
    failures: dict[str, FailureKind]

    @classmethod
    def load(cls) -> Knowledge:
        """Read `changes.yaml` and `failures.yaml` of this package."""
        here = Path(__file__).parent
        yaml = YAML(typ="safe", pure=True)
        changes = {
            row["name"]: Window(since=tuple(row["since"].split())) for row in yaml.load(here / "changes.yaml")
        }
        failures = {
            row["name"]: FailureKind(**{k: v for k, v in row.items() if k not in ("name", "source")})
            for row in yaml.load(here / "failures.yaml")
        }
        return cls(changes, failures)
