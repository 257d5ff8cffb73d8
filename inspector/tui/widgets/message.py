"""A message line by line, with its findings beside the lines they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from inspector.model.report import Finding
from inspector.model.severity import Severity
from inspector.tui.layout import Layout, Line
from inspector.tui.text import clean
from inspector.tui.theme import CURSOR, style_name, symbol
from inspector.tui.widgets.lines import LineView

_NOTE_WIDTH = 120  # characters of findings that may stand beside a line


class MessageView(LineView):
    """Lines of a layout, drawn only where they are in view, whatever the length of the message."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "message--cursor",
        "message--gutter",
        "message--tag",
        "message--hit",
        "message--error",
        "message--warning",
        "message--info",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,left", "sideways(-8)", "Left", show=False),
        Binding("l,right", "sideways(8)", "Right", show=False),
        Binding("0", "sideways(-1000000)", "Line start", show=False),
    ]

    def __init__(self, *, numbered: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._numbered = numbered
        self._layout_shown = Layout()
        self._marks: Mapping[int, Sequence[Finding]] = {}
        self._needle: re.Pattern[str] | None = None

    def show(self, layout: Layout, marks: Mapping[int, Sequence[Finding]]) -> None:
        """Show a layout; `marks` are the findings by index of the line."""
        before = self._layout_shown
        here = before.lines[self.cursor] if before.lines else None
        self._layout_shown, self._marks = layout, marks
        self._measure()
        self.cursor = layout.find(here.number, here.column) if here else 0
        self._reveal()
        self.refresh()

    def highlight(self, needle: str) -> None:
        """Mark every place that holds `needle`, in any letter case; "" marks none."""
        self._needle = re.compile(re.escape(needle), re.IGNORECASE) if needle else None
        self.refresh()

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return len(self._layout_shown.lines)

    def action_sideways(self, by: int) -> None:
        """Scroll long lines."""
        self.scroll_to(x=max(self.scroll_x + by, 0), animate=False, immediate=True, force=True)

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget."""
        index = self.scroll_offset.y + y
        lines = self._layout_shown.lines
        if index >= len(lines):
            return Strip.blank(self.size.width, self.rich_style)
        base = self.rich_style
        if index == self.cursor:
            base += self.get_component_rich_style("message--cursor", partial=True)
        gutter = self._gutter_text(index)
        room = max(self.scrollable_content_region.width - len(gutter), 0)
        text = self._line_text(lines[index], self._marks.get(index, ()), self.scroll_offset.x, room)
        text.stylize_before(base)
        worst = self._worst(index)
        segments = [Segment(gutter, base + self._part(style_name(worst) if worst else "gutter"))]
        segments += text.render(self.app.console)
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _measure(self) -> None:
        layout = self._layout_shown
        noted = [
            len(layout.lines[index].text)
            + sum(len(text) for finding in found for text, _ in self._note(finding))
            for index, found in self._marks.items()
        ]
        width = max([layout.width, *noted])
        self.virtual_size = Size(width + self._gutter_width, len(layout.lines))

    def _reveal(self) -> None:
        top, height = round(self.scroll_y), self.scrollable_content_region.height
        if not height or top <= self.cursor < top + height:
            return
        # A step scrolls by a line; a jump brings what stands around its goal into view too.
        if self.cursor == top - 1:
            target = self.cursor
        elif self.cursor == top + height:
            target = top + 1
        else:
            target = max(self.cursor - height // 3, 0)
        self.scroll_to(y=target, animate=False, immediate=True, force=True)

    @property
    def _gutter_width(self) -> int:
        lines = self._layout_shown.lines
        return len(str(lines[-1].number)) + 5 if self._numbered and lines else 2

    def _gutter_text(self, index: int) -> str:
        sign = CURSOR if index == self.cursor else " "
        if not self._numbered:
            return f"{sign} "
        lines = self._layout_shown.lines
        repeated = index > 0 and lines[index - 1].number == lines[index].number
        number = "" if repeated else str(lines[index].number)
        worst = self._worst(index)
        return f"{sign}{symbol(worst) if worst else ' '} {number:>{self._gutter_width - 5}}  "

    def _worst(self, index: int) -> Severity | None:
        return max((finding.severity for finding in self._marks.get(index, ())), default=None)

    def _line_text(self, line: Line, findings: Sequence[Finding], start: int, width: int) -> Text:
        """The visible part of a line; only that is ever styled, so a line of megabytes costs no more."""
        text = Text(no_wrap=True, end="")
        position = 0
        spans = [(span.text, self._part("tag") if span.kind == "tag" else Style()) for span in line.spans]
        for shown, style in spans + [piece for finding in findings for piece in self._note(finding)]:
            visible = shown[max(start - position, 0) : max(start + width - position, 0)]
            position += len(shown)
            if visible:
                text.append(visible, style)
        if self._needle is not None:
            for match in self._needle.finditer(text.plain):
                text.stylize(self._part("hit"), match.start(), match.end())
        return text

    def _note(self, finding: Finding) -> list[tuple[str, Style]]:
        note = clean(f"{symbol(finding.severity)} {finding.code} {finding.message}")
        return [("  ", Style()), (note[:_NOTE_WIDTH], self._part(style_name(finding.severity)))]

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"message--{name}", partial=True)
