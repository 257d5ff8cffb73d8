"""Whose traffic it is (decision 5)."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from inspector.engine.messages import Reading


def site_of(request: Reading | None, url: str) -> str | None:
    """siteName, else siteID, else the first label of the host unless that is `api`; None where unknown."""
    if request is not None:
        named = request.value(request.shape.site) or request.shape.message.recovered_site
        if not named:
            named = next(
                (value for name, value in request.body.form if name.lower() == "sid" and value), None
            )
        if named:
            return named
    return _of_host(url)


def _of_host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    label, dot, _ = host.partition(".")
    if not dot or label == "api":
        return None
    try:
        ip_address(host)
    except ValueError:
        return label
    return None
