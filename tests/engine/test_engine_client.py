"""The proxy's side: real child processes that answer, die, hang, or never start."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.engine.client import RecorderClient
from inspector.engine.frames import Reply
from inspector.model import Exchange, Payload

CHILD = """
import os, sys, time
from inspector.engine.keeper import Pace
from inspector.engine.recorder import pipe_streams, serve
from inspector.model import ExchangeReport, Part, Record, ReleaseReport, Size

out = open(sys.argv[1], "a")
incoming, outgoing = pipe_streams()
print("this goes to standard error, not between the frames")

def handle(exchange):
    if exchange.url == "die":
        os._exit(7)
    if exchange.url == "die once" and not os.path.exists(sys.argv[1] + ".died"):
        open(sys.argv[1] + ".died", "w").close()
        os._exit(7)
    if exchange.url == "hang":
        time.sleep(60)
    size = len(exchange.request.body) if exchange.request else 0
    report = ExchangeReport(exchange.url, "flow", None, None, "", "", None, None, None, Size(size),
                            ReleaseReport("40.9.0", "default"))
    return Record(report)

def write(records):
    for record in records:
        out.write(f"{record.report.id} {record.report.size.request}\\n")
    out.flush()

serve(incoming, outgoing, handle, write, pace=Pace(linger=0.01))
"""


class _Run:
    def __init__(self, folder: Path, command: list[str] | None = None, **settings: object) -> None:
        self.file = folder / "stored"
        self.replies: list[Reply] = []
        self.notices: list[str] = []
        self.client = RecorderClient(
            command or [sys.executable, "-W", "ignore", "-c", CHILD, str(self.file)],
            on_reply=self.replies.append,
            on_notice=self.notices.append,
            **{"restart_seconds": 0.01, **settings},
        )
        self.client.start()

    def submit(self, *urls: str, body: bytes | None = None) -> list[bool]:
        request = None if body is None else Payload((), body)
        return [self.client.submit(f"flow-{url}", Exchange(request=request, url=url)) for url in urls]

    @property
    def stored(self) -> list[str]:
        return [line.rpartition(" ")[0] for line in self.file.read_text().splitlines()]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., _Run]]:
    runs: list[_Run] = []

    def start(command: list[str] | None = None, **settings: object) -> _Run:
        runs.append(_Run(tmp_path, command, **settings))
        return runs[-1]

    yield start
    for each in runs:
        each.client.close(0.5)
    assert not [thread.name for thread in threading.enumerate() if thread.name == "recorder-writer"]


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_everything_is_stored_and_answered_by_the_time_it_is_closed(run):
    started = run()
    urls = [str(number) for number in range(500)]
    assert started.submit(*urls) == [True] * 500
    assert started.client.close(20)
    assert started.stored == urls
    assert [reply.flow for reply in started.replies] == [f"flow-{url}" for url in urls]
    assert (started.notices, started.client.missing, started.client.restarts) == ([], 0, 0)
    assert started.client.status.stored == 500


def test_after_closing_nothing_is_taken(run):
    started = run()
    assert started.client.close(20)
    assert started.submit("late") == [False]
    assert started.client.dropped == 1
    assert started.client.close(1)


def test_a_child_that_dies_is_started_again_and_loses_nothing(run):
    started = run()
    assert started.submit("a", "die once", "b", "c") == [True] * 4
    assert started.client.close(20)
    assert sorted(set(started.stored)) == ["a", "b", "c", "die once"]
    assert started.client.restarts == 1
    assert started.client.missing == 0
    assert started.notices == ["the recorder ended unexpectedly (exit code 7)"]


def test_an_exchange_that_kills_every_child_goes_alone(run):
    started = run()
    started.submit("a", "die", "b", "c")
    assert started.client.close(20)
    assert sorted(set(started.stored)) == ["a", "b", "c"]
    assert (started.client.lost, started.client.missing) == (1, 1)


def test_a_child_that_hangs_delays_nobody_and_is_killed_at_the_end(run):
    started = run(max_pending_bytes=10_000)
    started.submit("hang")
    accepted = started.submit(*["x"] * 50, body=b"y" * 1000)
    assert 5 <= sum(accepted) <= 10
    assert started.client.dropped == 50 - sum(accepted)
    assert started.notices[0] == "the recorder cannot keep up: 1 exchanges not recorded so far"
    assert len(started.notices) < 10
    assert not started.client.close(0.5)
    assert started.client.missing == 51
    assert started.notices[-1] == f"the recorder did not finish: {1 + sum(accepted)} exchanges not recorded"


def test_room_is_given_back(run):
    started = run(max_pending_bytes=3_000)
    for _ in range(20):
        before = len(started.replies)
        assert started.submit("x", body=b"y" * 2000) == [True]
        _until(lambda before=before: len(started.replies) > before)
    assert started.client.dropped == 0


def test_a_command_that_does_not_exist_is_said(run):
    started = run(["/no/such/recorder"])
    started.submit("a", "b")
    _until(lambda: bool(started.notices))
    assert (
        started.notices[0] == "the recorder does not start (No such file or directory): nothing is recorded"
    )
    assert not started.client.close(5)
    assert started.client.missing == 2


def test_what_was_handed_over_before_the_child_is_ready_waits_for_one_that_is(run, tmp_path):
    flag = tmp_path / "flag"
    script = (
        f"import os, sys; os.path.exists({str(flag)!r}) or (open({str(flag)!r}, 'w').close(), sys.exit(3))\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", script + CHILD, str(tmp_path / "stored")]
    started = run(command)
    started.submit("a", "b")
    _until(lambda: len(started.replies) == 2)
    assert started.client.restarts == 1
    assert started.client.close(20)
    assert started.stored == ["a", "b"]


def test_a_child_that_never_gets_ready_is_given_up_at_the_end(run):
    started = run([sys.executable, "-c", "raise SystemExit(2)"])
    started.submit("a")
    _until(lambda: bool(started.notices))
    assert not started.client.close(20)
    assert started.client.missing == 1


@pytest.mark.parametrize(("sent", "arrives"), [(99, 99), (100, 100), (101, 101), (5000, 101)])
def test_a_body_beyond_the_limit_is_cut_one_byte_behind_it(run, sent, arrives):
    started = run(max_body=100)
    started.submit("a", body=b"x" * sent)
    assert started.client.close(20)
    assert started.file.read_text() == f"a {arrives}\n"


def test_a_recorder_that_refuses_its_options_is_not_started_again(tmp_path: Path) -> None:
    refused = threading.Event()
    command = [sys.executable, "-c", "import sys; sys.exit(2)"]
    run = _Run(tmp_path, command, on_refusal=refused.set)

    assert refused.wait(20)
    run.client.close(20)
    assert run.client.restarts == 0
    assert [notice for notice in run.notices if notice.startswith("not recording:")] == run.notices


def test_a_recorder_that_dies_for_another_reason_is_started_again(tmp_path: Path) -> None:
    refused = threading.Event()
    run = _Run(tmp_path, [sys.executable, "-c", "import sys; sys.exit(3)"], on_refusal=refused.set)
    while not run.client.restarts:
        time.sleep(0.01)
    run.client.close(20)

    assert not refused.is_set()
