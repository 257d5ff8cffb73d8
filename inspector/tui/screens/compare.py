"""Two exchanges side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static, TabbedContent, TabPane

from inspector.tui.compared import SIDES, SIGNS, Sheet, Side
from inspector.tui.widgets.compared import CompareView
from inspector.tui.widgets.status import StatusBar
from inspector.tui.workbench import UsageError

_TITLES = {"request": "Request", "response": "Response"}


class CompareScreen(Screen[None]):
    """Shows what differs between two exchanges.

    Args:
        title: Names the two.
        load: Holds them against each other; called in a thread of its own.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane", "Pane", priority=True),
        Binding("shift+tab", "pane", "Pane", show=False, priority=True),
        Binding("n", "step(1)", "Next difference"),
        Binding("N", "step(-1)", "Previous difference"),
        Binding("escape,q", "back", "Back"),
    ]

    def __init__(self, title: str, load: Callable[[], Mapping[Side, Sheet]]) -> None:
        super().__init__()
        self._title = title
        self._load_sheets = load

    def compose(self) -> ComposeResult:
        """Status, panes, the line under the cursor in full, keys."""
        yield StatusBar(id="status")
        with TabbedContent(initial="response", id="panes"):
            for side in SIDES:
                with TabPane(_TITLES[side], id=side):
                    yield CompareView(id=f"{side}-lines")
        yield Static("", id="told")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Compare."""
        self.query_one("#status", StatusBar).say(self._title, "comparing…")
        # Once the panes are there: they choose the first to show by themselves.
        self.call_after_refresh(self._load)

    @work(exclusive=True)
    async def _load(self) -> None:
        try:
            found = await asyncio.to_thread(self._load_sheets)
        except UsageError as error:
            self.query_one("#status", StatusBar).say(self._title, alert=str(error))
            for side in SIDES:
                self._view(side).fail()
            return
        tabs = self.query_one(TabbedContent)
        for side in SIDES:
            self._view(side).show(found[side])
            count = len(found[side].stops)
            mark = f" {SIGNS['changed']}{count}" if count else ""
            tabs.get_tab(side).label = Content(f"{_TITLES[side]}{mark}")
        only_requests = found["request"].stops and not found["response"].stops
        self._go("request" if only_requests or not found["response"].lines else "response")

    def action_pane(self) -> None:
        """Show the other pane."""
        self._go("request" if self._side == "response" else "response")

    def action_step(self, by: int) -> None:
        """Go to the next or previous difference."""
        self._view(self._side).step(by)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()

    def on_line_chosen(self) -> None:
        """Tell all of the line under the cursor."""
        self._tell()

    def on_tabbed_content_tab_activated(self) -> None:
        """Keys go to the pane that is shown."""
        self._view(self._side).focus()
        self._tell()

    def _go(self, side: Side) -> None:
        self.query_one(TabbedContent).active = side
        self._view(side).focus()
        self._tell()

    def _tell(self) -> None:
        view = self._view(self._side)
        if view.sheet.lines:
            self.query_one("#status", StatusBar).say(self._title, view.sheet.counts, view.place)
        self.query_one("#told", Static).update(Text(view.line.told if view.line else ""))

    def _view(self, side: Side) -> CompareView:
        return self.query_one(f"#{side}-lines", CompareView)

    @property
    def _side(self) -> Side:
        return "request" if self.query_one(TabbedContent).active == "request" else "response"
