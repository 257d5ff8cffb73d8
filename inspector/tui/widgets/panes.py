"""The panes of one exchange: request, response, personal data, facts."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import TabbedContent, TabPane

from inspector.model.report import ExchangeReport
from inspector.tui.document import PANES, Document, Pane, pane_title
from inspector.tui.widgets.message import MessageView


class Panes(Vertical):
    """A message view for each pane, one of them shown."""

    def compose(self) -> ComposeResult:
        """The panes."""
        with TabbedContent(id="panes"):
            for pane in PANES:
                with TabPane(pane_title(pane), id=pane):
                    yield MessageView(id=f"{pane}-text", numbered=pane in ("request", "response"))

    def show(self, shown: Document, report: ExchangeReport) -> None:
        """Show a document with the findings of its report."""
        tabs = self.query_one(TabbedContent)
        for pane in PANES:
            self.view(pane).show(shown.layouts[pane], shown.marks(report.findings, pane))
            tabs.get_tab(pane).label = Content(pane_title(pane, report))

    def to_top(self) -> None:
        """Go to the first line of each pane."""
        for pane in PANES:
            self.view(pane).jump(0)

    def highlight_nothing(self) -> None:
        """End what a search marked."""
        for pane in PANES:
            self.view(pane).highlight("")

    def go(self, pane: Pane, *, focus: bool = True) -> None:
        """Show a pane."""
        self.query_one(TabbedContent).active = pane
        if focus:
            self.view(pane).focus()

    def step(self, by: int) -> None:
        """Show the next or previous pane."""
        self.go(PANES[(PANES.index(self.pane) + by) % len(PANES)])

    def view(self, pane: Pane) -> MessageView:
        """The view in a pane."""
        return self.query_one(f"#{pane}-text", MessageView)

    @property
    def pane(self) -> Pane:
        """The pane that is shown."""
        active = self.query_one(TabbedContent).active
        return next((pane for pane in PANES if pane == active), "request")

    @property
    def shown(self) -> MessageView:
        """The view in the pane that is shown."""
        return self.view(self.pane)
