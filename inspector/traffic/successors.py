"""What takes the place of an operation: another one of this API, or requests of the REST API."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml.error import YAMLError

from inspector.schema.yaml_file import read_yaml


class SuccessorsError(ValueError):
    """The table of successors cannot be used; the message names file, entry and what is wrong."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RestCall(_Part):
    """A request of the REST API.

    Attributes:
        method: HTTP method.
        path: Path below https://webexapis.com/v1, with `{names}` of what stands in it.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str = Field(pattern=r"^(/[A-Za-z0-9]+|/\{[A-Za-z]+\})+$")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Successor(_Part):
    """What takes the place of one operation.

    Attributes:
        replaced_by: Operation of this API that does the same, "" where none does.
        rest: Requests of the REST API that do the same, the nearest first; () where none does.
        note: What to know about it.
        confidence: How sure the fate of the operation is.
        sources: Where the facts come from.
    """

    replaced_by: str = ""
    rest: Annotated[tuple[RestCall, ...], Field(strict=False)]
    note: str = ""
    confidence: Literal["high", "medium", "low"]
    sources: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class _File(_Part):
    operations: dict[str, Successor]


def load_successors(path: Path) -> Mapping[str, Successor]:
    """The table of `path`, by full name of the operation.

    Raises:
        SuccessorsError: It cannot be read, or an entry is wrong.
    """
    try:
        return _File.model_validate(read_yaml(path)).operations
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        cause = str(error).partition("\n")[0]
        raise SuccessorsError(f"{path}: cannot be read: {cause}; install the package again") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SuccessorsError(
            f"{path}: {place}: {first['msg']}; mend it or install the package again"
        ) from None
