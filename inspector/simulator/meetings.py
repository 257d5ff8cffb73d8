"""The operations on meetings, teleconference-only sessions and support sessions."""

from __future__ import annotations

from urllib.parse import urlencode

from inspector.simulator.data import Data, text
from inspector.simulator.scheduling import creating, deleting, find, getting, links, setting
from inspector.simulator.session_rows import registers
from inspector.simulator.state import Meeting
from inspector.simulator.world import Answering, Request, World, anyone


def join_address(world: World, request: Request) -> Data:
    """Addresses to join, to invite and, where people register, to register."""
    asked = request.data
    meeting = find(world, asked)
    sent = {"AN": "attendeeName", "AE": "attendeeEmail", "PW": "meetingPW", "RID": "RegID"}
    words = {name: text(asked, element) for name, element in sent.items() if text(asked, element)}
    answer: Data = {
        "joinMeetingURL": _page(world, meeting, "JM", words),
        "inviteMeetingURL": text(links(world, meeting), "attendee"),
    }
    if registers(meeting.data):
        answer["registerMeetingURL"] = f"{world.address}/{world.name}/k2/j.php?MTID={meeting.attendee_link}"
    return answer


def host_address(world: World, request: Request) -> Data:
    """Address at which the host starts the meeting."""
    return {"hostMeetingURL": _page(world, find(world, request.data), "HM", {})}


def _page(world: World, meeting: Meeting, action: str, words: dict[str, str]) -> str:
    """A page of the URL API: AT is what to do, MK the key."""
    return f"{world.address}/{world.name}/m.php?{urlencode({'AT': action, 'MK': meeting.key, **words})}"


HANDLERS = {
    "meeting.CreateMeeting": Answering(creating("meeting")),
    "meeting.SetMeeting": Answering(setting("meeting")),
    "meeting.GetMeeting": Answering(getting("meeting")),
    "meeting.DelMeeting": Answering(deleting("meeting", "teleconference")),
    "meeting.GetjoinurlMeeting": Answering(join_address, anyone),
    "meeting.GethosturlMeeting": Answering(host_address),
    "meeting.auo.CreateTeleconferenceSession": Answering(creating("teleconference")),
    "meeting.auo.SetTeleconferenceSession": Answering(setting("teleconference")),
    "meeting.auo.GetTeleconferenceSession": Answering(getting("teleconference")),
    "supportsession.CreateSupportSession": Answering(creating("support")),
}
