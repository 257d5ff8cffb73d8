"""One-Click settings of a host: SetupOneClickSettings stores, GetOneClickSettings returns."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, merge, sections, text
from inspector.simulator.world import Answering, Request, World


def setup(world: World, request: Request) -> Data:
    """Keep the caller's settings, in place of the old ones."""
    world.state.records.one_click[request.visitor.identity.lower()] = dict(request.data)
    return {}


def get(world: World, request: Request) -> Data:
    """The settings of a host: what was stored, over what every host has."""
    host = text(request.data, "hostWebExID") or request.visitor.identity
    kind = world.knowledge.kinds["meeting"]
    own: Data = {
        "metaData": {
            "serviceType": kind.service,
            "sessionType": kind.type_id,
            "confName": f"{host}'s meeting",
            "listing": "UNLISTED",
        },
        "telephony": {"telephonySupport": "NONE"},
        "enableOptions": {"voip": "true"},
    }
    stored = world.state.records.one_click.get(host.lower(), {})
    codes: list[Item] = [
        {**code, "name": f"Code {text(code, 'index')}", "inputMode": "TEXT"}
        for code in sections(stored, "tracking", "trackingCode")
    ]
    shown = merge(own, stored)
    return {**shown, "trackingCodes": {"trackingCode": codes}} if codes else shown


HANDLERS = {
    "ep.SetupOneClickSettings": Answering(setup),
    "ep.GetOneClickSettings": Answering(get),
}
