"""Where calls are sent to: an address of the XML API, and not the recording's own host unasked."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from inspector.replay.errors import ReplayError
from inspector.replay.hosts import addresses, host_of, is_address, is_local, resolves_here
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
    host = host_of(url, ask=True)
    if host in plan.hosts:
        return host
    if host.startswith("localhost:"):
        # A name that leads here was recorded without its port.
        return next((name for name in sorted(plan.hosts) if resolves_here(name)), "")
    ours = {host} | addresses(host)
    # Two names with one address may be two sites; a name and its address are one.
    return next(
        (
            name
            for name in sorted(plan.hosts)
            if name in ours or (is_address(host) and host in addresses(name))
        ),
        "",
    )


def in_clear(url: str, plan: Plan) -> bool:
    """Whether secrets would leave this machine unencrypted."""
    secret = any(step.request.needs() for step in plan.steps)
    return secret and urlsplit(url).scheme == "http" and not is_local(url)
