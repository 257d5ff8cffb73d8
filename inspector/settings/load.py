"""Settings from their sources, in rising order: user's file, project's file, environment, options."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

import platformdirs
from pydantic import BaseModel, ValidationError

from inspector.settings.environment import given_by
from inspector.settings.errors import SettingsError
from inspector.settings.model import APP, ENVIRONMENT, FILE_NAME, Settings
from inspector.settings.toml import line_of, read_toml

Key = tuple[str, ...]
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and where each value comes from.

    Attributes:
        settings: The values.
        origins: Origin by dotted key, "limits.body": "xmlinspect.toml:3", "XMLINSPECT_STORE", "option" or
            "default".
    """

    settings: Settings
    origins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values of one source; `texts` of a file find the line of a key."""

    name: str
    values: Mapping[str, object]
    text: str = field(default="", repr=False)

    def place(self, key: Key) -> str:
        """Where this source gives `key`."""
        if self.name == ENVIRONMENT:
            return ENVIRONMENT + "__".join(key).upper()
        line = line_of(self.text, key) if self.text else None
        return f"{self.name}:{line}" if line else self.name


def files(folder: Path | None = None) -> tuple[Path, Path]:
    """Where settings files are looked for, the user's and the project's; they need not be there."""
    user = platformdirs.user_config_path(APP, appauthor=False) / FILE_NAME
    return user, (folder or Path()) / FILE_NAME


def load(
    options: Mapping[str, object] | None = None,
    *,
    folder: Path | None = None,
    project: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Loaded:
    """The settings in force.

    Args:
        options: Values of command-line options by setting; None means "not given".
        folder: Where the project's `xmlinspect.toml` is looked for, the working folder by default.
        project: The project's file, whatever its name, in place of one looked for.
        environment: Variables, the process's by default; those that begin with `XMLINSPECT_` are settings.

    Raises:
        SettingsError: A file cannot be read, a key is unknown (names the nearest), or a value is wrong.
    """
    variables = os.environ if environment is None else environment
    given = {key: value for key, value in (options or {}).items() if value is not None}
    layers = [
        *_file_layers(folder, project),
        _Layer(ENVIRONMENT, given_by(variables)),
        _Layer("option", given),
    ]
    merged: dict[str, object] = {}
    places: dict[Key, str] = {}
    for layer in layers:
        _merge(merged, layer.values)
        places |= {key: layer.place(key) for key in _leaves(layer.values)}
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(tuple(_problems(error, places))) from None
    return Loaded(
        settings, {".".join(key): places.get(key, DEFAULT) for key in _leaves(settings.model_dump())}
    )


def _file_layers(folder: Path | None, project: Path | None) -> Iterator[_Layer]:
    user, found = files(folder)
    for path in (user, project or found):
        if path.exists():
            values, text = read_toml(path)
            yield _Layer(str(path), values, text)


def _merge(into: dict[str, object], values: Mapping[str, object]) -> None:
    for key, value in values.items():
        below = into.get(key)
        if isinstance(below, dict) and isinstance(value, Mapping):
            _merge(below, value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


def _leaves(values: Mapping[str, object], above: Key = ()) -> Iterator[Key]:
    """Keys of all values that are no tables; an empty table counts as a value."""
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key)


def _problems(error: ValidationError, places: Mapping[Key, str]) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_context=False):
        key = tuple(str(part) for part in problem["loc"])
        name = ".".join(key)
        place = next(
            (at for known, at in places.items() if known[: len(key)] == key or key[: len(known)] == known), ""
        )
        lead = f"{place}: " if place else ""
        if problem["type"] == "extra_forbidden":
            yield f"{lead}unknown setting {name}{_nearest(key)}"
        else:
            yield f"{lead}{name}: {problem['msg'].removeprefix('Value error, ')}"


def _nearest(key: Key) -> str:
    """The setting of that table whose name is like it, as a question; else the names there are."""
    table: type[BaseModel] = Settings
    for part in key[:-1]:
        found = table.model_fields.get(part)
        inner = found.annotation if found else None
        by_name = [kind for kind in get_args(inner) if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            table = inner
        elif by_name:
            table = by_name[0]
    close = get_close_matches(key[-1], table.model_fields, n=1)
    return f"; did you mean {close[0]}?" if close else f"; known are {', '.join(sorted(table.model_fields))}"
