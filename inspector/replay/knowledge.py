"""What `replay.yaml` says: keys to carry on, operations that lock out, tickets, the answer to a miss."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError


class ReplayFileError(ValueError):
    """A replay file that cannot be used; the message names file and mend."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Carried(_Strict):
    """A kind of key that a write call's answer makes, and the names it goes by.

    Attributes:
        given_by: Operations whose request gives the key to what it makes.
    """

    kind: str
    names: tuple[str, ...] = Field(min_length=1)
    given_by: frozenset[str] = frozenset()
    source: str


class Guarded(_Strict):
    """Operations that lock their caller out, and the exceptions that count towards it."""

    operations: frozenset[str]
    not_found: frozenset[str]
    source: str


class Ticket(_Strict):
    """Which operation gives a session ticket, and which exceptions say that one is no longer good."""

    operation: str
    expired: frozenset[str]
    source: str


class Refused(_Strict):
    """Exceptions that say that a caller's secret is wrong.

    Attributes:
        unproven: Further ones that may come before anybody has looked at the secret.
    """

    exceptions: frozenset[str]
    unproven: frozenset[str] = frozenset()
    source: str


class Users(_Strict):
    """Elements that name a user, so that a call may name its own caller in them."""

    names: frozenset[str]
    source: str

    @property
    def lower(self) -> frozenset[str]:
        """The names in lower case."""
        return frozenset(name.lower() for name in self.names)


class NoMatch(_Strict):
    """What answers a call that a recording does not hold."""

    exception: str
    reason: str
    source: str


class ReplayKnowledge(_Strict):
    """All of `replay.yaml`."""

    carried: tuple[Carried, ...]
    guarded: Guarded
    ticket: Ticket
    refused: Refused
    users: Users
    no_match: NoMatch

    @classmethod
    def load(cls, path: Path) -> ReplayKnowledge:
        """Read `replay.yaml`.

        Raises:
            ReplayFileError: It cannot be read, or breaks its form.
        """
        try:
            return cls.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, MarkedYAMLError) as error:
            raise ReplayFileError(f"{path}: cannot be read ({error}); give a readable YAML file") from None
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise ReplayFileError(f"{path}: {place}: {first['msg']}; mend this entry") from None

    def kind(self, name: str) -> str | None:
        """The kind of key that an element of this name holds; None for none."""
        lower = name.lower()
        for entry in self.carried:
            if any(lower == known.lower() for known in entry.names):
                return entry.kind
        return None

    def names_user(self, name: str) -> bool:
        """Whether an element of this name says which user a call is about."""
        return name.lower() in self.users.lower

    def given_by(self, operation: str) -> frozenset[str]:
        """The kinds of keys that a request of this operation gives to what it makes."""
        return frozenset(entry.kind for entry in self.carried if operation in entry.given_by)

    @property
    def given(self) -> frozenset[str]:
        """The kinds of keys that requests give to what they make."""
        return frozenset(entry.kind for entry in self.carried if entry.given_by)

    @property
    def givers(self) -> frozenset[str]:
        """Operations whose request gives a key to what it makes."""
        return frozenset().union(*(entry.given_by for entry in self.carried))
