"""What a release costs until it can judge, and what an explanation costs, in one run.

prune: the release's XSD files made from the master. load: lxml's validator made from them. again: the validator
asked for a second time. judge: a call that is not valid, judged from nothing (shape and template anew). explain:
the second library's opinion on it, where the library has the release loaded; before the first one it loads it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from timeit import Timer

from inspector.assemble import inspector
from inspector.engine.explain import explain
from inspector.model.exchange import Exchange, Payload
from inspector.resources import data
from inspector.schema import Schemas
from inspector.settings.model import Settings
from inspector.wire import Limits

RELEASES = ("5.8", "40.1.0", "40.10.0", "42.11.1")
BROKEN = b"""<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <header><securityContext><webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>
  </securityContext></header>
  <body><bodyContent xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">
    <metaData><confName>Weekly review</confName></metaData>
    <schedule><startDate>06/16/2031 10:00:00</startDate><duration>soon</duration><timeZoneID>4</timeZoneID></schedule>
    <attendeeOptions><autoLock>perhaps</autoLock></attendeeOptions>
  </bodyContent></body>
</serv:message>
"""


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    gc.collect()
    gc.disable()
    try:
        return min(Timer(work).repeat(rounds, 1)) * 1e3
    finally:
        gc.enable()


def _fresh() -> Schemas:
    return Schemas(data("schemas"), known.releases, known.master)


known = Schemas(data("schemas"))


def test_a_release(table: list[str]) -> None:
    """Paired: each release after the other, by schemas that share the master."""
    table.append(
        f"{'release':<10}{'prune':>12}{'prune+load':>12}{'again':>12}{'of a parse of the master':>28}"
    )
    parse = _milliseconds(lambda: Schemas(data("schemas")), 3)
    for release in RELEASES:
        prune = _milliseconds(lambda r=release: known.documents(r), 5)
        fresh = [_fresh() for _ in range(5)]
        ready = _milliseconds(lambda r=release, f=iter(fresh): next(f).validator(r), 5)
        again = _milliseconds(lambda r=release, s=fresh[0]: s.validator(r), 5)
        table.append(f"{release:<10}{prune:>10.1f}ms{ready:>10.1f}ms{again:>10.4f}ms{ready / parse:>27.2f}x")


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
