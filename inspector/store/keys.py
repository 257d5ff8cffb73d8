"""The keys of the filter language: one table, for reading, help and completion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

How = Literal["name", "word", "code", "part", "start"]
Kind = Literal["label", "severity", "number", "valid", "since", "until"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the language.

    Attributes:
        name: As typed.
        meaning: What it selects, for help.
        example: A term with it.
        kind: How its value is read.
        column: Column of table `exchange`; for labels, their kind as well.
        how: How a label is compared: "name" (operation, package optional), "word" (whole word), "code" (code
            or family), "part" (anywhere in it), "start" (its beginning); globs work in all of them, and
            letter case never counts.
        values: The values that it may have, () for any.
    """

    name: str
    meaning: str
    example: str
    kind: Kind
    column: str
    how: How = "word"
    values: tuple[str, ...] = ()


_CALLERS = ("anonymous", "identified", "authenticated")
_SEVERITIES = ("info", "warning", "error", "none")
_SERVICES = ("xmlservice", "gla", "nbr", "url-api", "soap")
_VALID = ("yes", "no", "unknown")

KEYS: Final[tuple[Key, ...]] = (
    Key("op", "operation, its package optional", "op:GetUser*", "label", "operations", "name"),
    Key("sev", "worst severity of its findings", "sev>=warning", "severity", "severity", values=_SEVERITIES),
    Key("code", "a finding of this code or family", "code:AUTH", "label", "codes", "code"),
    Key("pii", "personal data of this category", "pii:email", "label", "categories"),
    Key("caller", "who called", "caller:anonymous", "label", "callers", values=_CALLERS),
    Key("result", "result of a call", "result:FAILURE", "label", "results"),
    Key("exception", "exceptionID of a call", "exception:000015", "label", "exceptions"),
    Key("site", "site", "site:acme", "label", "site"),
    Key("client", "address, User-Agent or clientInfo", "client:192.0.2.7", "label", "client", "part"),
    Key("release", "release that it was judged by", "release:40.9.*", "label", "release"),
    Key("shape", "beginning of a shape's hash", "shape:9f2c", "label", "shapes", "start"),
    Key("service", "service", "service:xmlservice", "label", "service", values=_SERVICES),
    Key("status", "HTTP status", "status>=400", "number", "status"),
    Key("duration", "milliseconds until the answer was complete", "duration>500", "number", "duration_ms"),
    Key("valid", "valid by its release's schema", "valid:no", "valid", "", values=_VALID),
    Key("since", "began at or after this time, or this long ago", "since:1h", "since", "started"),
    Key("until", "began before this time", "until:2026-01-31", "until", "started"),
)
"""All keys; besides, NAME~text looks into an element, and words or "a phrase" into all values."""
