"""Driving the application in a test."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot

from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.list import ListScreen
from inspector.tui.widgets.message import MessageView
from inspector.tui.widgets.prompt import Prompt
from inspector.tui.widgets.status import StatusBar
from inspector.tui.widgets.table import ExchangeTable

_TRIES = 300


async def until(pilot: Pilot[int], condition: Callable[[], object], what: str = "") -> None:
    """Let the application work until `condition` holds."""
    for _ in range(_TRIES):
        await pilot.pause(0.02)
        if condition():
            return
    raise AssertionError(f"never came: {what or condition}\n" + "\n".join(screen_lines(pilot.app)))


def screen_lines(app: App[int]) -> list[str]:
    """The text on the screen, line by line."""
    return ["".join(segment.text for segment in line) for line in app.screen._compositor.render_strips()]


def on_screen(app: App[int], text: str) -> bool:
    return any(text in line for line in screen_lines(app))


def table(app: App[int]) -> ExchangeTable:
    screen = next(screen for screen in app.screen_stack if isinstance(screen, ListScreen))
    return screen.query_one(ExchangeTable)


def status(app: App[int]) -> str:
    return str(app.screen.query_one(StatusBar).render())


def cursor_line(app: App[int]) -> str:
    return next((line for line in screen_lines(app) if line.startswith("❯")), "")


def prompt(app: App[int], name: str) -> Prompt:
    return app.screen.query_one(f"#{name}", Prompt)


def view(app: App[int], pane: str) -> MessageView:
    return app.screen.query_one(f"#{pane}-text", MessageView)


async def loaded(pilot: Pilot[int], text: str = " 09:3") -> None:
    """Wait for the first rows."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ListScreen) and on_screen(pilot.app, text), text)


async def opened(pilot: Pilot[int], text: str = "securityContext") -> None:
    """Open the exchange under the cursor."""
    await pilot.press("enter")
    await until(
        pilot, lambda: isinstance(pilot.app.screen, DetailScreen) and on_screen(pilot.app, text), text
    )
