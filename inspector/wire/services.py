"""Sister services on the same hosts: recognised, so that none is called a broken XMLService message."""

from __future__ import annotations

from urllib.parse import urlsplit

from inspector.model.message import Envelope, Message

XMLSERVICE = "xmlservice"


def service(url: str, message: Message | None) -> str:
    """Which service an exchange belongs to.

    Args:
        url: URL of the request, "" where unknown.
        message: The request as read, None where there is none.

    Returns:
        "xmlservice", "gla" (site look-up), "nbr" (recordings), "url-api" (the URL API's PHP pages) or "soap".
    """
    named = by_url(url)
    if named:
        return named
    return (message.other_service if message else "") or XMLSERVICE


def by_url(url: str) -> str:
    """The sister service that the path of `url` names, "" for none."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        return ""
    if "/gla/" in path or path.endswith("/gla"):
        return "gla"
    if "/nbr/" in path or path.endswith("/nbr"):
        return "nbr"
    return "url-api" if path.endswith(".php") else ""


def by_envelope(envelope: Envelope) -> str:
    """The sister service that a message's calls name, "" for XMLService."""
    return "gla" if any("webapp.sxa" in call.package for call in envelope.calls) else ""
