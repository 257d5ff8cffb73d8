"""The list of exchanges: live, filtered, searched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Input

from inspector.store.errors import FilterError, StoreError
from inspector.store.filter import Filter, parse
from inspector.tui.format import filter_trouble
from inspector.tui.listing import Listing
from inspector.tui.messages import (
    PromptAccepted,
    PromptChanged,
    PromptLeft,
    RowOpened,
    RowsWanted,
)
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.search import Hits, quoted
from inspector.tui.source import Answer, Reader, Source
from inspector.tui.widgets.prompt import Prompt
from inspector.tui.widgets.status import StatusBar
from inspector.tui.widgets.table import ExchangeTable

POLL_SECONDS = 0.5
TYPING_SECONDS = 0.15
"""Pause after the last key before a filter is tried."""


class ListScreen(Screen[None]):
    """Shows the exchanges of a source and follows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority they act before the next key is handed out: what is typed on goes into the prompt.
        Binding("f", "filter", "Filter", priority=True),
        Binding("slash", "search", "Search", key_display="/", priority=True),
        Binding("n", "step(1)", "Next found", show=False),
        Binding("N", "step(-1)", "Previous found", show=False),
        Binding("escape", "drop", "Drop search or filter", show=False),
        Binding("q", "app.quit", "Quit"),
    ]

    def __init__(self, reader: Reader, title: str) -> None:
        super().__init__()
        self._reader = reader
        self._name_of_store = title
        self._listing = Listing()
        self._filter: Filter | None = None
        self._filter_before = ""
        self._total = 0
        self._hits: Hits | None = None
        self._newer = 0
        self._trouble = ""
        self._typing: Timer | None = None
        self._in_flight: set[tuple[int, int]] = set()

    def compose(self) -> ComposeResult:
        """Status, table, prompts, keys."""
        yield StatusBar(id="status")
        yield ExchangeTable(id="table")
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
        found = await self._ask(lambda source: (source.seqs(wanted), source.count()))
        if found is None:
            return
        at = self._listing.seq(self._table.cursor) or 0
        self._filter, self._total = wanted, found[1]
        self._listing, self._in_flight = Listing(found[0]), set()
        prompt.answer(f"{len(self._listing):,} of {self._total:,}")
        self._table.show(self._listing, self._listing.nearest(at))
        self._tell()

    @work(group="rows")
    async def _fetch(self, first: int, last: int) -> None:
        await self._fill(self._listing, first, last)
        self._table.refresh()

    async def _fill(self, listing: Listing, first: int, last: int) -> None:
        """Bring rows `first` to `last` into `listing`, unless they are on their way."""
        for page in listing.missing(first, last):
            seqs = listing.page_seqs(page)
            wish = (page, len(seqs))
            if listing is not self._listing or wish in self._in_flight:
                continue
            self._in_flight.add(wish)
            rows = await self._ask(lambda source, seqs=seqs: source.rows_of(seqs))  # type: ignore[misc]
            if listing is self._listing:
                self._in_flight.discard(wish)
                if rows is not None:
                    listing.put(page, len(seqs), rows)

    @work(group="watch")
    async def _watch(self) -> None:
        """Look for newer rows for as long as the screen lives."""
        seen = await self._ask(lambda source: source.version())
        while True:
            await asyncio.sleep(POLL_SECONDS)
            version = await self._ask(lambda source: source.version())
            if version is not None and version != seen and await self._grow():
                seen = version

    async def _grow(self) -> bool:
        listing, wanted = self._listing, self._filter
        newer = await self._ask(lambda source: (source.seqs(wanted, after=listing.last), source.count()))
        if newer is None or listing is not self._listing:
            return False
        listing.extend(newer[0])
        self._total = newer[1]
        if self._table.following:
            # Read what will come into view first, so that no row is seen empty.
            await self._fill(listing, len(listing) - self._table.size.height, len(listing))
        else:
            self._newer += len(newer[0])
        self._table.grew()
        self._tell()
        return True

    async def _ask(self, question: Callable[[Source], Answer]) -> Answer | None:
        """The answer, or None where the store cannot give one; the trouble then stands in the status."""
        try:
            answer = await self._reader.ask(question)
        except StoreError as error:
            self._trouble = f"{error.cause}; {error.mend}"
            self._tell()
            return None
        if self._trouble:
            self._trouble = ""
            self._tell()
        return answer

    def on_rows_wanted(self, message: RowsWanted) -> None:
        """Fetch the rows that came into view."""
        self._fetch(message.first, message.last)

    def on_row_opened(self, message: RowOpened) -> None:
        """Open the exchange."""
        seq = self._listing.seq(message.index)
        if seq is not None:
            self.app.push_screen(DetailScreen(self._reader, seq, self._neighbour), self._came_back)

    def _neighbour(self, seq: int, by: int) -> int | None:
        return self._listing.seq(self._listing.nearest(seq) + by)

    def _came_back(self, seq: int | None) -> None:
        index = self._listing.index(seq) if seq is not None else None
        if index is not None and index != self._table.cursor:
            self._table.jump(index)

    # Filter and search

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an open prompt, `f` and `/` are letters like any other."""
        if action in ("filter", "search"):
            return not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Open the filter."""
        self._filter_before = self._filter.text if self._filter else ""
        self.query_one("#search", Prompt).shut()
        prompt = self.query_one("#filter", Prompt)
        prompt.open(self._filter_before)
        prompt.answer(f"{len(self._listing):,} of {self._total:,}")

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
        held = self._filter.text if self._filter else ""
        wanted = parse(f"{held} {quoted(needle)}")
        found: Sequence[int] | None = await self._ask(lambda source: source.seqs(wanted))
        if found is not None:
            self._hits = Hits(needle, found)
            self.action_step(0)

    def action_step(self, by: int) -> None:
        """Go to the next or previous exchange found."""
        if self._hits is None:
            return
        seq = self._hits.step(self._listing.seq(self._table.cursor) or 0, by)
        index = self._listing.index(seq) if seq is not None else None
        if index is not None:
            self._table.jump(index)
        self._tell()

    def action_drop(self) -> None:
        """Drop the search, else the filter."""
        if self._hits is not None:
            self._hits = None
            self._tell()
        elif self._filter is not None:
            self._apply("")

    # Status

    def on_follow_changed(self) -> None:
        """Say so."""
        self._newer = 0
        self._tell()

    def _tell(self) -> None:
        shown, total = len(self._listing), self._total
        held = self._filter.text if self._filter else ""
        self.query_one("#status", StatusBar).say(
            self._name_of_store,
            f"{shown:,} of {total:,} exchanges" if held else f"{total:,} exchanges",
            "following ▼" if self._table.following else "",
            f"{self._newer:,} newer below (G)" if self._newer else "",
            f"filter {held}" if held else "",
            self._hits.told if self._hits else "",
            alert=self._trouble,
        )
        self._table.say_when_empty(
            f"No exchange passes the filter {held}   (esc drops it)"
            if held
            else "No exchange yet: this list fills as the recorder writes."
        )

    @property
    def _table(self) -> ExchangeTable:
        return self.query_one("#table", ExchangeTable)
