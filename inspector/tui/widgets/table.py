"""The list of exchanges: a virtual table over a listing, drawn line by line."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inspector.store.rows import ExchangeRow
from inspector.tui.format import COLUMNS, Column, aligned, fit
from inspector.tui.listing import Listing
from inspector.tui.marks import MARK, Marks
from inspector.tui.messages import FollowChanged, RowChosen, RowOpened, RowsWanted
from inspector.tui.theme import CURSOR, style_name

_MARGIN = 2  # the cursor's sign and that of a mark


class ExchangeTable(ScrollView, can_focus=True):
    """Exchanges, oldest first, one a line under a heading that stays.

    Positions never change when newer rows arrive, so the row under the cursor stays where it is unless the
    table follows the newest one.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--heading",
        "table--cursor",
        "table--quiet",
        "table--error",
        "table--warning",
        "table--info",
        "table--clean",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("g,home", "top", "First", show=False),
        Binding("G,end", "tail", "Newest, and follow", show=False),
        Binding("F", "toggle_follow", "Follow"),
        Binding("enter,l,right", "open", "Open", key_display="enter"),
    ]

    cursor = reactive(0, repaint=False)
    following = reactive(True, repaint=False)

    def __init__(self, marks: Marks, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._marks = marks
        self._listing = Listing()
        self._empty = ""

    # What the screen tells the table

    def show(self, listing: Listing, cursor: int) -> None:
        """Show another listing with the cursor on row `cursor` (the newest where the table follows)."""
        self._listing = listing
        self._measure()
        self.cursor = len(listing) - 1 if self.following else cursor
        self._reveal()
        self.refresh()

    def grew(self) -> None:
        """The listing got newer rows."""
        self._measure()
        if self.following:
            self.cursor = len(self._listing) - 1
            self._reveal()
        self.refresh()

    def jump(self, index: int) -> None:
        """Put the cursor on row `index` and cease to follow."""
        self.following = False
        self.cursor = index
        self._reveal()

    def say_when_empty(self, text: str) -> None:
        """What stands in the table while it has no rows."""
        self._empty = text
        self.refresh()

    # Keys

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        last = len(self._listing) - 1
        if by > 0 and self.cursor >= last:
            return
        self.jump(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self.action_move(by * max(self._rows_shown - 1, 1))

    def action_top(self) -> None:
        """Go to the oldest row."""
        self.jump(0)

    def action_tail(self) -> None:
        """Go to the newest row and follow."""
        self.following = True
        self.cursor = len(self._listing) - 1
        self._reveal()

    def action_toggle_follow(self) -> None:
        """Follow the newest row, or cease to."""
        if self.following:
            self.following = False
        else:
            self.action_tail()

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if len(self._listing):
            self.post_message(RowOpened(self.cursor))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A click chooses a row, a second one opens it."""
        index = round(self.scroll_y) + event.y - 1
        if event.y < 1 or index >= len(self._listing):
            return
        self.jump(index)
        if event.chain >= 2:
            self.action_open()

    def on_mouse_scroll_up(self) -> None:
        """Whoever scrolls back wants to read: cease to follow."""
        self.following = False

    # Drawing

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self._listing) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two rows anew and tell."""
        self.refresh_line(old + 1)
        self.refresh_line(new + 1)
        self.post_message(RowChosen(new))

    def watch_following(self, following: bool) -> None:
        """Tell."""
        self.post_message(FollowChanged(following))

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._measure()
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget: the heading, or a row."""
        columns = fit(self.scrollable_content_region.width - _MARGIN)
        if y == 0:
            return self._heading(columns)
        index = self.scroll_offset.y + y - 1
        if index >= len(self._listing):
            text = self._empty if y == 2 and not len(self._listing) else ""
            return Strip([Segment(aligned(f"  {text}", self.size.width), self.rich_style)])
        row = self._listing.row(index)
        if row is None:
            first = self.scroll_offset.y
            self.post_message(RowsWanted(first, first + self._rows_shown))
        return self._row(row, columns, at_cursor=index == self.cursor)

    @property
    def _rows_shown(self) -> int:
        return max(self.size.height - 1, 1)

    def _measure(self) -> None:
        self.virtual_size = Size(0, len(self._listing) + 1)

    def _reveal(self) -> None:
        """Scroll as little as needed to bring the cursor into view."""
        top = round(self.scroll_y)
        if self.cursor < top:
            target = self.cursor
        elif self.cursor >= top + self._rows_shown:
            target = self.cursor - self._rows_shown + 1
        else:
            return
        self.scroll_to(y=target, animate=False, immediate=True, force=True)

    def _heading(self, columns: list[tuple[Column, int]]) -> Strip:
        style = self.get_component_rich_style("table--heading")
        cells = (aligned(column.title, width, right=column.right) for column, width in columns)
        return Strip([Segment(" " * _MARGIN + " ".join(cells), style)]).extend_cell_length(
            self.size.width, style
        )

    def _row(self, row: ExchangeRow | None, columns: list[tuple[Column, int]], *, at_cursor: bool) -> Strip:
        base = self.rich_style
        if at_cursor:
            base += self.get_component_rich_style("table--cursor", partial=True)
        mark = MARK if row is not None and row.seq in self._marks else " "
        segments = [Segment((CURSOR if at_cursor else " ") + mark, base)]
        if row is None:
            return Strip([*segments, Segment("…", base)]).adjust_cell_length(self.size.width, base)
        for column, width in columns:
            style = base + self._colour(row, column)
            segments.append(Segment(aligned(column.cell(row), width, right=column.right), style))
            segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _colour(self, row: ExchangeRow, column: Column) -> Style:
        if column is COLUMNS[-1]:
            return self._part(style_name(row.severity))
        if column.title == "result" and row.result not in (None, "SUCCESS"):
            return self._part("error")
        return self._part("quiet") if column.title in ("time", "site", "client", "release") else Style()

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"table--{name}", partial=True)
