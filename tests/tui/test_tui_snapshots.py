"""How the screens look: a few pictures, of frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.app import App
from textual.pilot import Pilot
from tui_driving import cursor_line, loaded, on_screen, opened, status, until
from tui_samples import RESPONSE, MemorySource, record, records

from inspector.model.report import Part, Record
from inspector.tui.app import InspectorApp

Make = Callable[[MemorySource], InspectorApp]
Compare = Callable[..., bool]
Steps = Callable[[Pilot[int]], object]


async def the_list(pilot: Pilot[int]) -> None:
    await loaded(pilot)


async def filtered(pilot: Pilot[int]) -> None:
    await loaded(pilot)
    await pilot.press("f", *"op:GetUser", "enter")
    await until(pilot, lambda: "15 of 60" in status(pilot.app) and not on_screen(pilot.app, "ep."))


async def the_detail(pilot: Pilot[int]) -> None:
    await loaded(pilot)
    await pilot.press("k", "k", "k")
    await until(pilot, lambda: "user.GetUser" in cursor_line(pilot.app))
    await opened(pilot)
    await pilot.press("n", "n")
    await until(pilot, lambda: "securityContext" in cursor_line(pilot.app))


async def the_help(pilot: Pilot[int]) -> None:
    await loaded(pilot)
    await pilot.press("question_mark")
    await until(pilot, lambda: on_screen(pilot.app, "Everywhere"))


async def side_by_side(pilot: Pilot[int]) -> None:
    await loaded(pilot)
    await pilot.press("g", "m", "j", "d")
    await until(pilot, lambda: "3 differences, 1 ignored" in status(pilot.app))
    await pilot.press("n")
    await until(pilot, lambda: "2 of 3" in status(pilot.app))


def two_answers() -> list[Record]:
    """The same call twice: something changed, something is new, and a time that means nothing."""
    first, second = record(0), record(4)
    login = "</serv:bodyContent>", "<use:lastLoginTime>{}</use:lastLoginTime>{}</serv:bodyContent>"
    before = RESPONSE.replace(login[0], login[1].format("03/02/2026 09:30:00", ""))
    after = RESPONSE.replace(">Jane<", ">Joan<").replace(">4<", ">21<")
    count = "<use:visitCount>3</use:visitCount>"
    after = after.replace(login[0], login[1].format("03/02/2026 09:34:00", count))
    return [
        replace(first, response=Part((before.encode(),), ())),
        replace(second, response=Part((after.encode(),), ())),
    ]


@pytest.mark.parametrize(
    ("steps", "size"),
    [
        pytest.param(the_list, (140, 24), id="list"),
        pytest.param(the_list, (80, 24), id="list-narrow"),
        pytest.param(filtered, (120, 24), id="filtered"),
        pytest.param(the_detail, (140, 36), id="detail"),
        pytest.param(the_detail, (80, 24), id="detail-narrow"),
        pytest.param(the_help, (100, 60), id="help"),
    ],
)
def test_looks(snap_compare: Compare, make_app: Make, steps: Steps, size: tuple[int, int]) -> None:
    app: App[int] = make_app(MemorySource(records(60)))
    assert snap_compare(app, terminal_size=size, run_before=steps)


def test_two_exchanges_look(snap_compare: Compare, make_app: Make) -> None:
    app: App[int] = make_app(MemorySource(two_answers()))
    assert snap_compare(app, terminal_size=(120, 30), run_before=side_by_side)
