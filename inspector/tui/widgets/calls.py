"""The calls of a replay, a line each."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class CallList(OptionList):
    """Lines by number of the exchange, with a cursor."""

    @property
    def here(self) -> int | None:
        """The number under the cursor."""
        identity = self.get_option_at_index(self.highlighted).id if self.highlighted is not None else None
        return int(identity) if identity is not None else None

    def show(self, lines: Mapping[int, str]) -> None:
        """Show these lines alone; the cursor stays at its place."""
        here = self.highlighted
        self.clear_options()
        self.add_options([Option(Content(line), id=str(seq)) for seq, line in lines.items()])
        if lines:
            self.highlighted = min(here or 0, len(lines) - 1)

    def say(self, seq: int, line: str) -> None:
        """Put another line in the place of one."""
        self.replace_option_prompt(str(seq), Content(line))
