"""An exchange as a mitmproxy flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from inspector.model.exchange import Exchange, Payload
from inspector.recordings.unknown import MARK, unknown

if TYPE_CHECKING:
    from mitmproxy.http import Headers, HTTPFlow

_NOWHERE = "https://xmlservice.invalid/WBXService/XMLService"
"""For exchanges whose URL is not known: flows must have one."""


def flow_writer(file: BinaryIO) -> Callable[[Exchange], bool]:
    """Writes flows into `file`; a lone answer is refused: a flow begins with its request."""
    from mitmproxy.io import FlowWriter  # it takes half a second, which only flow files are worth

    writer = FlowWriter(file)  # type: ignore[no-untyped-call]

    def add(exchange: Exchange) -> bool:
        if exchange.request is None:
            return False
        writer.add(to_flow(exchange))
        return True

    return add


def to_flow(exchange: Exchange) -> HTTPFlow:
    """The flow of an exchange with a request; what only the connection knew is not in it."""
    from mitmproxy.connection import Client, Server
    from mitmproxy.http import HTTPFlow, Request, Response

    request = exchange.request or Payload()
    url = exchange.url if urlsplit(exchange.url).hostname else _NOWHERE
    started = exchange.started or 0.0
    ended = started + (exchange.duration_ms or 0.0) / 1000
    peer = (exchange.client or "127.0.0.1", 0)
    flow = HTTPFlow(
        Client(peername=peer, sockname=("127.0.0.1", 0), timestamp_start=started), Server(address=None)
    )
    made = Request.make(exchange.method, url)
    made.headers = _headers(request)
    made.raw_content = request.body
    made.http_version = exchange.http or "HTTP/1.1"
    made.timestamp_start = made.timestamp_end = started
    flow.request = made
    flow.timestamp_created = started
    if exchange.response is not None:
        answer = Response.make(exchange.status or 200)
        answer.headers = _headers(exchange.response)
        answer.raw_content = exchange.response.body
        answer.http_version = made.http_version
        answer.timestamp_start = answer.timestamp_end = ended
        flow.response = answer
    if missing := unknown(exchange):
        flow.metadata[MARK] = missing
    return flow


def _headers(payload: Payload) -> Headers:
    from mitmproxy.http import Headers

    return Headers(
        tuple(
            (name.encode("utf-8", "replace"), value.encode("utf-8", "replace"))
            for name, value in payload.headers
        )
    )
