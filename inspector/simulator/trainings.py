"""The operations on training sessions, and on the hands-on labs that they use."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, number, section, text, true
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.rows import moment
from inspector.simulator.scheduling import creating, deleting, getting, setting
from inspector.simulator.session_rows import summary
from inspector.simulator.state import Meeting
from inspector.simulator.world import Answering, Request, World

_COMPUTERS = 10


def _lab(world: World, name: str) -> str:
    for lab in world.settings.labs:
        if lab.lower() == name.lower():
            return lab
    raise RefusedError("no-record")


def _sessions(world: World, lab: str) -> list[Meeting]:
    """Training sessions that reserve computers of a lab."""
    found = []
    for meeting in world.state.meetings.values():
        own = section(meeting.data, "handsOnLab")
        reserves = meeting.kind == "training" and true(own, "reserveHOL")
        if reserves and text(own, "labName").lower() == lab.lower():
            found.append(meeting)
    return found


def _computers(meeting: Meeting) -> int:
    return number(meeting.data, "handsOnLab", "numComputers", default=0)


def lab_info(world: World, request: Request) -> Data:
    """The labs of the site: how many computers, and how many are in a session now."""
    wanted = text(request.data, "labName")
    names = [_lab(world, wanted)] if wanted else list(world.settings.labs)
    found: list[Item] = []
    for name in names:
        busy = sum(_computers(meeting) for meeting in _sessions(world, name) if meeting.started)
        row: Data = {"labName": name, "totalComputers": str(_COMPUTERS), "computersInSession": str(busy)}
        found.append(row)
    return {"labInfo": found}


def _during(world: World, request: Request) -> tuple[str, list[tuple[Meeting, Data]]]:
    """The lab that a request names, and the sessions that overlap its time.

    Raises:
        RefusedError: There is no such lab (000015), or a date is none.
    """
    asked = request.data
    lab = _lab(world, text(asked, "labName"))
    first, last = (moment(world, asked, name) for name in ("sessionStartTime", "sessionEndTime"))
    if first is None or last is None:
        raise RefusedError("bad-date", element="sessionStartTime" if first is None else "sessionEndTime")
    found = []
    for meeting in _sessions(world, lab):
        row = summary(world, meeting)
        start, end = moment(world, row, "startTime"), moment(world, row, "endDate")
        if start is not None and end is not None and start < last and end > first:
            found.append((meeting, row))
    return lab, found


def lab_schedule(world: World, request: Request) -> Data:
    """The training sessions that use a lab in a time."""
    lab, found = _during(world, request)
    rows: list[Item] = []
    for meeting, row in found:
        own: Data = {"labName": lab, "numComputers": str(_computers(meeting))}
        rows.append(
            {**row, **own, "sessionStartTime": text(row, "startTime"), "sessionEndTime": text(row, "endDate")}
        )
    if not rows:
        raise RefusedError("no-record")
    return {"scheduledLabs": rows}


def lab_availability(world: World, request: Request) -> Data:
    """Whether a lab has as many computers free in a time as are asked for."""
    lab, found = _during(world, request)
    free = _COMPUTERS - sum(_computers(meeting) for meeting, _ in found)
    enough = number(request.data, "numComputers", default=0) <= free
    row: Data = {**request.data, "labName": lab, "status": "AVAILABLE" if enough else "UNAVAILABLE"}
    return {"availabilityLabs": [row]}


HANDLERS = {
    "training.CreateTrainingSession": Answering(creating("training")),
    "training.SetTrainingSession": Answering(setting("training")),
    "training.GetTrainingSession": Answering(getting("training")),
    "training.DelTrainingSession": Answering(deleting("training")),
    "training.GetLabInfo": Answering(lab_info),
    "training.GetLabSchedule": Answering(lab_schedule),
    "training.CheckLabAvailability": Answering(lab_availability),
}
