"""Sending, at a rate: the only place of a replay that speaks HTTP."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from inspector.model.exchange import Payload
from inspector.replay.errors import ReplayError
from inspector.replay.reply import Reply, TransportError


@dataclass(frozen=True, slots=True)
class Way:
    """How to get there.

    Attributes:
        url: Address of the XML API.
        proxy: Address of an HTTP proxy, None for none.
        ca: File with a CA certificate to trust, None for those of the system.
        rate: Calls a second at most; 0 for no limit.
        parallel: Calls under way at once, at most.
        timeout: Seconds that an answer may take.
    """

    url: str
    proxy: str | None = None
    ca: Path | None = None
    rate: float = 5.0
    parallel: int = 1
    timeout: float = 60.0


class Transport:
    """Sends calls to one address. Use `opened`."""

    def __init__(self, way: Way, client: httpx.AsyncClient) -> None:
        self._way = way
        self._client = client
        self._next = 0.0

    async def send(self, request: Payload) -> Reply:
        """Send a call when the rate allows it.

        Raises:
            TransportError: No answer came.
        """
        await self._turn()
        started = time.perf_counter()
        try:
            answer = await self._client.post(
                self._way.url, content=request.body, headers=list(request.headers)
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout) as error:
            raise TransportError("unreachable", _why(error, self._way)) from None
        except httpx.UnsupportedProtocol as error:
            raise TransportError("unreachable", f"{self._way.url}: {error}") from None
        except httpx.HTTPError as error:
            raise TransportError("lost", _why(error, self._way)) from None
        milliseconds = 1000 * (time.perf_counter() - started)
        return Reply(answer.status_code, Payload(_headers(answer), answer.content), milliseconds)

    async def _turn(self) -> None:
        if self._way.rate <= 0:
            return
        now = time.monotonic()
        at = max(now, self._next)
        self._next = at + 1 / self._way.rate
        if at > now:
            await asyncio.sleep(at - now)


@asynccontextmanager
async def opened(way: Way) -> AsyncIterator[Transport]:
    """A transport, closed at the end.

    Raises:
        ReplayError: The proxy's address or the CA file cannot be used.
    """
    try:
        verify = ssl.create_default_context(cafile=way.ca)
        client = httpx.AsyncClient(
            proxy=way.proxy,
            verify=verify,
            timeout=way.timeout,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=way.parallel, max_keepalive_connections=way.parallel),
        )
    except (OSError, ssl.SSLError) as error:
        raise ReplayError(f"{way.ca}: no CA certificate can be read from it ({error})") from None
    except (ValueError, httpx.InvalidURL) as error:
        raise ReplayError(f"--proxy {way.proxy}: {error}; write it as http://HOST:PORT") from None
    async with client:
        yield Transport(way, client)


def _headers(answer: httpx.Response) -> tuple[tuple[str, str], ...]:
    # The body is decoded already.
    return tuple(
        (name, value) for name, value in answer.headers.multi_items() if name.lower() != "content-encoding"
    )


def _why(error: httpx.HTTPError, way: Way) -> str:
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text or "certificate verify failed" in text:
        return f"the certificate of {way.url} is not trusted; name its CA with --ca"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy {way.proxy} does not let the call through ({text})"
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {way.timeout:g} seconds"
    through = f" through {way.proxy}" if way.proxy else ""
    if isinstance(error, httpx.ConnectError):
        return f"no connection to {way.url}{through}; is it there?"
    return f"the connection was lost before the answer ({type(error).__name__})"
