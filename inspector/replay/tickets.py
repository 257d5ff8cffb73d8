"""Session tickets: had when a call needs one, renewed before they end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from inspector.model.exchange import Payload
from inspector.model.message import Envelope
from inspector.replay.credentials import Credentials
from inspector.replay.errors import StoppedError
from inspector.replay.knowledge import ReplayKnowledge
from inspector.replay.transport import Transport
from inspector.wire import Limits, decode, parse

_LIFE_S = 5400.0  # reference guide, AuthenticateUser
_HEADERS = (("Content-Type", "text/xml; charset=UTF-8"),)


@dataclass(slots=True)
class _Held:
    ticket: str
    since: float
    life: float


class Tickets:
    """Tickets by caller.

    Args:
        credentials: Who calls.
        knowledge: Which operation gives a ticket.
        limits: Bounds of a message.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        credentials: Credentials,
        knowledge: ReplayKnowledge,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._credentials = credentials
        self._operation = knowledge.ticket.operation
        self._limits = limits
        self._clock = clock
        self._held: dict[tuple[str, str], _Held] = {}
        self._refused: dict[tuple[str, str], str] = {}
        self._lock = asyncio.Lock()

    async def get(
        self, transport: Transport, site: str, identity: str, *, fresh: bool = False, not_this: str = ""
    ) -> str:
        """A ticket of this caller.

        Args:
            transport: For getting one.
            site: siteName.
            identity: webExID or e-mail address.
            fresh: True to renew one that is past half its life (before a write, which is sent once only).
            not_this: A ticket that was refused.

        Raises:
            StoppedError: The server gives none.
            TransportError: No answer.
        """
        if not (self._credentials.password or self._credentials.token):
            if not_this:
                raise StoppedError(
                    "the session ticket has ended; set WEBEX_SESSION_TICKET to a new one, or a password"
                )
            return self._credentials.ticket
        async with self._lock:
            held = self._held.get((site, identity))
            if held is not None and held.ticket != not_this:
                age = self._clock() - held.since
                if age < held.life * (0.5 if fresh else 0.95):
                    return held.ticket
            if (site, identity) in self._refused:  # asked again, it might lock the caller out
                raise StoppedError(self._refused[site, identity])
            try:
                held = await self._ask(transport, site, identity)
            except StoppedError as error:
                self._refused[site, identity] = str(error)
                raise
            self._held[site, identity] = held
            return held.ticket

    async def _ask(self, transport: Transport, site: str, identity: str) -> _Held:
        since = self._clock()
        reply = await transport.send(Payload(_HEADERS, self._request(site, identity)))
        body = decode(reply.payload, self._limits)
        message = None if body.refused else parse(body.document, body.codec, self._limits)
        envelope = message.envelope if message else None
        given = _texts(envelope) if envelope else {}
        if not given.get("sessionticket"):
            said = next((o.exception or "" for o in envelope.outcomes), "") if envelope else ""
            answer = f"exception {said}" if said else f"HTTP {reply.status}"
            raise StoppedError(f"{self._operation} gives no session ticket ({answer}); check the credentials")
        life = given.get("timetolive", "")
        return _Held(given["sessionticket"], since, float(life) if life.isdecimal() else _LIFE_S)

    def _request(self, site: str, identity: str) -> bytes:
        name = "email" if "@" in identity else "webExID"
        password, token = self._credentials.password, self._credentials.token
        secret = (
            f"<password>{escape(password)}</password>"
            if password
            else f"<webExAccessToken>{escape(token)}</webExAccessToken>"
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>'
            f"<{name}>{escape(identity)}</{name}>{secret}<siteName>{escape(site)}</siteName>"
            "</securityContext></header><body>"
            f'<bodyContent xsi:type="java:com.webex.service.binding.{self._operation}"/>'
            "</body></serv:message>"
        ).encode()


def _texts(envelope: Envelope) -> dict[str, str]:
    """Values of the first call's leaves by lower-case name."""
    node = envelope.calls[0].node if envelope.calls else None
    if node is None:
        return {}
    return {child.local.lower(): child.text.strip() for child in node.children if not child.children}
