"""What to do about writing calls that an earlier run left open."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from inspector.tui.text import clean
from inspector.tui.workbench import Earlier

_CHOICES = """\
  r    go on with it: no writing call is sent a second time
  a    begin anew: all of them are sent, those too that may have arrived
  esc  send nothing"""


class LeftOpenScreen(ModalScreen[Earlier]):
    """Gives what to do: "resume", "anew", or "" for nothing.

    Args:
        left: What the earlier run left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "choose('resume')", "Go on"),
        Binding("a", "choose('anew')", "Begin anew"),
        Binding("escape,q", "choose('')", "Send nothing"),
    ]

    def __init__(self, left: str) -> None:
        super().__init__()
        self._left = left

    def compose(self) -> ComposeResult:
        """What is left, and the choices."""
        with Vertical(id="left-open"):
            yield Static(Text(clean(self._left)), classes="left")
            yield Static(Text(f"\n{_CHOICES}"))

    def action_choose(self, earlier: Earlier) -> None:
        """Go back with the choice."""
        self.dismiss(earlier)
