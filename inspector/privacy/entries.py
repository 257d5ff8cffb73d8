"""The form of `pii.yaml`, checked: every mistake is named with file, line and mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from inspector.model.slips import no_text, no_yaml, unknown_key, wrong_value

Kind = Literal[
    "password",
    "code",
    "token",
    "url",
    "login_url",
    "email",
    "login",
    "name",
    "phone",
    "ip",
    "number",
    "card",
    "text",
    "time",
]


class PrivacyFileError(ValueError):
    """A privacy file that cannot be used; the message names file, line and mend."""


_File = TypeVar("_File", bound="_Strict")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Category(_Strict):
    """One category of personal data or secrets.

    Attributes:
        handling: What is done with its values.
        kind: What its values look like unless an entry says otherwise.
        source: Where the fact comes from.
    """

    handling: str
    kind: Kind
    source: str


class Place(_Strict):
    """Element names, and where they count; without a limit they count everywhere.

    Attributes:
        names: Local names, any letter case; "*" is every name.
        under: Ends of the parent's path, any of them: "person", "a/b"; "." is the operation's own type.
        below: Ancestors at any height, any of them.
        operations: Operation names without package, any of them.
        direction: Only in requests, or only in responses.
        source: Where the fact comes from.
    """

    names: tuple[str, ...] = Field(min_length=1)
    under: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    direction: Literal["request", "response"] | None = None
    source: str = Field(min_length=1)


class Secret(Place):
    """Names that hold secrets; always replaced."""

    category: str = "credential"
    mask: Literal["fixed", "pseudonym"]
    kind: Kind


class Element(Place):
    """Names that hold personal data; replaced on wish."""

    category: str
    kind: Kind | None = None


class FalseFriend(Place):
    """Names that look personal and are not."""

    why: str


class Looks(_Strict):
    """Names that no entry has, and that say themselves that they hold a secret (letters only, lower case).

    A slip in the name of a credential (`pasword`) needs no entry: names that are nearly one count as well.

    Attributes:
        whole: Names by themselves.
        ends, contains: Parts of names.
        tokens: Those of `whole` and `ends` that machines make.
        behind: What may stand behind such a name, as digits may: `oldPasswordValue2`.
        source: Where the fact comes from.
    """

    whole: tuple[str, ...]
    ends: tuple[str, ...]
    contains: tuple[str, ...]
    tokens: tuple[str, ...]
    behind: tuple[str, ...]
    source: str


class Pairs(_Strict):
    """Elements that say in one what another beside it holds (any letter case).

    Attributes:
        names: Elements that name.
        values: Elements that hold the value.
        source: Where the fact comes from.
    """

    names: tuple[str, ...] = Field(min_length=1)
    values: tuple[str, ...] = Field(min_length=1)
    source: str


class SecurityContext(_Strict):
    """Elements that belong in the securityContext; what else stands there is most likely a credential.

    Attributes:
        names: Local names, any letter case.
        source: Where the fact comes from.
    """

    names: tuple[str, ...]
    source: str


class Persons(_Strict):
    """Elements in that of a person that say more of the same one (any letter case).

    Attributes:
        parts: Their names.
        source: Where the fact comes from.
    """

    parts: tuple[str, ...]
    source: str


class Spoken(_Strict):
    """How people tell a secret in words: "the password is ...".

    Attributes:
        passwords: What a password is called.
        codes: What a code of digits is called.
        tokens: What a token is called.
        verbs: What stands between that and the secret.
        nothing: Words in a secret's place that tell none.
        nothing_behind_verbs: The same behind a verb; "*ed" is every word that ends so.
        source: Where the fact comes from.
    """

    passwords: tuple[str, ...] = Field(min_length=1)
    codes: tuple[str, ...] = Field(min_length=1)
    tokens: tuple[str, ...] = Field(min_length=1)
    verbs: tuple[str, ...] = Field(min_length=1)
    nothing: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    nothing_behind_verbs: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    source: str


class Headers(_Strict):
    """HTTP headers with secrets: whole values, scheme words that stay, cookies whose names stay.

    Attributes:
        servers: Headers whose addresses are those of servers, nobody's own.
    """

    whole: tuple[str, ...]
    scheme: tuple[str, ...]
    cookies: tuple[str, ...]
    set_cookies: tuple[str, ...]
    cookie_attributes: tuple[str, ...]
    schemes: tuple[str, ...]
    servers: tuple[str, ...] = ()
    source: str


class Parameter(_Strict):
    """Names of URL query parameters or form fields with secrets, or with personal data.

    Attributes:
        category: Category of what is personal; None for secrets.
        action_length: Values of letters only, no longer than this, are an action code and stay; 0 for none.
    """

    names: tuple[str, ...] = Field(min_length=1)
    mask: Literal["fixed", "pseudonym"]
    action_length: int = 0
    category: str | None = None
    source: str


class PrivacyFile(_Strict):
    """All of `pii.yaml`."""

    categories: dict[str, Category]
    secrets: tuple[Secret, ...]
    false_friends: tuple[FalseFriend, ...]
    elements: tuple[Element, ...]
    looks_secret: Looks
    spoken: Spoken
    pairs: Pairs
    persons: Persons
    security_context: SecurityContext
    headers: Headers
    url: tuple[Parameter, ...]
    form: tuple[Parameter, ...]


class PrivacyExtension(_Strict):
    """What a user's file adds to `pii.yaml`; every section may be missing."""

    categories: dict[str, Category] = {}
    secrets: tuple[Secret, ...] = ()
    false_friends: tuple[FalseFriend, ...] = ()
    elements: tuple[Element, ...] = ()
    url: tuple[Parameter, ...] = ()
    form: tuple[Parameter, ...] = ()


_PARTS: tuple[type[BaseModel], ...] = (
    PrivacyFile, Category, Secret, Element, FalseFriend, Looks, Pairs, Spoken, Headers, Parameter,
)  # fmt: skip


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
    categories = {**known.categories, **added.categories}
    _check_categories(path, text, added, categories)
    return known.model_copy(
        update={
            "categories": categories,
            "secrets": added.secrets + known.secrets,
            "false_friends": added.false_friends + known.false_friends,
            "elements": added.elements + known.elements,
            "url": added.url + known.url,
            "form": added.form + known.form,
        }
    )


def _read(path: Path, form: type[_File]) -> tuple[str, _File]:
    text, data = _yaml(path)
    try:
        found = form.model_validate({} if data is None else data)
    except ValidationError as error:
        # A key that is not known explains the one that is missing.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        raise PrivacyFileError(f"{path}:{_line(text, first['loc'])}: {_explain(first)}") from None
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


def _explain(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    if error["type"] == "extra_forbidden":
        return unknown_key(place, (name for part in _PARTS for name in part.model_fields))
    if error["type"] == "missing":
        return f"{place} is missing: add it"
    return f"{place}: {wrong_value(error['type'], error['input'], error['msg'])}"


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
