"""What a message costs the engine, beside what lxml takes for the same bytes, in one run.

split: cutting the bytes into shape and values. build: a shape and its template from nothing. fill: split,
the look-up of a known shape, and the check of every value. parse: lxml's bare parse. validate:
parse and validation against the schema of the release.

Rules and privacy: what findings and the inventory of personal data add to a message whose template is known,
against the same engine without rules and without knowledge of personal data.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from timeit import Timer

import pytest
from lxml import etree

from inspector.assemble import inspector, schemas
from inspector.engine.inspector import Inspector, InspectorSettings
from inspector.engine.messages import MessageReader
from inspector.engine.releases import ReleasePolicy
from inspector.model.exchange import Direction, Exchange, Payload
from inspector.privacy.knowledge import Knowledge
from inspector.privacy.mask import Masker
from inspector.privacy.pii_file import read
from inspector.resources import data
from inspector.rules.ruleset import RuleSet
from inspector.settings.model import Settings
from inspector.wire import cut, decode

RELEASE = "40.10.0"
SERV = "http://www.webex.com/schemas/2002/06/service"
COM = "http://www.webex.com/schemas/2002/06/common"
EP = f"{SERV}/ep"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ROW = """      <ep:session>
        <ep:sessionKey>{key}</ep:sessionKey>
        <ep:confName>Weekly review {key}</ep:confName>
        <ep:sessionType>9</ep:sessionType>
        <ep:serviceType>MeetingCenter</ep:serviceType>
        <ep:hostWebExID>jdoe</ep:hostWebExID>
        <ep:hostFirstName>Jane</ep:hostFirstName>
        <ep:hostLastName>Doe</ep:hostLastName>
        <ep:timeZoneID>23</ep:timeZoneID>
        <ep:status>NOT_INPROGRESS</ep:status>
        <ep:startTime>03/20/2024 10:00:00</ep:startTime>
        <ep:duration>60</ep:duration>
        <ep:listStatus>PUBLIC</ep:listStatus>
        <ep:hostEmail>jane.doe{key}@example.com</ep:hostEmail>
        <ep:participantsJoined>0</ep:participantsJoined>
        <ep:confID>{key}</ep:confID>
        <ep:isRecurring>false</ep:isRecurring>
      </ep:session>
"""


def request() -> bytes:
    """A request of about 0.7 KB, valid as sent, so that validation does the same work."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="{XSI}" xmlns:serv="{SERV}" xmlns:com="{COM}" xmlns:ep="{EP}">
  <serv:header>
    <serv:securityContext>
      <com:webExID>jdoe</com:webExID>
      <com:password>Example-1</com:password>
      <com:siteName>acme</com:siteName>
    </serv:securityContext>
  </serv:header>
  <serv:body>
    <serv:bodyContent xsi:type="ep:lstsummarySession">
      <ep:listControl>
        <serv:startFrom>1</serv:startFrom>
        <serv:maximumNum>10</serv:maximumNum>
      </ep:listControl>
    </serv:bodyContent>
  </serv:body>
</serv:message>
""".encode()


def answer(rows: int) -> bytes:
    """A list of `rows` sessions, about 0.55 KB each."""
    inner = "".join(ROW.format(key=100_000 + row) for row in range(rows))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:serv="{SERV}" xmlns:ep="{EP}">
  <serv:header>
    <serv:response>
      <serv:result>SUCCESS</serv:result>
      <serv:gsbStatus>PRIMARY</serv:gsbStatus>
    </serv:response>
  </serv:header>
  <serv:body>
    <serv:bodyContent xmlns:xsi="{XSI}" xsi:type="ep:lstsummarySessionResponse">
      <ep:matchingRecords>
        <serv:total>{rows}</serv:total>
        <serv:returned>{rows}</serv:returned>
        <serv:startFrom>1</serv:startFrom>
      </ep:matchingRecords>
{inner}    </serv:bodyContent>
  </serv:body>
</serv:message>
""".encode()


MESSAGES = {"request 0.7 KB": request(), "answer 5 KB": answer(6), "answer 50 KB": answer(60)}


def best(run: Callable[[], object], repeat: int = 15) -> float:
    """Microseconds of one run: the best of several, each long enough for the clock."""
    timer = Timer(run)
    number = max(1, int(0.02 / max(timer.timeit(1), 1e-7)))
    return min(timer.repeat(repeat, number)) / number * 1e6


def reader(cache_bytes: int) -> MessageReader:
    """The part of the engine that goes from bytes to a template."""
    return inspector(Settings(cache_bytes=cache_bytes))._readers.usual


