"""user.GetUserCard, and the personal rooms that it shows."""

from __future__ import annotations

from inspector.simulator.data import Data, section, text
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.state import User
from inspector.simulator.users import describe
from inspector.simulator.world import Answering, Request, World


def get_user_card(world: World, request: Request) -> Data:
    """Avatar and personal room of a user, found by webExId, e-mail address or room address."""
    asked = request.data
    user = world.state.user(text(asked, "webExId") or text(asked, "email"))
    address = text(asked, "personalUrl")
    if user is None and address:
        user = by_room(world, address)
    if user is None:
        raise RefusedError("no-such-user")
    avatar: Data = {
        "url": f"{world.address}/avatar/{user.number}.png",
        "lastModifiedTime": str(int(user.modified * 1000)),
        "isUploaded": "false",
    }
    return {"avatar": avatar, "personalMeetingRoom": section(describe(world, user), "personalMeetingRoom")}


def by_room(world: World, address: str) -> User | None:
    """The user whose personal room has this web or SIP address, or access code."""
    wanted = address.lower()
    for user in world.state.users.values():
        own = section(describe(world, user), "personalMeetingRoom")
        names = ("personalMeetingRoomURL", "sipURL", "accessCode")
        if any(text(own, name).lower() == wanted for name in names):
            return user
    return None


def may_see_card(world: World, request: Request) -> None:
    """Let in everybody until 40.8.0, from 40.9.0 on those who are authorised.

    Raises:
        RefusedError: The caller may not.
    """
    caller = request.visitor
    if caller.refusal:
        raise RefusedError(caller.refusal)
    known = caller.authenticated or (caller.jwt and world.changed("card-by-jwt"))
    if world.changed("card-needs-authorisation") and not known:
        raise RefusedError("card-not-authorised")


HANDLERS = {"user.GetUserCard": Answering(get_user_card, may_see_card)}
