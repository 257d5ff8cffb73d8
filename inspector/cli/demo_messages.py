"""What the demo client sends: calls as real clients write them, some with mistakes that real clients make.

All names, addresses and secrets are invented.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus

SERVICE = "http://www.webex.com/schemas/2002/06/service"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_BINDING = "java:com.webex.service.binding"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XML = {"Content-Type": "text/xml; charset=UTF-8"}

SITE = "<siteName>acme</siteName>"
HOST = f"<webExID>jdoe</webExID>{SITE}"
PASSWORD = f"<webExID>jdoe</webExID><password>Demo-Pw-1</password>{SITE}"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: what it shows, its body and its headers."""

    title: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: dict(_XML))


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier answers told the client."""

    ticket: str
    meeting: str
    past: str

    @property
    def signed_in(self) -> str:
        """A security context with the session ticket."""
        return f"{HOST}<sessionTicket>{self.ticket}</sessionTicket>"


def content(operation: str, inside: str = "") -> str:
    """A bodyContent with its xsi:type as most clients write it."""
    return f'  <bodyContent xsi:type="{_BINDING}.{operation}">\n    {inside}\n  </bodyContent>\n'


def envelope(security: str, contents: str, *, root: str = f'serv:message xmlns:serv="{SERVICE}"') -> str:
    """A request message."""
    name = root.partition(" ")[0]
    return (
        f'{_DECLARATION}<{root} xmlns:xsi="{_XSI}">\n<header>\n'
        f"  <securityContext>{security}</securityContext>\n</header>\n<body>\n{contents}</body>\n</{name}>\n"
    )


def call(title: str, operation: str, inside: str = "", security: str = PASSWORD) -> Sent:
    """A plain call of one operation."""
    return Sent(title, envelope(security, content(operation, inside)).encode())


def opening() -> list[Sent]:
    """The first calls: version, and a session ticket; the ticket is in the last one's answer."""
    return [
        call("ask for the version, by site name alone", "ep.GetAPIVersion", security=SITE),
        call("sign in", "user.AuthenticateUser"),
    ]


JANE = (
    "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jdoe</webExId>"
    "<email>jane.doe@example.com</email><password>Demo-Pw-1</password>"
    "<privilege><host>true</host></privilege><active>ACTIVATED</active>"
)
RICHARD = (
    "<email>richard.roe@example.com</email><webExId>rroe</webExId><firstName>Richard</firstName>"
    "<lastName>Roe</lastName><privilege><host>TRUE</host><siteAdmin>FALSE</siteAdmin></privilege>"
)


def create(start: str) -> Sent:
    """The meeting that later calls are about."""
    return call(
        "schedule a meeting",
        "meeting.CreateMeeting",
        "<accessControl><meetingPassword>Meet-Pw-1</meetingPassword></accessControl>"
        "<metaData><confName>Weekly review</confName><agenda>News; plans</agenda></metaData>"
        "<participants><attendees><attendee><person><name>Richard Roe</name>"
        "<email>richard.roe@example.com</email></person></attendee></attendees></participants>"
        f"<schedule><startDate>{start}</startDate><timeZoneID>21</timeZoneID><duration>30</duration></schedule>",
    )


