"""Calls as clients send them, and what the tests do with them. No test in here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from inspector.assemble import inspector, news
from inspector.engine import Inspector
from inspector.model.exchange import Exchange, Payload
from inspector.schema.verdict import Judge
from inspector.settings.model import Settings
from inspector.traffic import Compat, News, compat_json

NOON = 1_600_000_000.0  # 2020-09-13, before the operations were retired
SIGNED_IN = "<webExID>jdoe</webExID><password>Example-1</password>"
UUID = "0123456789abcdef0123456789abcdef"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SERVICE = "http://www.webex.com/schemas/2002/06/service"


def request(operation: str, *contents: str, login: str = SIGNED_IN) -> bytes:
    """A request with a bodyContent for each of `contents`."""
    calls = "".join(
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent>'
        for content in contents or ("",)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<serv:message {XSI} xmlns:serv="{SERVICE}">\n'
        f"<header><securityContext>{login}<siteName>acme</siteName></securityContext></header>\n"
        f"<body>{calls}</body></serv:message>"
    ).encode()


def response(type_: str, content: str, result: str = "SUCCESS") -> bytes:
    """An answer of `type_`, as "meet:getMeetingResponse"; its elements need prefixes."""
    namespaces = f'xmlns:serv="{SERVICE}" xmlns:meet="{SERVICE}/meeting" xmlns:ep="{SERVICE}/ep" '
    return (
        f"<serv:message {XSI} {namespaces}><serv:header><serv:response><serv:result>{result}</serv:result>"
        "<serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>"
        f'<serv:body><serv:bodyContent xsi:type="{type_}">{content}</serv:bodyContent></serv:body>'
        "</serv:message>"
    ).encode()


def exchange(
    asked: bytes | None,
    answered: bytes | None = None,
    *,
    agent: str = "Example-Client/1.0",
    started: float | None = NOON,
    source: str = "calls.mitm",
    headers: tuple[tuple[str, str], ...] = (),
) -> Exchange:
    """A call over HTTPS from 192.0.2.7."""
    return Exchange(
        Payload((("User-Agent", agent), *headers), asked) if asked is not None else None,
        Payload((), answered) if answered is not None else None,
        url="https://acme.example.com/WBXService/XMLService",
        status=200,
        started=started,
        client="192.0.2.7",
        source=source,
    )


def core(**settings: Any) -> Inspector:
    """An inspector that knows no settings of a user."""
    return inspector(Settings(**settings), key=b"k" * 32, clock=lambda: NOON)


def compared(judge: Inspector, exchanges: Iterable[Exchange], old: str, new: str) -> dict[str, Any]:
    """What `compat` says of `exchanges`, as programs get it."""
    found = Compat(judge, _news(judge.judge, old, new))
    for each in exchanges:
        found.add(each)
    result: dict[str, Any] = compat_json(found, "0", [])
    return result


@cache
def _news(judge: Judge, old: str, new: str) -> News:
    return news(judge, old, new)


def told(rows: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    """The rows, each with `keys` alone."""
    return [tuple(row[key] for key in keys) for row in rows]
