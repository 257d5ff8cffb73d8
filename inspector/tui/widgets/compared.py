"""Two messages side by side, element by element, with a sign beside each that differs."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from inspector.tui.compared import SIGNS, Line, Sheet
from inspector.tui.format import aligned
from inspector.tui.theme import CURSOR
from inspector.tui.widgets.lines import LineView

_MARGIN = 4  # the cursor's sign, that of the difference, and blanks
_BETWEEN = " │ "


class CompareView(LineView):
    """The lines of a sheet, drawn only where they are in view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "compare--cursor",
        "compare--changed",
        "compare--missing",
        "compare--added",
        "compare--ignored",
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.sheet = Sheet()
        self._empty = "Comparing…"

    def show(self, sheet: Sheet) -> None:
        """Show a sheet, at its first difference."""
        self.sheet = sheet
        self._empty = "Neither exchange has this message."
        self._measure()
        self.jump(sheet.stops[0] if sheet.stops else 0)
        self.refresh()

    def fail(self) -> None:
        """Show that nothing could be compared; why is said elsewhere."""
        self._empty = "Not compared."
        self.refresh()

    def step(self, by: int) -> None:
        """Go to the next or previous difference, from the last to the first and back."""
        stops = self.sheet.stops
        if not stops:
            return
        if by > 0:
            self.jump(next((stop for stop in stops if stop > self.cursor), stops[0]))
        else:
            self.jump(next((stop for stop in reversed(stops) if stop < self.cursor), stops[-1]))

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return len(self.sheet.lines)

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.sheet.lines[self.cursor] if self.sheet.lines else None

    @property
    def place(self) -> str:
        """Which difference the cursor is on: "2 of 5", "" for none."""
        stops = self.sheet.stops
        return f"{stops.index(self.cursor) + 1:,} of {len(stops):,}" if self.cursor in stops else ""

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget."""
        index = self.scroll_offset.y + y
        width, base = self.scrollable_content_region.width, self.rich_style
        if index >= self.line_count:
            text = f"  {self._empty}" if y == 1 and not self.sheet.lines else ""
            return Strip([Segment(aligned(text, self.size.width), base)])
        line = self.sheet.lines[index]
        if index == self.cursor:
            base += self.get_component_rich_style("compare--cursor", partial=True)
        style = base if line.state == "same" else base + self._part(line.state)
        left = max((width - _MARGIN - len(_BETWEEN)) // 2, 0)
        right = max(width - _MARGIN - len(_BETWEEN) - left, 0)
        cursor = CURSOR if index == self.cursor else " "
        segments = [
            Segment(f"{cursor} {SIGNS[line.state]} ", style),
            Segment(_text(line, line.before, left), style),
            Segment(_BETWEEN, base),
            Segment(_text(line, line.after, right), style),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _measure(self) -> None:
        self.virtual_size = Size(0, self.line_count)

    def _reveal(self) -> None:
        top, height = round(self.scroll_y), self.size.height
        if height and not top <= self.cursor < top + height:
            above = height // 3 if abs(self.cursor - top) > height + 1 else 0
            target = self.cursor - above if self.cursor < top or above else self.cursor - height + 1
            self.scroll_to(y=max(target, 0), animate=False, immediate=True, force=True)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"compare--{name}", partial=True)


def _text(line: Line, value: str | None, width: int) -> str:
    if value is None:
        return aligned("", width)
    return aligned(f"{' ' * line.indent}{line.name}{': ' if value else ''}{value}", width)
