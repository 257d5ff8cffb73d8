"""Create, Set, Get and Del of a session, the same for every kind."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, merge, section, text, texts
from inspector.simulator.happenings import end
from inspector.simulator.kinds import describe, kind_of, nested, password, people
from inspector.simulator.knowledge import Kind, RefusedError
from inspector.simulator.state import Meeting
from inspector.simulator.users import check_addresses
from inspector.simulator.world import Handler, Request, World
from inspector.simulator.zones import without_stale_zone

# A start that was not given: five minutes ahead, as the vendor advises for instant meetings (40.2.0).
_LEAD = 300
_KEYS = (
    "meetingkey",
    "meetingKey",
    "sessionKey",
    "meetingUUID",
    "status",
    "hostJoined",
    "participantsJoined",
)


def creating(name: str) -> Handler:
    """The handler that keeps a new session of the kind `name`."""

    def create(world: World, request: Request) -> Data:
        kind = world.knowledge.kinds[name]
        may_schedule(world, name)
        data = dict(request.data)
        check_addresses(world, data)
        _check_start(world, kind, data)
        data = _with_password(world, request, kind, data)
        meeting = world.state.new_meeting(_host(world, request), data, kind=name)
        schedule = section(data, "schedule")
        zone = world.zones.chosen(schedule, world.settings.time_zone)
        if not text(schedule, "startDate"):
            start = world.zones.date(world.clock() + _LEAD, zone)
            meeting.data = merge(data, {"schedule": {"startDate": start}})
        meeting.modified = world.clock()
        world.state.meetings[meeting.key] = meeting
        return _created(world, meeting, kind)

    return create


def _created(world: World, meeting: Meeting, kind: Kind) -> Data:
    """The answer to a create operation; each kind's type takes what it has."""
    keys: list[Item] = [meeting.key]
    answer: Data = {
        "meetingkey": meeting.key,
        "sessionkey": meeting.key,
        "meetingUUID": meeting.uuid,
        "iCalendarURL": links(world, meeting),
        "guestToken": meeting.token,
        "additionalInfo": {"sessionkey": keys, "guestToken": [meeting.token]},
    }
    secret = password(world, meeting)
    return {**answer, kind.told: secret} if secret and kind.told else answer


def may_schedule(world: World, name: str) -> None:
    """Refuse what the site's settings forbid.

    Raises:
        RefusedError: The site is suspended (010107), or has no classic events (010106).
    """
    if world.settings.suspended and world.changed("suspended-site-schedules-nothing"):
        raise RefusedError("site-suspended")
    if name == "event":
        classic_events(world)


def classic_events(world: World) -> None:
    """Refuse, where the site has no classic events and the release says so.

    Raises:
        RefusedError: It has none (010106).
    """
    if not world.settings.classic_events and world.changed("classic-event-refused"):
        raise RefusedError("classic-event-disabled")


def _with_password(world: World, request: Request, kind: Kind, data: Data) -> Data:
    """`data` with a password where the site wants one: generated where the answer can tell it, else demanded.

    Raises:
        RefusedError: It is missing, and the release generates none (060026).
    """
    if text(data, *kind.password) or not kind.told or not world.settings.password_required:
        return data
    if not world.has(request.operation.response, kind.told):
        raise RefusedError("password-wanted")
    return merge(data, nested(kind.password, world.state.ids.password()))


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


def _check_start(world: World, kind: Kind, data: Data) -> None:
    """Refuse a start that is no date, and one in the past where the release does.

    Raises:
        RefusedError: It is one of the two.
    """
    schedule = section(data, "schedule")
    zone = world.zones.chosen(schedule, world.settings.time_zone)
    for start in texts(schedule, "startDate"):
        seconds = world.zones.seconds(start, zone)
        if seconds is None:
            raise RefusedError("bad-date", element="startDate")
        if kind.ahead and seconds < world.clock() and world.changed("start-in-past-refused"):
            raise RefusedError("start-in-past")


def find(world: World, data: Data, *kinds: str) -> Meeting:
    """The session that a request names by meetingKey, sessionKey or meetingUUID.

    Args:
        world: The site.
        data: The request.
        kinds: Kinds to look among; all where none is named.

    Raises:
        RefusedError: There is none (060001).
    """
    uuid = text(data, "meetingUUID").lower()
    keys = (text(data, "meetingKey"), text(data, "sessionKey"))
    meetings = world.state.meetings
    meeting = next((meetings[key] for key in keys if key in meetings), None)
    if meeting is None and uuid:
        meeting = next((m for m in meetings.values() if m.uuid == uuid), None)
    if meeting is None or (kinds and meeting.kind not in kinds):
        raise RefusedError("no-such-meeting")
    return meeting


def setting(name: str) -> Handler:
    """The handler that lays what the request says over what is kept of a session."""

    def change(world: World, request: Request) -> Data:
        may_schedule(world, name)
        meeting = find(world, request.data, name)
        data: Data = {key: value for key, value in request.data.items() if key not in _KEYS}
        check_addresses(world, data)
        old = dict(meeting.data)
        old["schedule"] = without_stale_zone(section(old, "schedule"), section(data, "schedule"))
        merged = merge(old, data)
        if text(data, "schedule", "startDate"):
            _check_start(world, kind_of(world, meeting), merged)
        if text(data, "schedule", "hostWebExID"):
            meeting.host = _host(world, request)
        meeting.data = merged
        meeting.modified = world.clock()
        return {"iCalendarURL": links(world, meeting)}

    return change


def getting(name: str) -> Handler:
    """The handler that shows what was stored, with what the site adds."""

    def get(world: World, request: Request) -> Data:
        if name == "event":
            classic_events(world)
        return describe(world, find(world, request.data, name))

    return get


def deleting(*names: str) -> Handler:
    """The handler that forgets a session of one of these kinds; one that runs ends first."""

    def delete(world: World, request: Request) -> Data:
        meeting = find(world, request.data, *names)
        end(world, meeting)
        del world.state.meetings[meeting.key]
        world.state.records.attendees.pop(meeting.key, None)
        return {"iCalendarURL": links(world, meeting)}

    return delete


def links(world: World, meeting: Meeting) -> Data:
    """Calendar links for host, attendee and (sales) sales experts."""
    page = f"{world.address}/{world.name}/j.php?MTID="
    attendee = page + meeting.attendee_link
    return {"host": page + meeting.host_link, "attendee": attendee, "sme": attendee}


def invited(world: World, meeting: Meeting) -> set[str]:
    """Lower-case names and addresses of those who are invited."""
    found: set[str] = set()
    added = (attendee.data for attendee in world.state.records.attendees.get(meeting.key, []))
    for entry in (*people(world, meeting), *added):
        for name in ("email", "webExId"):
            found.update(value.lower() for value in texts(entry, "person", name) if value)
    return found
