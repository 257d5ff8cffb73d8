"""meetingtype.LstMeetingType and GetMeetingType."""

from __future__ import annotations

from typing import Any

from inspector.simulator.data import Data, Item, text, texts
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.rows import by_number, listed
from inspector.simulator.world import Answering, Request, World


def list_types(world: World, request: Request) -> Data:
    """The session types of the site, those asked for by number or all."""
    wanted = texts(request.data, "meetingTypeID")
    rows = [_row(entry) for entry in world.knowledge.types]
    rows = [row for row in rows if not wanted or text(row, "meetingTypeID") in wanted]
    return listed("meetingType", rows, (), by_number(MEETINGTYPEID="meetingTypeID"), request.data)


def get_type(world: World, request: Request) -> Data:
    """One session type.

    Raises:
        RefusedError: There is none with this number (000015).
    """
    wanted = text(request.data, "meetingTypeID")
    for entry in world.knowledge.types:
        if entry["meetingTypeID"] == wanted:
            return _row(entry)
    raise RefusedError("no-record")


def _row(entry: dict[str, Any]) -> Data:
    services: list[Item] = list(entry["services"])
    return {
        "meetingTypeID": entry["meetingTypeID"],
        "productCodePrefix": entry["productCodePrefix"],
        "active": "ACTIVATED",
        "name": entry["name"],
        "displayName": entry["name"],
        "limits": {"maxMeetingUser": entry["users"], "maxMeetingDuration": "1440"},
        "options": {
            "supportChat": "true",
            "supportPoll": "true",
            "supportVideo": "true",
            "supportMeetingRecord": "true",
            "supportMeetingCenterSite": str("MeetingCenter" in services).lower(),
        },
        "phoneNumbers": {"primaryTollCallInNumber": "1-555-0100"},
        "serviceTypes": {"serviceType": services},
        "SupportPrivateMeeting": "false",
    }


HANDLERS = {
    "meetingtype.LstMeetingType": Answering(list_types),
    "meetingtype.GetMeetingType": Answering(get_type),
}
