"""What differs without meaning anything: known from data, or learned from two answers of one server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError


class NoiseFileError(ValueError):
    """A file of volatile elements that cannot be used; the message names file and mend."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Volatile(_Strict):
    names: tuple[str, ...] = Field(min_length=1)
    why: str
    source: str = Field(min_length=1)


class _File(_Strict):
    volatile: tuple[_Volatile, ...]
    row_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noise:
    """Elements whose values are never compared.

    Attributes:
        reasons: Why, by lower-case name or end of a path.
        row_keys: Lower-case names of elements that tell rows apart, best first.
    """

    reasons: dict[str, str] = field(default_factory=dict)
    row_keys: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Noise:
        """Read `noise.yaml`.

        Raises:
            NoiseFileError: It cannot be read, or breaks its form.
        """
        try:
            found = _File.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, MarkedYAMLError) as error:
            raise NoiseFileError(f"{path}: cannot be read ({error}); give a readable YAML file") from None
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise NoiseFileError(f"{path}: {place}: {first['msg']}; mend this entry") from None
        reasons = {name.lower(): entry.why for entry in found.volatile for name in entry.names}
        return cls(reasons, tuple(dict.fromkeys(name.lower() for name in found.row_keys)))

    def why(self, path: str) -> str:
        """Why the value at `path` (local names, no row numbers) means nothing; "" where it does."""
        steps = path.lower().split("/")
        known = self.reasons.get(steps[-1]) or self.reasons.get("/".join(steps[-2:]))
        return known or ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Places that a user leaves out: each with all below it.

    Attributes:
        ends: Lower-case ends of paths, "/" in front.
    """

    ends: tuple[str, ...] = ()

    @classmethod
    def of(cls, paths: Iterable[str]) -> Ignored:
        """The places named `paths`: local names or ends of paths, in any letter case."""
        return cls(tuple("/" + path.strip().strip("/").lower() for path in paths if path.strip().strip("/")))

    def covers(self, path: str) -> bool:
        """Whether `path` is one of the places, or below one."""
        if not self.ends:
            return False
        whole = f"/{path.lower()}/"
        return any(f"{end}/" in whole for end in self.ends)
