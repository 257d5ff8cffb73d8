"""A Webex site in memory: takes a request as it crossed the wire, gives the answer that a site would give."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping

from inspector.model.exchange import Direction, Payload
from inspector.model.message import Call, Envelope, Outcome
from inspector.resources import data as folder
from inspector.schema.by_operation import ByOperation
from inspector.schema.content import ComplexType, SimpleType, Window
from inspector.schema.master import Master
from inspector.schema.releases import Releases
from inspector.simulator.answer import Answer, Content, forbidden, message, not_served, visited
from inspector.simulator.auth import visitor_of
from inspector.simulator.data import Data
from inspector.simulator.gate import Gate
from inspector.simulator.happenings import Happenings
from inspector.simulator.knowledge import Knowledge, RefusedError
from inspector.simulator.operations import OPERATIONS
from inspector.simulator.reader import read
from inspector.simulator.state import Ids, State
from inspector.simulator.users import admit
from inspector.simulator.world import Request, Settings, Visitor, World
from inspector.simulator.zones import Zones
from inspector.wire import decode, parse

SERVICE_PATH = "/WBXService/XMLService"


class Site:
    """One simulated site, at one release. Safe to call from several threads.

    Attributes:
        happenings: What takes place on it without a call of the API: people join, sessions end, ...
    """

    def __init__(
        self,
        master: Master,
        releases: Releases,
        *,
        release: str | None = None,
        name: str = "acme",
        clock: Callable[[], float] = time.time,
        accounts: Mapping[str, str] | None = None,
        seed: int = 0,
        settings: Settings | None = None,
        table: ByOperation | None = None,
        knowledge: Knowledge | None = None,
        log: Callable[[str], None] | None = None,
    ) -> None:
        """Open the site, empty: no users, sessions or recordings.

        Args:
            master: The content model.
            releases: The known releases.
            release: Name of the release to simulate; the newest where None.
            name: siteName that it answers for in links; any siteName is let in.
            clock: Seconds since the epoch, now.
            accounts: Passwords by webExID; None lets every caller with an identity and a secret in.
            seed: Start of all keys, tickets and passwords: the same calls get the same answers.
            settings: How the site is set up.
            table: What single operations have of shared types; the project's own tables where None.
            knowledge: What is known beyond the schema; this package's own tables where None.
            log: Told about every operation that the site does not answer.

        Raises:
            UnknownRelease: `release` is not known.
        """
        common = master.prefixes["com"]
        labels = master.types[common, "timeZoneType"]
        if not isinstance(labels, SimpleType):
            raise TypeError("com:timeZoneType is no simple type")
        self._log = log
        self._lock = threading.Lock()
        self._world = World(
            name=name,
            release=releases.get(release).name if release else releases.newest.name,
            master=master,
            releases=releases,
            table=table or ByOperation.load(folder("schemas")),
            knowledge=knowledge or Knowledge.load(),
            zones=Zones(labels),
            settings=settings or Settings(),
            state=State(Ids(seed)),
            clock=clock,
            accounts=accounts,
        )
        self._gate = Gate()
        self.happenings = Happenings(self._world, self._lock)

    @property
    def release(self) -> str:
        """Name of the simulated release."""
        return self._world.release

    @property
    def locks_out(self) -> bool:
        """Whether its release locks callers out after many not-found answers."""
        return self._world.changed("not-found-locks-out")

    def answer(self, request: Payload, url: str = "") -> Answer:
        """The answer to `request`.

        Args:
            request: Headers and body as sent.
            url: Where it was sent to, or its path; "" counts as the XML API.

        Returns:
            A response message with HTTP 200, a FAILURE where something is wrong; 403 for a caller who is
            locked out; 404 for an address that is neither the XML API nor a page to join a session.
        """
        if url and not url.partition("?")[0].lower().endswith("/xmlservice"):
            return visited() if self.happenings.visit(url) else not_served(SERVICE_PATH)
        with self._lock:
            return self._answer(request)

    def _answer(self, request: Payload) -> Answer:
        body = decode(request)
        read_message = None if body.refused else parse(body.document, body.codec)
        envelope = read_message.envelope if read_message and not read_message.mended else None
        # The service reads strictly: what had to be mended was not readable.
        if envelope is None or envelope.direction is Direction.RESPONSE:
            return message(self._world, [self._refused(None, RefusedError("unreadable"))])
        calls = [call for call in envelope.calls if not call.nested]
        most = self._world.settings.body_contents
        if len(calls) >= most and self._world.changed("body-contents-limited"):
            error = RefusedError("too-many-body-contents", number=str(most))
            return message(self._world, [self._refused(None, error)])
        visitor = self._visitor(request, envelope)
        if visitor.authenticated:
            admit(self._world, visitor.identity)
        shut = self._forbidden(calls, visitor)
        if shut:
            return forbidden(shut)
        contents = [self._call(call, visitor) for call in calls]
        return message(self._world, contents or [self._refused(None, RefusedError("unreadable"))])

    def _forbidden(self, calls: list[Call], visitor: Visitor) -> list[tuple[str | None, Outcome]]:
        """The calls, where one of them makes the whole request end with HTTP 403."""
        world, caller = self._world, visitor.identity.lower()
        found = [world.master.resolve(call.package, call.name, call.namespace).operation for call in calls]
        if not any(one and self._gate.forbids(world, caller, one) for one in found):
            return []
        self._tell("HTTP 403: the caller is locked out, or called too often")
        return [(one.name if one else None, Outcome("FAILURE")) for one in found]

    def _visitor(self, request: Payload, envelope: Envelope) -> Visitor:
        kind = self._world.master.types[self._world.master.prefixes["serv"], "securityContextType"]
        security: Data = {}
        if envelope.security is not None and isinstance(kind, ComplexType):
            security = read(envelope.security, kind, lambda p: self._has(p.window))
        jwt = bool((request.header("JWTToken") or "").strip())
        return visitor_of(self._world, security, jwt=jwt)

    def _call(self, call: Call, visitor: Visitor) -> Content:
        world = self._world
        found = world.master.resolve(call.package, call.name, call.namespace)
        operation = found.operation
        if operation is None or found.wrong_package or not self._has(operation.window):
            sent = _printable(f"{call.package}.{call.name}")
            self._tell(f"{sent} is no operation of release {world.release}")
            return self._refused(sent, RefusedError("unknown-operation"))
        answering = OPERATIONS.get(operation.name)
        if answering is None or operation.response is None:
            self._tell(f"{operation.name} is not simulated")
            return self._refused(operation.name, RefusedError("not-simulated"))
        try:
            data: Data = {}
            if call.node is not None:
                data = read(call.node, operation.request, world.knows(operation))
            asked = Request(operation, data, visitor)
            if visitor.authenticated and self._gate.limited(world, visitor.identity.lower(), operation):
                raise RefusedError("rate-limit")
            answering.access(world, asked)
            given = answering.handler(world, asked)
        except RefusedError as error:
            if self._gate.missed(world, visitor.identity.lower(), operation, error.kind):
                self._tell(f"{operation.name} found nothing too often: the caller is locked out")
            return self._refused(operation.name, error)
        knows = world.knows(operation)
        return Content(operation.name, operation.response, given, knows, answering.complete)

    def _has(self, window: Window) -> bool:
        return self._world.releases.has(self._world.release, window)

    def _refused(self, operation: str | None, error: RefusedError) -> Content:
        failure = self._world.knowledge.failures[error.kind]
        reason, value = (part.format(**error.words) for part in (failure.reason, failure.value))
        return Content(operation, failure=failure, reason=reason, value=value)

    def _tell(self, line: str) -> None:
        if self._log is not None:
            self._log(line)


def _printable(name: str) -> str:
    """A name as sent, made safe for a log."""
    return re.sub(r"[^A-Za-z0-9_.:-]", "?", name[:80])
