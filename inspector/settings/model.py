"""Settings: what they are, and where each value comes from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

APP = "xmlinspect"
FILE_NAME = "xmlinspect.toml"
ENVIRONMENT = "XMLINSPECT_"

SeverityWord = Literal["info", "warning", "error"]


def _codes(value: object) -> object:
    """A list of codes, also where it is one string with commas, as the environment and options give it."""
    if isinstance(value, str):
        return [word for word in re.split(r"[\s,]+", value) if word]
    return value


def _one(value: object) -> object:
    """One path stands for a list of it, as the environment gives it."""
    return (value,) if isinstance(value, (str, Path)) else value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


def _zone(value: str) -> str:
    if value:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):
            raise ValueError(f"no time zone is called {value}: write it as America/New_York") from None
    return value


Codes = Annotated[tuple[str, ...], BeforeValidator(_codes)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_one)]


def default_store() -> Path:
    """The store in the user's data folder."""
    return platformdirs.user_data_path(APP, appauthor=False) / "xmlservice.sqlite"


def default_keys() -> Path:
    """The folder for keys in the user's data folder: outside any store (decision 23)."""
    return platformdirs.user_data_path(APP, appauthor=False) / "keys"


def default_schemas() -> Path:
    """The folder for official schema files in the user's data folder."""
    return platformdirs.user_data_path(APP, appauthor=False) / "schemas"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteSettings(_Table):
    """What is known of one site."""

    release: str | None = Field(
        default=None, description="Release that its messages are judged by, before what the traffic says."
    )
    on_premises: bool = Field(
        default=False, description="True: it runs on the user's own premises, where nothing was retired."
    )
    control_hub: bool = Field(
        default=False, description="True: it is managed in Control Hub, which ignores some elements (VAL-15)."
    )
    time_zone: Annotated[str, BeforeValidator(_zone)] = Field(
        default="",
        description="Its time zone, as America/New_York, for starts that name none (VAL-01).",
    )


class ProfileSettings(_Table):
    """Who calls when recorded calls are sent again; secrets never stand here."""

    url: str | None = Field(default=None, description="Address of the XML API to send to.")
    site: str | None = Field(default=None, description="siteName in place of the recorded one.")
    identity: str | None = Field(
        default=None, description="webExID or e-mail address in place of the recorded one."
    )


class LimitSettings(_Table):
    """Limits of reading a message; what exceeds one is refused, and is a finding."""

    body: int = Field(default=16 * 1024 * 1024, gt=0, description="Bytes of a body, as sent and decoded.")
    depth: int = Field(default=200, gt=0, description="Nested elements.")
    elements: int = Field(default=500_000, gt=0, description="Elements of a message.")
    name: int = Field(default=1_000, gt=0, description="Characters of a name.")
    attributes: int = Field(default=1_000, gt=0, description="Attributes of one element.")


class Settings(_Table):
    """All settings; `description` is what `config init` writes beside each."""

    store: Path = Field(default_factory=default_store, description="The store's file.")
    keys: Path = Field(
        default_factory=default_keys, description="Folder for the keys of pseudonyms, one a store."
    )
    schemas: Path = Field(
        default_factory=default_schemas,
        description="Folder for official schema files (`schemas add`), one folder a release.",
    )
    release: str | None = Field(
        default=None,
        description="Release to judge by where neither a site's setting nor the traffic names one.",
    )
    sites: dict[str, SiteSettings] = Field(default_factory=dict, description="Settings by site name.")
    profile: dict[str, ProfileSettings] = Field(
        default_factory=dict,
        description="Callers for replay by name; secrets come from keyring or environment.",
    )
    body_content_maximum: int | None = Field(
        default=None, gt=0, description="Most bodyContent in a request (LIM-04); the vendor names no number."
    )
    not_found_maximum: int | None = Field(
        default=None,
        gt=0,
        description="Not-found answers within an hour that lock a caller out (LIM-02); not published.",
    )
    cache_bytes: int = Field(
        default=64 * 1024 * 1024,
        ge=0,
        description="Rough size of the shape cache; 0 judges each message anew, with the same result.",
    )
    pii: Path | None = Field(
        default=None,
        description="File that extends the list of secret and personal names (as rules/pii.yaml).",
    )
    rules: Paths = Field(default=(), description="Folders with rules of your own, beside those that ship.")
    phone_region: str = Field(
        default="US",
        pattern=r"^(?:[A-Z]{2})?$",
        description="Country of telephone numbers without + in free text; empty for none.",
    )
    redact: Codes = Field(
        default=(),
        description="Categories of personal data to replace beside secrets; pii is all but time_place.",
    )
    select: Codes = Field(default=(), description="Codes or families to report; all where empty.")
    ignore: Codes = Field(default=(), description="Codes or families to leave out.")
    severity: dict[str, SeverityWord] = Field(
        default_factory=dict, description="Severity by code, in place of the rule's own."
    )
    fail_on: SeverityWord = Field(default="error", description="Least severity that makes the exit code 1.")
    path: Annotated[str, BeforeValidator(_pattern)] = Field(
        default=r"/WBXService/(?:[^/?]+/)?XMLService/?$",
        description="What the path of an XMLService URL matches.",
    )
    listen: str = Field(
        default="127.0.0.1:8080",
        pattern=r"^(?:[^:\s]+|\[[0-9a-fA-F:.]+\]):\d{1,5}$",
        description="Address and port that the proxy listens on.",
    )
    limits: LimitSettings = Field(default_factory=LimitSettings, description="Limits of reading a message.")
