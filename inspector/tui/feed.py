"""The rows that pass the filter, and what the source is asked for to keep them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector.store.errors import StoreError
from inspector.store.filter import Filter
from inspector.tui.listing import Listing
from inspector.tui.source import Answer, Reader, Source


class Feed:
    """A listing over a source.

    Args:
        reader: Asks the source.
        told: Called when trouble with the store came or went.

    Attributes:
        listing: The rows that pass.
        filter: What they pass, None for no filter.
        total: How many exchanges there are, whether they pass or not.
        trouble: What is wrong with the store, "" where nothing is.
    """

    def __init__(self, reader: Reader, told: Callable[[], None]) -> None:
        self._reader = reader
        self._told = told
        self._in_flight: set[tuple[int, int]] = set()
        self.listing = Listing()
        self.filter: Filter | None = None
        self.total = 0
        self.trouble = ""

    @property
    def held(self) -> str:
        """The filter as typed, "" for none."""
        return self.filter.text if self.filter else ""

    async def ask(self, question: Callable[[Source], Answer]) -> Answer | None:
        """The answer, or None where the store cannot give one; `trouble` then says why."""
        try:
            answer = await self._reader.ask(question)
        except StoreError as error:
            self.trouble = error.told
            self._told()
            return None
        if self.trouble:
            self.trouble = ""
            self._told()
        return answer

    def take(self, wanted: Filter | None, seqs: Sequence[int], total: int) -> None:
        """Begin a new listing of what passes `wanted`."""
        self.filter, self.total = wanted, total
        self.listing, self._in_flight = Listing(seqs), set()

    async def fill(self, listing: Listing, first: int, last: int) -> None:
        """Bring rows `first` to `last` into `listing`, unless they are on their way."""
        for page in listing.missing(first, last):
            seqs = listing.page_seqs(page)
            wish = (page, len(seqs))
            if listing is not self.listing or wish in self._in_flight:
                continue
            self._in_flight.add(wish)
            rows = await self.ask(lambda source, seqs=seqs: source.rows_of(seqs))  # type: ignore[misc]
            if listing is self.listing:
                self._in_flight.discard(wish)
                if rows is not None:
                    listing.put(page, len(seqs), rows)

    async def newer(self) -> int | None:
        """Add newer rows; gives how many passed, None where the listing is another one meanwhile."""
        listing, wanted = self.listing, self.filter
        found = await self.ask(lambda source: (source.seqs(wanted, after=listing.last), source.count()))
        if found is None or listing is not self.listing:
            return None
        listing.extend(found[0])
        self.total = found[1]
        return len(found[0])

    def neighbour(self, seq: int, by: int) -> int | None:
        """Number of the row `by` rows from row `seq`, None where there is none."""
        return self.listing.seq(self.listing.nearest(seq) + by)
