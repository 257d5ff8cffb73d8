"""Rows of list answers: which of them match what a request asks for, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from inspector.simulator.data import Data, Item, section, text, texts
from inspector.simulator.knowledge import RefusedError
from inspector.simulator.lists import matching, ordered, page
from inspector.simulator.world import World

Test = Callable[[Data], bool]
Key = Callable[[Data], str | float]
# (element of the scope, element of the row, whether it is the earliest moment)
Bound = tuple[str, str, bool]


def same(asked: Data, *names: str) -> list[Test]:
    """Tests for elements that must be the same in any letter case, as far as they are asked for."""

    def test(name: str, wanted: str) -> Test:
        return lambda row: text(row, name).lower() == wanted

    return [test(name, text(asked, name).lower()) for name in names if text(asked, name)]


def holding(asked: Data, *names: str) -> list[Test]:
    """Tests for elements that must hold what is asked for, in any letter case."""

    def test(name: str, part: str) -> Test:
        return lambda row: part in text(row, name).lower()

    return [test(name, text(asked, name).lower()) for name in names if text(asked, name)]


def among(asked: Data, row_name: str, *path: str) -> list[Test]:
    """A test for an element whose wanted values stand in a list at `path`; none without any."""
    wanted = frozenset(texts(asked, *path))
    return [lambda row: text(row, row_name) in wanted] if wanted else []


def within(world: World, asked: Data, scope: str, bounds: Iterable[Bound]) -> list[Test]:
    """Tests of the moments of `scope`; its dates are in its own zone, else in the site's.

    Raises:
        RefusedError: A date is none.
    """
    inner = section(asked, scope)
    zone = world.zones.chosen(inner, world.zones.chosen(asked, world.settings.time_zone))
    tests: list[Test] = []
    for element, name, earliest in bounds:
        date = text(inner, element)
        if not date:
            continue
        limit = world.zones.seconds(date, zone)
        if limit is None:
            raise RefusedError("bad-date", element=element)
        tests.append(_bound(world, name, limit, earliest=earliest))
    return tests


def _bound(world: World, name: str, limit: float, *, earliest: bool) -> Test:
    def test(row: Data) -> bool:
        found = moment(world, row, name)
        return found is not None and (found >= limit if earliest else found <= limit)

    return test


def moment(world: World, row: Data, name: str) -> float | None:
    """Seconds since the epoch of a date of the row, which is in the row's own zone."""
    return world.zones.seconds(text(row, name), world.zones.chosen(row, world.settings.time_zone))


def by_text(**names: str) -> dict[str, Key]:
    """Sort keys: orderBy value to the element of the row, in any letter case."""

    def key(name: str) -> Key:
        return lambda row: text(row, name).lower()

    return {order: key(name) for order, name in names.items()}


def by_number(**names: str) -> dict[str, Key]:
    """Sort keys that compare as whole numbers."""

    def key(name: str) -> Key:
        return lambda row: int(text(row, name) or 0)

    return {order: key(name) for order, name in names.items()}


def by_date(world: World, **names: str) -> dict[str, Key]:
    """Sort keys that compare as moments."""

    def key(name: str) -> Key:
        return lambda row: moment(world, row, name) or 0.0

    return {order: key(name) for order, name in names.items()}


def listed(name: str, rows: Sequence[Data], tests: Sequence[Test], keys: dict[str, Key], asked: Data) -> Data:
    """A list answer: a page of the matching rows as elements `name`, and matchingRecords.

    Raises:
        RefusedError: There is no such row (000015).
    """
    shown, records = page(ordered(matching(rows, tests, asked), keys, asked), asked)
    found: list[Item] = [*shown]
    return {name: found, "matchingRecords": records}
