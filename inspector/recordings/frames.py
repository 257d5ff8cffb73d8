"""Frames of a `.mitm` file: tnetstrings over a mapped file, long values cut to a limit.

mitmproxy's own parser copies every value whole, and believes the length that a frame claims.
"""

from __future__ import annotations

from collections.abc import Iterator

State = dict[object, object]

_PREFIX_LIMIT = 13  # twelve digits and a colon, as mitmproxy reads them
_DEPTH_LIMIT = 50


class BrokenFrameError(ValueError):
    """The bytes at `offset` are no frame; what was read before is good."""

    def __init__(self, offset: int, cause: str) -> None:
        super().__init__(cause)
        self.offset = offset


def frames(data: memoryview, cap: int) -> Iterator[tuple[int, State]]:
    """Each frame of the file with its byte offset.

    Args:
        data: The whole file.
        cap: Byte values longer than this are cut to `cap` bytes.

    Raises:
        BrokenFrameError: The next bytes are no frame.
    """
    place = 0
    while place < len(data):
        try:
            value, end = _value(data, place, cap, 0)
        except (ValueError, RecursionError) as error:
            raise BrokenFrameError(place, str(error)) from None
        if not isinstance(value, dict):
            raise BrokenFrameError(place, "not a flow")
        yield place, value
        place = end


def looks_like_frames(start: bytes) -> bool:
    """Whether a file that begins with `start` (16 bytes or more) is a flow file: `<length>:<length>:`."""
    length, colon, rest = start.partition(b":")
    key, second, _ = rest.partition(b":")
    return bool(colon and second and length.isdigit() and key.isdigit() and len(length) < _PREFIX_LIMIT)


def _value(data: memoryview, place: int, cap: int, depth: int) -> tuple[object, int]:
    """The value at `place` and the place behind it."""
    if depth > _DEPTH_LIMIT:
        raise ValueError("nested too deeply")
    length, colon, _ = bytes(data[place : place + _PREFIX_LIMIT]).partition(b":")
    if not colon or not length.isdigit():
        raise ValueError("no length where a value should begin")
    start = place + len(length) + 1
    end = start + int(length)
    if end >= len(data):
        raise ValueError("the file ends inside a flow")
    return _typed(data[start:end], data[end], cap, depth), end + 1


def _typed(data: memoryview, tag: int, cap: int, depth: int) -> object:
    match chr(tag):
        case ",":
            return bytes(data[:cap])
        case ";":
            return str(data[:cap], "utf-8", "surrogateescape")
        case "#":
            return int(bytes(data[:32]))
        case "^":
            return float(bytes(data[:64]))
        case "!":
            return bytes(data[:5]) == b"true"
        case "~":
            return None
        case "]":
            return _items(data, cap, depth)
        case "}":
            items = _items(data, cap, depth)
            return dict(zip(items[::2], items[1::2], strict=True))
    raise ValueError("a value of unknown type")


def _items(data: memoryview, cap: int, depth: int) -> list[object]:
    items: list[object] = []
    place = 0
    while place < len(data):
        value, place = _value(data, place, cap, depth + 1)
        items.append(value)
    return items
