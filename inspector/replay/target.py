"""Where calls are sent to: an address of the XML API, and not the recording's own host unasked."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from inspector.replay.errors import ReplayError
from inspector.replay.hosts import host_of, is_local
from inspector.replay.plan import Plan


def check_address(url: str, path: str) -> None:
    """See that `url` is the address of an XML API.

    Args:
        url: The address.
        path: Regular expression that its path matches.

    Raises:
        ReplayError: It is not, or it holds a name or a password.
    """
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if whole and (parts.username or parts.password):
        raise ReplayError(
            "the address holds a name or a password; leave it out, credentials come from a profile"
        )
    if not whole or not re.search(path, parts.path):
        raise ReplayError(
            f"{url}: not the address of an XML API; it ends in /WBXService/XMLService, "
            "as https://acme.example.com/WBXService/XMLService"
        )


def goes_back(url: str, plan: Plan) -> str:
    """The host of `url` where the recording came from it; else ""."""
    host = host_of(url)
    return host if host in plan.hosts else ""


def in_clear(url: str, plan: Plan) -> bool:
    """Whether secrets would leave this machine unencrypted."""
    secret = any(step.request.needs() for step in plan.steps)
    return secret and urlsplit(url).scheme == "http" and not is_local(url)
