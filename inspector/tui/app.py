"""The application: its screens, its keys that hold everywhere, its looks."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from inspector.tui.screens.help import HelpScreen
from inspector.tui.screens.list import ListScreen
from inspector.tui.source import Reader
from inspector.tui.workbench import Workbench


class InspectorApp(App[int]):
    """Shows what a reader reads.

    Args:
        reader: Where the rows come from.
        title: Name of the store, for the bar at the top.
        bench: Compares and replays its exchanges.
    """

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("colon", "command_palette", "Commands", show=False),
    ]

    def __init__(self, reader: Reader, title: str, bench: Workbench | None = None) -> None:
        super().__init__()
        self._reader = reader
        self._bench = bench or Workbench()
        self.title = title

    def on_mount(self) -> None:
        """Begin with the list."""
        self.push_screen(ListScreen(self._reader, self.title, self._bench))

    def action_help(self) -> None:
        """Show all keys."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())
