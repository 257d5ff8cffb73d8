"""user.LstsummaryUser and user.LstUser."""

from __future__ import annotations

from collections.abc import Callable

from inspector.simulator.data import Data, Item, section, text
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.lists import matching, ordered, page
from inspector.simulator.state import User
from inspector.simulator.users import describe
from inspector.simulator.world import Answering, Request, World

_QUARTER = 90 * 24 * 3600
_SEARCHED = ("firstName", "lastName", "email", "active", "webExId")

Test = Callable[[User], bool]


def list_users(world: World, request: Request) -> Data:
    """Users that match, in the order asked for, a page at a time."""
    asked = request.data
    tests = [*_words(world, asked), *_dates(world, asked)]
    found = ordered(matching(list(world.state.users.values()), tests, asked), _keys(world), asked)
    shown, records = page(found, asked)
    listed: list[Item] = [_summary(world, user) for user in shown]
    return {"user": listed, "matchingRecords": records}


def _words(world: World, asked: Data) -> list[Test]:
    """Tests that a user's element holds what the request's holds; letter case does not count."""

    def test(name: str, wanted: str) -> Test:
        return lambda user: wanted in text(describe(world, user), name).lower()

    return [test(name, text(asked, name).lower()) for name in _SEARCHED if text(asked, name)]


def _dates(world: World, asked: Data) -> list[Test]:
    zone = world.settings.time_zone
    registered = _range(world, asked, ("dataScope", "regDateStart"), ("dataScope", "regDateEnd"), zone)
    changed = _range(world, asked, ("modifiedDateStart",), ("modifiedDateEnd",), zone)
    if changed is not None and changed[1] - changed[0] > _QUARTER:
        raise RefusedError("range-too-long")
    tests: list[Test] = []
    if registered is not None:
        tests.append(lambda user: registered[0] <= user.created <= registered[1])
    if changed is not None:
        tests.append(lambda user: changed[0] <= user.modified <= changed[1])
    return tests


def _range(
    world: World, asked: Data, start: tuple[str, ...], end: tuple[str, ...], zone: int
) -> tuple[float, float] | None:
    """Seconds from and to, an open end 90 days from the other or now; None where neither is given."""
    first, last = (_seconds(world, text(asked, *path), path[-1], zone) for path in (start, end))
    if first is None and last is None:
        return None
    last = world.clock() if last is None else last
    return last - _QUARTER if first is None else first, last


def _seconds(world: World, date: str, element: str, zone: int) -> float | None:
    if not date:
        return None
    seconds = world.zones.seconds(date, zone)
    if seconds is None:
        raise RefusedError("bad-date", element=element)
    return seconds


def _keys(world: World) -> dict[str, Callable[[User], str | float]]:
    def by(name: str) -> Callable[[User], str | float]:
        return lambda user: text(describe(world, user), name).lower()

    return {
        "UID": lambda user: int(user.number),
        "WEBEXID": by("webExId"),
        "FIRSTNAME": by("firstName"),
        "LASTNAME": by("lastName"),
        "EMAIL": by("email"),
        "ACTIVE": by("active"),
        "REGDATE": lambda user: user.created,
    }


def _summary(world: World, user: User) -> Data:
    shown = describe(world, user)
    zone = world.settings.time_zone
    shown["lastModifiedTime"] = world.zones.date(user.modified, zone)
    if section(shown, "webACDPrefs"):
        shown["webACD"] = section(shown, "webACDPrefs")  # the same by another name
    return shown


HANDLERS = {
    "user.LstsummaryUser": Answering(list_users),
    "user.LstUser": Answering(list_users),
}
