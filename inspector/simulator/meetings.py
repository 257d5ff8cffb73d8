"""The operations on meetings."""

from __future__ import annotations

from inspector.simulator.data import Data, merge, section, sections, text, texts
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.state import Meeting
from inspector.simulator.users import check_addresses
from inspector.simulator.world import Answering, Request, World
from inspector.simulator.zones import without_stale_zone

# A start that was not given: five minutes ahead, as the vendor advises for instant meetings (40.2.0).
_LEAD = 300
_KEYS = ("meetingkey", "meetingKey", "meetingUUID", "status", "hostJoined", "participantsJoined")


def create_meeting(world: World, request: Request) -> Data:
    """Keep a new meeting; its keys, its links and, since 40.1.2, its password."""
    data = dict(request.data)
    check_addresses(world, data)
    _check_start(world, data)
    data = _with_password(world, request, data)
    meeting = world.state.new_meeting(_host(world, request), data)
    schedule = section(data, "schedule")
    zone = world.zones.chosen(schedule, world.settings.time_zone)
    start = text(schedule, "startDate") or world.zones.date(world.clock() + _LEAD, zone)
    meeting.data = merge(data, {"schedule": {"startDate": start}})
    world.state.meetings[meeting.key] = meeting
    answer: Data = {
        "meetingkey": meeting.key,
        "meetingUUID": meeting.uuid,
        "iCalendarURL": links(world, meeting),
        "guestToken": meeting.token,
    }
    password = text(meeting.data, "accessControl", "meetingPassword")
    return {**answer, "meetingPassword": password} if password else answer


def _with_password(world: World, request: Request, data: Data) -> Data:
    """`data` with a password where the site wants one: generated where the answer can tell it, else demanded.

    Raises:
        RefusedError: It is missing, and the release generates none (060026).
    """
    given = text(data, "accessControl", "meetingPassword")
    if given or not world.settings.password_required:
        return data
    if not world.has(request.operation.response, "meetingPassword"):
        raise RefusedError("password-wanted")
    return merge(data, {"accessControl": {"meetingPassword": world.state.ids.password()}})


def _host(world: World, request: Request) -> str:
    """WebExId of the host: whom the schedule names, else the caller.

    Raises:
        RefusedError: The site has accounts, and no such user (060019).
    """
    named = text(request.data, "schedule", "hostWebExID")
    caller = request.visitor.identity
    if not named or named.lower() == caller.lower():
        user = world.state.user(caller)
        return user.name if user else caller
    user = world.state.user(named)
    accounts = {name.lower() for name in world.accounts or ()}
    if user is None and world.accounts is not None and named.lower() not in accounts:
        raise RefusedError("no-such-host")
    return user.name if user else named


def _check_start(world: World, data: Data) -> None:
    """Refuse a start that is no date, and one in the past where the release does.

    Raises:
        RefusedError: It is one of the two.
    """
    schedule = section(data, "schedule")
    start = text(schedule, "startDate")
    if not start:
        return
    seconds = world.zones.seconds(start, world.zones.chosen(schedule, world.settings.time_zone))
    if seconds is None:
        raise RefusedError("bad-date", element="startDate")
    if seconds < world.clock() and world.changed("start-in-past-refused"):
        raise RefusedError("start-in-past")


def find(world: World, data: Data) -> Meeting:
    """The meeting that a request names by meetingKey or meetingUUID.

    Raises:
        RefusedError: There is none (060001).
    """
    key, uuid = text(data, "meetingKey"), text(data, "meetingUUID").lower()
    meeting = world.state.meetings.get(key)
    if meeting is None and uuid:
        meeting = next((m for m in world.state.meetings.values() if m.uuid == uuid), None)
    if meeting is None:
        raise RefusedError("no-such-meeting")
    return meeting


def set_meeting(world: World, request: Request) -> Data:
    """Lay what the request says over what is kept of a meeting."""
    meeting = find(world, request.data)
    data: Data = {name: value for name, value in request.data.items() if name not in _KEYS}
    check_addresses(world, data)
    old = dict(meeting.data)
    old["schedule"] = without_stale_zone(section(old, "schedule"), section(data, "schedule"))
    merged = merge(old, data)
    if text(data, "schedule", "startDate"):
        _check_start(world, merged)
    if text(data, "schedule", "hostWebExID"):
        meeting.host = _host(world, request)
    meeting.data = merged
    return {"iCalendarURL": links(world, meeting)}


def get_meeting(world: World, request: Request) -> Data:
    """What CreateMeeting and SetMeeting stored, with what the site adds."""
    return describe(world, find(world, request.data))


def del_meeting(world: World, request: Request) -> Data:
    """Forget a meeting."""
    meeting = find(world, request.data)
    del world.state.meetings[meeting.key]
    return {"iCalendarURL": links(world, meeting)}


def links(world: World, meeting: Meeting) -> Data:
    """Calendar links for host and attendee."""
    page = f"{world.address}/{world.name}/j.php?MTID="
    return {"host": page + meeting.host_link, "attendee": page + meeting.attendee_link}


def describe(world: World, meeting: Meeting) -> Data:
    """A meeting as GetMeeting shows it: the site's own values, and over them what was stored."""
    zone = world.zones.chosen(section(meeting.data, "schedule"), world.settings.time_zone)
    own: Data = {
        "accessControl": {
            "listToPublic": "false",
            "isPublic": "false",
            "audioPassword": meeting.audio,
            "isEnforceAudioPassword": "false",
            "isEnforceAudioLogin": "false",
        },
        "metaData": {"confName": f"{meeting.host}'s meeting", "meetingType": "3"},
        "schedule": {
            "timeZoneID": str(zone),
            "timeZone": world.zones.label(zone),
            "duration": "60",
            "openTime": "300",
            "hostWebExID": meeting.host,
            "deviceCanStartMeeting": "false",
        },
        "telephony": {"telephonySupport": "NONE"},
        "repeat": {"repeatType": "NO_REPEAT"},
        "attendeeOptions": {
            "joinRequiresAccount": "false",
            "externalAttendeeSecurity": "AllowJoin",
            "autoLock": "false",
            "autoLockWaitTime": "0",
        },
    }
    return {**merge(own, meeting.data), **_live(world, meeting)}


def _live(world: World, meeting: Meeting) -> Data:
    """What the site alone knows of a meeting."""
    return {
        "meetingkey": meeting.key,
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
    }


def invited(meeting: Meeting) -> set[str]:
    """Lower-case names and addresses of those who are invited."""
    found: set[str] = set()
    for attendee in sections(meeting.data, "participants", "attendees", "attendee"):
        found.update(name.lower() for name in texts(attendee, "person", "email") if name)
        found.update(name.lower() for name in texts(attendee, "person", "webExId") if name)
    return found


HANDLERS = {
    "meeting.CreateMeeting": Answering(create_meeting),
    "meeting.SetMeeting": Answering(set_meeting),
    "meeting.GetMeeting": Answering(get_meeting),
    "meeting.DelMeeting": Answering(del_meeting),
}
