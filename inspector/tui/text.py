"""What captured text becomes before it may reach a terminal."""

from __future__ import annotations

import re

MASK = "•••"
"""Stands on screen for a personal value; of fixed length, so that it tells nothing."""

_NO_BREAK_SPACE = "⍽"
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w.-]{1,253}")
_LINE_BREAK = re.compile(r"\r\n|\r")


def clean(text: str) -> str:
    """`text` without anything a terminal would act on, character for character.

    Control characters become their pictures (ESC is shown as `␛`), a no-break space becomes `⍽` because it is
    a fault in this API's markup that nobody can see, and other invisible or reordering characters become `�`.
    """
    return _UNSAFE.sub(_picture, text) if not text.isascii() or not text.isprintable() else text


def _picture(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character == "\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return _NO_BREAK_SPACE if code == 0xA0 else "�"


def unify_line_breaks(text: str) -> str:
    """`text` with each line break as a line feed, counted as an XML parser counts lines."""
    return _LINE_BREAK.sub("\n", text)


def mask_addresses(text: str) -> str:
    """`text` with everything that looks like an e-mail address masked.

    A net under the inventory of personal data: a message that could not be parsed has none.
    """
    return _EMAIL.sub(MASK, text) if "@" in text else text
