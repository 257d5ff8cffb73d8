"""1,000 reading calls, 20 at once, are at least 10 times as fast as one after another (20 ms latency)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.assemble import inspector, knowledge
from inspector.compare import Noise, Reader
from inspector.engine import record
from inspector.model.exchange import Exchange, Payload
from inspector.replay import Answers, Credentials, Journal, Planner, ReplayKnowledge, Values
from inspector.replay.run import Parts, run
from inspector.replay.transport import Way
from inspector.resources import data
from inspector.wire import Limits

CALLS = 1000
TIMES = 10
BODY = """<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext><siteName>acme</siteName>
<webExID>jdoe</webExID><password>Old-Pw-1</password></securityContext></header><body>
<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser"><webExId>user{}</webExId></bodyContent>
</body></serv:message>"""


@pytest.fixture
def url() -> Iterator[str]:
    """A simulated site in a process of its own."""
    words = [
        sys.executable,
        "-m",
        "inspector",
        "simulate",
        "--listen",
        "127.0.0.1:0",
        "--fault",
        "latency=20ms",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.terminate()


def test_20_at_once_are_10_times_as_fast(url: str, tmp_path: Path, table: list[str]) -> None:
    core, names = inspector(key=b"k" * 32), knowledge()
    noise = Noise.load(data("rules") / "noise.yaml")
    recorded = {}
    for seq in range(CALLS):
        request = Payload((("Content-Type", "text/xml"),), BODY.format(seq).encode())
        recorded[seq] = record(core.judge_pair(Exchange(request=request, started=float(seq))))
    known = ReplayKnowledge.load(data("rules") / "replay.yaml")
    steps = Planner(core.judge.map, names, known).plan(recorded.items()).steps
    caller = Credentials(password="Fresh-Pw-2")
    answers = Answers(
        lambda exchange: record(core.judge_pair(exchange)),
        Reader(core.judge.master, names, noise),
        noise,
        recorded.get,
    )
    seconds = {}
    for parallel in (20, 1):
        journal = Journal.open(tmp_path / f"{parallel}.jsonl", "k", url, resume=False, anew=True)
        values = Values(caller, core.judge.releases)
        parts = Parts(caller, values, known, answers, core.judge.map, journal, Limits())
        began = time.perf_counter()
        summary = asyncio.run(run(steps, Way(url, rate=0, parallel=parallel), parts, twice=False))
        seconds[parallel] = time.perf_counter() - began
        journal.close(finished=True)
        assert summary.count("sent") == CALLS
    times = seconds[1] / seconds[20]
    table.append(
        f"replay: {CALLS:,} reading calls one by one {seconds[1]:.1f} s, 20 at once {seconds[20]:.1f} s: "
        f"{times:.1f} times as fast (wanted {TIMES})"
    )
    assert times >= TIMES
