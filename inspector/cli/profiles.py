"""Profiles of the settings, for commands; a secret that is nowhere is asked for where there is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping

from inspector.cli.output import CommandError
from inspector.replay import Credentials, Profile, credentials_of
from inspector.settings import Settings


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
    if name is not None and name not in settings.profile:
        known = ", ".join(sorted(settings.profile)) or "none"
        raise CommandError(
            f"--as {name}: no such profile ({known} known); add [profile.{name}] with url, site and identity "
            "to xmlinspect.toml"
        )
    given = settings.profile[name] if name is not None else None
    profile = Profile(name or "", given.identity or "", given.site or "") if given else Profile()
    variables = os.environ if environment is None else environment
    asks = sys.stdin is not None and sys.stdin.isatty()
    ask = (lambda kind: _prompt(kind, name)) if asks else None
    return credentials_of(profile, variables, needs, ask)


def _prompt(kind: str, name: str | None) -> str:
    import typer

    whose = f" of {name}" if name else ""
    given: str = typer.prompt(f"{kind}{whose}", default="", hide_input=True, show_default=False, err=True)
    return given
