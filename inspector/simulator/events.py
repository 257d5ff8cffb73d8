"""The operations on events and their programs."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, sections, text, true
from inspector.simulator.kinds import kind_of
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.lists import matching, ordered, page
from inspector.simulator.recordings import row as recording_row
from inspector.simulator.rows import by_date, by_text, listed, same, within
from inspector.simulator.scheduling import classic_events, creating, deleting, find, getting, setting
from inspector.simulator.world import Answering, Request, World

_SCOPE = (("startDateStart", "createTime", True), ("startDateEnd", "createTime", False))


def list_programs(world: World, request: Request) -> Data:
    """The programs of the site."""
    classic_events(world)
    rows = list(world.state.records.programs.values())
    keys = by_text(PROGRAMNAME="programName", HOSTWEBEXID="hostWebExID")
    return listed("program", rows, same(request.data, "programID"), keys, request.data)


def list_recorded(world: World, request: Request) -> Data:
    """Recordings of events, by host."""
    classic_events(world)
    asked = request.data
    every = [r for r in world.state.records.recordings.values() if r.kind == "event" and not r.binned]
    rows = [recording_row(world, recording) for recording in every]
    tests = [*same(asked, "hostWebExID"), *within(world, asked, "dateScope", _SCOPE)]
    keys = {**by_text(EVENTNAME="name", HOSTWEBEXID="hostWebExID"), **by_date(world, STARTTIME="createTime")}
    shown, records = page(ordered(matching(rows, tests, asked), keys, asked), asked)
    hosts: dict[str, list[Item]] = {}
    for row in shown:
        hosts.setdefault(text(row, "hostWebExID"), []).append(_recorded(row))
    found: list[Item] = [{"webExID": host, "recordedEvent": theirs} for host, theirs in hosts.items()]
    return {"matchingRecords": records, "event": found}


def _recorded(row: Data) -> Data:
    return {
        **row,
        "eventName": text(row, "name"),
        "eventType": "Recorded",
        "recordingStartTime": text(row, "createTime"),
        "playTime": text(row, "duration"),
        "destinationURL": text(row, "streamURL"),
        "viewURL": text(row, "streamURL"),
        "size": text(row, "size").partition(".")[0],
        "isAccessPassword": text(row, "passwordReq"),
        "isEnrollmentPassword": "false",
    }


def send_invitations(world: World, request: Request) -> Data:
    """Say whom an invitation went to: attendees, panelists or both."""
    asked = request.data
    classic_events(world)
    meeting = find(world, asked, "event")
    first, second = kind_of(world, meeting).invited
    wanted = [path for path, name in ((first, "attendees"), (second, "panelists")) if true(asked, name)]
    found: list[Item] = []
    for path in wanted:
        found.extend(text(person, "email") for person in sections(meeting.data, *path))
    return {"deliveredEmail": found}


def upload_image(world: World, request: Request) -> Data:
    """Keep an image for an event; no operation shows it.

    Raises:
        RefusedError: There is no image in it.
    """
    classic_events(world)
    meeting = find(world, request.data, "event")
    if not text(request.data, "imageData"):
        raise RefusedError("element-wanted", element="imageData")
    world.state.records.images[meeting.key] = text(request.data, "imageType")
    return {}


HANDLERS = {
    "event.CreateEvent": Answering(creating("event")),
    "event.SetEvent": Answering(setting("event")),
    "event.GetEvent": Answering(getting("event")),
    "event.DelEvent": Answering(deleting("event")),
    "event.LstsummaryProgram": Answering(list_programs),
    "event.LstrecordedEvent": Answering(list_recorded),
    "event.SendInvitationEmail": Answering(send_invitations),
    "event.UploadEventImage": Answering(upload_image),
}
