"""What can still be said of a message that cannot be parsed: its operations and its site."""

from __future__ import annotations

import re

MOST = 50
_BLANK = rb"(?:[ \t\r\n\xa0]|\xc2\xa0)*+"
_TYPE = re.compile(
    rb"xsi:type"
    + _BLANK
    + rb"="
    + _BLANK
    + rb"[\"']"
    + _BLANK
    + rb"([\w.]{1,200}(?::[\w.]{1,200})?)"
    + _BLANK
    + rb"[\"']"
)
_SITE = re.compile(
    rb"<(?:[\w.-]{1,40}:)?siteName"
    + _BLANK
    + rb">"
    + _BLANK
    + rb"([A-Za-z0-9][A-Za-z0-9.-]{0,62})"
    + _BLANK
    + rb"</"
)
_FOREIGN = (b"xsd:", b"xs:", b"soapenc:")


def operations(document: bytes) -> tuple[str, ...]:
    """The xsi:type values that stand in `document`, as sent, in order; at most 50."""
    found: list[str] = []
    for match in _TYPE.finditer(document):
        if not match[1].startswith(_FOREIGN):
            found.append(match[1].decode("ascii", "replace"))
            if len(found) == MOST:
                break
    return tuple(found)


def site(document: bytes) -> str | None:
    """The first siteName that looks like one, None where there is none."""
    found = _SITE.search(document)
    return found[1].decode("ascii") if found else None
