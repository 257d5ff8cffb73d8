"""ep.LstsummarySession."""

from __future__ import annotations

from collections.abc import Callable

from inspector.simulator.data import Data, Item, number, section, text, texts, true
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.lists import matching, ordered, page
from inspector.simulator.meetings import describe
from inspector.simulator.sessions import host, listing, recurring
from inspector.simulator.state import Meeting
from inspector.simulator.world import Answering, Request, World

Test = Callable[[Data], bool]


def list_sessions(world: World, request: Request) -> Data:
    """Sessions that match, in the order asked for, a page at a time."""
    asked = request.data
    every = [_summary(world, meeting) for meeting in world.state.meetings.values()]
    if not request.visitor.authenticated:
        every = [session for session in every if text(session, "listStatus") == "PUBLIC"]
    found = ordered(matching(every, _tests(world, asked), asked), _keys(world), asked)
    shown, records = page(found, asked)
    listed: list[Item] = [*shown]
    return {"matchingRecords": records, "session": listed}


def _tests(world: World, asked: Data) -> list[Test]:
    return [*_equal(asked), *_listed(asked), *_dates(world, asked)]


def _equal(asked: Data) -> list[Test]:
    """Tests for elements that must be the same, or (the name of a session) hold what is asked for."""

    def same(name: str, wanted: str) -> Test:
        return lambda session: text(session, name).lower() == wanted

    names = ("sessionKey", "meetingUUID", "hostWebExID", "hostEmail", "status", "confID")
    tests = [same(name, text(asked, name).lower()) for name in names if text(asked, name)]
    if text(asked, "recurrence"):
        tests.append(same("isRecurring", str(true(asked, "recurrence")).lower()))
    part = text(asked, "confName").lower()
    if part:
        tests.append(lambda session: part in text(session, "confName").lower())
    return tests


def _listed(asked: Data) -> list[Test]:
    """Tests for elements whose wanted values stand in a list."""

    def among(name: str, wanted: frozenset[str]) -> Test:
        return lambda session: text(session, name) in wanted

    pairs = (("sessionTypes", "sessionType"), ("serviceTypes", "serviceType"))
    lists = ((name, frozenset(texts(asked, group, name))) for group, name in pairs)
    return [among(name, wanted) for name, wanted in lists if wanted]


def _dates(world: World, asked: Data) -> list[Test]:
    """Tests of dateScope; its dates are in its own zone, else in the site's."""
    scope = section(asked, "dateScope")
    zone = world.zones.chosen(scope, world.settings.time_zone)
    tests: list[Test] = []
    for element, low, end in (
        ("startDateStart", True, False),
        ("startDateEnd", False, False),
        ("endDateStart", True, True),
        ("endDateEnd", False, True),
    ):
        date = text(scope, element)
        if date:
            limit = world.zones.seconds(date, zone)
            if limit is None:
                raise RefusedError("bad-date", element=element)
            tests.append(_within(world, limit, low=low, end=end))
    return tests


def _within(world: World, limit: float, *, low: bool, end: bool) -> Test:
    def test(session: Data) -> bool:
        moment = _start(world, session) + (60 * number(session, "duration", default=0) if end else 0)
        return moment >= limit if low else moment <= limit

    return test


def _start(world: World, session: Data) -> float:
    zone = number(session, "timeZoneID", default=world.settings.time_zone)
    return world.zones.seconds(text(session, "startTime"), zone) or 0.0


def _keys(world: World) -> dict[str, Callable[[Data], str | float]]:
    return {
        "HOSTWEBEXID": lambda session: text(session, "hostWebExID").lower(),
        "CONFNAME": lambda session: text(session, "confName").lower(),
        "STARTTIME": lambda session: _start(world, session),
    }


def _summary(world: World, meeting: Meeting) -> Data:
    """A meeting as a row of the list; elements of the same name path come from the meeting."""
    whole = describe(world, meeting)
    schedule, owner = section(whole, "schedule"), host(world, meeting)
    return {
        **whole,
        "sessionKey": meeting.key,
        "confName": text(whole, "metaData", "confName"),
        "sessionType": text(whole, "metaData", "meetingType"),
        "serviceType": "MeetingCenter",
        "hostWebExID": meeting.host,
        "hostFirstName": text(owner, "firstName"),
        "hostLastName": text(owner, "lastName"),
        "otherHostWebExID": meeting.host,
        "timeZoneID": text(schedule, "timeZoneID"),
        "timeZone": text(schedule, "timeZone"),
        "startTime": text(schedule, "startDate"),
        "openTime": text(schedule, "openTime"),
        "duration": text(schedule, "duration"),
        "listStatus": listing(whole),
        "hostEmail": text(owner, "email"),
        "passwordReq": str(bool(text(whole, "accessControl", "meetingPassword"))).lower(),
        "confID": meeting.conference,
        "registration": str(true(whole, "attendeeOptions", "registration")).lower(),
        "isRecurring": recurring(whole),
        "isAudioOnly": "false",
        "isAllowJBH": str(true(schedule, "joinTeleconfBeforeHost")).lower(),
        "isCETMeeting": "true",
        "isException": "false",
        "seriesMeetingKey": "0",
        "recurrenceId": "0",
        "isScheduledPMR": "false",
        "enableEvent": "false",
    }


def may_list(world: World, request: Request) -> None:
    """Let in everybody until 40.1.2, from 40.2.0 on callers whose secret was accepted.

    Raises:
        RefusedError: The secret was refused, or the caller is anonymous (000015 since 40.2.0).
    """
    if request.visitor.refusal:
        raise RefusedError(request.visitor.refusal)
    if not request.visitor.authenticated and world.changed("anonymous-listing-refused"):
        raise RefusedError("no-record")


HANDLERS = {"ep.LstsummarySession": Answering(list_sessions, may_list)}
