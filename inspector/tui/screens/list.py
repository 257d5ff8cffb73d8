"""The list of exchanges: live, filtered, searched."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Input

from inspector.store.errors import FilterError
from inspector.store.filter import parse
from inspector.tui.feed import Feed
from inspector.tui.format import filter_trouble
from inspector.tui.marks import Marks
from inspector.tui.messages import (
    PromptAccepted,
    PromptChanged,
    PromptLeft,
    RowOpened,
    RowsWanted,
)
from inspector.tui.screens.compare import CompareScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.replay import ReplayScreen
from inspector.tui.search import Hits, quoted
from inspector.tui.source import Reader
from inspector.tui.widgets.prompt import Prompt
from inspector.tui.widgets.status import StatusBar
from inspector.tui.widgets.table import ExchangeTable
from inspector.tui.workbench import Workbench

POLL_SECONDS = 0.5
TYPING_SECONDS = 0.15
"""Pause after the last key before a filter is tried."""


class ListScreen(Screen[None]):
    """Shows the exchanges of a source and follows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority they act before the next key is handed out: what is typed on goes into the prompt.
        Binding("f", "filter", "Filter", priority=True),
        Binding("slash", "search", "Search", key_display="/", priority=True),
        Binding("m", "mark", "Mark"),
        Binding("d", "compare", "Compare"),
        Binding("r", "replay", "Replay"),
        Binding("n", "step(1)", "Next found", show=False),
        Binding("N", "step(-1)", "Previous found", show=False),
        Binding("escape", "drop", "Drop search, filter or marks", show=False),
        Binding("q", "app.quit", "Quit"),
    ]

    def __init__(self, reader: Reader, title: str, bench: Workbench) -> None:
        super().__init__()
        self._reader = reader
        self._bench = bench
        self._name_of_store = title
        self._feed = Feed(reader, self._tell)
        self._marks = Marks()
        self._filter_before = ""
        self._hits: Hits | None = None
        self._newer = 0
        self._typing: Timer | None = None

    def compose(self) -> ComposeResult:
        """Status, table, prompts, keys."""
        yield StatusBar(id="status")
        yield ExchangeTable(self._marks, id="table")
        yield Prompt("filter", 'op:GetUser* sev>=warning code:AUTH caller:anonymous "text"', id="filter")
        yield Prompt("search", "text in any value, operation or site", id="search")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Load the list and begin to follow the source."""
        self._table.focus()
        self._apply("")
        self._watch()

    # Rows

    @work(exclusive=True, group="apply")
    async def _apply(self, text: str) -> None:
        """Show what passes the filter `text`, the cursor staying on its row where that still passes."""
        prompt = self.query_one("#filter", Prompt)
        try:
            wanted = parse(text) if text.strip() else None
        except FilterError as error:
            prompt.refuse(filter_trouble(error))
            return
        feed = self._feed
        found = await feed.ask(lambda source: (source.seqs(wanted), source.count()))
        if found is None:
            return
        at = self._here or 0
        feed.take(wanted, *found)
        prompt.answer(f"{len(feed.listing):,} of {feed.total:,}")
        self._table.show(feed.listing, feed.listing.nearest(at))
        self._tell()

    @work(group="watch")
    async def _watch(self) -> None:
        """Look for newer rows for as long as the screen lives."""
        seen = await self._feed.ask(lambda source: source.version())
        while True:
            await asyncio.sleep(POLL_SECONDS)
            version = await self._feed.ask(lambda source: source.version())
            if version is not None and version != seen and await self._grow():
                seen = version

    async def _grow(self) -> bool:
        newer = await self._feed.newer()
        if newer is None:
            return False
        if self._table.following:
            # Read what will come into view first, so that no row is seen empty.
            listing = self._feed.listing
            await self._feed.fill(listing, len(listing) - self._table.size.height, len(listing))
        else:
            self._newer += newer
        self._table.grew()
        self._tell()
        return True

    @work(group="rows")
    async def on_rows_wanted(self, message: RowsWanted) -> None:
        """Fetch the rows that came into view."""
        await self._feed.fill(self._feed.listing, message.first, message.last)
        self._table.refresh()

    def on_row_opened(self, message: RowOpened) -> None:
        """Open the exchange."""
        seq = self._feed.listing.seq(message.index)
        if seq is None:
            return

        def came_back(at: int | None) -> None:
            index = self._feed.listing.index(at) if at is not None else None
            if index is not None and index != self._table.cursor:
                self._table.jump(index)

        screen = DetailScreen(self._reader, seq, self._feed.neighbour, self._bench)
        self.app.push_screen(screen, came_back)

    # Marks

    def action_mark(self) -> None:
        """Mark or unmark the exchange under the cursor."""
        if self._here is not None:
            self._marks.toggle(self._here)
            self._table.refresh()
            self._tell()

    @work(exclusive=True, group="open")
    async def action_compare(self) -> None:
        """Compare the two marked exchanges, or the marked one and that under the cursor."""
        pair = self._marks.pair(self._here)
        if isinstance(pair, str):
            self._tell(pair)
            return
        found = await self._feed.ask(lambda source: [source.record(seq) for seq in pair])
        before, after = found or (None, None)
        if before is not None and after is not None:
            title = f"#{pair[0]} and #{pair[1]}"
            self.app.push_screen(CompareScreen(title, lambda: self._bench.compare(before, after)))

    def action_replay(self) -> None:
        """Send the marked exchanges again, or the one under the cursor."""
        if seqs := self._marks.chosen(self._here):
            self.app.push_screen(ReplayScreen(self._reader, self._bench, seqs))

    # Filter and search

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an open prompt, `f` and `/` are letters like any other."""
        if action in ("filter", "search"):
            return not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Open the filter."""
        self._filter_before = self._feed.held
        self.query_one("#search", Prompt).shut()
        prompt = self.query_one("#filter", Prompt)
        prompt.open(self._filter_before)
        prompt.answer(f"{len(self._feed.listing):,} of {self._feed.total:,}")

    def action_search(self) -> None:
        """Open the search."""
        self.query_one("#filter", Prompt).shut()
        self.query_one("#search", Prompt).open("")

    def on_prompt_changed(self, message: PromptChanged) -> None:
        """Try the filter once the user pauses."""
        if message.purpose != "filter":
            return
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, lambda: self._apply(message.text))

    def on_prompt_accepted(self, message: PromptAccepted) -> None:
        """Keep the filter, or search."""
        if message.purpose == "search":
            self._close_prompts()
            self._search(message.text)
            return
        try:
            parse(message.text)
        except FilterError as error:
            self.query_one("#filter", Prompt).refuse(filter_trouble(error))
            return
        self._close_prompts()
        self._apply(message.text)

    def on_prompt_left(self, message: PromptLeft) -> None:
        """Go back to the filter that held before."""
        self._close_prompts()
        if message.purpose == "filter":
            self._apply(self._filter_before)

    def _close_prompts(self) -> None:
        if self._typing is not None:
            self._typing.stop()
        for prompt in self.query(Prompt):
            prompt.shut()
        self._table.focus()

    @work(exclusive=True, group="search")
    async def _search(self, needle: str) -> None:
        if not needle.strip():
            self._hits = None
            self._tell()
            return
        wanted = parse(f"{self._feed.held} {quoted(needle)}")
        found: Sequence[int] | None = await self._feed.ask(lambda source: source.seqs(wanted))
        if found is not None:
            self._hits = Hits(needle, found)
            self.action_step(0)

    def action_step(self, by: int) -> None:
        """Go to the next or previous exchange found."""
        if self._hits is None:
            return
        seq = self._hits.step(self._here or 0, by)
        index = self._feed.listing.index(seq) if seq is not None else None
        if index is not None:
            self._table.jump(index)
        self._tell()

    def action_drop(self) -> None:
        """Drop the search, else the filter, else the marks."""
        if self._hits is not None:
            self._hits = None
            self._tell()
        elif self._feed.filter is not None:
            self._apply("")
        else:
            self._marks.clear()
            self._table.refresh()
            self._tell()

    # Status

    def on_follow_changed(self) -> None:
        """Say so."""
        self._newer = 0
        self._tell()

    def _tell(self, hint: str = "") -> None:
        shown, total, held = len(self._feed.listing), self._feed.total, self._feed.held
        self.query_one("#status", StatusBar).say(
            self._name_of_store,
            f"{shown:,} of {total:,} exchanges" if held else f"{total:,} exchanges",
            f"{len(self._marks):,} marked" if self._marks else "",
            "following ▼" if self._table.following else "",
            f"{self._newer:,} newer below (G)" if self._newer else "",
            f"filter {held}" if held else "",
            self._hits.told if self._hits else "",
            alert=self._feed.trouble or hint,
        )
        self._table.say_when_empty(
            f"No exchange passes the filter {held}   (esc drops it)"
            if held
            else "No exchange yet: this list fills as the recorder writes."
        )

    @property
    def _here(self) -> int | None:
        return self._feed.listing.seq(self._table.cursor)

    @property
    def _table(self) -> ExchangeTable:
        return self.query_one("#table", ExchangeTable)
