"""HTTP headers: which part of a value is secret."""

from __future__ import annotations

import re
from collections.abc import Callable

from inspector.privacy.classification import Classification
from inspector.privacy.knowledge import Knowledge

_Replace = Callable[[str], str]
_Value = Callable[[str, Classification], str]
_TOKEN = Classification("credential", secret=True, mask="pseudonym", kind="token")
_SECRETS = frozenset(("credential", "meeting_secret", "url_with_access"))
_BY_LAST_WORD = _SECRETS | {"email", "phone"}
_PARAMETER = re.compile(
    r"(?P<name>[\w\-]{1,64})\s{0,4}=\s{0,4}(?:\"(?P<quoted>[^\"]*)\"?|(?P<bare>[^\s,;\"]+))"
)
_COOKIES = re.compile(r"(;|[\r\n]+|,(?=[ \t]{0,8}[\w.\-]{1,256}=))")


def mask_header(name: str, value: str, knowledge: Knowledge, replace: _Value, text: _Replace) -> str:
    """`value` with its secrets replaced: the whole, all but a known scheme word, or the values of cookies.

    Args:
        name: Name of the header, any letter case.
        value: Its value.
        knowledge: Says which headers hold secrets.
        replace: Replaces a whole secret of a class.
        text: Replaces the secrets within a text.
    """
    lower = name.lower()
    known = knowledge.headers

    def token(secret: str) -> str:
        return replace(secret, _TOKEN)

    match known.part_of(lower):
        case "scheme":
            return _after_scheme(value, known.schemes, token)
        case "cookies":
            return ";".join(_cookie(part, token) for part in value.split(";"))
        case "set_cookies":
            return _set_cookie(value, known.cookie_attributes, token)
        case "challenges":
            return _challenge(value, known.challenge_secrets, token)
        case "whole":
            return token(value)
    found = by_header(lower, knowledge)
    if found is not None:
        # A header is a token of its own, whatever a field of that name would be.
        personal = found.category not in _SECRETS
        return replace(value, found) if personal else token(value)
    return text(value)


def by_header(name: str, knowledge: Knowledge) -> Classification | None:
    """What a header holds as a whole by its name, or by the last word of it: `X-User-Pass`, `X-PIN`."""
    lower = name.lower()
    found = knowledge.by_name(lower)
    if found is None or not found.secret:
        found = knowledge.by_name(lower.rpartition("-")[2])
        if found is None or found.category not in _BY_LAST_WORD:
            return None
    return found if found.secret and found.kind != "url" else None


def _after_scheme(value: str, schemes: tuple[str, ...], token: _Replace) -> str:
    """Keeps the scheme word only where it is a known one: anything else may be part of the secret."""
    word, space, rest = value.strip().partition(" ")
    if space and word.lower() in schemes:
        return f"{word} {token(rest.strip())}"
    return token(value)


def _challenge(value: str, secrets: tuple[str, ...], token: _Replace) -> str:
    """Scheme and parameters stay, but for the values of those that are secrets."""

    def replaced(found: re.Match[str]) -> str:
        if found["name"].lower() not in secrets:
            return found[0]
        text = found["quoted"] if found["quoted"] is not None else found["bare"]
        start = found.start("quoted" if found["quoted"] is not None else "bare") - found.start()
        return found[0][:start] + token(text) + found[0][start + len(text) :]

    return _PARAMETER.sub(replaced, value)


def _cookie(part: str, token: _Replace) -> str:
    """`name=value` with its value replaced; a part without `=` is a value."""
    name, equals, value = part.partition("=")
    return f"{name}={token(value)}" if equals else token(part)


def _set_cookie(value: str, attributes: tuple[str, ...], token: _Replace) -> str:
    """Separators and known attributes stay; several cookies may be folded into one header."""
    parts = _COOKIES.split(value)
    masked: list[str] = []
    for index, part in enumerate(parts):
        if index % 2:
            masked.append(part)
            continue
        first = index == 0 or parts[index - 1] != ";"
        attribute = not first and part.partition("=")[0].strip().lower() in attributes
        masked.append(part if attribute else _cookie(part, token))
    return "".join(masked)
