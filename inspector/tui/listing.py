"""The list behind the table: numbers of all its rows, and the few pages of rows that were looked at."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from inspector.store.rows import ExchangeRow

PAGE_ROWS = 128
_PAGES_KEPT = 32


class Listing:
    """Rows by position, oldest first. Rows come in pages, kept while recently used."""

    def __init__(self, seqs: Iterable[int] = ()) -> None:
        self._seqs = array("q", seqs)
        # How many rows were asked for stands beside each page: the last one grows.
        self._pages: OrderedDict[int, tuple[int, dict[int, ExchangeRow]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seqs)

    @property
    def last(self) -> int:
        """Number of the newest row, 0 where there is none."""
        return self._seqs[-1] if self._seqs else 0

    def extend(self, seqs: Iterable[int]) -> None:
        """Add newer rows; the positions of all others stay, and what was read of them."""
        last = self.last
        self._seqs.extend(seq for seq in seqs if seq > last)

    def seq(self, index: int) -> int | None:
        """Number of the row at `index`, None where there is none."""
        return self._seqs[index] if 0 <= index < len(self._seqs) else None

    def index(self, seq: int) -> int | None:
        """Position of row `seq`, None where it is not in the list."""
        index = bisect_left(self._seqs, seq)
        return index if index < len(self._seqs) and self._seqs[index] == seq else None

    def nearest(self, seq: int) -> int:
        """Position of row `seq`, or of the one that would follow it, or of the last."""
        return min(bisect_left(self._seqs, seq), max(len(self._seqs) - 1, 0))

    def row(self, index: int) -> ExchangeRow | None:
        """The row at `index`, None where its page is not here yet."""
        page = self._pages.get(index // PAGE_ROWS)
        seq = self.seq(index)
        return page[1].get(seq) if page is not None and seq is not None else None

    def missing(self, first: int, last: int) -> list[int]:
        """Pages that rows `first` to `last` need and that are not here in full; those here count as used."""
        wanted = range(max(first, 0) // PAGE_ROWS, max(min(last, len(self) - 1), -1) // PAGE_ROWS + 1)
        for page in wanted:
            if page in self._pages:
                self._pages.move_to_end(page)
        return [page for page in wanted if self._asked(page) < len(self.page_seqs(page))]

    def page_seqs(self, page: int) -> Sequence[int]:
        """Numbers of the rows on `page`."""
        return self._seqs[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]

    def put(self, page: int, asked: int, rows: Iterable[ExchangeRow]) -> None:
        """Keep `page`, of whose rows the first `asked` were asked for; forget the page unused for longest."""
        if asked >= self._asked(page):
            self._pages[page] = (asked, {row.seq: row for row in rows})
        self._pages.move_to_end(page)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)

    def _asked(self, page: int) -> int:
        return self._pages[page][0] if page in self._pages else 0
