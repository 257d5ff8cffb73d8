"""A mitmproxy flow as an exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.model.exchange import Exchange, Payload
from inspector.recordings.http1 import text
from inspector.recordings.unknown import MARK, without

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow, Message


def from_flow(flow: HTTPFlow, source: str = "flow") -> Exchange:
    """The exchange that an HTTP flow holds: what crossed the wire, bodies still content-encoded.

    Args:
        flow: A flow with a request; its response may be missing.
        source: Where it was read from; "flow" for live traffic.
    """
    request, response = flow.request, flow.response
    started = request.timestamp_start
    ended = response.timestamp_end if response else None
    peer = flow.client_conn.peername
    made = Exchange(
        request=_payload(request),
        response=_payload(response) if response else None,
        method=_clean(request.method),
        url=_clean(request.pretty_url),
        http=_clean(request.http_version),
        status=response.status_code if response else None,
        started=started,
        duration_ms=max(0.0, (ended - started) * 1000) if ended and started else None,
        client=str(peer[0]) if peer else None,
        source=source,
    )
    return without(made, flow.metadata.get(MARK))


def _payload(message: Message) -> Payload:
    headers = tuple((text(name), text(value)) for name, value in message.headers.fields)
    return Payload(headers, message.raw_content or b"")


def _clean(word: str) -> str:
    """Undecodable bytes, which mitmproxy keeps as lone surrogates, as text that a store and JSON can hold."""
    return text(word.encode("utf-8", "surrogateescape"))
