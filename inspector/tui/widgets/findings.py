"""The findings of an exchange, in the order in which one meets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from inspector.model.report import Finding
from inspector.model.severity import Severity
from inspector.tui.format import finding_text, finding_title

_COLOURS = {
    Severity.ERROR: "bold $error-lighten-2",
    Severity.WARNING: "bold $text-warning",
    Severity.INFO: "bold $primary-lighten-3",
}


class FindingList(OptionList):
    """Each finding with its place, what it says and how to mend it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, compact=True)
        self._findings: list[Finding] = []
        self.chosen_by_user = False

    def show(self, findings: Sequence[Finding]) -> None:
        """List `findings`."""
        self._findings = list(findings)
        self.chosen_by_user = False
        self.clear_options()
        if findings:
            self.add_options([Option(_prompt(finding)) for finding in findings])
        else:
            self.add_option(Option(Content("✓ no findings"), disabled=True))

    @property
    def finding(self) -> Finding | None:
        """The finding that is highlighted."""
        index = self.highlighted
        return self._findings[index] if index is not None and index < len(self._findings) else None

    def step(self, by: int) -> None:
        """Highlight the next or previous finding, from the last to the first and back."""
        if self._findings:
            self.chosen_by_user = True
            before = self.highlighted
            if before is None:
                before = -1 if by > 0 else 0
            self.highlighted = (before + by) % len(self._findings)

    def point_at(self, finding: Finding) -> None:
        """Highlight `finding` because the user came upon its line."""
        index = next((i for i, listed in enumerate(self._findings) if listed is finding), None)
        if index is not None and self.finding is not None and self.finding.line == finding.line:
            return
        if index is not None:
            self.chosen_by_user = False
            self.highlighted = index

    def on_focus(self) -> None:
        """From here on the user chooses."""
        self.chosen_by_user = True


def _prompt(finding: Finding) -> Content:
    return Content.assemble((finding_title(finding), _COLOURS[finding.severity]), "\n", finding_text(finding))
