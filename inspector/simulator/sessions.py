"""ep.GetSessionInfo."""

from __future__ import annotations

from inspector.simulator.cards import by_room
from inspector.simulator.data import Data, merge, section, text, true
from inspector.simulator.kinds import describe, kind_of, password, title, type_id
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.scheduling import classic_events, deleting, invited, links
from inspector.simulator.session_rows import host, listing, recurring, registers
from inspector.simulator.state import Meeting, User
from inspector.simulator.users import describe as user_data
from inspector.simulator.world import Answering, Request, World, anyone

# What a caller who is not invited still gets from 40.8.0 on (vendor release notes 40.8.0).
_FOR_ALL = (
    "status",
    "sessionkey",
    "accessControl",
    "attendeeOptions",
    "isAllowJBH",
    "isCETMeeting",
    "isPersonalMeetingRoom",
)


def get_session_info(world: World, request: Request) -> Data:
    """A session as its caller may see it."""
    meeting = _find(world, request.data)
    if meeting.kind == "event":
        classic_events(world)
    shown = _describe(world, meeting)
    known = _belongs(world, request, meeting)
    if known:
        secret = password(world, meeting)
        return merge(shown, {"accessControl": {"sessionPassword": secret}}) if secret else shown
    if not world.changed("uninvited-see-less"):
        return shown
    less: Data = {name: shown[name] for name in _FOR_ALL if name in shown}
    return {**less, "metaData": {"serviceType": text(shown, "metaData", "serviceType")}}


def _find(world: World, asked: Data) -> Meeting:
    meetings = world.state.meetings
    key = text(asked, "sessionKey")
    if key in meetings:
        return meetings[key]
    uuids = {text(asked, name).lower() for name in ("meetingUUID", "meetingUuid")} - {""}
    link, sip = text(asked, "meetingLink"), text(asked, "sipUrl").lower()
    for meeting in meetings.values():
        mtids = (meeting.host_link, meeting.attendee_link)
        if meeting.uuid in uuids or any(link.endswith(mtid) for mtid in mtids):
            return meeting
        if sip and sip.removeprefix("sip:") == f"{meeting.key}@{world.name}.example.com":
            return meeting
    for address in (text(asked, "pmrUrl"), sip.removeprefix("sip:"), key):
        user = by_room(world, address) if address else None
        if user is not None:
            return _room_session(world, user)
    raise RefusedError("no-such-meeting")


def _room_session(world: World, user: User) -> Meeting:
    """The session of a personal room, which is always there."""
    own = section(user_data(world, user), "personalMeetingRoom")
    key = text(own, "accessCode")
    meeting = world.state.rooms.get(key)
    if meeting is None:
        meeting = world.state.rooms[key] = world.state.new_meeting(user.name, {}, key=key)
    start = world.zones.date(user.created, world.settings.time_zone)
    meeting.data = {"metaData": {"confName": text(own, "title")}, "schedule": {"startDate": start}}
    return meeting


def _belongs(world: World, request: Request, meeting: Meeting) -> bool:
    """Whether the caller is the host, or invited."""
    if not request.visitor.authenticated:
        return False
    names = {request.visitor.identity.lower()}
    user = world.state.user(request.visitor.identity)
    if user is not None:
        names |= {user.name.lower(), text(user.data, "email").lower()}
    return bool(names & ({meeting.host.lower()} | invited(world, meeting)))


def _describe(world: World, meeting: Meeting) -> Data:
    """All there is to say; elements that a meeting and a session share by name path come from the meeting."""
    whole = describe(world, meeting)
    registration = registers(whole)
    access: Data = {
        "listStatus": listing(whole),
        "registration": str(registration).lower(),
        "passwordReq": str(bool(password(world, meeting))).lower(),
    }
    if registration:
        page = f"{world.address}/{world.name}/k2/j.php?MTID={meeting.attendee_link}"
        access |= {"registrationURL": page, "registrationURLForMobile": page, "registrationShortURL": page}
    own: Data = {
        "sessionkey": meeting.key,
        "isLocked": "false",
        "confID": meeting.conference,
        "accessControl": access,
        "metaData": {
            "confName": title(world, meeting),
            "sessionType": type_id(world, meeting),
            "serviceType": kind_of(world, meeting).service,
            "isRecurring": recurring(whole),
        },
        "host": host(world, meeting),
        "isAllowJBH": str(true(whole, "schedule", "joinTeleconfBeforeHost")).lower(),
        "isCETMeeting": str(meeting.kind == "meeting").lower(),
        "isPersonalMeetingRoom": str(meeting.room).lower(),
        "isAudioOnly": "false",
        "meetingLink": text(links(world, meeting), "attendee"),
        "supportE2E": str(true(whole, "enableOptions", "supportE2E")).lower(),
        "isNextUpcomingInstance": "false",
        "enableEvent": "false",
    }
    if meeting.started:
        own |= {
            "hasHostInMeeting": str(meeting.host_in).lower(),
            "hasAttendeeInMeeting": str(meeting.started).lower(),
        }
    return merge(whole, own)


HANDLERS = {
    "ep.GetSessionInfo": Answering(get_session_info, anyone),
    "ep.DelSession": Answering(deleting()),
}
