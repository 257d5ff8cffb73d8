"""Who calls at replay time: secrets come from keyring, environment or a question, never a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inspector.replay.credentials import Credentials

VARIABLES = {
    "password": "WEBEX_PASSWORD",
    "ticket": "WEBEX_SESSION_TICKET",
    "token": "WEBEX_ACCESS_TOKEN",
    "jwt": "WEBEX_JWT",
}
"""Environment variables by secret."""

_VALUE = "WEBEX_VALUE_"
_SERVICE = "xmlinspect"


@dataclass(frozen=True, slots=True)
class Profile:
    """A caller as settings name it.

    Attributes:
        name: Names its keyring entries; "" for none, then the environment alone has its secrets.
        identity, site: In place of the recorded ones, "" to keep those.
    """

    name: str = ""
    identity: str = ""
    site: str = ""


def asked_for(need: str) -> str:
    """The secret to ask for, where `need` is missing: a ticket is got by a password."""
    return "password" if need == "ticket" else need


def credentials_of(
    profile: Profile,
    variables: Mapping[str, str],
    needs: Iterable[str] = (),
    ask: Callable[[str], str] | None = None,
) -> Credentials:
    """What a profile gives for the secrets that a plan needs.

    Args:
        profile: Who calls.
        variables: The environment.
        needs: "password", "ticket", "token", "jwt".
        ask: Asks for a secret that keyring and environment do not have; "" for no answer.
    """
    secrets = {kind: _secret(profile.name, kind, variables) for kind in VARIABLES}
    for need in sorted(set(needs)):
        had = secrets["password"] or secrets["token"] if need == "ticket" else ""
        if ask is not None and not secrets[need] and not had:
            asked = asked_for(need)
            secrets[asked] = ask(asked)
    return Credentials(
        identity=profile.identity,
        site=profile.site,
        password=secrets["password"],
        ticket=secrets["ticket"],
        token=secrets["token"],
        jwt=secrets["jwt"],
        value=lambda element: _value(profile.name, element, variables),
        name=profile.name,
    )


def _secret(name: str, kind: str, variables: Mapping[str, str]) -> str:
    return _keyring(name, kind) or variables.get(VARIABLES[kind], "")


def _value(name: str, element: str, variables: Mapping[str, str]) -> str | None:
    return _keyring(name, element) or variables.get(_VALUE + element.upper()) or None


def _keyring(name: str, entry: str) -> str | None:
    """The entry "NAME/ENTRY" of the service "xmlinspect"; None without one, or without a keyring."""
    if not name:
        return None
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, f"{name}/{entry}")
    except (KeyringError, RuntimeError, OSError):
        return None
