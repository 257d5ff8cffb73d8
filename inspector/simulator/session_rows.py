"""A session of any kind as a row of the listings."""

from __future__ import annotations

from inspector.simulator.data import Data, section, text, true
from inspector.simulator.kinds import describe, kind_of, password, title, type_id
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.rows import Key, Test, by_date, by_text, within
from inspector.simulator.state import Meeting
from inspector.simulator.world import World

_SCOPE = (
    ("startDateStart", "startTime", True),
    ("startDateEnd", "startTime", False),
    ("endDateStart", "endDate", True),
    ("endDateEnd", "endDate", False),
)
_CODES = 10
# Vendor release notes 10.0.0 SP5.10; which end is cut is not said, here the later one.
_TWO_WEEKS = 14 * 24 * 3600.0


def summary(world: World, meeting: Meeting) -> Data:
    """A row with every name that a listing uses; elements of the same name path come from the session."""
    whole = describe(world, meeting)
    schedule, owner = section(whole, "schedule"), host(world, meeting)
    kind, called, number = kind_of(world, meeting), title(world, meeting), type_id(world, meeting)
    row: Data = {
        **whole,
        "meetingKey": meeting.key,
        "confName": called,
        "sessionName": called,
        "sessionType": number,
        "meetingType": number,
        "serviceType": kind.service,
        "hostWebExID": meeting.host,
        "hostFirstName": text(owner, "firstName"),
        "hostLastName": text(owner, "lastName"),
        "hostEmail": text(owner, "email"),
        "otherHostWebExID": meeting.host,
        "listStatus": listing(whole),
        "passwordReq": str(bool(password(world, meeting))).lower(),
        "confID": meeting.conference,
        "registration": str(registers(whole)).lower(),
        "isRecurring": recurring(whole),
        "isAllowJBH": str(true(schedule, "joinTeleconfBeforeHost")).lower(),
    }
    return {**row, **_times(world, schedule), **_by_kind(whole, meeting.kind)}


def _times(world: World, schedule: Data) -> Data:
    names = ("timeZoneID", "timeZone", "openTime", "duration")
    row: Data = {name: text(schedule, name) for name in names}
    start = text(schedule, "startDate")
    zone = world.zones.chosen(schedule, world.settings.time_zone)
    seconds = world.zones.seconds(start, zone)
    minutes = text(schedule, "duration")
    if seconds is not None and minutes.isdecimal():
        row["endDate"] = world.zones.date(min(seconds + 60 * int(minutes), 4e9), zone)
    return {**row, "startTime": start, "startDate": start}


def _by_kind(whole: Data, kind: str) -> Data:
    """What the site says of every row, and what only the rows of one kind have."""
    row: Data = {
        "isAudioOnly": str(kind == "teleconference").lower(),
        "isCETMeeting": str(kind == "meeting").lower(),
        "isException": text(whole, "repeat", "isException") or "false",
        "seriesMeetingKey": text(whole, "repeat", "seriesMeetingKey") or "0",
        "recurrenceId": "0",
        "isScheduledPMR": "false",
        "enableEvent": "false",
    }
    names = {"event": ("description", "programID"), "sales": ("account", "opportunity")}.get(kind, ())
    row.update((name, text(whole, "metaData", name)) for name in names)
    panel = text(whole, "panelists", "panelistsInfo")
    return {**row, "panelists": panel} if kind == "event" else row


def listing(whole: Data) -> str:
    """ListStatus of a session: what it says itself, else public where it is listed, unlisted otherwise."""
    shown = section(whole, "accessControl")
    own = text(shown, "listing").upper()
    if own in ("PUBLIC", "PRIVATE", "UNLISTED"):
        return own
    return "PUBLIC" if true(shown, "listToPublic") or true(shown, "isPublic") else "UNLISTED"


def registers(whole: Data) -> bool:
    """Whether people must register."""
    return true(whole, "attendeeOptions", "registration") or true(whole, "extOptions", "registration")


def recurring(whole: Data) -> str:
    """Whether a session repeats, as a value."""
    return str(text(whole, "repeat", "repeatType") not in ("", "NO_REPEAT", "SINGLE")).lower()


def host(world: World, meeting: Meeting) -> Data:
    """The host of a session, by name and address where the site knows the user."""
    user = world.state.user(meeting.host)
    given = user.data if user else {}
    return {
        "firstName": text(given, "firstName") or meeting.host,
        "lastName": text(given, "lastName"),
        "email": text(given, "email"),
        "webExId": meeting.host,
    }


def scoped(world: World, asked: Data) -> list[Test]:
    """Tests of dateScope.

    Raises:
        RefusedError: A date is none.
    """
    return [*within(world, asked, "dateScope", _SCOPE), *_modified(world, section(asked, "dateScope"))]


def _modified(world: World, scope: Data) -> list[Test]:
    """Tests of when a session was last changed: of two weeks at most, the rest is cut off."""
    if not text(scope, "modifiedDateStart"):
        return []
    zone = world.zones.chosen(scope, world.settings.time_zone)
    first = world.zones.seconds(text(scope, "modifiedDateStart"), zone)
    end = text(scope, "modifiedDateEnd")
    last = world.zones.seconds(end, zone) if end else world.clock()
    if first is None or last is None:
        raise RefusedError("bad-date", element="modifiedDateStart" if first is None else "modifiedDateEnd")
    last, meetings = min(last, first + _TWO_WEEKS), world.state.meetings
    return [lambda row: first <= meetings[text(row, "meetingKey")].modified <= last]


def order_keys(world: World) -> dict[str, Key]:
    """What listings can be ordered by."""
    keys: dict[str, Key] = {
        **by_text(
            HOSTWEBEXID="hostWebExID",
            CONFNAME="confName",
            EVENTNAME="confName",
            ACCOUNT="account",
            OPPORTUNITY="opportunity",
        ),
        **by_date(world, STARTTIME="startTime"),
    }
    for number in range(1, _CODES + 1):
        keys[f"TRACKINGCODE{number}"] = _nested("tracking", f"trackingCode{number}")
    for name in ("assistRequest", "assistConfirm"):
        keys[name.upper()] = _nested("assistService", name)
    return keys


def _nested(*path: str) -> Key:
    return lambda row: text(row, *path).lower()
