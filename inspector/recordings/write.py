"""Exchanges as files: flows, HTTP Archives, XML pairs with their facts, raw HTTP messages, JSON Lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import msgspec

from inspector.model.exchange import Exchange, Payload
from inspector.recordings.files import META, REQUEST, RESPONSE
from inspector.recordings.har_file import har_writer
from inspector.recordings.jsonl import encode
from inspector.recordings.meta import Meta
from inspector.recordings.to_flow import flow_writer

Add = Callable[[Exchange], bool]
"""Takes an exchange; False where the format has no room for it (a lone answer among flows)."""


@contextmanager
def mitm_file(path: Path) -> Iterator[Add]:
    """Writes a flow file."""
    with _whole(path) as file:
        yield flow_writer(file)


@contextmanager
def har_file(path: Path) -> Iterator[Add]:
    """Writes an HTTP Archive."""
    with _whole(path) as file, har_writer(file) as add:
        yield add


@contextmanager
def jsonl_file(path: Path) -> Iterator[Add]:
    """Writes JSON Lines."""
    with _whole(path) as file:

        def add(exchange: Exchange) -> bool:
            file.write(encode(exchange))
            return True

        yield add


@contextmanager
def xml_folder(path: Path) -> Iterator[Add]:
    """Writes `N-request.xml`, `N-response.xml` and `N.meta.json` (decision 18) into a folder."""
    path.mkdir(parents=True, exist_ok=True)
    number = 0

    def add(exchange: Exchange) -> bool:
        nonlocal number
        number += 1
        xml_files(exchange, path / f"{number:06}")
        return True

    yield add


def xml_files(exchange: Exchange, stem: Path) -> None:
    """Writes the messages of one exchange beside `stem`, with what they cannot say of it."""
    for ending, payload in ((REQUEST, exchange.request), (RESPONSE, exchange.response)):
        if payload is not None:
            write_bytes(stem.with_name(stem.name + ending), payload.body)
    write_bytes(stem.with_name(stem.name + META), meta_of(exchange))


def meta_of(exchange: Exchange) -> bytes:
    """The facts of an exchange that go beside its messages."""
    facts = Meta(
        method=exchange.method,
        url=exchange.url,
        http=exchange.http,
        status=exchange.status,
        started=exchange.started,
        duration_ms=exchange.duration_ms,
        client=exchange.client,
        request_headers=list(exchange.request.headers) if exchange.request else [],
        response_headers=list(exchange.response.headers) if exchange.response else [],
    )
    return msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"


def http_message(exchange: Exchange) -> bytes:
    """A lone request or response as a raw HTTP/1 message."""
    http = exchange.http if exchange.http and exchange.http.startswith("HTTP/1") else "HTTP/1.1"
    if exchange.request is not None:
        parts = urlsplit(exchange.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return _raw(f"{exchange.method} {target} {http}", exchange.request)
    return _raw(f"{http} {exchange.status or 200}", exchange.response or Payload())


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file, whole or not at all."""
    with _whole(path) as file:
        file.write(data)


def _raw(start: str, payload: Payload) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in payload.headers)]
    head = "\r\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines)
    return head.encode("utf-8", "replace") + b"\r\n\r\n" + payload.body


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name once all is written; nothing is left of it where that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
