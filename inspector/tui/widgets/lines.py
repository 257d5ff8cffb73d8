"""Lines with a cursor, drawn only where they are in view: what messages and comparisons share."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.scroll_view import ScrollView

from inspector.tui.messages import LineChosen


class LineView(ScrollView, can_focus=True):
    """A cursor over lines; what they are, and how the view scrolls to one, its heirs say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d,space", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("g,home", "move(-1000000000)", "First line", show=False),
        Binding("G,end", "move(1000000000)", "Last line", show=False),
    ]

    cursor = reactive(0, repaint=False)

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def jump(self, index: int) -> None:
        """Put the cursor on line `index`."""
        self.cursor = index
        self._reveal()

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.jump(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self.jump(self.cursor + by * max(self.scrollable_content_region.height - 1, 1))

    def on_click(self, event: events.Click) -> None:
        """A click chooses a line."""
        self.jump(round(self.scroll_y) + event.y)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._measure()
        self._reveal()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a line."""
        return max(0, min(cursor, self.line_count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two lines anew and tell."""
        self.refresh_line(old)
        self.refresh_line(new)
        self.post_message(LineChosen(new))

    def _measure(self) -> None:
        """Say how large the whole is."""
        raise NotImplementedError

    def _reveal(self) -> None:
        """Scroll to the cursor."""
        raise NotImplementedError
