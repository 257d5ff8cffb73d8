"""The operations on attendees."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.simulator.data import Data, Item, section, sections, text, texts, true
from inspector.simulator.kinds import kind_of, people
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.records import Attendee
from inspector.simulator.rows import Test, by_number, by_text, listed, same
from inspector.simulator.scheduling import find
from inspector.simulator.state import Meeting
from inspector.simulator.users import check_addresses
from inspector.simulator.world import Answering, Request, World

# Fields of a registration form, and where an attendee has them.
_FIELDS = {
    "phone": ("phones", "phone"),
    "title": ("title",),
    "company": ("company",),
    "address1": ("address", "address1"),
    "address2": ("address", "address2"),
    "city": ("address", "city"),
    "state": ("address", "state"),
    "postalCode": ("address", "zipCode"),
    "country": ("address", "country"),
    "fax": ("phones", "fax"),
}
_MOST = 50
_SESSION = ("meetingKey", "sessionKey", "meetingUUID", "confID", "validateFormat", "attendees")
_STATUS = (("invited", "INVITE"), ("registered", "REGISTER"), ("rejected", "REJECT"), ("accepted", "ACCEPT"))


def create_attendees(world: World, request: Request) -> Data:
    """Put people on a session: the person of the request, and those of its list."""
    asked = request.data
    entries = (
        [asked, *sections(asked, "attendees")] if section(asked, "person") else sections(asked, "attendees")
    )
    added = _add(world, asked, entries, "INVITE")
    numbers: list[Item] = [attendee.number for attendee in added]
    return {"attendeeId": numbers, "register": _registered(a for a in added if _registers(a))}


def register_attendees(world: World, request: Request) -> Data:
    """Register people for sessions."""
    added = _add(world, {}, sections(request.data, "attendees"), "REGISTER")
    return {"register": _registered(added)}


def _registers(attendee: Attendee) -> bool:
    return text(attendee.data, "joinStatus") == "REGISTER"


def _registered(attendees: Iterable[Attendee]) -> list[Item]:
    return [{"attendeeID": one.number, "registerID": one.register} for one in attendees]


def _add(world: World, asked: Data, entries: list[Data], status: str) -> list[Attendee]:
    """Keep attendees, all or none of them.

    Raises:
        RefusedError: There are too many (040015), a session is not there (060001), or somebody lacks what
            the form of a session requires (040014).
    """
    if not entries:
        raise RefusedError("element-wanted", element="person")
    if len(entries) > _MOST and world.changed("attendees-limited"):
        raise RefusedError("too-many-attendees")
    made: list[Attendee] = []
    for entry in entries:
        check_addresses(world, section(entry, "person"))
        meeting = _session(world, entry if _names_session(entry) else asked)
        _check_form(world, meeting, section(entry, "person"))
        data: Data = {name: value for name, value in entry.items() if name not in _SESSION}
        data = {"joinStatus": status, **data}
        ids = world.state.ids
        made.append(Attendee(ids.digits(9), ids.digits(6), meeting.key, data, world.clock()))
    for attendee in made:
        world.state.records.attendees.setdefault(attendee.session, []).append(attendee)
    return made


def _names_session(data: Data) -> bool:
    return any(text(data, name) for name in ("meetingKey", "sessionKey", "meetingUUID", "confID"))


def _session(world: World, data: Data) -> Meeting:
    """The session that a request names by one of its keys, or by confID."""
    conference = text(data, "confID")
    if conference:
        for meeting in world.state.meetings.values():
            if meeting.conference == conference:
                return meeting
    return find(world, data)


def _check_form(world: World, meeting: Meeting, person: Data) -> None:
    """Refuse a person without what the session's registration form requires (since 40.8.0).

    Raises:
        RefusedError: A field is missing.
    """
    if not world.changed("registration-form-held"):
        return
    form = section(meeting.data, "registrationForm")
    lacking = [
        name for name, path in _FIELDS.items() if true(form, name, "req") and not text(person, *path).strip()
    ]
    if lacking:
        raise RefusedError("fields-missing", fields=",".join(lacking))


def rows(world: World, meeting: Meeting) -> list[Data]:
    """Everybody of a session: those whom its schedule invites, then those whom attendee operations added."""
    found = [_invited(world, meeting, entry) for entry in people(world, meeting)]
    added = world.state.records.attendees.get(meeting.key, [])
    return [*found, *(_row(meeting, a.data, a.number, a.register) for a in added)]


def _invited(world: World, meeting: Meeting, entry: Data) -> Data:
    numbers = world.state.records.invited
    place = (meeting.key, text(entry, "person", "email").lower())
    if place not in numbers:
        numbers[place] = world.state.ids.digits(9)
    return _row(meeting, {"joinStatus": "INVITE", **entry}, numbers[place], "")


def _row(meeting: Meeting, data: Data, number: str, register: str) -> Data:
    person = section(data, "person")
    status = text(data, "joinStatus")
    states: Data = {name: str(status == value).lower() for name, value in _STATUS}
    row: Data = {
        **data,
        "person": {"type": "VISITOR", **person},
        "meetingKey": meeting.key,
        "sessionKey": meeting.key,
        "meetingUUID": meeting.uuid,
        "attendeeId": number,
        "confID": meeting.conference,
        "status": states,
    }
    if status == "REGISTER" and register:
        row["registerID"] = register
    flat = {name: text(person, name) for name in ("name", "email", "webExId", "company", "title")}
    return {**row, **{f"_{name}": value for name, value in flat.items()}}


def list_attendees(world: World, request: Request) -> Data:
    """Attendees of a session, or of all where none is named."""
    asked = request.data
    meetings = [_session(world, asked)] if _names_session(asked) else list(world.state.meetings.values())
    every = [row for meeting in meetings for row in rows(world, meeting)]
    tests: list[Test] = same(asked, "joinStatus")
    keys = {
        **by_number(CONFID="confID", ATTENDEEID="attendeeId"),
        **by_text(
            ATTENDEENAME="_name",
            ATTENDEEWEBEXID="_webExId",
            EMAIL="_email",
            COMPANY="_company",
            TITLE="_title",
            JOINSTATUS="joinStatus",
        ),
    }
    return listed("attendee", every, tests, keys, asked)


def delete_attendees(world: World, request: Request) -> Data:
    """Take people off sessions, by attendeeID or by address and session; none where one is not there.

    Raises:
        RefusedError: One is not there (000015), or its session is not (060001).
    """
    asked = request.data
    every = [(m, row) for m in world.state.meetings.values() for row in rows(world, m)]
    gone: list[tuple[Meeting, Data]] = []
    for number in texts(asked, "attendeeID"):
        gone.extend(pair for pair in every if text(pair[1], "attendeeId") == number)
    by_address = sections(asked, "attendeeEmail")
    for entry in by_address:
        meeting, wanted = find(world, entry), text(entry, "email").lower()
        gone.extend((m, row) for m, row in every if m is meeting and text(row, "_email").lower() == wanted)
    if not gone or len(gone) < len(texts(asked, "attendeeID")) + len(by_address):
        raise RefusedError("no-record")
    for meeting, row in gone:
        _remove(world, meeting, row)
    return {}


def _remove(world: World, meeting: Meeting, row: Data) -> None:
    added, number = world.state.records.attendees.get(meeting.key, []), text(row, "attendeeId")
    kept = [attendee for attendee in added if attendee.number != number]
    if len(kept) < len(added):
        world.state.records.attendees[meeting.key] = kept
        return
    address = text(row, "_email").lower()
    for path in kind_of(world, meeting).invited:
        holder = section(meeting.data, *path[:-1])
        if path[-1] in holder:
            holder[path[-1]] = [
                entry
                for entry in sections(holder, path[-1])
                if (text(entry, "person", "email") or text(entry, "email")).lower() != address
            ]


def enrollment(world: World, request: Request) -> Data:
    """Who registered for a session, and with what."""
    meeting = _session(world, request.data)
    added = world.state.records.attendees.get(meeting.key, [])
    found: list[Item] = [_enrolled(world, attendee) for attendee in added if _registers(attendee)]
    count = str(len(found))
    session: Data = {
        "confID": meeting.conference,
        "attendee": found,
        "matchingRecords": {"total": count, "returned": count, "startFrom": "1"},
        "sessionKey": meeting.key,
        "meetingUUID": meeting.uuid,
    }
    return {"session": [session]}


def _enrolled(world: World, attendee: Attendee) -> Data:
    person = section(attendee.data, "person")
    fields: Data = {
        name: text(person, name) for name in ("firstName", "lastName", "email", "company", "title")
    }
    fields["phoneNum"] = text(person, "phones", "phone")
    address = section(person, "address")
    fields |= {name: text(address, name) for name in ("address1", "address2", "city", "state", "country")}
    fields["zipcode"] = text(address, "zipCode")
    given: Data = {name: value for name, value in fields.items() if value}
    return {
        "attendeeID": attendee.number,
        "enrollFields": {"defaultFields": given},
        "submitTime": world.zones.date(attendee.at, world.settings.time_zone),
        "status": "APPROVED",
    }


HANDLERS = {
    "attendee.CreateMeetingAttendee": Answering(create_attendees),
    "attendee.RegisterMeetingAttendee": Answering(register_attendees),
    "attendee.LstMeetingAttendee": Answering(list_attendees),
    "attendee.DelMeetingAttendee": Answering(delete_attendees),
    "attendee.GetEnrollmentInfo": Answering(enrollment),
}
