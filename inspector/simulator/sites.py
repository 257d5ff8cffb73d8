"""The operations on the site, and ep.GetAPIVersion."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, merge, section, texts, true
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.world import Answering, Request, World, anyone


def get_site(world: World, request: Request) -> Data:
    """The site's settings; every element that the release has is there."""
    zone = world.settings.time_zone
    types: list[Item] = [
        {"meetingTypeID": entry["meetingTypeID"], "meetingTypeName": entry["productCodePrefix"]}
        for entry in world.knowledge.types
    ]
    limits: Data = {"isLicenseManager": "false"}
    data: Data = {
        "metaData": {
            "isEnterprise": "true",
            "serviceType": ["MeetingCenter", "TrainingCenter", "EventCenter", "SupportCenter"],
            "meetingTypes": types,
            "siteName": world.name,
            "brandName": [world.name],
            "region": "Documentation",
            "currency": "USD",
            "timeZoneID": str(zone),
            "timeZone": world.zones.label(zone),
            "webDomain": f"{world.name}.example.com",
            "meetingDomain": "meet.example.com",
            "telephonyDomain": "voice.example.com",
            "pageLanguage": "ENGLISH",
            "activateStatus": str(not world.settings.suspended).lower(),
        },
        "resourceRestrictions": limits,
        "supportAPI": {"xmlAPI": "true"},
        "siteCommonOptions": {
            "SupportXMLAPIReturnScheduledPMR": str(world.settings.scheduled_rooms).lower(),
        },
        "securityOptions": {"EnableMobileScreenCapture": "false"},
    }
    if not true(request.data, "returnSettings", "eventCenter"):
        data["eventCenter"] = []
    place = world.state.records.place
    return {"siteInstance": {**data, "meetingPlace": place} if place else data}


def set_site(world: World, request: Request) -> Data:
    """Keep meetingPlace, the only section that SetSite has."""
    records = world.state.records
    records.place = merge(records.place, section(request.data, "meetingPlace"))
    return {}


def list_zones(world: World, request: Request) -> Data:
    """The time zones, those asked for by number or all; offsets are those of standard time.

    Raises:
        RefusedError: There is none of them (000015).
    """
    wanted = texts(request.data, "timeZoneID")
    found: list[Item] = []
    for zone in range(world.zones.count):
        if wanted and str(zone) not in wanted:
            continue
        offset = world.zones.offset(zone).utcoffset(None)
        label = world.zones.label(zone)
        row: Data = {
            "timeZoneID": str(zone),
            "gmtOffset": str(int(offset.total_seconds() // 60)),
            "description": label,
            "shortName": label.partition(", ")[2].partition(" (")[0],
            "hideTimeZoneName": "false",
            "fallInDST": "false",
        }
        found.append(row)
    if not found:
        raise RefusedError("no-record")
    return {"timeZone": found}


def get_api_version(world: World, _request: Request) -> Data:
    """The release of the site; apiVer is the element that names it."""
    release = world.releases.get(world.release).name
    return {"apiVersion": "XML API (simulated)", "release": release, "apiVer": release}


HANDLERS = {
    "site.SetSite": Answering(set_site),
    "site.LstTimeZone": Answering(list_zones),
    "site.GetSite": Answering(get_site, complete=True),
    "ep.GetAPIVersion": Answering(get_api_version, anyone),
}
