"""Content encodings of HTTP (gzip, deflate, br, zstd), never giving out more than a limit."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

STEP = 65_536
# A few bytes of a brotli or zstd bomb are megabytes of output, and neither library's older interface takes an
# output limit: feeding little at a time bounds what one call can hand back.
BROTLI_FEED = 16
ZSTD_FEED = 64
ZSTD_WINDOW = 8 * 1024 * 1024
MOST_CODINGS = 5

Decoder = Callable[[bytes, int], Iterator[bytes]]


class BrokenCodingError(Exception):
    """The bytes are not what the content encoding says."""


class TooLargeError(Exception):
    """The decoded body is larger than the limit."""


def inflate(body: bytes, codings: list[str], limit: int) -> bytes:
    """Undo `codings` (as listed in the header, so the last is undone first).

    Args:
        body: The body as sent.
        codings: Lower-case names; "identity" and "" are nothing to undo.
        limit: Most bytes that any stage may give.

    Returns:
        The decoded body.

    Raises:
        BrokenCodingError: Unknown coding, or bytes that are not in it, or cut off.
        TooLargeError: A stage gives more than `limit` bytes, or there are too many stages.
    """
    named = [coding for coding in codings if coding not in {"", "identity"}]
    if len(named) > MOST_CODINGS:
        raise TooLargeError
    for coding in reversed(named):
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise BrokenCodingError
        body = _collect(decoder(body, limit), limit)
    return body


def _collect(pieces: Iterator[bytes], limit: int) -> bytes:
    found: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise TooLargeError
            found.append(piece)
    except (zlib.error, brotli.error, zstandard.ZstdError, MemoryError) as error:
        raise BrokenCodingError from error
    return b"".join(found)


def _zlib(body: bytes, bits: int) -> Iterator[bytes]:
    while body:
        decoder = zlib.decompressobj(bits)
        piece = decoder.decompress(body, STEP)
        yield piece
        while not decoder.eof:
            piece = decoder.decompress(decoder.unconsumed_tail, STEP)
            if not piece and not decoder.unconsumed_tail and not decoder.eof:
                raise BrokenCodingError
            yield piece
        body = decoder.unused_data.lstrip(b"\0")


def _gzip(body: bytes, _limit: int) -> Iterator[bytes]:
    return _zlib(body, 16 + zlib.MAX_WBITS)


def _deflate(body: bytes, _limit: int) -> Iterator[bytes]:
    # RFC 9110 means the zlib format; many servers send the bare stream of RFC 1951.
    zlib_header = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _zlib(body, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)


def _brotli(body: bytes, limit: int) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    if hasattr(decoder, "can_accept_more_data"):
        yield decoder.process(body, output_buffer_limit=min(STEP, limit + 1))
        while not decoder.is_finished():
            piece = decoder.process(b"", output_buffer_limit=STEP)
            if not piece and decoder.can_accept_more_data():
                raise BrokenCodingError
            yield piece
        return
    for at in range(0, len(body), BROTLI_FEED):
        yield decoder.process(body[at : at + BROTLI_FEED])
    if not decoder.is_finished():
        raise BrokenCodingError


def _zstd(body: bytes, _limit: int) -> Iterator[bytes]:
    while body:
        decoder = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        at = 0
        while at < len(body) and not decoder.eof:
            yield decoder.decompress(body[at : at + ZSTD_FEED])
            at += ZSTD_FEED
        if not decoder.eof:
            raise BrokenCodingError
        body = decoder.unused_data + body[at:]


_DECODERS: dict[str, Decoder] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
