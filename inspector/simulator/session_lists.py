"""The listings of sessions: by summary, of one kind or of all, and of those in progress."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, text, texts, true
from inspector.simulator.kinds import describe
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.lists import matching, ordered, page
from inspector.simulator.rows import Test, among, holding, listed, same
from inspector.simulator.scheduling import classic_events
from inspector.simulator.session_rows import order_keys, scoped, summary
from inspector.simulator.world import Answering, Handler, Request, World, anyone


def list_sessions(world: World, request: Request) -> Data:
    """Sessions of every kind that match, in the order asked for, a page at a time."""
    asked = request.data
    every = [summary(world, meeting) for meeting in world.state.meetings.values()]
    if not request.visitor.authenticated:
        every = [session for session in every if text(session, "listStatus") == "PUBLIC"]
    names = ("sessionKey", "meetingUUID", "hostWebExID", "hostEmail", "status", "confID")
    tests = [*same(asked, *names), *holding(asked, "confName"), *_listed(asked), *scoped(world, asked)]
    return listed("session", every, tests, order_keys(world), asked)


def _listed(asked: Data) -> list[Test]:
    """Tests for elements whose wanted values stand in a list, and for those that repeat."""
    tests = [
        *among(asked, "sessionType", "sessionTypes", "sessionType"),
        *among(asked, "serviceType", "serviceTypes", "serviceType"),
    ]
    if text(asked, "recurrence"):
        wanted = str(true(asked, "recurrence")).lower()
        tests.append(lambda session: text(session, "isRecurring") == wanted)
    return tests


def listing_of(kind: str, element: str, *, whole: bool = False) -> Handler:
    """The handler that lists sessions of one kind as elements `element`: whole ones, or their summaries."""

    def handler(world: World, request: Request) -> Data:
        if kind == "event":
            classic_events(world)
        asked = request.data
        rows = [summary(world, m) for m in world.state.meetings.values() if m.kind == kind]
        names = ("meetingKey", "sessionKey", "meetingUUID", "hostWebExID", "programID")
        tests = [*same(asked, *names), *holding(asked, "account", "opportunity"), *scoped(world, asked)]
        shown, records = page(ordered(matching(rows, tests, asked), order_keys(world), asked), asked)
        found: list[Item] = [*shown]
        if whole:
            found = [describe(world, world.state.meetings[text(row, "meetingKey")]) for row in shown]
        return {element: found, "matchingRecords": records}

    return handler


def list_open(world: World, request: Request) -> Data:
    """Sessions in progress, by service; callers without a secret see the public ones."""
    wanted = texts(request.data, "serviceType")
    groups: dict[str, list[Item]] = {}
    for meeting in world.state.meetings.values():
        row = summary(world, meeting)
        shown = request.visitor.authenticated or text(row, "listStatus") == "PUBLIC"
        service = text(row, "serviceType")
        if meeting.started and shown and (not wanted or service in wanted):
            first = min(visit.joined for visit in meeting.visits)
            zone = world.zones.chosen(row, world.settings.time_zone)
            started: Data = {"actualStartTime": world.zones.date(first, zone)}
            groups.setdefault(service, []).append({**row, **started})
    count = str(sum(len(found) for found in groups.values()))
    if not groups:
        raise RefusedError("no-record")
    services: list[Item] = [{"serviceType": name, "sessions": found} for name, found in groups.items()]
    return {
        "matchingRecords": {"total": count, "returned": count, "startFrom": "1"},
        "services": services,
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


HANDLERS = {
    "ep.LstsummarySession": Answering(list_sessions, may_list),
    "ep.LstOpenSession": Answering(list_open, anyone),
    "meeting.LstMeeting": Answering(listing_of("meeting", "meeting", whole=True)),
    "meeting.LstsummaryMeeting": Answering(listing_of("meeting", "meeting")),
    "event.LstsummaryEvent": Answering(listing_of("event", "event")),
    "training.LstTrainingSession": Answering(listing_of("training", "trainingSession", whole=True)),
    "training.LstsummaryTrainingSession": Answering(listing_of("training", "trainingSession")),
    "sales.LstsummarySalesSession": Answering(listing_of("sales", "salesSession")),
}
