"""Frames of a `.mitm` file: tnetstrings over a mapped file, long values cut to a limit.

mitmproxy's own parser copies every value whole, and believes the length that a frame claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from mmap import mmap

State = dict[object, object]
Data = bytes | mmap

_PREFIX_LIMIT = 13  # twelve digits and a colon, as mitmproxy reads them
_DEPTH_LIMIT = 50
_SCALAR_LIMIT = 64
_BYTES, _TEXT, _LIST, _DICT = b",;]}"
_SCALARS: dict[int, Callable[[bytes], object]] = {
    ord("#"): int,
    ord("^"): float,
    ord("!"): b"true".__eq__,
    ord("~"): lambda _: None,
}


class BrokenFrameError(ValueError):
    """The bytes at `offset` are no frame; what was read before is good."""

    def __init__(self, offset: int, cause: str) -> None:
        super().__init__(cause)
        self.offset = offset


def frames(data: Data, cap: int) -> Iterator[tuple[int, State]]:
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
            value, end = _value(data, place, len(data), cap, 0)
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


def _value(data: Data, place: int, limit: int, cap: int, depth: int) -> tuple[object, int]:
    """The value at `place`, which ends before `limit`, and the place behind it."""
    colon = data.find(b":", place, min(place + _PREFIX_LIMIT, limit))
    digits = data[place:colon] if colon > place else b""
    if not digits.isdigit():
        raise ValueError("no length where a value should begin")
    start = colon + 1
    end = start + int(digits)
    if end >= limit:
        raise ValueError("the file ends inside a flow")
    tag = data[end]
    if tag == _BYTES:
        return data[start : min(end, start + cap)], end + 1
    if tag == _TEXT:
        return data[start : min(end, start + cap)].decode("utf-8", "surrogateescape"), end + 1
    if tag in _SCALARS:
        return _scalar(tag, data[start : min(end, start + _SCALAR_LIMIT)]), end + 1
    if tag not in (_LIST, _DICT):
        raise ValueError("a value of unknown type")
    items = _items(data, start, end, cap, depth + 1)
    return (_dict(items) if tag == _DICT else items), end + 1


def _scalar(tag: int, raw: bytes) -> object:
    try:
        return _SCALARS[tag](raw)
    except ValueError:
        # Its own words quote the bytes, which may be anything.
        raise ValueError("no number where one should stand") from None


def _dict(items: list[object]) -> State:
    keys = items[::2]
    if len(items) % 2 or not all(isinstance(key, (bytes, str)) for key in keys):
        raise ValueError("names and values that do not pair")
    return dict(zip(keys, items[1::2], strict=True))


def _items(data: Data, place: int, limit: int, cap: int, depth: int) -> list[object]:
    if depth > _DEPTH_LIMIT:
        raise ValueError("nested too deeply")
    items: list[object] = []
    while place < limit:
        value, place = _value(data, place, limit, cap, depth)
        items.append(value)
    return items
