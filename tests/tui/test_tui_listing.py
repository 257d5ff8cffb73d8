"""Rows by position: pages, what is kept, what newer rows change."""

from __future__ import annotations

from tui_samples import record, row

from inspector.store.rows import ExchangeRow
from inspector.tui.listing import Listing


def rows_of(seqs: object) -> list[ExchangeRow]:
    return [row(seq, record(seq)) for seq in seqs]  # type: ignore[attr-defined]


def filled(count: int) -> Listing:
    listing = Listing(range(1, count + 1))
    for page in listing.missing(0, count):
        listing.put(page, len(listing.page_seqs(page)), rows_of(listing.page_seqs(page)))
    return listing


def test_a_row_is_there_once_its_page_is() -> None:
    listing = Listing([3, 5, 9])
    assert listing.row(1) is None
    assert listing.missing(0, 2) == [0]
    listing.put(0, 3, rows_of(listing.page_seqs(0)))
    found = listing.row(1)
    assert found is not None
    assert found.seq == 5
    assert listing.missing(0, 2) == []


def test_only_the_pages_in_view_are_wanted() -> None:
    assert Listing(range(1, 1_000_001)).missing(500_000, 500_040) == [3906]
    assert Listing(range(1, 1_000_001)).missing(999_990, 1_000_030) == [7812]
    assert Listing([]).missing(0, 20) == []


def test_rows_that_were_read_stay_when_newer_ones_come_and_their_page_is_read_again() -> None:
    listing = filled(130)
    listing.extend([130, 131, 132])
    assert len(listing) == 132
    assert listing.index(130) == 129
    assert listing.seq(131) == 132
    assert listing.row(129) is not None
    assert listing.missing(0, 131) == [1]


def test_an_answer_to_an_older_question_does_not_hide_newer_rows() -> None:
    listing = Listing([1, 2])
    listing.extend([3])
    listing.put(0, 3, rows_of([1, 2, 3]))
    listing.put(0, 2, rows_of([1, 2]))
    assert listing.row(2) is not None
    listing.extend([4])
    listing.put(0, 3, rows_of([1, 2, 3]))
    assert listing.missing(0, 3) == [0]


def test_a_row_that_is_not_there_any_more_stays_empty() -> None:
    listing = Listing([1, 2])
    listing.put(0, 2, rows_of([1]))
    assert listing.row(1) is None
    assert listing.missing(0, 1) == []


def test_the_page_not_used_for_longest_is_forgotten() -> None:
    listing = Listing(range(1, 128 * 40 + 1))
    for page in range(32):
        listing.put(page, 128, ())
    assert listing.missing(0, 0) == []  # page 0 was used just now
    listing.put(32, 128, ())
    assert listing.missing(0, 128 * 33 - 1) == [1]


def test_numbers_and_positions() -> None:
    listing = Listing([3, 5, 9])
    assert (listing.index(5), listing.index(4)) == (1, None)
    assert (listing.nearest(4), listing.nearest(99), Listing().nearest(7)) == (1, 2, 0)
    assert (listing.seq(-1), listing.seq(3), listing.last, Listing().last) == (None, None, 9, 0)
