"""Sign-in pages, and what a user keeps besides his data: pictures and session templates."""

from __future__ import annotations

from urllib.parse import urlencode

from inspector.simulator.auth import new_ticket
from inspector.simulator.data import Data, merge, text
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.users import known_user
from inspector.simulator.world import Answering, Request, World

_PICTURES = {"Photo": {"photoURL": "photo"}, "Header": {"headerImageURL": "header"}}


def login_ticket(world: World, request: Request) -> Data:
    """A ticket for the sign-in page, and the version."""
    return {"ticket": new_ticket(world, request.visitor.identity), "apiVersion": "XML API (simulated)"}


def login_address(world: World, request: Request) -> Data:
    """Address that signs a user in; it carries a ticket."""
    name = text(request.data, "webExID") or request.visitor.identity
    words = {"AT": "LI", "WID": name, "TK": new_ticket(world, name)}
    return {"userLoginURL": _page(world, request, words)}


def logout_address(world: World, request: Request) -> Data:
    """Address that signs a user out."""
    return {"userLogoutURL": _page(world, request, {"AT": "LO"})}


def _page(world: World, request: Request, words: dict[str, str]) -> str:
    back = text(request.data, "backURL")
    query = urlencode({**words, "BU": back} if back else words)
    return f"{world.address}/{world.name}/p.php?{query}"


def upload_picture(world: World, request: Request) -> Data:
    """Show an image in the caller's personal room: GetUser names its address from now on.

    Raises:
        RefusedError: The caller is no user (030001), or there is no image (999999).
    """
    asked = request.data
    user = known_user(world, request.visitor.identity)
    if not text(asked, "imageData"):
        raise RefusedError("element-wanted", element="imageData")
    for element, name in _PICTURES.get(text(asked, "imageFor") or "Photo", {}).items():
        address = f"{world.address}/{name}/{user.number}.png"
        user.data = merge(user.data, {"personalMeetingRoom": {element: address}})
    user.modified = world.clock()
    return {}


def delete_templates(_world: World, _request: Request) -> Data:
    """Nothing in the API makes a session template, so none is ever there.

    Raises:
        RefusedError: Always (000015).
    """
    raise RefusedError("no-record")


HANDLERS = {
    "user.GetLoginTicket": Answering(login_ticket),
    "user.GetloginurlUser": Answering(login_address),
    "user.GetlogouturlUser": Answering(logout_address),
    "user.UploadPMRImage": Answering(upload_picture),
    "user.DelSessionTemplates": Answering(delete_templates),
}
