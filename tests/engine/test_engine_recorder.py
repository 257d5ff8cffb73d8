"""The recorder's loop: judge, keep, answer, whatever happens."""

from __future__ import annotations

import io
import signal
import threading
from collections.abc import Callable, Sequence

import msgspec
import pytest

from inspector.engine.frames import FrameError, Job, Reply, Status, pack, read_answer, read_job
from inspector.engine.keeper import Pace
from inspector.engine.lines import reply_to
from inspector.engine.recorder import serve
from inspector.model import (
    CallReport,
    Exchange,
    ExchangeReport,
    Finding,
    Part,
    Payload,
    Record,
    ReleaseReport,
    Severity,
    Size,
)

QUICK = Pace(linger=0.01, retry=0.01, patience=0.2)


def _report(name: str, *findings: Finding) -> ExchangeReport:
    calls = (CallReport("user.GetUser", caller="anonymous", result="FAILURE", exception="000015"),)
    release = ReleaseReport("40.9.0", "default")
    return ExchangeReport(
        name, "flow", None, "acme", "", "", None, 200, 41.4, Size(), release, calls, tuple(findings)
    )


def _handle(exchange: Exchange) -> Record | None:
    if exchange.url == "bad":
        raise ValueError("Planted-Pa55")
    if exchange.url == "other":
        return None
    return Record(_report(exchange.url), Part((exchange.url.encode(),), ()))


def _frames(*urls: str) -> bytes:
    jobs = [
        Job(number, f"flow-{url}", msgspec.Raw(msgspec.msgpack.encode(Exchange(url=url))))
        for number, url in enumerate(urls)
    ]
    return b"".join(map(pack, jobs))


class _Shelf:
    """Where records go; refuses as `wrong` says."""

    def __init__(self, wrong: Callable[[Sequence[Record]], Exception | None] = lambda _: None) -> None:
        self.ids: list[str] = []
        self.batches = 0
        self._wrong = wrong

    def __call__(self, records: Sequence[Record]) -> None:
        self.batches += 1
        if (error := self._wrong(records)) is not None:
            raise error
        self.ids += [record.report.id for record in records]


def _serve(data: bytes, shelf: _Shelf, pace: Pace = QUICK) -> tuple[list[Reply], list[Status], Status]:
    out = io.BytesIO()
    status = serve(io.BytesIO(data), out, _handle, shelf, pace=pace)
    answers: list[Reply | Status] = []
    out.seek(0)
    while (answer := read_answer(out)) is not None:
        answers.append(answer)
    replies = [answer for answer in answers if isinstance(answer, Reply)]
    return replies, [answer for answer in answers if isinstance(answer, Status)], status


def test_every_job_is_stored_and_answered_in_order():
    shelf = _Shelf()
    replies, statuses, last = _serve(_frames("a", "b", "c"), shelf)
    assert shelf.ids == ["a", "b", "c"]
    assert [(reply.number, reply.flow, reply.stored) for reply in replies] == [
        (0, "flow-a", True),
        (1, "flow-b", True),
        (2, "flow-c", True),
    ]
    assert replies[0].line == "acme user.GetUser anonymous FAILURE 000015, HTTP 200, 41 ms"
    assert statuses == [Status(), Status(judged=3, stored=3)]
    assert last == statuses[-1]


def test_records_are_written_together():
    shelf = _Shelf()
    _serve(_frames(*map(str, range(600))), shelf, Pace(linger=60.0))
    assert shelf.ids == list(map(str, range(600)))
    assert shelf.batches == 3


def test_one_that_cannot_be_judged_does_not_stop_the_others_and_is_not_quoted():
    shelf = _Shelf()
    replies, _, last = _serve(_frames("a", "bad", "other", "c"), shelf)
    assert shelf.ids == ["a", "c"]
    by_number = {reply.number: reply for reply in replies}
    assert by_number[1].line == "could not be judged (ValueError); it is not in the store"
    assert (by_number[1].stored, by_number[2].stored, by_number[2].line) == (False, False, "")
    assert (last.judged, last.stored, last.failed) == (2, 2, 1)


def test_a_job_whose_exchange_cannot_be_read_is_answered():
    replies, _, last = _serve(pack(Job(5, "f", msgspec.Raw(b"\xc0"))) + _frames("a"), _Shelf())
    assert sorted((reply.number, reply.stored) for reply in replies) == [(0, True), (5, False)]
    assert last.failed == 1


