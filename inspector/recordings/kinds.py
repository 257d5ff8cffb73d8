"""What a file is, by its content and never by its name."""

from __future__ import annotations

import re

from inspector.recordings.frames import looks_like_frames
from inspector.recordings.jsonl import looks_like_lines

START = 4_096
"""Bytes of a file that say what it is."""

_MARK = b"\xef\xbb\xbf"
_HAR = re.compile(rb'\s*\{.*?"log"\s*:\s*\{.*?"(?:version|creator|browser|pages|entries)"\s*:', re.DOTALL)


def kind(start: bytes, suffix: str = "") -> str:
    """What a file holds that begins with `start`: "mitm", "jsonl", "har", or one "message".

    Args:
        start: Its first `START` bytes.
        suffix: Its suffix: an object of JSON in a file that is called `.har` is a HAR, however it begins.
    """
    if looks_like_frames(start[:64]):
        return "mitm"
    if looks_like_lines(start[:64]):
        return "jsonl"
    plain = start.removeprefix(_MARK)
    is_object = plain.lstrip().startswith(b"{")
    if is_object and (suffix.lower() == ".har" or _HAR.match(plain)):
        return "har"
    return "message"
