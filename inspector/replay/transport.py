"""Sending, at a rate: the only place of a replay that speaks HTTP."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from inspector.model.exchange import Payload
from inspector.replay.errors import ReplayError
from inspector.replay.reply import Reply, TransportError
from inspector.wire import Limits

_FORBIDDEN = re.compile(r"[\x00\n-\r]")

_MOST = Limits().body
_GRACE_S = 0.2


@dataclass(frozen=True, slots=True)
class Way:
    """How to get there.

    Attributes:
        url: Address of the XML API.
        proxy: Address of an HTTP proxy, None for none.
        ca: File with a CA certificate to trust, None for those of the system.
        rate: Calls a second at most; 0 for no limit.
        parallel: Calls under way at once, at most.
        timeout: Seconds that a whole answer may take.
    """

    url: str
    proxy: str | None = None
    ca: Path | None = None
    rate: float = 5.0
    parallel: int = 1
    timeout: float = 60.0


class Transport:
    """Sends calls to one address. Use `opened`."""

    def __init__(self, way: Way, lines: list[httpx.AsyncHTTPTransport]) -> None:
        self._way = way
        self._next = 0.0
        self._timeout = {"timeout": httpx.Timeout(way.timeout).as_dict()}
        # One connection each: a pool looks at all its connections for every call.
        self._free: asyncio.Queue[httpx.AsyncHTTPTransport] = asyncio.Queue()
        for line in lines:
            self._free.put_nowait(line)

    async def send(self, request: Payload, leaving: Callable[[], None] = lambda: None) -> Reply:
        """Send a call when the rate allows it.

        Args:
            request: The call.
            leaving: Called when it is its turn, right before it leaves.

        Raises:
            TransportError: No answer came.
        """
        made = self._request(request)
        await self._turn()
        line = await self._free.get()
        try:
            leaving()
            started = time.perf_counter()
            # As long as httpx waits for each step, and a little: a line that cannot be had is told as such.
            async with asyncio.timeout(self._way.timeout + _GRACE_S):
                answer = await line.handle_async_request(made)
                body = await _body(answer)
        except TimeoutError:
            raise TransportError("lost", _late(self._way)) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout) as error:
            raise TransportError("unreachable", _why(error, self._way)) from None
        except httpx.UnsupportedProtocol as error:
            raise TransportError("unreachable", f"{self._way.url}: {error}") from None
        except httpx.HTTPError as error:
            raise TransportError("lost", _why(error, self._way)) from None
        finally:
            self._free.put_nowait(line)
        milliseconds = 1000 * (time.perf_counter() - started)
        return Reply(answer.status_code, Payload(_headers(answer), body), milliseconds)

    def _request(self, request: Payload) -> httpx.Request:
        """As it was recorded: no header but its own, and those that HTTP needs."""
        return httpx.Request(
            "POST",
            self._way.url,
            headers=[
                *((name.encode("ascii"), _field(value)) for name, value in request.headers),
                (b"Accept-Encoding", b"gzip, deflate"),
            ],
            content=request.body,
            extensions=self._timeout,
        )

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
    async with AsyncExitStack() as stack:
        try:
            verify = ssl.create_default_context(cafile=way.ca)
            lines = [_line(way, verify) for _ in range(way.parallel)]
        except (OSError, ssl.SSLError) as error:
            raise ReplayError(f"{way.ca}: no CA certificate can be read from it ({error})") from None
        except (ValueError, httpx.InvalidURL):
            proxy = without_userinfo(way.proxy or "")
            raise ReplayError(f"--proxy {proxy}: it cannot be used; write it as http://HOST:PORT") from None
        for line in lines:
            await stack.enter_async_context(line)
        yield Transport(way, lines)


def _line(way: Way, verify: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(verify=verify, proxy=way.proxy, limits=httpx.Limits(max_connections=1))


def _field(value: str) -> bytes:
    """A header's value as it may be sent; what it must not hold is a space there (RFC 9110, 5.5)."""
    return _FORBIDDEN.sub(" ", value).strip(" \t").encode("utf-8", "replace")


def without_userinfo(url: str) -> str:
    """An address as it may be shown: without the name and the password in it."""
    scheme, found, rest = url.rpartition("://")
    return f"{scheme}{found}{rest.rpartition('@')[2]}"


async def _body(answer: httpx.Response) -> bytes:
    """The body, content-decoded, as far as anybody would read it."""
    body = bytearray()
    try:
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _MOST:
                raise TransportError("too large", f"the answer is larger than {_MOST // 2**20} MiB")
    finally:
        await answer.aclose()
    return bytes(body)


def _headers(answer: httpx.Response) -> tuple[tuple[str, str], ...]:
    # The body is decoded already.
    return tuple(
        (name, value) for name, value in answer.headers.multi_items() if name.lower() != "content-encoding"
    )


def _late(way: Way) -> str:
    return f"no whole answer within {way.timeout:g} seconds"


def _why(error: httpx.HTTPError, way: Way) -> str:
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text or "certificate verify failed" in text:
        return f"the certificate of {way.url} is not trusted; name its CA with --ca"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy {without_userinfo(way.proxy or '')} does not let the call through ({text})"
    if isinstance(error, httpx.TimeoutException):
        return _late(way)
    through = f" through {without_userinfo(way.proxy)}" if way.proxy else ""
    if isinstance(error, httpx.ConnectError) and "SSL" in text:
        return f"{way.url} does not speak TLS as it should; write http:// where it has none ({text})"
    if isinstance(error, httpx.ConnectError):
        return f"no connection to {way.url}{through}; is it there?"
    return f"the connection was lost before the answer ({type(error).__name__})"