def test_a_store_that_cannot_be_written_is_tried_again_and_loses_nothing():
    shelf = _Shelf(lambda _: OSError("disk full") if shelf.batches <= 3 else None)
    replies, statuses, last = _serve(_frames("a", "b"), shelf, Pace(linger=0, retry=0.01, patience=5))
    assert shelf.ids == ["a", "b"]
    assert [reply.stored for reply in replies] == [False, False]
    assert any(status.problem == "disk full" and status.waiting for status in statuses)
    assert (last.stored, last.waiting, last.lost, last.problem) == (2, 0, 0, "")


def test_a_store_that_never_comes_back_is_said_at_the_end():
    shelf = _Shelf(lambda _: OSError("disk full"))
    replies, _, last = _serve(_frames("a", "b"), shelf)
    assert [reply.stored for reply in replies] == [False, False]
    assert (last.stored, last.lost, last.problem) == (0, 2, "disk full")


def test_what_waits_in_memory_is_bounded():
    shelf = _Shelf(lambda _: OSError("disk full") if shelf.batches <= 3 else None)
    pace = Pace(batch=1, linger=0, retry=0.2, patience=5, spare=3 * 4096 + 1000)
    replies, _, last = _serve(_frames(*map(str, range(50))), shelf, pace)
    assert len(replies) == 50
    assert last.stored + last.lost == 50
    assert shelf.ids[:3] == ["0", "1", "2"]
    assert last.lost > 0


def test_one_record_that_no_store_takes_does_not_hold_the_others_up():
    shelf = _Shelf(lambda records: ValueError() if any(r.report.id == "7" for r in records) else None)
    replies, _, last = _serve(_frames(*map(str, range(20))), shelf)
    assert shelf.ids == [str(number) for number in range(20) if number != 7]
    assert [reply.flow for reply in replies if not reply.stored] == ["flow-7"]
    assert (last.stored, last.lost) == (19, 1)


@pytest.mark.parametrize("tail", [b"\0\0", b"\0\0\0\x09abc", b"\xff\xff\xff\xff", b"\0\0\0\1\xc0"])
def test_a_stream_that_breaks_off_ends_like_one_that_ends(tail):
    shelf = _Shelf()
    _, _, last = _serve(_frames("a") + tail, shelf)
    assert shelf.ids == ["a"]
    assert (last.stored, last.failed) == (1, 1)


def test_it_goes_on_storing_when_nobody_listens_any_more():
    out = io.BytesIO()
    out.close()
    shelf = _Shelf()
    assert serve(io.BytesIO(_frames("a", "b")), out, _handle, shelf, pace=QUICK).stored == 2
    assert shelf.ids == ["a", "b"]


def test_signals_are_ignored_meanwhile_and_heard_again_afterwards():
    seen = []

    def handle(exchange: Exchange) -> Record | None:
        seen.append((signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)))
        signal.raise_signal(signal.SIGINT)
        return _handle(exchange)

    assert threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    serve(io.BytesIO(_frames("a")), io.BytesIO(), handle, _Shelf(), pace=QUICK)
    assert seen == [(signal.SIG_IGN, signal.SIG_IGN)]
    assert signal.getsignal(signal.SIGINT) is before


def test_the_line_and_the_comment_name_the_findings_and_steer_no_terminal():
    findings = [
        Finding("ENV-02", Severity.WARNING, "request", "prefix undeclared", line=3),
        Finding("AUTH-01", Severity.ERROR, "request", "anonymous\x1b[31m call", line=7),
        Finding("AUTH-01", Severity.ERROR, "response", "again"),
    ]
    reply = reply_to(1, "f", _report("x", *findings))
    assert reply.line.endswith(": error AUTH-01 ENV-02")
    assert reply.mark == "error"
    assert reply.codes == ("ENV-02", "AUTH-01")
    assert reply.comment.splitlines() == [
        "AUTH-01 (error, request line 7): anonymous?[31m call",
        "AUTH-01 (error): again",
        "ENV-02 (warning, request line 3): prefix undeclared",
    ]


def test_a_frame_keeps_an_exchange_whole():
    exchange = Exchange(
        Payload((("A", "ü"),), b"\0\xff"), None, "PUT", "u", "HTTP/1.1", 200, 1.5, 2.5, "192.0.2.7", "s"
    )
    raw = msgspec.Raw(msgspec.msgpack.encode(exchange))
    job = read_job(io.BytesIO(pack(Job(3, "f", raw))))
    assert job is not None
    assert (job.number, job.flow) == (3, "f")
    assert msgspec.msgpack.decode(job.exchange, type=Exchange) == exchange


def test_something_else_is_no_frame():
    with pytest.raises(FrameError):
        read_answer(io.BytesIO(b"HTTP/1.1 200 OK\r\n\r\n"))
    with pytest.raises(FrameError):
        read_job(io.BytesIO(b"\0\0\0\2{}"))
