"""Who calls, and with what: every combination of operation, caller and securityContext has its codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector.model.exchange import Direction
from inspector.rules import CallSubject, ExchangeSubject, MessageSubject

LIST = CallSubject(0, "ep.LstsummarySession", known=True, binding="ep", access="read")
INFO = CallSubject(0, "ep.GetSessionInfo", known=True, binding="ep", access="read")
VERSION = CallSubject(0, "ep.GetAPIVersion", known=True, binding="ep", access="read")
USER = CallSubject(0, "user.GetUser", known=True, binding="user", access="read")
SIGN_IN = CallSubject(0, "user.AuthenticateUser", known=True, binding="user", access="read")
CARD = CallSubject(0, "user.GetUserCard", known=True, binding="user", access="read")
DELETE = CallSubject(0, "meeting.DelMeeting", known=True, binding="meeting", access="write")
HISTORY = CallSubject(0, "history.LstmeetingusageHistory", known=True, binding="history", access="read")
SITE = CallSubject(0, "site.GetSite", known=True, binding="site", access="read")
UNKNOWN = CallSubject(0, "user.PromoteUser")

SHOWN = {
    "nothing": {"caller": "anonymous", "context": False},
    "site": {"caller": "anonymous"},
    "login": {"caller": "identified", "identity": True},
    "login, empty password": {
        "caller": "identified", "identity": True, "empty_secrets": frozenset({"password"}),
    },
    "empty password": {"caller": "anonymous", "empty_secrets": frozenset({"password"})},
    "ticket": {"caller": "anonymous", "secrets": frozenset({"sessionTicket"})},
    "login, password": {"caller": "authenticated", "identity": True, "secrets": frozenset({"password"})},
    "login, ticket, empty password": {
        "caller": "authenticated", "identity": True, "secrets": frozenset({"sessionTicket"}),
        "empty_secrets": frozenset({"password"}),
    },
    "header or body token": {"caller": "authenticated"},
}  # fmt: skip

EXPECTED = [
    (LIST, "nothing", "AUTH-01"),
    (LIST, "site", "AUTH-01"),
    (LIST, "login", "AUTH-01"),
    (LIST, "login, empty password", "AUTH-01"),
    (LIST, "empty password", "AUTH-01"),
    (LIST, "ticket", "AUTH-01"),
    (LIST, "login, password", ""),
    (LIST, "login, ticket, empty password", ""),
    (INFO, "nothing", "AUTH-12"),
    (INFO, "site", "AUTH-05"),
    (INFO, "login", "AUTH-07"),
    (INFO, "login, empty password", "AUTH-07"),
    (INFO, "empty password", "AUTH-07"),
    (INFO, "ticket", "AUTH-07"),
    (INFO, "login, password", ""),
    (VERSION, "nothing", "AUTH-12"),
    (VERSION, "site", ""),
    (VERSION, "login", "AUTH-07"),
    (USER, "nothing", "AUTH-12"),
    (USER, "site", "AUTH-06"),
    (USER, "login", "AUTH-07"),
    (USER, "login, empty password", "AUTH-07"),
    (USER, "empty password", "AUTH-07"),
    (USER, "ticket", "AUTH-07"),
    (USER, "login, password", ""),
    (USER, "login, ticket, empty password", ""),
    (SIGN_IN, "nothing", "AUTH-12"),
    (SIGN_IN, "site", "AUTH-06"),
    (SIGN_IN, "login", "AUTH-07"),
    (SIGN_IN, "header or body token", ""),
    (CARD, "nothing", "AUTH-03"),
    (CARD, "site", "AUTH-03"),
    (CARD, "login", "AUTH-03"),
    (CARD, "header or body token", ""),
    (CARD, "login, password", ""),
    (DELETE, "nothing", "AUTH-12"),
    (DELETE, "site", "AUTH-06"),
    (DELETE, "ticket", "AUTH-07"),
    (DELETE, "login, password", ""),
    (HISTORY, "site", "AUTH-06"),
    (HISTORY, "login", "AUTH-07"),
    (SITE, "nothing", "AUTH-12"),
    (SITE, "site", ""),
    (UNKNOWN, "site", ""),
    (UNKNOWN, "login", "AUTH-07"),
]


def settled(
    rules, request: MessageSubject, response: MessageSubject | None = None, **facts: object
) -> list[str]:
    subject = ExchangeSubject(request=request, response=response, **facts)
    return [finding.code for finding in rules.settle(hit.finding() for hit in rules.judge_exchange(subject))]


@pytest.mark.parametrize(
    ("call", "shown", "code"), EXPECTED, ids=[f"{c.operation} with {s}" for c, s, _ in EXPECTED]
)
def test_codes_by_operation_and_credentials(rules, call, shown, code):
    request = MessageSubject(Direction.REQUEST, "40.10.0", (replace(call, **SHOWN[shown]),), body_contents=1)

    assert settled(rules, request) == [code] * bool(code)


@pytest.mark.parametrize(
    ("call", "shown", "release", "codes"),
    [
        (LIST, "site", "40.1.2", []),
        (LIST, "site", "40.2.0", ["AUTH-01"]),
        (LIST, "login", "40.1.2", ["AUTH-07"]),
        (CARD, "site", "40.8.0", []),
        (CARD, "site", "40.9.0", ["AUTH-03"]),
        (CARD, "login", "40.8.0", ["AUTH-07"]),
        (INFO, "site", "39.7.0", []),
        (INFO, "site", "39.10.0", ["AUTH-05"]),
    ],
)
def test_windows(rules, call, shown, release, codes):
    request = MessageSubject(Direction.REQUEST, release, (replace(call, **SHOWN[shown]),))

    assert settled(rules, request) == codes


def answer(*calls: CallSubject) -> MessageSubject:
    return MessageSubject(Direction.RESPONSE, "40.10.0", calls, body_contents=len(calls))


def test_a_refused_anonymous_list_is_auth_01_and_an_answered_one_auth_02(rules):
    request = MessageSubject(Direction.REQUEST, "40.10.0", (replace(LIST, **SHOWN["site"]),))
    refused = answer(CallSubject(0, result="FAILURE", exception="000015"))
    answered = answer(CallSubject(0, "ep.LstsummarySession", result="SUCCESS"))

    assert settled(rules, request, refused) == ["AUTH-01"]
    assert settled(rules, request, answered) == ["AUTH-02"]


def test_answers_are_paired_by_position(rules):
    batch = (replace(VERSION, **SHOWN["site"]), replace(LIST, index=1, **SHOWN["site"]))
    request = MessageSubject(Direction.REQUEST, "40.10.0", batch, body_contents=2)
    response = answer(
        CallSubject(0, "ep.GetAPIVersion", result="SUCCESS"),
        CallSubject(1, result="FAILURE", exception="000015"),
    )

    assert settled(rules, request, response) == ["AUTH-01"]


def test_a_slip_in_the_header_is_one_finding_however_many_calls_share_it(rules):
    batch = tuple(replace(USER, index=index, **SHOWN["login"]) for index in range(3))
    request = MessageSubject(Direction.REQUEST, "40.10.0", batch, body_contents=3)

    found = rules.settle(hit.finding() for hit in rules.judge_exchange(ExchangeSubject(request)))

    assert [(f.code, f.call, f.path) for f in found] == [("AUTH-07", None, "header/securityContext")]


def test_one_call_of_a_batch_does_not_silence_what_another_one_does(rules):
    batch = (replace(LIST, **SHOWN["login"]), replace(USER, index=1, **SHOWN["login"]))
    request = MessageSubject(Direction.REQUEST, "40.10.0", batch, body_contents=2)

    assert settled(rules, request) == ["AUTH-01", "AUTH-07"]


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("login", "names a login but holds no secret"),
        ("empty password", "the secret in securityContext is empty"),
        ("ticket", "holds a secret but names no login"),
    ],
)
def test_auth_07_says_what_is_missing(rules, shown, words):
    request = MessageSubject(Direction.REQUEST, "40.10.0", (replace(USER, **SHOWN[shown]),))

    (hit,) = rules.judge_exchange(ExchangeSubject(request))

    assert (hit.rule.code, words in hit.message) == ("AUTH-07", True)


TOKEN = {"elements": {"authenticateUser/accessToken": 1}}


@pytest.mark.parametrize(
    ("call", "facts", "on"),
    [
        (replace(USER, **SHOWN["login, password"]), {"scheme": "http"}, ["request"]),
        (replace(USER, **SHOWN["login, password"]), {"scheme": "https"}, []),
        (replace(USER, **SHOWN["login, password"]), {"scheme": ""}, []),
        (replace(SIGN_IN, caller="authenticated", **TOKEN), {"scheme": "http"}, ["request"]),
        (
            replace(SIGN_IN, caller="authenticated", empty=frozenset(TOKEN["elements"]), **TOKEN),
            {"scheme": "http"},
            [],
        ),
        (
            replace(CARD, caller="authenticated"),
            {"scheme": "http", "headers": frozenset({"jwttoken"})},
            ["http"],
        ),
        (replace(VERSION, caller="anonymous"), {"scheme": "http", "headers": frozenset({"accept"})}, []),
    ],
)
def test_auth_09(rules, call, facts, on):
    request = MessageSubject(Direction.REQUEST, "40.10.0", (call,))

    hits = rules.judge_exchange(ExchangeSubject(request, **facts))

    assert [(hit.rule.code, hit.on) for hit in hits] == [("AUTH-09", side) for side in on]


def test_a_credential_in_header_and_context_and_answer_is_one_finding(rules):
    request = MessageSubject(Direction.REQUEST, "40.10.0", (replace(SIGN_IN, **SHOWN["login, password"]),))
    ticket = CallSubject(0, "user.AuthenticateUser", elements={"authenticateUserResponse/sessionTicket": 1})
    facts = {"scheme": "http", "headers": frozenset({"authorization"})}

    assert settled(rules, request, answer(ticket), **facts) == ["AUTH-09"]


LAST_DAY, NEXT_DAY = 1711929599.0, 1711929600.0  # 2024-03-31T23:59:59Z and one second later


@pytest.mark.parametrize(
    ("time", "now", "retired", "codes"),
    [
        (LAST_DAY, NEXT_DAY, date(2024, 3, 31), []),
        (NEXT_DAY, NEXT_DAY, date(2024, 3, 31), ["LIFE-01"]),
        (None, NEXT_DAY, date(2024, 3, 31), ["LIFE-01"]),
        (None, LAST_DAY, date(2024, 3, 31), []),
        (None, None, date(2024, 3, 31), []),
        (NEXT_DAY, None, None, []),
        (NEXT_DAY, None, date(2025, 1, 1), []),
    ],
)
def test_life_01_goes_by_the_time_of_the_exchange_else_by_now(rules, time, now, retired, codes):
    call = replace(DELETE, retired=retired, **SHOWN["login, password"])

    assert settled(rules, MessageSubject(Direction.REQUEST, "40.10.0", (call,)), time=time, now=now) == codes


@pytest.mark.parametrize(
    ("release", "count", "settings", "exception", "codes"),
    [
        ("40.4.4", 3, {"body_content_maximum": 2}, None, ["LIM-04"]),
        ("40.2.5", 3, {"body_content_maximum": 2}, None, ["LIM-04"]),
        ("40.4.3", 3, {"body_content_maximum": 2}, None, []),
        ("40.2.4", 3, {"body_content_maximum": 2}, None, []),
        ("40.4.4", 2, {"body_content_maximum": 2}, None, []),
        ("40.4.4", 3, {}, None, []),
        ("40.4.4", 3, {}, "000053", ["LIM-04"]),
        ("40.4.4", 3, {"body_content_maximum": 2}, "000053", ["LIM-04"]),
        ("40.4.4", 3, {}, "000015", []),
    ],
)
def test_lim_04(rules, release, count, settings, exception, codes):
    calls = tuple(replace(USER, index=index, **SHOWN["login, password"]) for index in range(count))
    request = MessageSubject(Direction.REQUEST, release, calls, body_contents=count)
    failure = CallSubject(0, result="FAILURE", exception=exception)
    response = MessageSubject(Direction.RESPONSE, release, (failure,), body_contents=1) if exception else None

    assert settled(rules, request, response, settings=settings) == codes


def test_lim_04_points_at_the_first_call_that_is_too_many(rules):
    calls = tuple(
        replace(USER, index=index, ordinal_of={"": 10 + index}, **SHOWN["login, password"])
        for index in range(4)
    )
    request = MessageSubject(Direction.REQUEST, "40.10.0", calls, body_contents=4)

    (hit,) = rules.judge_exchange(ExchangeSubject(request, settings={"body_content_maximum": 2}))

    assert (hit.call, hit.ordinal, hit.message) == (2, 12, "the message holds 4 calls, the site takes 2")


def test_nested_calls_are_judged_by_their_faults_alone(rules):
    nested = replace(DELETE, index=1, nested=True, **SHOWN["site"])
    request = MessageSubject(
        Direction.REQUEST, "40.10.0", (replace(VERSION, **SHOWN["site"]), nested), body_contents=1
    )

    assert settled(rules, request) == []


def test_without_any_message_there_is_nothing_to_say(rules):
    assert rules.judge_exchange(ExchangeSubject(scheme="https", now=NEXT_DAY)) == ()