def good(known: Known) -> list[Sent]:
    """Calls as they should be."""
    key = known.meeting
    jwt = {"JWTToken": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vIn0.c2lnbmF0dXJl", **_XML}
    card = envelope(SITE, content("user.GetUserCard", "<webExId>jdoe</webExId>"))
    ticket = known.signed_in
    return [
        call("create a user", "user.CreateUser", JANE, ticket),
        call("read a user", "user.GetUser", "<webExId>jdoe</webExId>", ticket),
        call(
            "list users",
            "user.LstsummaryUser",
            "<listControl><maximumNum>10</maximumNum></listControl>",
            ticket,
        ),
        call("ask for the site", "site.GetSite", security=ticket),
        Sent("read a user's card with a JWT", card.encode(), jwt),
        call("read a meeting", "meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>", ticket),
        call("read a meeting as a session", "ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>", ticket),
        call("list sessions", "ep.LstsummarySession", "<confName>Weekly</confName>", ticket),
        call(
            "change a meeting",
            "meeting.SetMeeting",
            f"<metaData><location>Room 1</location></metaData><meetingkey>{key}</meetingkey>",
            ticket,
        ),
        compressed(known),
        in_a_form(known),
        several(known),
    ]


def compressed(known: Known) -> Sent:
    """A gzip-compressed request."""
    body = envelope(known.signed_in, content("ep.GetAPIVersion")).encode()
    return Sent(
        "ask for the version, compressed", gzip.compress(body, mtime=0), {"Content-Encoding": "gzip", **_XML}
    )


def in_a_form(known: Known) -> Sent:
    """A request in a form field, as some old clients send it."""
    message = envelope(known.signed_in, content("user.GetUser", "<webExId>jdoe</webExId>"))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return Sent("read a user, in a form", f"XML={quote_plus(message)}".encode(), kind)


def several(known: Known) -> Sent:
    """Three calls in one request."""
    contents = "".join(
        (
            content("user.GetUser", "<webExId>jdoe</webExId>"),
            content("ep.GetAPIVersion"),
            content("meeting.GetMeeting", f"<meetingKey>{known.meeting}</meetingKey>"),
        )
    )
    return Sent("three calls in one request", envelope(known.signed_in, contents).encode())


def clumsy(known: Known) -> list[Sent]:
    """Calls that the service takes, or refuses with a reason, although something is wrong with them."""
    key, ticket = known.meeting, known.signed_in
    user = content("user.GetUser", "<webExId>jdoe</webExId>")
    nested = content("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>{content('user.GetUser')}")
    past = f"<schedule><startDate>{known.past}</startDate><timeZoneID>21</timeZoneID></schedule>"
    return [
        Sent("prefix without declaration", envelope(ticket, user, root="serv:message").encode()),
        call("other order, TRUE for true", "user.CreateUser", RICHARD, ticket),
        call("unknown element", "user.SetUser", "<webExId>jdoe</webExId><nickName>JD</nickName>", ticket),
        call(
            "element of a later release",
            "meeting.CreateMeeting",
            "<metaData><confName>Board</confName></metaData>"
            "<schedule><deviceCanStartMeeting>true</deviceCanStartMeeting></schedule>",
            ticket,
        ),
        call(
            "value that is not in the list",
            "user.SetUser",
            "<webExId>rroe</webExId><active>SLEEPING</active><timeZoneID>four</timeZoneID>",
            ticket,
        ),
        call("required element missing", "user.GetUser", "", ticket),
        call("start in the past", "meeting.CreateMeeting", past, ticket),
        call("anonymous listing", "ep.LstsummarySession", security=SITE),
        call(
            "session for somebody who is not invited",
            "ep.GetSessionInfo",
            f"<sessionKey>{key}</sessionKey>",
            SITE,
        ),
        call("identity without a secret", "user.GetUser", "<webExId>jdoe</webExId>", HOST),
        call("user's card without authorisation", "user.GetUserCard", "<webExId>jdoe</webExId>", SITE),
        call("wrong package", "user.GetSite", security=ticket),
        Sent("bodyContent inside bodyContent", envelope(ticket, nested).encode()),
    ]


def unreadable(known: Known) -> list[Sent]:
    """Requests that are no well-formed XML, or not what they say they are."""
    user = envelope(known.signed_in, content("user.GetUser", "<webExId>jdoe</webExId>"))
    latin = user.replace("UTF-8", "ISO-8859-1").replace("jdoe</webExId>", "jd\u00f6e</webExId>")
    return [
        Sent("no-break spaces in markup", user.replace(" xsi:type", "\u00a0xsi:type").encode()),
        call("a bare ampersand", "meeting.SetMeeting", "<metaData><location>A & B</location></metaData>"),
        Sent("another encoding than declared", latin.encode()),
        Sent("white space before the declaration", f"\n  {user}".encode()),
    ]


def elsewhere(known: Known) -> list[Sent]:
    """Operations that the simulated site does not answer, and one that does not exist."""
    ticket, key = known.signed_in, known.meeting
    return [
        call("an operation that is not simulated", "meeting.LstsummaryMeeting", security=ticket),
        call("another", "attendee.LstMeetingAttendee", f"<meetingKey>{key}</meetingKey>", ticket),
        call("a third", "ep.LstRecording", security=ticket),
        call("an operation that is retired", "user.GetloginTicket", security=ticket),
        call("an operation that does not exist", "meeting.BookRoom", security=ticket),
    ]


def closing(known: Known) -> list[Sent]:
    """The last calls: what was made goes."""
    ticket, key = known.signed_in, known.meeting
    return [
        call("cancel the meeting", "meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>", ticket),
        call("read what is not there", "meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>", ticket),
        call("delete a user", "user.DelUser", "<webExId>rroe</webExId>", ticket),
    ]