@pytest.fixture(scope="module")
def validator() -> etree.XMLSchema:
    return schemas().validator(RELEASE)


@pytest.mark.parametrize("name", MESSAGES)
def test_cost_of_a_message(name: str, validator: etree.XMLSchema, benchmark, table: list[str]) -> None:
    document = MESSAGES[name]
    payload = Payload((("Content-Type", "text/xml"),), document)
    body = decode(payload)
    cached, bare = reader(64 << 20), reader(0)
    known = cached.read(payload)
    checks = cached.template(known.shape, RELEASE).checks

    def fill() -> object:
        joined, values, slotless = cut(body)
        shape = cached._cache.get((body.codec, joined))
        return shape, slotless, checks.failed(values)

    def build() -> object:
        return bare.template(bare.read(payload).shape, RELEASE)

    def whole() -> object:
        reading = cached.read(payload)
        return cached.template(reading.shape, RELEASE).checks.failed(reading.values)

    assert known.shape.serial > 0
    assert checks.failed(known.values) == []
    assert validator.validate(etree.fromstring(document)), validator.error_log
    gc.collect()
    cost = {
        "decode": best(lambda: decode(payload)),
        "split": best(lambda: cut(body)),
        "build": best(build, 5),
        "fill": best(fill),
        "read": best(whole),
        "parse": best(lambda: etree.fromstring(document)),
        "validate": best(lambda: validator.validate(etree.fromstring(document))),
    }
    if not table:
        table.append(
            f"{'microseconds':16}{''.join(f'{n:>10}' for n in ('bytes', 'slots', *cost))}{'fill/parse':>12}"
        )
    shown = "".join(f"{value:>10.1f}" for value in cost.values())
    ratio = cost["fill"] / cost["parse"]
    table.append(f"{name:16}{len(document):>10}{len(known.values):>10}{shown}{ratio:>12.2f}")
    benchmark.extra_info.update(cost, ratio=ratio)
    benchmark(fill)


def told(core: Inspector, exchange: Exchange) -> object:
    """What is told of an exchange: findings, and the inventory of personal data."""
    judgement = core.judge_pair(exchange)
    (side,) = judgement.sides
    direction, codec = side.shape.direction or Direction.REQUEST, side.shape.codec
    values, detector = side.reading.values, judgement.detector
    rows = side.plan.inventory(direction, values, codec, 0, detector, quiet=side.quiet)
    return judgement.findings, rows


@pytest.mark.parametrize("found", ["nothing found", "findings"])
@pytest.mark.parametrize("name", MESSAGES)
def test_cost_of_rules_and_privacy(name: str, found: str, benchmark, shares: list[str]) -> None:
    """The same messages with templates that know all rules and all personal data, and with bare ones."""
    document = MESSAGES[name]
    if found == "findings":
        document = document.replace(b">10<", b">900<").replace(b">PRIMARY<", b">BACKUP<")
    payload = Payload((("Content-Type", "text/xml"),), document)
    request, response = (payload, None) if name.startswith("request") else (None, payload)
    exchange = Exchange(request, response, "https://acme.webex.com/WBXService/XMLService", started=1.6e9)
    full = inspector(Settings(), release=RELEASE)
    bare = Inspector(
        full.judge,
        RuleSet((), full.judge.releases),
        (nothing := nothing_known()),
        Masker(b"k" * 32, nothing),
        InspectorSettings(releases=ReleasePolicy(RELEASE)),
    )
    codes = [finding.code for finding in full.judge_pair(exchange).findings]
    assert codes == ([] if found == "nothing found" else ["LIM-06" if request else "RSP-09"])
    gc.collect()
    without, whole = 1e9, 1e9
    for _ in range(20):  # in turns, so that other work on the machine meets both
        without = min(without, best(lambda: bare.judge_pair(exchange).findings, 1))
        whole = min(whole, best(lambda: told(full, exchange), 1))
    share = (whole - without) / without
    if not shares:
        shares.append(f"{'microseconds':32}{'without':>10}{'with':>10}{'rules and privacy add':>24}")
    shares.append(f"{f'{name}, {found}':32}{without:>10.1f}{whole:>10.1f}{share:>24.0%}")
    benchmark.extra_info.update(without=without, whole=whole, share=share)
    benchmark(lambda: told(full, exchange))


def nothing_known() -> Knowledge:
    """Knowledge of nothing: every list of `pii.yaml` is empty."""
    lists = ("secrets", "false_friends", "elements", "url", "form")
    known = read(data("rules") / "pii.yaml")
    return Knowledge(known.model_copy(update=dict.fromkeys(lists, ())))
