"""What the site keeps besides users and meetings. Times are seconds since the epoch."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.simulator.data import Data, text


@dataclass(slots=True)
class Attendee:
    """Somebody who was put on a session by an attendee operation.

    Attributes:
        number, register: attendeeID and registerID.
        session: Key of the session.
        data: What the request said: person, joinStatus, role, ...
        at: When.
    """

    number: str
    register: str
    session: str
    data: Data
    at: float

    @property
    def email(self) -> str:
        """Lower-case address."""
        return text(self.data, "person", "email").lower()


@dataclass(slots=True)
class Visit:
    """Somebody who is or was in a session; `left` is None while in it."""

    name: str
    email: str
    host: bool
    joined: float
    left: float | None = None


@dataclass(slots=True)
class Past:
    """A session that took place: its kind, its row as listings show it, and who was in it."""

    kind: str
    row: Data
    started: float
    ended: float
    visits: list[Visit] = field(default_factory=list)


@dataclass(slots=True)
class View:
    """Somebody opened a recording."""

    number: str
    name: str
    email: str
    at: float
    downloaded: bool


@dataclass(slots=True)
class Recording:
    """A recording: `data` is what the site and SetRecordingInfo say, `binned` whether it was deleted."""

    number: str
    host: str
    kind: str
    session: str
    created: float
    data: Data
    views: list[View] = field(default_factory=list)
    binned: bool = False


@dataclass(slots=True)
class Contact:
    """An entry of an address book: whose it is (lower case; "" for the site's own), and what was stored."""

    number: str
    owner: str
    data: Data


@dataclass(slots=True)
class DistList:
    """A distribution list: whose it is, what was stored, and the numbers of its contacts."""

    number: str
    owner: str
    data: Data
    contacts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Records:
    """Everything of these sorts, by number where nothing else is said.

    Attributes:
        attendees: Attendees of each session, by its key.
        invited: attendeeID of those whom a schedule invites, by session key and address.
        one_click: What SetupOneClickSettings stored, by lower-case webExID.
        queues: WebACD queues: type of each agent or manager by lower-case webExId, by queue.
        agents: Agents of each WebACD manager.
        accounts, opportunities, products: Of sales, by number.
        programs: Programs of events, by number.
        remote: Remote computers that were used, as rows.
        place: meetingPlace of SetSite.
        images: Images that were uploaded for events, by session key.
    """

    attendees: dict[str, list[Attendee]] = field(default_factory=dict)
    invited: dict[tuple[str, str], str] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    lists: dict[str, DistList] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    past: list[Past] = field(default_factory=list)
    one_click: dict[str, Data] = field(default_factory=dict)
    queues: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: dict[str, float] = field(default_factory=dict)
    agents: dict[str, set[str]] = field(default_factory=dict)
    accounts: dict[str, Data] = field(default_factory=dict)
    opportunities: dict[str, Data] = field(default_factory=dict)
    products: dict[str, Data] = field(default_factory=dict)
    programs: dict[str, Data] = field(default_factory=dict)
    remote: list[Data] = field(default_factory=list)
    place: Data = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
