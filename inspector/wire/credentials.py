"""Who calls: what a securityContext and the form fields beside the document hold (decision 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector.model.message import Node
from inspector.model.report import Caller
from inspector.wire.split import BLANK

_SITE = frozenset({"sitename", "siteid"})
_IDENTITY = frozenset({"webexid", "email"})
_SECRETS = {"password": "password", "sessionticket": "sessionTicket", "webexaccesstoken": "webExAccessToken"}
_BODY_TOKENS = frozenset({"accesstoken", "samlresponse"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a caller shows of itself, without any value.

    Attributes:
        site: A siteName or siteID that is not empty.
        identity: A webExID or email that is not empty.
        secrets: Names of the secrets that are not empty: password, sessionTicket, webExAccessToken.
        empty_secrets: Names of the secret elements that are there, but empty.
        context: True where there is a securityContext at all.
    """

    site: bool = False
    identity: bool = False
    secrets: frozenset[str] = frozenset()
    empty_secrets: frozenset[str] = frozenset()
    context: bool = False


def credentials(security: Node | None) -> Credentials:
    """What a securityContext holds; names count in any letter case."""
    if security is None:
        return Credentials()
    filled: set[str] = set()
    empty: set[str] = set()
    for child in security.children:
        (filled if child.text.strip(BLANK) else empty).add(child.local.lower())
    secrets = frozenset(name for key, name in _SECRETS.items() if key in filled)
    blank = frozenset(name for key, name in _SECRETS.items() if key in empty) - secrets
    return Credentials(bool(_SITE & filled), bool(_IDENTITY & filled), secrets, blank, context=True)


def with_form(found: Credentials, form: tuple[tuple[str, str], ...]) -> Credentials:
    """The same with what form fields beside the document add: UID, PWD and SID."""
    filled = {name.lower() for name, value in form if value.strip(BLANK)}
    return replace(
        found,
        site=found.site or "sid" in filled,
        identity=found.identity or "uid" in filled,
        secrets=found.secrets | ({"password"} if "pwd" in filled else frozenset()),
        empty_secrets=found.empty_secrets - ({"password"} if "pwd" in filled else frozenset()),
    )


def body_token(content: Node | None) -> bool:
    """True where a bodyContent carries a token that AuthenticateUser takes in place of a password."""
    if content is None:
        return False
    return any(child.local.lower() in _BODY_TOKENS and child.text.strip(BLANK) for child in content.children)


def caller(
    found: Credentials, operation: str | None, *, jwt: bool = False, body_token: bool = False
) -> Caller:
    """How far a caller has shown who it is.

    Args:
        found: What it shows in the message.
        operation: Name of the operation ("user.GetUserCard"), None where unknown.
        jwt: True where the request has a JWTToken header that is not empty.
        body_token: True where the call's bodyContent carries a token, see `body_token`.

    Returns:
        "authenticated" with site, identity and a secret, with the JWT header on GetUserCard, or with a token
        in the body of AuthenticateUser; "identified" with an identity short of that; else "anonymous".
    """
    name = (operation or "").lower()
    if (jwt and name == "user.getusercard") or (body_token and name == "user.authenticateuser"):
        return "authenticated"
    if not found.identity:
        return "anonymous"
    return "authenticated" if found.site and found.secrets else "identified"
