"""What the site remembers, in memory only."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from inspector.simulator.data import Data, text
from inspector.simulator.records import Records, Visit

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"


class Ids:
    """Keys, tickets and passwords, the same again for the same seed."""

    def __init__(self, seed: int) -> None:
        # A simulated site has nothing to protect, and its answers shall be the same for the same seed.
        self._random = random.Random(seed)  # noqa: S311

    def digits(self, count: int) -> str:
        """A number of `count` digits that does not start with 0."""
        return str(self._random.randrange(10 ** (count - 1), 10**count))

    def hex(self, count: int) -> str:
        """`count` lower-case hex digits."""
        return f"{self._random.getrandbits(4 * count):0{count}x}"

    def password(self) -> str:
        """A password of eleven characters."""
        return "".join(self._random.choice(_LETTERS) for _ in range(11))


@dataclass(slots=True)
class Ticket:
    """A session ticket: whose it is (lower case) and when it ends (seconds since the epoch)."""

    identity: str
    expires: float


@dataclass(slots=True)
class User:
    """A user. Times are seconds since the epoch.

    Attributes:
        data: What CreateUser and SetUser stored.
        number, room: userId, and key of the personal room.
        made: Whether CreateUser or SetUser made it what it is; else it is a caller whom the site let in.
    """

    data: Data
    number: str
    room: str
    created: float
    modified: float
    made: bool = True

    @property
    def name(self) -> str:
        """The webExId."""
        return text(self.data, "webExId")


@dataclass(slots=True)
class Meeting:
    """A session of any kind; `data` is what its Create and Set operations stored.

    Attributes:
        key, uuid, conference: Its keys: meetingkey, meetingUUID, confID.
        host: webExId of the host, as sent.
        host_link, attendee_link: Their MTIDs.
        token, host_key, audio: guestToken, hostKey, audioPassword.
        room: True for the session of a personal room.
        kind: Name of its kind in `kinds.yaml`.
        modified: When it was created or last set, seconds since the epoch.
        visits: Who is in it now, or was since it started.
    """

    key: str
    uuid: str
    conference: str
    host: str
    host_link: str
    attendee_link: str
    token: str
    host_key: str
    audio: str
    data: Data = field(default_factory=dict)
    room: bool = False
    kind: str = "meeting"
    modified: float = 0.0
    visits: list[Visit] = field(default_factory=list)

    @property
    def host_in(self) -> bool:
        """Whether the host is in it."""
        return any(visit.host and visit.left is None for visit in self.visits)

    @property
    def attendee_in(self) -> bool:
        """Whether somebody who is not the host is in it."""
        return any(not visit.host and visit.left is None for visit in self.visits)

    @property
    def started(self) -> bool:
        """Whether somebody is in it."""
        return self.host_in or self.attendee_in


@dataclass(slots=True)
class State:
    """What there is.

    Attributes:
        users: By lower-case webExId.
        meetings: Sessions of all kinds, by key.
        rooms: Sessions of personal rooms that somebody asked for, by key.
        tickets: By value.
        records: Everything else.
        rooms_left: Room key of users who left, and when, by lower-case webExId.
    """

    ids: Ids
    users: dict[str, User] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    rooms: dict[str, Meeting] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    rooms_left: dict[str, tuple[str, float]] = field(default_factory=dict)
    records: Records = field(default_factory=Records)

    def user(self, name: str) -> User | None:
        """The user with this webExId or e-mail address, in any letter case."""
        folded = name.strip().lower()
        if not folded:
            return None
        return self.users.get(folded) or self.by_email(folded)

    def by_email(self, address: str) -> User | None:
        """The user with this e-mail address, in any letter case."""
        folded = address.lower()
        return next((u for u in self.users.values() if text(u.data, "email").lower() == folded), None)

    def new_meeting(self, host: str, data: Data, *, key: str = "", kind: str = "meeting") -> Meeting:
        """A meeting with fresh keys, but for a given `key` (a personal room's); it is not kept."""
        new = self.ids
        fresh = new.digits(9)
        while fresh in self.meetings:
            fresh = new.digits(9)
        return Meeting(
            key=key or fresh,
            uuid=new.hex(32),
            conference=new.digits(18),
            host=host,
            host_link=f"m{new.hex(32)}",
            attendee_link=f"m{new.hex(32)}",
            token=new.hex(32),
            host_key=new.digits(6),
            audio=new.digits(8),
            data=data,
            room=bool(key),
            kind=kind,
        )
