"""What happens on a site without a call of the API: people come and go, sessions are recorded and watched."""

from __future__ import annotations

from threading import Lock
from urllib.parse import parse_qs, urlsplit

from inspector.simulator.data import Data, text, true
from inspector.simulator.records import Past, Recording, View, Visit
from inspector.simulator.session_rows import summary
from inspector.simulator.state import Meeting
from inspector.simulator.world import World


def join(world: World, meeting: Meeting, *, host: bool, name: str = "", email: str = "") -> None:
    """Let somebody into a session."""
    called = name or (meeting.host if host else "Guest")
    meeting.visits.append(Visit(called, email, host, world.clock()))


def end(world: World, meeting: Meeting) -> None:
    """End a session, where it runs: all leave, histories learn of it, a recording is kept if so set up."""
    if not meeting.started:
        meeting.visits.clear()
        return
    now = world.clock()
    row = summary(world, meeting)
    for visit in meeting.visits:
        visit.left = now if visit.left is None else visit.left
    started = min(visit.joined for visit in meeting.visits)
    world.state.records.past.append(Past(meeting.kind, row, started, now, list(meeting.visits)))
    meeting.visits.clear()
    if true(meeting.data, "enableOptions", "autoRecord"):
        record(world, meeting, now - started)


def record(world: World, meeting: Meeting, seconds: float = 60.0, name: str = "") -> Recording:
    """Keep a recording of a session."""
    row = summary(world, meeting)
    number = world.state.ids.digits(8)
    data: Data = {
        "basic": {"topic": name or text(row, "confName"), "listing": "PRIVATE", "presenter": meeting.host},
        "size": f"{seconds / 60:.3f}",
        "duration": str(int(seconds)),
        "sessionKey": meeting.key,
        "meetingUUID": meeting.uuid,
        "confID": meeting.conference,
        "serviceType": text(row, "serviceType"),
        "recordingUUID": world.state.ids.hex(32),
    }
    tracking = meeting.data.get("tracking")
    if isinstance(tracking, dict):
        data["trackingCode"] = tracking
    made = Recording(number, meeting.host, meeting.kind, meeting.key, world.clock(), data)
    world.state.records.recordings[number] = made
    return made


class Happenings:
    """What happens on one site; every method may be called from any thread."""

    def __init__(self, world: World, lock: Lock) -> None:
        """Let things happen on the site of `world`, one at a time by its `lock`."""
        self._world, self._lock = world, lock

    def join(self, key: str, *, host: bool, name: str = "", email: str = "") -> None:
        """Let the host, or an attendee, come into the session with this key.

        Raises:
            KeyError: There is no such session.
        """
        with self._lock:
            join(self._world, self._world.state.meetings[key], host=host, name=name, email=email)

    def leave(self, key: str, *, host: bool) -> None:
        """Let the host, or all attendees, go; the session ends with the last of them.

        Raises:
            KeyError: There is no such session.
        """
        with self._lock:
            meeting = self._world.state.meetings[key]
            staying = [visit for visit in meeting.visits if visit.left is None and visit.host is not host]
            if not staying:
                end(self._world, meeting)
            for visit in meeting.visits:
                if visit.host is host and visit.left is None:
                    visit.left = self._world.clock()

    def end(self, key: str) -> None:
        """End the session with this key, where it runs.

        Raises:
            KeyError: There is no such session.
        """
        with self._lock:
            end(self._world, self._world.state.meetings[key])

    def visit(self, url: str) -> bool:
        """Open a page of the site: the addresses that host and attendees get let them into the session.

        Returns:
            Whether the address was one of these.
        """
        query = {name: found[-1] for name, found in parse_qs(urlsplit(url).query).items()}
        link, action, key = (query.get(name, "") for name in ("MTID", "AT", "MK"))
        with self._lock:
            for meeting in self._world.state.meetings.values():
                as_host = link == meeting.host_link or (action == "HM" and key == meeting.key)
                if as_host or link == meeting.attendee_link or (action == "JM" and key == meeting.key):
                    name, email = query.get("AN", ""), query.get("AE", "")
                    join(self._world, meeting, host=as_host, name=name, email=email)
                    return True
        return False

    def record(self, key: str, *, seconds: float = 60.0, name: str = "") -> str:
        """Record a session; the recordingID.

        Raises:
            KeyError: There is no such session.
        """
        with self._lock:
            return record(self._world, self._world.state.meetings[key], seconds, name).number

    def view(self, recording: str, *, name: str, email: str, downloaded: bool = False) -> None:
        """Let somebody watch a recording.

        Raises:
            KeyError: There is no such recording.
        """
        with self._lock:
            world = self._world
            found = world.state.records.recordings[recording]
            found.views.append(View(world.state.ids.digits(8), name, email, world.clock(), downloaded))

    def program(self, name: str, host: str) -> str:
        """Open a program of events; its programID."""
        with self._lock:
            number = self._world.state.ids.digits(6)
            page = f"{self._world.address}/{self._world.name}/onstage/g.php?PRID={number}"
            row: Data = {"programID": number, "programName": name, "hostWebExID": host, "status": "PUBLIC"}
            self._world.state.records.programs[number] = {**row, "programURL": page}
            return number

    def remote_access(self, user: str, computer: str, address: str, *, seconds: float = 60.0) -> None:
        """Let a user have used a remote computer, until now."""
        with self._lock:
            world = self._world
            now, zone = world.clock(), world.settings.time_zone
            row: Data = {
                "confID": world.state.ids.digits(18),
                "userName": user,
                "computerName": computer,
                "clientIP": address,
                "startTime": world.zones.date(now - seconds, zone),
                "endTime": world.zones.date(now, zone),
                "duration": str(int(seconds // 60)),
            }
            world.state.records.remote.append(row)
