"""Reads `pii.yaml`, and what a user adds to it: every mistake is named with file, line and mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from inspector.model.slips import no_text, no_yaml, unknown_key, wrong_value
from inspector.privacy.entries import Category, Element, Parameter, PrivacyExtension, PrivacyFile, Secret

_File = TypeVar("_File", PrivacyFile, PrivacyExtension)


class PrivacyFileError(ValueError):
    """A privacy file that cannot be used; the message names file, line and mend."""


def read(path: Path) -> PrivacyFile:
    """Reads and checks a privacy file.

    Raises:
        PrivacyFileError: It cannot be read, is no YAML, or breaks the form.
    """
    text, found = _read(path, PrivacyFile)
    _check_categories(path, text, found, found.categories)
    return found


def extend(known: PrivacyFile, path: Path) -> PrivacyFile:
    """`known` with what the user's file at `path` adds: its entries go first, so that they win.

    Raises:
        PrivacyFileError: It cannot be read, is no YAML, or breaks the form.
    """
    text, added = _read(path, PrivacyExtension)
    extended = known.led_by(added)
    _check_categories(path, text, added, extended.categories)
    return extended


def _read(path: Path, form: type[_File]) -> tuple[str, _File]:
    text, data = _yaml(path)
    try:
        found = form.model_validate({} if data is None else data)
    except ValidationError as error:
        # A key that is not known explains the one that is missing.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        raise PrivacyFileError(f"{path}:{_line(text, first['loc'])}: {_explain(first, form)}") from None
    return text, found


def _yaml(path: Path) -> tuple[str, object]:
    """The text of a file, and what it holds."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PrivacyFileError(f"{path}: cannot be read ({error}); give a readable UTF-8 file") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, message = no_text(data, error)
        raise PrivacyFileError(f"{path}:{line}: cannot be read: {message}") from None
    try:
        return text, YAML(typ="safe").load(text)
    except YAMLError as error:
        line, message = no_yaml(error, text)
        raise PrivacyFileError(f"{path}:{line}: {message}") from None


def _explain(error: ErrorDetails, form: type[BaseModel]) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    if error["type"] == "extra_forbidden":
        return unknown_key(place, _form_of(form, error["loc"]).model_fields)
    if error["type"] == "missing":
        return f"{place} is missing: add it"
    return f"{place}: {wrong_value(error['type'], error['input'], error['msg'])}"


def _form_of(form: type[BaseModel], place: tuple[int | str, ...]) -> type[BaseModel]:
    """The form of what holds `place`: of an entry in a list, of a section, or of the file."""
    for part in place[:-1]:
        if part not in form.model_fields:
            continue  # the number of an entry, the name of a category
        kind = form.model_fields[str(part)].annotation
        inner = [kind, *get_args(kind)]
        form = next((each for each in inner if isinstance(each, type) and issubclass(each, BaseModel)), form)
    return form


def _check_categories(
    path: Path, text: str, found: PrivacyFile | PrivacyExtension, categories: Mapping[str, Category]
) -> None:
    """Every entry names a category that the file describes."""
    sections: tuple[tuple[str, tuple[Secret | Element | Parameter, ...]], ...] = (
        ("secrets", found.secrets),
        ("elements", found.elements),
        ("url", found.url),
        ("form", found.form),
    )
    for section, entries in sections:
        for index, entry in enumerate(entries):
            if entry.category is not None and entry.category not in categories:
                known = ", ".join(sorted(categories))
                raise PrivacyFileError(
                    f"{path}:{_line(text, (section, index))}: {section}.{index}: "
                    f"unknown category {entry.category!r}; use one of {known}"
                )


def _line(text: str, place: tuple[int | str, ...]) -> int:
    """The line that `place` stands at, from 1: as deep as the file has it."""
    node: object = YAML(typ="rt").load(text)
    line = 1
    for part in place:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = node.lc.item(part)[0] + 1
        else:
            break
        node = node[part]
    return line
