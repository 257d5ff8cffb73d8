"""Packed columns: MessagePack, compressed where that pays."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
import zstandard

T = TypeVar("T")

_PLAIN: Final = b"\x00"
_ZSTD: Final = b"\x01"
_WORTH: Final = 128
"""Bytes from which on compression is tried; below it the frame costs more than it saves."""
_LARGEST: Final = 1 << 30
"""Bytes that a packed column may unpack to: a store may come from somebody else."""


class DamagedError(ValueError):
    """A packed column that cannot be unpacked."""


def pack(value: object) -> bytes:
    """`value` as bytes; `unpack` with its type gives it back."""
    data = msgspec.msgpack.encode(value)
    if len(data) >= _WORTH:
        small = zstandard.ZstdCompressor(level=3).compress(data)
        if len(small) < len(data):
            return _ZSTD + small
    return _PLAIN + data


def unpack(blob: bytes, kind: type[T]) -> T:
    """The value of type `kind` that was packed.

    Raises:
        DamagedError: `blob` does not hold one.
    """
    mark, data = blob[:1], blob[1:]
    try:
        if mark == _ZSTD:
            if not 0 <= zstandard.frame_content_size(data) <= _LARGEST:
                raise DamagedError("a packed column is too large")
            data = zstandard.ZstdDecompressor().decompress(data)
        elif mark != _PLAIN:
            raise DamagedError("a packed column does not say how it is packed")
        return msgspec.msgpack.decode(data, type=kind)
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise DamagedError(f"a packed column is damaged ({type(error).__name__})") from error


def clean(text: str) -> str:
    """`text` without lone surrogates, which SQLite and MessagePack refuse: written as escapes instead."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
