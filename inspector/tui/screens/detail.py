"""One exchange: its messages with the findings beside their lines, its personal data, its facts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer

from inspector.model.report import Record
from inspector.store.errors import StoreError
from inspector.tui.document import Document, Pane, document, headline, in_order
from inspector.tui.layout import matches
from inspector.tui.messages import LineChosen, PromptAccepted
from inspector.tui.screens.replay import ReplayScreen
from inspector.tui.search import Hits
from inspector.tui.source import Reader
from inspector.tui.widgets.findings import FindingList
from inspector.tui.widgets.panes import Panes
from inspector.tui.widgets.prompt import Prompt
from inspector.tui.widgets.status import StatusBar
from inspector.tui.workbench import Workbench

REVEAL_SECONDS = 10


class DetailScreen(Screen[int]):
    """Shows one exchange; gives the number of the exchange that was shown last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "pane(1)", "Pane", priority=True),
        Binding("shift+tab", "pane(-1)", "Previous pane", show=False, priority=True),
        Binding("n", "step(1)", "Next finding"),
        Binding("N", "step(-1)", "Previous finding", show=False),
        Binding("right_square_bracket", "exchange(1)", "Next exchange", show=False),
        Binding("left_square_bracket", "exchange(-1)", "Previous exchange", show=False),
        Binding("slash", "search", "Search", key_display="/"),
        Binding("w", "indent", "As sent/indented"),
        Binding("p", "reveal", "Reveal"),
        Binding("r", "replay", "Replay"),
        Binding("escape,q", "back", "Back"),
    ]

    def __init__(
        self, reader: Reader, seq: int, neighbour: Callable[[int, int], int | None], bench: Workbench
    ) -> None:
        super().__init__()
        self._bench = bench
        self._reader = reader
        self._seq = seq
        self._neighbour = neighbour
        self._record: Record | None = None
        self._shown: Document | None = None
        self._covered: Document | None = None
        self._indent: bool | None = None
        self._seconds_left = 0
        self._hits: Hits | None = None
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """Status, panes, findings, search, keys."""
        yield StatusBar(id="status")
        yield Panes()
        yield FindingList(id="findings")
        yield Prompt("search", "text in this pane", id="search")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Load the exchange."""
        self.set_interval(1, self._count_down)
        self._load()

    # Loading

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        seq = self._seq
        try:
            record = await self._reader.ask(lambda source: source.record(seq))
        except StoreError as error:
            self._trouble, record = error.told, None
        else:
            self._trouble = "" if record else "this exchange is not in the store any more"
        self._record = record
        if record is not None:
            self.query_one(FindingList).show(in_order(record.report.findings))
            await self._lay_out()
            self._open_first()
        self._tell()

    async def _lay_out(self) -> None:
        """Lay out anew, away from the screen's own thread because messages may be long."""
        record, indent = self._record, self._indent
        if record is None:
            return
        covered = await asyncio.to_thread(document, record, covering=True, indent=indent)
        shown = covered
        if self._seconds_left:
            shown = await asyncio.to_thread(document, record, covering=False, indent=indent)
        if record is self._record:
            self._covered = covered
            self._show(shown if self._seconds_left else covered)

    def _show(self, shown: Document) -> None:
        if self._record is None:
            return
        self._shown = shown
        self._panes.show(shown, self._record.report)
        self._tell()

    def _open_first(self) -> None:
        record = self._record
        if record is not None:
            alone = record.request is None and record.response is not None
            self._panes.go("response" if alone else "request")

    def action_exchange(self, by: int) -> None:
        """Show the next or previous exchange of the list."""
        seq = self._neighbour(self._seq, by)
        if seq is not None:
            self._cover_again()
            self._seq, self._hits = seq, None
            self._panes.highlight_nothing()
            self._panes.to_top()
            self._load()

    def action_replay(self) -> None:
        """Send this exchange again."""
        self._cover_again()
        self.app.push_screen(ReplayScreen(self._reader, self._bench, (self._seq,)))

    # Panes and findings

    def action_pane(self, by: int) -> None:
        """Show the next or previous pane."""
        self._panes.step(by)

    def on_tabbed_content_tab_activated(self) -> None:
        """Keys go to the pane that is shown, unless the user is in the list of findings."""
        if not self.query_one(FindingList).has_focus:
            self._panes.shown.focus()

    def action_step(self, by: int) -> None:
        """Go to the next or previous place found, else finding."""
        if self._hits is None:
            self.query_one(FindingList).step(by)
            return
        view = self._panes.shown
        index = self._hits.step(view.cursor, by)
        if index is not None:
            view.jump(index)
        self._tell()

    def on_option_list_option_highlighted(self) -> None:
        """Show the finding's line, where the user chose it in the list."""
        listed = self.query_one(FindingList)
        if self._shown is None or not listed.chosen_by_user:
            return
        finding = listed.finding
        place = self._shown.place(finding) if finding else None
        if place is not None:
            self._panes.go(place[0], focus=not listed.has_focus)
            self._panes.view(place[0]).jump(place[1])

    def on_line_chosen(self, message: LineChosen) -> None:
        """Highlight the finding of the line under the cursor."""
        if self._shown is None or self._record is None:
            return
        marks = self._shown.marks(self._record.report.findings, self._panes.pane)
        if found := marks.get(message.index):
            self.query_one(FindingList).point_at(found[0])

    # Search

    def action_search(self) -> None:
        """Open the search."""
        self.query_one(Prompt).open("")

    def on_prompt_accepted(self, message: PromptAccepted) -> None:
        """Search the pane that is shown."""
        self._end_prompt()
        self._panes.shown.highlight(message.text)
        if self._shown is None or not message.text:
            self._hits = None
            self._tell()
            return
        self._hits = Hits(message.text, matches(self._shown.layouts[self._panes.pane], message.text))
        self.action_step(0)

    def on_prompt_left(self) -> None:
        """Close it."""
        self._end_prompt()

    def _end_prompt(self) -> None:
        self.query_one(Prompt).shut()
        self._panes.shown.focus()

    def action_back(self) -> None:
        """End the search, else go back to the list."""
        if self._hits is not None:
            self._hits = None
            self._panes.highlight_nothing()
            self._tell()
        else:
            self.dismiss(self._seq)

    # Presenting

    @work(exclusive=True, group="layout")
    async def action_indent(self) -> None:
        """Show lines as sent, or indented."""
        if self._shown is not None:
            here = self._panes.pane
            pane: Pane = here if here in ("request", "response") else "request"
            self._indent = not self._shown.layouts[pane].indented
            await self._lay_out()

    @work(exclusive=True, group="layout")
    async def action_reveal(self) -> None:
        """Show personal data for a moment, or cover it again at once."""
        if self._seconds_left:
            self._cover_again()
        else:
            self._seconds_left = REVEAL_SECONDS
            await self._lay_out()

    def _count_down(self) -> None:
        if self._seconds_left:
            self._seconds_left -= 1
            if not self._seconds_left:
                self._cover_again()
            self._tell()

    def _cover_again(self) -> None:
        self._seconds_left = 0
        if self._covered is not None:
            self._show(self._covered)

    def _tell(self) -> None:
        facts = headline(self._record.report) if self._record else []
        revealed = f"PERSONAL DATA SHOWN {self._seconds_left} s" if self._seconds_left else ""
        self.query_one("#status", StatusBar).say(
            f"#{self._seq}", *facts, self._hits.told if self._hits else "", alert=self._trouble or revealed
        )

    @property
    def _panes(self) -> Panes:
        return self.query_one(Panes)
