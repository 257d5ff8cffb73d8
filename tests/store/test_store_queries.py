"""Rows, pages, positions, counts."""

from __future__ import annotations

from inspector.model import CallReport, Severity
from inspector.store import ExchangeRow, StoreInfo, open_store, parse


def test_a_row_sums_an_exchange_up(store, full):
    store.write([full])
    assert store.rows() == [
        ExchangeRow(
            seq=1,
            id="00000000000000000000000000000007",
            time="2026-01-31T12:00:00Z",
            operation="user.LstsummaryUser, Gone",
            site=None,
            client="192.0.2.7, client/1.0",
            caller="anonymous",
            result="FAILURE",
            exception="000015",
            status=200,
            duration_ms=41.5,
            release="40.9.0",
            severity=Severity.ERROR,
            codes=("AUTH-01", "ENV-05", "SCH-03"),
            findings=4,
            request_valid=False,
            response_valid=True,
            shape="aaaa01, bbbb02",
            retired="2024-03-31",
            calls=3,
        )
    ]


def test_a_row_of_almost_nothing(store, make):
    store.write([make(1, calls=(), status=None, duration_ms=None, time=None, started=None)])
    (row,) = store.rows()
    assert (row.operation, row.caller, row.result, row.exception, row.severity) == (
        "",
        None,
        None,
        None,
        None,
    )
    assert (row.codes, row.findings, row.request_valid, row.shape, row.retired) == ((), 0, None, "", None)


def test_pages_go_both_ways(store, make):
    store.write([make(number) for number in range(1, 11)])
    assert [row.seq for row in store.rows(limit=3)] == [10, 9, 8]
    assert [row.seq for row in store.rows(limit=3, after=8)] == [7, 6, 5]
    assert [row.seq for row in store.rows(limit=3, offset=2)] == [8, 7, 6]
    assert [row.seq for row in store.rows(limit=3, newest_first=False)] == [1, 2, 3]
    assert [row.seq for row in store.rows(limit=3, after=3, newest_first=False)] == [4, 5, 6]
    assert store.rows(after=1) == []


def test_rows_are_given_in_the_order_asked_for(store, make):
    store.write([make(number) for number in range(1, 6)])
    assert [row.seq for row in store.rows_of([4, 99, 2])] == [4, 2]
    assert store.rows_of([]) == []


def test_numbers_and_positions(store, make):
    store.write([make(number, site="acme" if number % 2 else "other") for number in range(1, 8)])
    odd = parse("site:acme")
    assert list(store.seqs()) == [1, 2, 3, 4, 5, 6, 7]
    assert list(store.seqs(odd)) == [1, 3, 5, 7]
    assert list(store.seqs(odd, after=3)) == [5, 7]
    assert list(store.seqs(after=5)) == [6, 7]
    assert store.count(odd) == 4
    assert store.index_of(5, odd) == 2
    assert store.index_of(4, odd) is None
    assert store.index_of(4) == 3
    assert store.index_of(99) is None


def test_an_empty_store(store):
    assert (list(store.seqs()), store.rows(), store.count(), list(store.reports())) == ([], [], 0, [])
    info = store.info()
    assert (info.exchanges, info.calls, info.findings, info.shapes, info.first, info.last) == (
        0,
        0,
        0,
        0,
        None,
        None,
    )


def test_numbers_with_a_gap_are_not_a_range(store, make, path):
    store.write([make(number) for number in range(1, 5)])
    store._connection.execute("DELETE FROM exchange WHERE seq = 2")
    assert list(store.seqs()) == [1, 3, 4]
    assert store.record(2) is None


def test_info_counts(store, full, make):
    two = (CallReport("user.GetUser", shape="aaaa01"), CallReport("user.DelUser", shape="cccc03"))
    store.write([full, make(9, calls=two, time="2026-02-01T00:00:00Z"), make(1, time="2026-01-30T00:00:00Z")])
    info = store.info()
    assert info == StoreInfo(
        3, 6, 4, 4, info.bytes, "2026-01-30T00:00:00Z", "2026-02-01T00:00:00Z", "0002-nearest"
    )
    assert info.bytes > 10_000


def test_a_reader_sees_that_another_connection_wrote(store, make, path):
    with open_store(path, read_only=True) as reader:
        before = reader.version()
        assert reader.version() == before
        store.write([make(1)])
        assert reader.version() != before
        assert reader.count() == 1


def test_more_than_a_page_is_read_in_order(store, make):
    store.write([make(number) for number in range(1, 601)])
    assert [int(report.id, 16) for report in store.reports()] == list(range(1, 601))
    assert [int(record.report.id, 16) for record in store.records(parse("op:GetUser"))] == list(range(1, 601))
