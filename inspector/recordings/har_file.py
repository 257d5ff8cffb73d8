"""Exchanges as an HTTP Archive (HAR 1.2), made of what is known of them and nothing else."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import BinaryIO
from urllib.parse import parse_qsl, urlsplit

import msgspec

from inspector.model.exchange import Exchange, Payload
from inspector.recordings.har_entry import encode
from inspector.recordings.unknown import unknown

_FORM = "application/x-www-form-urlencoded"


@contextmanager
def har_writer(file: BinaryIO) -> Iterator[Callable[[Exchange], bool]]:
    """Writes entries into `file`; a lone answer has an entry whose request is said to be unknown."""
    creator = msgspec.json.encode({"name": "xmlservice-inspector", "version": _version()})
    file.write(b'{"log": {"version": "1.2", "creator": ' + creator + b', "entries": [')
    between = b"\n"

    def add(exchange: Exchange) -> bool:
        nonlocal between
        file.write(between + msgspec.json.encode(entry(exchange)))
        between = b",\n"
        return True

    yield add
    file.write(b"\n]}}\n")


def entry(exchange: Exchange) -> dict[str, object]:
    """The entry of an exchange; what is not known of it is named in a field of ours."""
    duration = exchange.duration_ms or 0.0
    made: dict[str, object] = {
        "startedDateTime": datetime.fromtimestamp(exchange.started or 0.0, UTC).isoformat(
            timespec="microseconds"
        ),
        "time": duration,
        "request": _request(exchange, exchange.request or Payload()),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": duration, "receive": 0},
    }
    if exchange.client is not None:
        made["_clientAddress"] = exchange.client
    if missing := unknown(exchange):
        made["_xmlinspectUnknown"] = missing
    return made


def _request(exchange: Exchange, payload: Payload) -> dict[str, object]:
    made: dict[str, object] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": exchange.http or "",
        "cookies": [],
        "headers": _pairs(payload.headers),
        "queryString": _pairs(parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": len(payload.body),
    }
    if payload.body:
        mime = payload.header("content-type") or ""
        text, plain = _text(payload.body, mime)
        made["postData"] = {"mimeType": mime, "text": text} | ({} if plain else {"_encoding": "base64"})
    return made


def _response(exchange: Exchange) -> dict[str, object]:
    payload = exchange.response or Payload()
    status = exchange.status or (0 if exchange.response is None else 200)
    mime = payload.header("content-type") or ""
    text, plain = _text(payload.body, mime)
    content = {"size": len(payload.body), "mimeType": mime, "text": text}
    return {
        "status": status,
        "statusText": "",
        "httpVersion": exchange.http or "",
        "cookies": [],
        "headers": _pairs(payload.headers),
        "content": content if plain else content | {"encoding": "base64"},
        "redirectURL": payload.header("location") or "",
        "headersSize": -1,
        "bodySize": len(payload.body) if exchange.response is not None else -1,
    }


def _text(body: bytes, mime: str) -> tuple[str, bool]:
    """The body as text where reading that gives the same bytes, else in base64, and which of the two."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = ""
    if encode(text, mime) == body:
        return text, True
    return base64.b64encode(body).decode(), False


def _pairs(named: object) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in named]  # type: ignore[attr-defined]


def _version() -> str:
    try:
        return version("xmlservice-inspector")
    except PackageNotFoundError:
        return ""
