"""Rules that take memory: right in any order of a recording, bounded, without a value in memory."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from inspector import assemble
from inspector.engine import Inspector
from inspector.engine.memory import Memory
from inspector.model.exchange import Exchange, Payload
from inspector.rules import Example
from inspector.settings import Settings


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return assemble.inspector(Settings(release="40.10.0"), key=b"k" * 32)


@pytest.fixture(scope="module")
def shown() -> dict[str, Example]:
    """The first bad example of each rule that takes memory."""
    known = assemble.schemas()
    rules = assemble.rules(Settings(), known.releases)
    return {way.rule.code: way.rule.examples.bad[0] for way in rules.stateful}


CODES = ["AUTH-10", "LIM-02", "LIM-03", "LIM-11", "VAL-03", "VAL-16", "VAL-20"]


def codes(inspector: Inspector, exchange: Exchange, noted: list[Exchange]) -> set[str]:
    history = inspector.history()
    for other in noted:
        inspector.note(other, history)
    return {finding.code for finding in history.recall(inspector.judge_pair(exchange)).findings}


def test_these_rules_take_memory(shown):
    assert sorted(shown) == CODES


@pytest.mark.parametrize("code", CODES)
def test_the_order_of_a_recording_does_not_matter(code, shown, inspector):
    example = shown[code]
    recording = [*example.earlier(), example.exchange()]

    found = {
        code in codes(inspector, recording[-1], list(order)) for order in itertools.permutations(recording)
    }

    assert found == {True}


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_said_of_what_comes_later(code, shown, inspector):
    example = shown[code]
    recording = [*example.earlier(), example.exchange()]
    first = recording[0]

    assert code not in codes(inspector, first, recording)


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_said_without_what_came_before(code, shown, inspector):
    assert code not in codes(inspector, shown[code].exchange(), [shown[code].exchange()])


@pytest.mark.parametrize("code", CODES)
def test_another_site_is_another_matter(code, shown, inspector):
    example = shown[code]
    elsewhere = [
        Exchange(
            request=_moved(past.request), response=past.response, url=past.url, status=past.status,
            started=past.started,
        )
        for past in example.earlier()
    ]  # fmt: skip

    assert code not in codes(inspector, example.exchange(), elsewhere)


def _moved(payload: Payload | None) -> Payload:
    assert payload is not None
    return Payload(payload.headers, payload.body.replace(b">acme<", b">other<"))


def test_memory_is_bounded_and_forgets_the_least_lately_used(shown, inspector):
    memory = Memory(most=2)
    first, second, third = (_sign_in(f"EXAMPLETICKET{number:04d}") for number in (1, 2, 3))

    for exchange in (first, second, first, third):
        memory.note(inspector.judge_pair(exchange))

    assert len(memory) == 2
    assert memory.recall(inspector.judge_pair(_use("EXAMPLETICKET0001")))
    assert not memory.recall(inspector.judge_pair(_use("EXAMPLETICKET0002")))


def test_one_key_takes_at_most_half_of_the_memory_and_loses_its_oldest(inspector):
    memory = Memory(most=4)
    times = (1_000.0, 1_010.0, 1_020.0)
    for exchange in (_sign_in("EXAMPLETICKET0009"), *(_sign_in("EXAMPLETICKET0001", time) for time in times)):
        memory.note(inspector.judge_pair(exchange))

    assert len(memory) == 3
    assert memory.recall(inspector.judge_pair(_use("EXAMPLETICKET0009")))
    assert memory.recall(inspector.judge_pair(_use("EXAMPLETICKET0001")))
    assert not memory.recall(inspector.judge_pair(_use("EXAMPLETICKET0001", 1_005.0)))


def test_a_refusal_counts_from_the_first_one_after_the_misses(shown, inspector):
    """The client goes on after it is locked out; each call within two hours is told of, however often."""
    example = shown["LIM-03"]
    *misses, refused = example.earlier()
    again = [replace(refused, started=refused.started + 60.0 * minute) for minute in range(100)]
    late = replace(example.exchange(), started=refused.started + 7_000.0)

    assert codes(inspector, late, [*misses, *again]) >= {"LIM-03"}
    assert "LIM-03" not in codes(inspector, late, [*misses[:1], *again])


def test_memory_holds_no_value_of_a_message(shown, inspector):
    memory = Memory()
    for example in shown.values():
        for past in example.earlier():
            memory.note(inspector.judge_pair(past))

    held = repr(vars(memory)["_events"]).lower()

    assert len(memory) > 5
    for value in ("exampleticket", "jdoe", "jane", "700000", "acme", "example.com"):
        assert value not in held


def _message(call: str, context: str) -> bytes:
    return (
        '<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xmlns:serv="http://www.webex.com/schemas/2002/06/service"><header><securityContext>'
        f"<webExID>jdoe</webExID><siteName>acme</siteName>{context}</securityContext></header>"
        f"<body>{call}</body></serv:message>"
    ).encode()


def _sign_in(ticket: str, started: float = 1_000.0) -> Exchange:
    call = '<bodyContent xsi:type="java:com.webex.service.binding.user.AuthenticateUser"/>'
    answer = (
        '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
        ' xmlns:use="http://www.webex.com/schemas/2002/06/service/user"><serv:header><serv:response>'
        "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body>"
        '<serv:bodyContent xsi:type="use:authenticateUserResponse"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<use:sessionTicket>{ticket}</use:sessionTicket><use:timeToLive>60</use:timeToLive>"
        "</serv:bodyContent></serv:body></serv:message>"
    )
    request = Payload(body=_message(call, "<password>Example-1</password>"))
    return Exchange(request=request, response=Payload(body=answer.encode()), status=200, started=started)


def _use(ticket: str, started: float = 2_000.0) -> Exchange:
    call = (
        '<bodyContent xsi:type="java:com.webex.service.binding.user.GetUser"><webExId>jdoe</webExId>'
        "</bodyContent>"
    )
    request = Payload(body=_message(call, f"<sessionTicket>{ticket}</sessionTicket>"))
    return Exchange(request=request, started=started)


SITE_SAYS = (
    '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
    ' xmlns:ns1="http://www.webex.com/schemas/2002/06/service/site"><serv:header><serv:response>'
    "<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body>"
    '<serv:bodyContent xsi:type="ns1:getSiteResponse" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<ns1:siteInstance><ns1:metaData><ns1:timeZoneID>11</ns1:timeZoneID></ns1:metaData></ns1:siteInstance>"
    "</serv:bodyContent></serv:body></serv:message>"
)


@pytest.mark.parametrize(
    ("start", "heard", "codes"),
    [
        ("06/01/2023 08:00:00", True, ["VAL-01"]),  # New York: 12:00Z
        ("06/01/2023 08:30:00", True, []),
        ("06/01/2023 08:00:00", False, []),  # some clock shows it only at 20:00Z
    ],
)
def test_a_start_without_a_zone_goes_by_what_the_site_said(inspector, start, heard, codes):
    history = inspector.history()
    site = '<bodyContent xsi:type="java:com.webex.service.binding.site.GetSite"/>'
    asked = Exchange(
        request=Payload(body=_message(site, "<password>Example-1</password>")),
        response=Payload(body=SITE_SAYS.encode()),
        started=1685620000.0,
    )
    if heard:
        inspector.note(asked, history)
    call = (
        '<bodyContent xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">'
        f"<schedule><startDate>{start}</startDate></schedule></bodyContent>"
    )
    meeting = Exchange(
        request=Payload(body=_message(call, "<password>Example-1</password>")), started=1685620800.0
    )

    found = inspector.judge_pair(meeting, history.said, history.zones).findings

    assert [finding.code for finding in found if finding.code == "VAL-01"] == codes


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(("days", "codes"), [(0, ["VAL-01"]), (20, [])])
def test_a_zone_holds_from_when_the_site_said_it(inspector, order, days, codes):
    history = inspector.history()
    site = '<bodyContent xsi:type="java:com.webex.service.binding.site.GetSite"/>'
    in_new_york = Exchange(
        request=Payload(body=_message(site, "<password>Example-1</password>")),
        response=Payload(body=SITE_SAYS.encode()),
        started=1685620000.0,
    )
    in_san_jose = replace(
        in_new_york, response=Payload(body=SITE_SAYS.replace(">11<", ">4<").encode()), started=1686620000.0
    )
    for number in order:
        inspector.note((in_new_york, in_san_jose)[number], history)
    day = 1 + days
    call = (
        '<bodyContent xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">'
        f"<schedule><startDate>06/{day:02}/2023 08:00:00</startDate></schedule></bodyContent>"
    )
    meeting = Exchange(
        request=Payload(body=_message(call, "<password>Example-1</password>")),
        started=1685620800.0 + 86_400 * days,
    )

    found = inspector.judge_pair(meeting, history.said, history.zones).findings

    assert [finding.code for finding in found if finding.code == "VAL-01"] == codes
