"""The one-line bar at the top: where one is, and what holds."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from inspector.tui.text import clean


class StatusBar(Static):
    """A title and facts in one line; the facts that matter most come first, the rest is cut."""

    def say(self, title: str, *facts: str, alert: str = "") -> None:
        """Show `title`, the facts that are not empty, and an alert that stands out."""
        line = Text(clean(title), style="bold", no_wrap=True, overflow="ellipsis", end="")
        if alert:
            line.append(f"  {clean(alert)} ", style="reverse bold")
        for fact in facts:
            if fact:
                line.append(f"  {clean(fact)}", style="not bold")
        self.update(line)
