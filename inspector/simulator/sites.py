"""site.GetSite and ep.GetAPIVersion."""

from __future__ import annotations

from inspector.simulator.data import Data, true
from inspector.simulator.world import Answering, Request, World, anyone


def get_site(world: World, request: Request) -> Data:
    """The site's settings; every element that the release has is there."""
    zone = world.settings.time_zone
    limits: Data = {"isLicenseManager": "false"}
    data: Data = {
        "metaData": {
            "isEnterprise": "true",
            "serviceType": ["MeetingCenter", "TrainingCenter", "EventCenter", "SupportCenter"],
            "meetingTypes": [{"meetingTypeID": "3", "meetingTypeName": "PRO"}],
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
    return {"siteInstance": data}


def get_api_version(world: World, _request: Request) -> Data:
    """The release of the site; apiVer is the element that names it."""
    release = world.releases.get(world.release).name
    return {"apiVersion": "XML API (simulated)", "release": release, "apiVer": release}


HANDLERS = {
    "site.GetSite": Answering(get_site, complete=True),
    "ep.GetAPIVersion": Answering(get_api_version, anyone),
}
