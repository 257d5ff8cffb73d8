"""Facts of an exchange that no clock, no number and no text can hold: a recording may say anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from inspector.model.exchange import Exchange

# A day within what `datetime` can hold, so that every time zone can.
_FIRST: Final = -62_135_510_400.0
_LAST: Final = 253_402_214_400.0
_LONGEST_MS: Final = 1e15


def is_time(moment: float) -> bool:
    """True where `moment`, in seconds since the epoch, is a time of the years 1 to 9999."""
    return _FIRST <= moment <= _LAST


def sane(exchange: Exchange) -> Exchange:
    """The exchange; a time, duration or status that is none is unknown, and every text can be written."""
    started, duration, status = exchange.started, exchange.duration_ms, exchange.status
    texts = (exchange.url, exchange.method, exchange.source, exchange.client or "", exchange.http or "")
    if (
        (started is None or is_time(started))
        and (duration is None or 0 <= duration <= _LONGEST_MS)
        and (status is None or 0 <= status <= 999)
        and all(map(str.isascii, texts))
    ):
        return exchange
    return replace(
        exchange,
        url=_text(exchange.url),
        method=_text(exchange.method),
        source=_text(exchange.source),
        client=None if exchange.client is None else _text(exchange.client),
        http=None if exchange.http is None else _text(exchange.http),
        started=started if started is not None and is_time(started) else None,
        duration_ms=duration if duration is not None and 0 <= duration <= _LONGEST_MS else None,
        status=status if status is not None and 0 <= status <= 999 else None,
    )


def _text(text: str) -> str:
    """`text` with lone surrogates, which stand for bytes that are no text, as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
