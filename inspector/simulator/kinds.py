"""The kinds of session, and a session as its Get operation shows it."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, items, merge, section, sections, text
from inspector.simulator.knowledge import Kind, Path
from inspector.simulator.records import Attendee
from inspector.simulator.state import Meeting
from inspector.simulator.world import World


def kind_of(world: World, meeting: Meeting) -> Kind:
    """The kind of a session."""
    return world.knowledge.kinds[meeting.kind]


def nested(path: Path, value: str) -> Data:
    """`value` at `path`."""
    data: Data = {path[-1]: value}
    for name in reversed(path[:-1]):
        data = {name: data}
    return data


def title(world: World, meeting: Meeting) -> str:
    """The name of a session."""
    return text(meeting.data, *kind_of(world, meeting).title) or f"{meeting.host}'s meeting"


def type_id(world: World, meeting: Meeting) -> str:
    """The number of its session type."""
    kind = kind_of(world, meeting)
    return text(meeting.data, *kind.type) or kind.type_id


def password(world: World, meeting: Meeting) -> str:
    """The password of a session, "" where it has none."""
    return text(meeting.data, *kind_of(world, meeting).password)


def describe(world: World, meeting: Meeting) -> Data:
    """A session as its Get operation shows it: the site's own values, and over them what was stored."""
    kind = kind_of(world, meeting)
    zone = world.zones.chosen(section(meeting.data, "schedule"), world.settings.time_zone)
    schedule: Data = {
        "timeZoneID": str(zone),
        "timeZone": world.zones.label(zone),
        "hostWebExID": meeting.host,
    }
    own = merge(kind.own, {"schedule": schedule, "accessControl": {"audioPassword": meeting.audio}})
    own = merge(merge(own, nested(kind.title, title(world, meeting))), nested(kind.type, kind.type_id))
    whole = {**merge(own, meeting.data), **_live(world, meeting)}
    return _with_attendees(world, meeting, kind, whole)


def _live(world: World, meeting: Meeting) -> Data:
    """What the site alone knows of a session."""
    return {
        "meetingkey": meeting.key,
        "sessionKey": meeting.key,
        "meetingUUID": meeting.uuid,
        "status": "INPROGRESS" if meeting.started else "NOT_INPROGRESS",
        "hostJoined": str(meeting.host_in).lower(),
        "participantsJoined": str(meeting.attendee_in).lower(),
        "hostKey": meeting.host_key,
        "eventID": meeting.conference,
        "guestToken": meeting.token,
        "hostType": "1001001",
        "sipURL": f"{meeting.key}@{world.name}.example.com",
        "displayMeetingUrl": f"{world.address}/join/{meeting.key}",
        "isPrivateMeeting": "false",
        "meetingLink": f"{world.address}/{world.name}/j.php?MTID={meeting.attendee_link}",
    }


def _with_attendees(world: World, meeting: Meeting, kind: Kind, whole: Data) -> Data:
    """`whole` with those on its first list of people whom an attendee operation put on the session."""
    added = world.state.records.attendees.get(meeting.key, [])
    if not added or not kind.invited:
        return whole
    path = kind.invited[0]
    before = items(section(whole, *path[:-1]).get(path[-1]))
    data: Data = {path[-1]: [*before, *(_entry(kind, attendee) for attendee in added)]}
    for name in reversed(path[:-1]):
        data = {name: data}
    return merge(whole, data)


def _entry(kind: Kind, attendee: Attendee) -> Item:
    """An attendee as the list of a schedule has one: events and sales sessions name the person directly."""
    if kind.name in ("meeting", "training"):
        return attendee.data
    return {**section(attendee.data, "person"), "joinStatus": text(attendee.data, "joinStatus")}


def people(world: World, meeting: Meeting) -> list[Data]:
    """Those whom the schedule invites, each as {person, joinStatus, ...}."""
    found: list[Data] = []
    for path in kind_of(world, meeting).invited:
        entries = sections(meeting.data, *path)
        found.extend(entry if section(entry, "person") else {"person": entry} for entry in entries)
    return found
