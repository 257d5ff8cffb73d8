"""JSON that a terminal or an editor shows as it is."""

from __future__ import annotations

import re

_SIGNS = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What controls a terminal, or turns the direction of what follows, so that a line reads as another."""


def inert(text: str) -> str:
    """JSON with what controls a terminal, or turns a line, as escapes: it stands in strings alone."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _SIGNS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
