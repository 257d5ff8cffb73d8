"""A network with a site at its far end, in place of the connections that HTTP opens."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import httpx

from inspector.model.exchange import Payload

URL = "https://test.example.com/WBXService/XMLService"
_SERVICE = "http://www.webex.com/schemas/2002/06/service"
Before = Callable[[str, int], "httpx.Response | None"]


class Network:
    """Carries calls to a site.

    Attributes:
        asked: The requests, in the order in which they arrived.
        before: Answers a call in place of the site, raises an error of the connection, or gives None; told
            the operation and how many calls came until then.
        delay: Seconds that each answer takes.
    """

    def __init__(self, monkeypatch, site) -> None:
        self._site = site
        self.asked: list[httpx.Request] = []
        self.before: Before | None = None
        self.delay = 0.0
        self.under_way: list[str] = []
        self.met: set[tuple[str, str]] = set()
        monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **_: httpx.MockTransport(self._carry))

    def arrived(self) -> list[str]:
        """Operations in the order in which they came."""
        return [_operation(request) for request in self.asked]

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        operation = _operation(request)
        # Which calls were under way when others came.
        self.met |= {(other, operation) for other in self.under_way}
        self.under_way.append(operation)
        try:
            given = self.before(operation, len(self.asked)) if self.before else None
            await asyncio.sleep(self.delay)
            return given or self._answer(request)
        finally:
            self.under_way.remove(operation)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        headers = tuple((name, value) for name, value in request.headers.items())
        given = self._site.answer(Payload(headers, request.content), str(request.url))
        return httpx.Response(given.status, headers=list(given.headers), content=given.body)


def failure(exception: str, reason: str) -> httpx.Response:
    """An answer that says FAILURE."""
    said = f"<serv:reason>{reason}</serv:reason><serv:exceptionID>{exception}</serv:exceptionID>"
    return _response("FAILURE", said, "<serv:bodyContent/>")


def success(operation: str, inside: str = "") -> httpx.Response:
    """An answer that says SUCCESS."""
    package, name = operation.split(".")
    kind = f"{package[:3]}:{name[0].lower()}{name[1:]}Response"
    return _response("SUCCESS", "", f'<serv:bodyContent xsi:type="{kind}">{inside}</serv:bodyContent>')


def _response(result: str, said: str, content: str) -> httpx.Response:
    text = (
        f'<serv:message xmlns:serv="{_SERVICE}" xmlns:use="{_SERVICE}/user" xmlns:ep="{_SERVICE}/ep" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<serv:header><serv:response><serv:result>{result}</serv:result>{said}</serv:response></serv:header>"
        f"<serv:body>{content}</serv:body></serv:message>"
    )
    return httpx.Response(200, headers={"Content-Type": "text/xml; charset=UTF-8"}, text=text)


def _operation(request: httpx.Request) -> str:
    match = re.search(rb"service\.binding\.([\w.]+)", request.content)
    return match[1].decode() if match else ""
