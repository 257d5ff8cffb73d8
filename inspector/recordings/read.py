"""Files and folders as exchanges."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.model.exchange import Direction, Exchange, Payload
from inspector.recordings.direction import direction
from inspector.recordings.errors import ReadError
from inspector.recordings.files import OnError, OnSkip, Source, sources
from inspector.recordings.har import read_har
from inspector.recordings.http1 import HEAD_LIMIT, exchange_with, head
from inspector.recordings.jsonl import read_lines
from inspector.recordings.kinds import START, kind
from inspector.recordings.meta import Headers, pairs, read_meta
from inspector.recordings.mitm import read_mitm
from inspector.wire import Limits

_PIPED = {"mitm": "flows", "har": "a HAR", "jsonl": "JSON Lines"}


def _not_told(path: str, reason: str) -> None:
    """Skipped files are nobody's business unless the caller asks."""


def read(
    paths: Sequence[Path], *, on_error: OnError, on_skip: OnSkip = _not_told, limits: Limits | None = None
) -> Iterator[Exchange]:
    """Each exchange of the files and folders in turn.

    What a file is shows its content: mitmproxy flows, an HTTP Archive, our JSON Lines, one raw HTTP message,
    else one XML message; broken, empty and foreign content is an exchange too, for the inspection to judge.
    `X-request.xml` and `X-response.xml` named together, or in one folder, are one exchange, with
    `X.meta.json` beside them.
    Stores are not read here, and told to `on_error`.

    Args:
        paths: Files, and folders to look through; in folders, only files that are recordings are read.
        on_error: Told of each file or folder that could not be used, or not to its end.
        on_skip: Told of each file of a folder that is no recording, and of each entry of an HTTP Archive that
            is no call of the service: its path, and why.
        limits: Longest body that is read; one byte more is, so that the inspection sees it is too long.
    """
    limits = limits or Limits()
    for source in sources(paths, on_error, on_skip):
        try:
            yield from read_source(source, limits, on_error, on_skip)
        except ReadError as error:
            on_error(error)


def interpret(data: bytes, source: str, limits: Limits | None = None) -> Exchange:
    """The lone message in `data`: raw HTTP where it begins with a start line, else a bare body.

    Args:
        data: All of it, as standard input gave it.
        source: Where it was read from.
        limits: Limits of reading it.
    """
    limits = limits or Limits()
    found = head(data[: HEAD_LIMIT + 4096])
    if found is not None:
        return exchange_with(found, data[found.size : found.size + limits.body + 1], source)
    payload = Payload(body=data[: limits.body + 1])
    if direction(payload, limits) is Direction.RESPONSE:
        return Exchange(response=payload, source=source)
    return Exchange(request=payload, source=source)


def read_source(
    source: Source, limits: Limits, on_error: OnError, on_skip: OnSkip = _not_told
) -> Iterator[Exchange]:
    """The exchanges of one source, in order.

    Raises:
        ReadError: It cannot be read at all.
    """
    if source.store:
        raise ReadError(
            str(source.path),
            "a store, where a recording is wanted",
            "`xmlinspect audit` reads stores",
        )
    if source.response is not None:
        yield _with_meta(_pair(source.path, source.response, limits), source.meta, on_error)
        return
    data = _bytes(source.path, limits.body + 1 + HEAD_LIMIT)
    form = kind(data[:START], source.path.suffix)
    if form == "message":
        yield _with_meta(interpret(data, str(source.path), limits), source.meta, on_error)
        return
    if not source.path.is_file():
        raise ReadError(
            str(source.path), f"{_PIPED[form]} through a pipe", "save them to a file and name that"
        )
    if form == "mitm":
        yield from read_mitm(source.path, limits.body + 1, on_error)
    elif form == "har":
        yield from read_har(source.path, limits.body + 1, on_error, on_skip)
    else:
        yield from read_lines(source.path, limits.body + 1, on_error)


def _pair(request: Path, response: Path, limits: Limits) -> Exchange:
    bodies = [_bytes(path, limits.body + 1) for path in (request, response)]
    return Exchange(request=Payload(body=bodies[0]), response=Payload(body=bodies[1]), source=str(request))


def _with_meta(exchange: Exchange, path: Path | None, on_error: OnError) -> Exchange:
    """The exchange with the facts of its meta file; without them where that cannot be used."""
    if path is None:
        return exchange
    try:
        facts = read_meta(_bytes(path, HEAD_LIMIT))
    except ValueError as error:
        on_error(ReadError(str(path), f"not used: {error}", "mend it; the messages were read without it"))
        return exchange
    return dataclasses.replace(
        exchange,
        request=_headed(exchange.request, facts.request_headers),
        response=_headed(exchange.response, facts.response_headers),
        method=facts.method,
        url=facts.url,
        http=facts.http,
        status=facts.status,
        started=facts.epoch(),
        duration_ms=facts.duration_ms,
        client=facts.client,
    )


def _headed(payload: Payload | None, headers: Headers) -> Payload | None:
    return payload and Payload(pairs(headers), payload.body)


def _bytes(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file.

    Raises:
        ReadError: There is no such file, it is a folder, or it may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise ReadError(str(path), "no such file", "check the name") from None
    except IsADirectoryError:
        raise ReadError(str(path), "a folder, where a file is wanted", "name the files in it") from None
    except PermissionError:
        raise ReadError(str(path), "permission denied", "check the rights of the file") from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise ReadError(str(path), f"cannot be read: {cause}", "check the file and its disk") from None
