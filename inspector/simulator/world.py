"""What every operation of the simulated site works with: the site itself, who calls, and what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from inspector.schema.by_operation import ByOperation
from inspector.schema.content import ComplexType, Operation, Particle, SimpleType
from inspector.schema.master import Master
from inspector.schema.releases import Releases
from inspector.simulator.data import Data
from inspector.simulator.knowledge import Knowledge, RefusedError
from inspector.simulator.reader import Knows
from inspector.simulator.state import State
from inspector.simulator.zones import Zones


@dataclass(frozen=True, slots=True)
class Settings:
    """How the site is set up.

    Attributes:
        password_required: Meetings need a password: one is generated (since 40.1.2) or demanded (before).
        body_contents: A request must have fewer bodyContent elements than this (000053); the vendor's own
            number is not published.
        time_zone: timeZoneID of the site.
        ticket_life: Seconds that a session ticket lives (5400 in the reference guide).
        display_names: Users have a display name (a toggle of the site, release notes 40.11.0).
        scheduled_rooms: Listings may hold scheduled personal rooms (a toggle, off by default, 40.6.0).
        suspended: The site is suspended (010107: sessions since 42.5.0, users since 42.6.0).
        classic_events: Classic events are on (010106 since 41.12.0 where they are not).
        lockout_after: Not-found answers within an hour after which GetSessionInfo and GetUserCard answer a
            caller with HTTP 403 for two hours (since 40.8.0); the vendor's number is not published. 0: never.
        usage_limit: Calls of those two an hour and caller, HTTP 403 above it (since 40.4.5); 0: no limit.
        rate_limit: Calls a minute, caller and group of operations, 000045 for a minute above it; 0: no limit.
        history_delay: Seconds from the end of a session until histories show it (up to 48 hours on sites).
        labs: Names of the hands-on labs, each with ten computers.
    """

    password_required: bool = True
    body_contents: int = 10
    time_zone: int = 21
    ticket_life: int = 5400
    display_names: bool = True
    scheduled_rooms: bool = False
    suspended: bool = False
    classic_events: bool = True
    lockout_after: int = 10
    usage_limit: int = 0
    rate_limit: int = 0
    history_delay: float = 0.0
    labs: tuple[str, ...] = ("Lab 1",)


@dataclass(frozen=True, slots=True)
class World:
    """The simulated site, as its operations see it.

    Attributes:
        name: siteName.
        release: Release that it simulates.
        clock: Seconds since the epoch, now.
        accounts: Passwords by lower-case webExID; None takes every caller with a secret (decision 29b).
    """

    name: str
    release: str
    master: Master
    releases: Releases
    table: ByOperation
    knowledge: Knowledge
    zones: Zones
    settings: Settings
    state: State
    clock: Callable[[], float]
    accounts: Mapping[str, str] | None = None

    @property
    def address(self) -> str:
        """Web address of the site, in the domain that is reserved for examples."""
        return f"https://{self.name}.example.com"

    def changed(self, change: str) -> bool:
        """Whether the release has this change of behaviour."""
        return self.releases.has(self.release, self.knowledge.changes[change])

    def knows(self, operation: Operation) -> Knows:
        """Whether the release has a particle in `operation`."""

        def known(particle: Particle) -> bool:
            return self.releases.has(self.release, self.table.window(operation.name, particle))

        return known

    def has(self, kind: ComplexType | SimpleType | None, *path: str) -> bool:
        """Whether the release has the element at `path` below `kind`."""
        for name in path:
            particle = kind.find(name) if isinstance(kind, ComplexType) else None
            if particle is None or not self.releases.has(self.release, particle.window):
                return False
            kind = particle.type
        return True


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who calls.

    Attributes:
        identity: webExID or email of the caller, "" where none was given.
        authenticated: True with a secret that was accepted.
        jwt: True where the HTTP header JWTToken holds something.
        refusal: Why the credentials were not accepted, "" where they were, or where there are none.
        secret: Any non-empty secret of the security context.
    """

    identity: str = ""
    authenticated: bool = False
    jwt: bool = False
    refusal: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One call: its operation, what it says, and who says it."""

    operation: Operation
    data: Data
    visitor: Visitor


Handler = Callable[[World, Request], Data]
Access = Callable[[World, Request], None]


def authenticated(_world: World, request: Request) -> None:
    """Let in callers whose secret was accepted.

    Raises:
        RefusedError: Anybody else: with the reason of the refusal where there is one, 030002 for an identity
            without a secret, 000001 for nobody.
    """
    visitor = request.visitor
    if visitor.refusal:
        raise RefusedError(visitor.refusal)
    if not visitor.authenticated:
        raise RefusedError("wrong-password" if visitor.identity else "access-denied")


def anyone(_world: World, request: Request) -> None:
    """Let in everybody but those whose secret was refused.

    Raises:
        RefusedError: The secret was refused.
    """
    if request.visitor.refusal:
        raise RefusedError(request.visitor.refusal)


@dataclass(frozen=True, slots=True)
class Answering:
    """How the site answers one operation.

    Attributes:
        handler: Makes the answer's data, or raises RefusedError.
        access: Who may call it.
        complete: The answer shows every element that the release has.
    """

    handler: Handler
    access: Access = field(default=authenticated)
    complete: bool = False
