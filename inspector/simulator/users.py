"""The operations on users."""

from __future__ import annotations

from inspector.simulator.data import Data, Item, leaves, merge, text, texts
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.state import User
from inspector.simulator.world import Answering, Handler, Request, World
from inspector.simulator.zones import without_stale_zone

_WEEK = 7 * 24 * 3600
# Reference guide, DelUser: up to 50 at a time.
_MOST_DELETED = 50


def check_addresses(world: World, data: Data) -> None:
    """Refuse e-mail addresses with white space, where the release does.

    Raises:
        RefusedError: One has.
    """
    if world.changed("white-space-in-email-refused"):
        for address in leaves(data, "email"):
            if any(character.isspace() for character in address):
                raise RefusedError("white-space-in-email")


def admit(world: World, identity: str) -> None:
    """Know a caller who was let in as a user: who calls with an e-mail address has it as webExId, too."""
    state, now = world.state, world.clock()
    if state.user(identity) is not None:
        return
    address = identity if "@" in identity else f"{identity}@{world.name}.example.com"
    data: Data = {"webExId": identity, "email": address, "firstName": identity, "lastName": identity}
    state.users[identity.lower()] = User(
        data, state.ids.digits(7), _room(world, identity), now, now, made=False
    )


def _give_way(world: World, name: str, address: str) -> None:
    """Forget a caller who is nothing but that, for a user who shall have this name or address."""
    for user in (world.state.users.get(name.lower()), world.state.by_email(address)):
        if user is not None and not user.made:
            world.state.users.pop(user.name.lower(), None)


def create_user(world: World, request: Request) -> Data:
    """Keep a new user."""
    data, state, now = dict(request.data), world.state, world.clock()
    name, address = text(data, "webExId"), text(data, "email")
    _may_change(world)
    if not name:
        raise RefusedError("element-wanted", element="webExId")
    check_addresses(world, data)
    _give_way(world, name, address)
    if name.lower() in state.users:
        raise RefusedError("id-in-use")
    if address and state.by_email(address):
        raise RefusedError("email-in-use")
    user = User(data, state.ids.digits(7), _room(world, name), now, now)
    state.users[name.lower()] = user
    return {"userId": user.number}


def _room(world: World, name: str) -> str:
    """Key of the personal room: the old one for who is back within a week, where the release keeps it."""
    fresh = world.state.ids.digits(9)
    old, left = world.state.rooms_left.pop(name.lower(), ("", 0.0))
    kept = old and world.clock() - left <= _WEEK and world.changed("room-key-kept")
    return old if kept else fresh


def _may_change(world: World) -> None:
    if world.settings.suspended and world.changed("suspended-site-keeps-users"):
        raise RefusedError("site-suspended")


def known_user(world: World, name: str) -> User:
    """The user with this webExId or address.

    Raises:
        RefusedError: There is none (030001).
    """
    user = world.state.user(name)
    if user is None:
        raise RefusedError("no-such-user")
    return user


def set_user(world: World, request: Request) -> Data:
    """Lay what the request says over what is kept of a user."""
    data, state = dict(request.data), world.state
    _may_change(world)
    user = known_user(world, text(data, "webExId"))
    check_addresses(world, data)
    user.made = True
    renamed = str(data.pop("newWebExId", "")) or user.name
    _give_way(world, renamed, text(data, "email"))
    if renamed.lower() != user.name.lower() and renamed.lower() in state.users:
        raise RefusedError("id-in-use")
    other = state.by_email(text(data, "email")) if text(data, "email") else None
    if other is not None and other is not user:
        raise RefusedError("email-in-use")
    del state.users[user.name.lower()]
    user.data = {**merge(without_stale_zone(user.data, data), data), "webExId": renamed}
    user.modified = world.clock()
    state.users[renamed.lower()] = user
    return {}


def get_user(world: World, request: Request) -> Data:
    """What CreateUser and SetUser stored, with what the site adds."""
    return describe(world, known_user(world, text(request.data, "webExId")))


def describe(world: World, user: User) -> Data:
    """A user as GetUser shows it: the site's own values, and over them what was stored."""
    given = user.data
    zones = world.zones
    zone = zones.chosen(given, world.settings.time_zone)
    types: list[Item] = [entry["meetingTypeID"] for entry in world.knowledge.types]
    own: Data = {
        "active": "ACTIVATED",
        "timeZoneID": str(zone),
        "timeZone": zones.label(zone),
        "language": "ENGLISH",
        "languageID": "1",
        "privilege": {"host": "true", "siteAdmin": "false"},
        "supportedServices": {"meetingCenter": "true"},
        "meetingTypes": {"meetingType": types},
        "personalMeetingRoom": room(world, user),
        "cmrHybridVoip": "false",
        "registrationDate": zones.date(user.created, zone),
        "visitCount": "0",
        "userId": user.number,
    }
    shown = merge(own, given)
    if world.settings.display_names:
        shown["displayName"] = text(given, "displayName") or _full_name(user)
    else:
        shown.pop("displayName", None)
    return _with_products(shown)


def _full_name(user: User) -> str:
    return f"{text(user.data, 'firstName')} {text(user.data, 'lastName')}".strip() or user.name


def room(world: World, user: User) -> Data:
    """The personal room that the site gives a user."""
    return {
        "title": f"{_full_name(user)}'s Personal Room",
        "personalMeetingRoomURL": f"{world.address}/meet/{user.name}",
        "sipURL": f"{user.name}@{world.name}.example.com",
        "accessCode": user.room,
        "applyPMRForInstantMeeting": "false",
        "deviceCanStartMyPMR": "false",
    }


def _switching(active: str) -> Handler:
    """The handler that sets `active` of the user whom a request names by userID or webexID."""

    def switch(world: World, request: Request) -> Data:
        number = text(request.data, "userID")
        found = next((u for u in world.state.users.values() if number and u.number == number), None)
        user = found or known_user(world, text(request.data, "webexID"))
        user.data = {**user.data, "active": active}
        user.modified = world.clock()
        return {}

    return switch


def _with_products(data: Data) -> Data:
    """Products of a sales expert with a name each, as answers have them; requests give numbers only."""
    numbers = texts(data, "salesCenter", "smeInfo", "products", "prodID")
    if not numbers:
        return data
    named: list[Item] = [{"prodID": one, "name": f"Product {one}"} for one in numbers]
    return merge(data, {"salesCenter": {"smeInfo": {"products": {"product": named}}}})


def del_user(world: World, request: Request) -> Data:
    """Delete users, and say of each whether it was one."""
    gone: list[Item] = []
    names = texts(request.data, "webExId")
    if len(names) > _MOST_DELETED:
        raise RefusedError("too-many-users")
    for name in names:
        user = world.state.user(name)
        if user is not None:
            del world.state.users[user.name.lower()]
            world.state.rooms_left[user.name.lower()] = (user.room, world.clock())
        gone.append({"webExId": name, "status": "SUCCESS" if user else "FAILURE"})
    if not gone:
        raise RefusedError("element-wanted", element="webExId")
    return {"user": gone}


HANDLERS = {
    "user.CreateUser": Answering(create_user),
    "user.SetUser": Answering(set_user),
    "user.GetUser": Answering(get_user),
    "user.DelUser": Answering(del_user),
    "user.ActivateUser": Answering(_switching("ACTIVATED")),
    "user.InactivateUser": Answering(_switching("DEACTIVATED")),
}
