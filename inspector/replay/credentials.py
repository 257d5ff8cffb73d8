"""Who calls at replay time, and the values put where a recording has masks."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field

from inspector.privacy.classification import Classification
from inspector.schema.content import SimpleType
from inspector.schema.releases import Releases
from inspector.schema.values import INTEGERS, check

_LETTERS = string.ascii_letters + string.digits
_LENGTH = 12


def _no_value(_name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a profile gives.

    Attributes:
        identity: webExID or e-mail address, "" to keep the recorded one.
        site: siteName, "" to keep the recorded one.
        password, ticket, token, jwt: Secrets, "" where there is none.
        value: Gives the value for an element of a call's body that was a secret, None where it has none.
        name: The profile's name, for messages.
    """

    identity: str = ""
    site: str = ""
    password: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    jwt: str = field(default="", repr=False)
    value: Callable[[str], str | None] = field(default=_no_value, repr=False)
    name: str = ""

    def has(self, need: str) -> bool:
        """Whether there is a secret for this place: "password", "ticket", "token" or "jwt"."""
        if need == "ticket":
            return bool(self.ticket or self.password or self.token)
        return bool({"password": self.password, "token": self.token, "jwt": self.jwt}[need])


class Values:
    """Values for secrets that calls carry in their bodies: the profile's, else valid new ones.

    Args:
        credentials: Who calls.
        releases: For the check against the type.
    """

    def __init__(self, credentials: Credentials, releases: Releases) -> None:
        self._credentials = credentials
        self._releases = releases
        self._made: dict[str, str | None] = {}

    def of(self, name: str, found: Classification, type_: SimpleType | None) -> str | None:
        """The value for the element `name`; None where none can be had. The same for each call of a run."""
        if name not in self._made:
            self._made[name] = self._value(name, found, type_)
        return self._made[name]

    def _value(self, name: str, found: Classification, type_: SimpleType | None) -> str | None:
        given = self._credentials.value(name)
        if given is not None:
            return given
        if found.kind == "token":
            # A token cannot be made up: somebody else has to have given it.
            return self._credentials.token or None if "access" in name.lower() else None
        made = _made(found, type_)
        fault = None
        if type_ is not None:
            fault = check(made, type_, self._releases, self._releases.newest.name)
        return made if fault is None else None


def _made(found: Classification, type_: SimpleType | None) -> str:
    facets = type_.facets if type_ else {}
    least, most = int(facets.get("minLength", 0)), int(facets.get("maxLength", _LENGTH))
    length = int(facets.get("length", max(least, min(_LENGTH, most))))
    if found.kind == "code" or (type_ is not None and type_.primitive in INTEGERS):
        return "".join(secrets.choice("123456789") for _ in range(min(length, 8)))
    # Mixed, so that the password rules of a site are met.
    text = "Aa7" + "".join(secrets.choice(_LETTERS) for _ in range(max(length, 3) - 3))
    return text[:length]
