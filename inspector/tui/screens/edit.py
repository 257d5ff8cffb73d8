"""A request, edited before it is sent."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, TextArea

from inspector.tui.widgets.status import StatusBar


class EditScreen(Screen[str | None]):
    """Gives the edited text, None where nothing is to change.

    Args:
        title: Names the call.
        text: The request; its secrets are masks, and get fresh values when it is sent.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "Keep", priority=True),
        Binding("escape", "leave", "Undo", priority=True),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Status, text, keys."""
        yield StatusBar(id="status")
        yield TextArea(self._text, soft_wrap=True, show_line_numbers=True, id="text")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Say that what is edited is shown as it is."""
        said = "masks (****) get fresh values when it is sent"
        self.query_one(StatusBar).say(self._title, said, alert="PERSONAL DATA SHOWN")
        self.query_one(TextArea).focus()

    def action_keep(self) -> None:
        """Keep the text."""
        self.dismiss(self.query_one(TextArea).text)

    def action_leave(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
