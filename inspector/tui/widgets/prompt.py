"""A line to type in: the filter, or what to search for."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from inspector.tui.messages import PromptAccepted, PromptChanged, PromptLeft
from inspector.tui.text import clean


class Prompt(Vertical):
    """A labelled input with room for an answer beside it; hidden until it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Undo")]

    def __init__(self, label: str, hint: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._label = label
        self._hint = hint
        self._silent = ""

    def compose(self) -> ComposeResult:
        """Label, input, answer."""
        with Horizontal():
            yield Static(Text(self._label), classes="prompt--label")
            yield Input(placeholder=self._hint, compact=True, select_on_focus=False)
            yield Static("", classes="prompt--answer")
        yield Static("", classes="prompt--error")

    @property
    def is_open(self) -> bool:
        """Whether the user can type."""
        return self.has_class("-open")

    def open(self, text: str) -> None:
        """Let the user type, beginning with `text`."""
        self.add_class("-open")
        self.answer("")
        entry = self.query_one(Input)
        self._silent = text
        entry.value = text
        entry.cursor_position = len(text)
        # At once: `focus` would wait its turn, and keys that were typed on would go to what had the focus.
        self.screen.set_focus(entry)

    def shut(self) -> None:
        """Hide it."""
        self.remove_class("-open")

    def answer(self, text: str) -> None:
        """Say something beside the input: what was typed is right."""
        self.query_one(".prompt--answer", Static).update(Text(clean(text)))
        self.query_one(".prompt--error", Static).display = False

    def refuse(self, text: str) -> None:
        """Say under the input what is wrong with what was typed."""
        self.query_one(".prompt--answer", Static).update("")
        place = self.query_one(".prompt--error", Static)
        place.update(Text(clean(text)))
        place.display = True

    def action_leave(self) -> None:
        """Leave without accepting."""
        self.post_message(PromptLeft(self.id or ""))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what was typed."""
        event.stop()
        # The text that the prompt was opened with is no news.
        if event.value == self._silent:
            self._silent = "\0"
            return
        self._silent = "\0"
        self.post_message(PromptChanged(self.id or "", event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell what was accepted."""
        event.stop()
        self.post_message(PromptAccepted(self.id or "", event.value))
