"""Profiles: who calls at replay time; secrets come from keyring, environment or a prompt, never a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping

from inspector.cli.output import CommandError
from inspector.replay import Credentials
from inspector.settings import Settings

VARIABLES = {
    "password": "WEBEX_PASSWORD",
    "ticket": "WEBEX_SESSION_TICKET",
    "token": "WEBEX_ACCESS_TOKEN",
    "jwt": "WEBEX_JWT",
}
_VALUE = "WEBEX_VALUE_"
_SERVICE = "xmlinspect"


def credentials(
    settings: Settings,
    name: str | None,
    needs: Iterable[str],
    environment: Mapping[str, str] | None = None,
) -> Credentials:
    """What a profile gives for the secrets that a plan needs.

    Args:
        settings: Has the profiles.
        name: Of the profile; None for none, then the environment alone is asked.
        needs: "password", "ticket", "token", "jwt".
        environment: The process's where None.

    Raises:
        CommandError: There is no such profile.
    """
    variables = os.environ if environment is None else environment
    if name is not None and name not in settings.profile:
        known = ", ".join(sorted(settings.profile)) or "none"
        raise CommandError(
            f"--as {name}: no such profile ({known} known); add [profile.{name}] with url, site and identity "
            "to xmlinspect.toml"
        )
    profile = settings.profile.get(name) if name is not None else None
    secrets = {kind: _secret(name, kind, variables) for kind in VARIABLES}
    for need in sorted(set(needs)):
        had = secrets["password"] or secrets["token"] if need == "ticket" else ""
        if not secrets[need] and not had and sys.stdin is not None and sys.stdin.isatty():
            asked = "password" if need == "ticket" else need
            secrets[asked] = _prompt(asked, name)
    return Credentials(
        identity=(profile.identity or "") if profile else "",
        site=(profile.site or "") if profile else "",
        password=secrets["password"],
        ticket=secrets["ticket"],
        token=secrets["token"],
        jwt=secrets["jwt"],
        value=lambda element: _value(name, element, variables),
        name=name or "",
    )


def _secret(name: str | None, kind: str, variables: Mapping[str, str]) -> str:
    kept = _keyring(name, kind) if name is not None else None
    return kept or variables.get(VARIABLES[kind], "")


def _value(name: str | None, element: str, variables: Mapping[str, str]) -> str | None:
    kept = _keyring(name, element) if name is not None else None
    return kept or variables.get(_VALUE + element.upper()) or None


def _keyring(name: str, entry: str) -> str | None:
    """The entry "NAME/ENTRY" of the service "xmlinspect"; None without one, or without a keyring."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, f"{name}/{entry}")
    except (KeyringError, RuntimeError, OSError):
        return None


def _prompt(kind: str, name: str | None) -> str:
    import typer

    whose = f" of {name}" if name else ""
    given: str = typer.prompt(f"{kind}{whose}", default="", hide_input=True, show_default=False, err=True)
    return given
