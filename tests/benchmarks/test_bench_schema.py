"""What a release costs until it can judge, and what an explanation costs: time of the processor, one run.

prune: the release's XSD files, made from the master. ready: the same and lxml's validator made from them.
again: the validator asked for a second time. first: a second opinion by a library that has to load the
release. then: one where it is loaded.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from time import process_time
from timeit import Timer

from inspector.assemble import inspector
from inspector.engine.explain import explain
from inspector.model.exchange import Exchange, Payload
from inspector.resources import data
from inspector.schema import Schemas
from inspector.settings.model import Settings
from inspector.wire import Limits

BROKEN = b"""<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <header><securityContext><webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>
  </securityContext></header>
  <body><bodyContent xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">
    <metaData><confName>Weekly review</confName></metaData>
    <schedule><startDate>06/16/2031 10:00:00</startDate><duration>soon</duration></schedule>
    <attendeeOptions><autoLock>perhaps</autoLock></attendeeOptions>
  </bodyContent></body>
</serv:message>
"""


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    gc.collect()
    gc.disable()
    try:
        return min(Timer(work, timer=process_time).repeat(rounds, 1)) * 1e3
    finally:
        gc.enable()


def test_a_release(table: list[str]) -> None:
    """Each release in turn, by schemas that are made for it and know the master already."""
    known = Schemas(data("schemas"))
    parse = _milliseconds(lambda: Schemas(data("schemas")), 3)
    table.append(
        f"{'release':<10}{'prune':>12}{'ready':>12}{'again':>14}{'ready, of reading the master':>32}"
    )
    for release in known.releases.all:
        fresh = Schemas(data("schemas"), known.releases, known.master)
        prune = _milliseconds(partial(fresh.documents, release), 3)
        ready = _milliseconds(partial(fresh.validator, release), 1)
        again = _milliseconds(partial(fresh.validator, release), 3)
        row = f"{release.name:<10}{prune:>10.1f}ms{ready:>10.1f}ms{again:>12.4f}ms{ready / parse:>31.2f}x"
        table.append(row)


def test_an_explanation(table: list[str]) -> None:
    url = "https://acme.example.com/WBXService/xml40.10.0/XMLService"
    exchange = Exchange(Payload((), BROKEN), url=url, started=1_700_000_000.0)
    core = inspector(Settings(cache_bytes=0))
    found = core.judge_pair(exchange)
    first = _milliseconds(lambda: explain(found, core.judge, Limits()), 1)
    judge = _milliseconds(lambda: core.judge_pair(exchange).findings, 20)
    again = _milliseconds(lambda: explain(found, core.judge, Limits()), 20)
    assert {f.code for f in found.findings} >= {"SCH-03"}
    assert len(explain(found, core.judge, Limits())[0].opinions) == 2
    table.append(f"{'judged from nothing':<22}{judge:>10.2f}ms")
    table.append(f"{'explained, first':<22}{first:>10.1f}ms")
    table.append(f"{'explained, then':<22}{again:>10.2f}ms{again / judge:>27.2f}x of judging it")
