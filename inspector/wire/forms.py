"""Bodies that are HTML forms: the document stands in a field `XML`, credentials may stand beside it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

MOST_FIELDS = 1_000
_STEP = 65_536
_FIELD = re.compile(rb"\s*+[A-Za-z0-9_.%+\[\]-]{1,100}=")
_RAW = re.compile(rb"(?:\A\s*+|&)xml=\s*+(?=<)", re.IGNORECASE)


class Form(NamedTuple):
    """A form taken apart.

    Attributes:
        document: The XML field's bytes, None where there is none.
        fields: The other fields, decoded.
        wrapped: "form" (url-encoded) or "raw-form" (the XML written into the field as it is).
    """

    document: bytes | None
    fields: tuple[tuple[str, str], ...]
    wrapped: str


def unpack(body: bytes) -> Form | None:
    """Take a form apart; None where `body` is none. Decided by the bytes alone, never by Content-Type."""
    if not _FIELD.match(body):
        return None
    raw = _RAW.search(body)
    if raw is not None:
        end = body.rfind(b">") + 1
        fields = _fields(body[: raw.start()]) + _fields(body[end:])
        return Form(body[raw.end() : end], tuple(_text(name, value) for name, value in fields), "raw-form")
    document: bytes | None = None
    others: list[tuple[str, str]] = []
    for name, value in _fields(body):
        if document is None and name.strip().lower() == b"xml":
            document = value
        else:
            others.append(_text(name, value))
    return Form(document, tuple(others), "form")


def _fields(part: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    for field in part.split(b"&", MOST_FIELDS):
        name, equals, value = field.partition(b"=")
        if equals:
            found.append((_plain(name), _plain(value)))
    return found


def _plain(quoted: bytes) -> bytes:
    # In steps: the library keeps an object for each escape, which are a third of the bytes in a real form.
    plain, at = bytearray(), 0
    while at < len(quoted):
        stop = at + _STEP
        cut = quoted.rfind(b"%", max(at, stop - 2), stop)
        stop = cut if cut > at else stop
        plain += unquote_to_bytes(quoted[at:stop].replace(b"+", b" "))
        at = stop
    return bytes(plain)


def _text(name: bytes, value: bytes) -> tuple[str, str]:
    return name.decode("utf-8", "replace").strip(), value.decode("utf-8", "replace").strip("\r\n")
