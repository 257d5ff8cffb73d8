"""The history operations: sessions that took place, and who was in them."""

from __future__ import annotations

from typing import Any

from inspector.simulator.data import Data, text
from inspector.simulator.records import Past, Visit
from inspector.simulator.rows import Key, Test, by_date, by_number, by_text, holding, listed, same, within
from inspector.simulator.world import Answering, Handler, Request, World

_STARTS = (("sessionStartTimeStart", "startTime", True), ("sessionStartTimeEnd", "startTime", False))
_ENDS = (("sessionEndTimeStart", "endTime", True), ("sessionEndTimeEnd", "endTime", False))
_EQUAL = ("meetingKey", "sessionKey", "meetingUUID", "hostWebExID", "confID")


def _past(world: World, kind: str) -> list[Past]:
    """Sessions of a kind that ended long enough ago."""
    until = world.clock() - world.settings.history_delay
    return [past for past in world.state.records.past if past.kind == kind and past.ended <= until]


def _minutes(seconds: float) -> str:
    return str(int(seconds // 60))


def _session(world: World, past: Past) -> Data:
    """A row for a session; what a row shares with the session's own listing comes from there."""
    zone, row = world.zones.chosen(past.row, world.settings.time_zone), past.row
    started, ended = world.zones.date(past.started, zone), world.zones.date(past.ended, zone)
    user = world.state.user(text(row, "hostWebExID"))
    name = f"{text(row, 'hostFirstName')} {text(row, 'hostLastName')}".strip()
    total = sum((visit.left or past.ended) - visit.joined for visit in past.visits)
    guests = [visit for visit in past.visits if not visit.host]
    own: Data = {
        "startTime": started, "sessionStartTime": started, "meetingStartTime": started,
        "endTime": ended, "sessionEndTime": ended, "meetingEndTime": ended,
        "duration": _minutes(past.ended - past.started),
        # By number in some histories, by label in others: the one that is a value of the type is written.
        "timezone": [str(zone), world.zones.label(zone)],
        "trackingCode": row.get("tracking", {}),
        "hostName": name,
        "totalPeopleMinutes": _minutes(total),
        "totalVoipMinutes": "0",
        "totalParticipants": str(len(past.visits)),
        "totalAttendee": str(len(guests)),
        "peakAttendee": str(_peak(past.visits, past.ended)),
    }  # fmt: skip
    for missing in ("CallInMinutes", "CallInTollfreeMinutes", "CallOutDomestic", "CallOutInternational"):
        own[f"total{missing}"] = "0"
    return {**row, **own, "userID": user.number} if user else {**row, **own}


def _peak(visits: list[Visit], ended: float) -> int:
    """How many were in it at the same time, at most."""
    moments = [(visit.joined, 1) for visit in visits]
    moments += [(ended if visit.left is None else visit.left, -1) for visit in visits]
    now = most = 0
    for _, step in sorted(moments, key=lambda pair: (pair[0], -pair[1])):
        now += step
        most = max(most, now)
    return most


def _attendee(world: World, past: Past, visit: Visit) -> Data:
    zone = world.zones.chosen(past.row, world.settings.time_zone)
    left = past.ended if visit.left is None else visit.left
    joined, gone = world.zones.date(visit.joined, zone), world.zones.date(left, zone)
    return {
        **past.row,
        "name": visit.name, "attendeeName": visit.name,
        "email": visit.email, "attendeeEmail": visit.email,
        "joinTime": joined, "startTime": joined,
        "leaveTime": gone, "endTime": gone,
        "duration": _minutes(left - visit.joined),
        "participantType": "HOST" if visit.host else "ATTENDEE",
        "attendeeType": "SALESTEAM" if visit.host else "PROSPECT",
        "voipDuration": "0",
    }  # fmt: skip


def _tests(world: World, asked: Data) -> list[Test]:
    return [
        *same(asked, *_EQUAL),
        *holding(asked, "confName", "account", "opportunity"),
        *within(world, asked, "startTimeScope", _STARTS),
        *within(world, asked, "endTimeScope", _ENDS),
    ]


def _keys(world: World) -> dict[str, Key]:
    return {
        **by_text(CONFNAME="confName", HOSTNAME="hostName", NAME="name", ATTENDEENAME="name"),
        **by_number(CONFID="confID", SESSIONKEY="sessionKey", TOTALATTENDEE="totalAttendee"),
        **by_date(world, STARTTIME="startTime", SESSIONSTARTTIME="startTime"),
    }


def _sessions(kind: str, element: str) -> Handler:
    def handler(world: World, request: Request) -> Data:
        rows = [_session(world, past) for past in _past(world, kind)]
        return listed(element, rows, _tests(world, request.data), _keys(world), request.data)

    return handler


def _attendees(kind: str, element: str) -> Handler:
    def handler(world: World, request: Request) -> Data:
        rows = [_attendee(world, past, visit) for past in _past(world, kind) for visit in past.visits]
        return listed(element, rows, _tests(world, request.data), _keys(world), request.data)

    return handler


def list_remote(world: World, request: Request) -> Data:
    """Remote computers that were used."""
    asked = request.data
    tests = [
        *same({"userName": text(asked, "hostWebexID")}, "userName"),
        *within(world, asked, "startTimeScope", _STARTS),
        *within(world, asked, "endTimeScope", _ENDS),
    ]
    keys = {
        **by_text(USERNAME="userName", COMPUTERNAME="computerName"),
        **by_date(world, STARTTIME="startTime"),
    }
    return listed("accessAnyWhereInfo", world.state.records.remote, tests, keys, asked)


def handlers(table: dict[str, Any]) -> dict[str, Answering]:
    """The handlers of the operations that `histories.yaml` names."""
    made: dict[str, Answering] = {
        row["operation"]: Answering(_sessions(row["kind"], row["element"])) for row in table["sessions"]
    }
    made |= {
        row["operation"]: Answering(_attendees(row["kind"], row["element"])) for row in table["attendees"]
    }
    return {**made, "history.LstAccessAnywhereHistory": Answering(list_remote)}
