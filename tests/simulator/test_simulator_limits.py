"""What the site counts: rate limit, usage limit and the lock-out of two hours, by the test's own clock."""

from __future__ import annotations

import pytest

from inspector.model.exchange import Payload

HOUR = 3600
MISS = "<sessionKey>1</sessionKey>"
OTHER = "<siteName>acme</siteName><webExID>host2</webExID><password>first-Pw1</password>"
NOBODY = "<siteName>acme</siteName>"


class Raw:
    """Asks, and gives the status; a 403 is no XML."""

    def __init__(self, ask):
        self.ask, self.answer = ask, None

    def __call__(self, operation, inside="", who="host1"):
        secret = f"<webExID>{who}</webExID><password>x</password>" if who else ""
        body = (
            '<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><securityContext>'
            f"<siteName>acme</siteName>{secret}</securityContext></header><body><bodyContent "
            f'xsi:type="java:com.webex.service.binding.{operation}">{inside}</bodyContent></body></message>'
        )
        self.answer = self.ask.site.answer(Payload((), body.encode()))
        return self.answer.status


def missing(raw, count, who="host1"):
    return [raw("ep.GetSessionInfo", MISS, who) for _ in range(count)]


@pytest.mark.parametrize(
    ("release", "status"), [("40.6.1", 200), ("40.7.0", 200), ("40.8.0", 403), ("42.11.1", 403)]
)
def test_not_found_answers_lock_out_since_40_8_0(opened, release, status):
    raw = Raw(opened(release, lockout_after=3))
    assert missing(raw, 4) == [200, 200, 200, status]
    if status == 403:
        assert (raw.answer.body, dict(raw.answer.headers)["Content-Type"][:10]) == (
            b"403 Forbidden\n",
            "text/plain",
        )
        assert [name for name, _ in raw.answer.calls] == ["ep.GetSessionInfo"]


def test_the_lock_out_ends_after_two_hours(opened):
    ask = opened("40.8.0", lockout_after=3)
    raw = Raw(ask)
    missing(raw, 3)
    for later, status in ((0, 403), (2 * HOUR - 1, 403), (1, 200)):
        ask.clock.now += later
        assert raw("ep.GetSessionInfo", MISS) == status
    # Counted afresh: two more lock out again.
    assert missing(raw, 3) == [200, 200, 403]


def test_only_the_misses_of_an_hour_count(opened):
    ask = opened("40.8.0", lockout_after=3)
    raw = Raw(ask)
    statuses = []
    for _ in range(8):
        statuses += missing(raw, 1)
        ask.clock.now += HOUR / 2
    assert statuses == [200] * 8
    # The last of them is half an hour ago.
    assert missing(raw, 3) == [200, 200, 403]


def test_the_lock_out_is_of_one_caller_and_two_operations(opened):
    lines = []
    ask = opened("40.8.0", log=lines.append, lockout_after=3)
    raw = Raw(ask)
    ask("user.CreateUser", "<webExId>jdoe</webExId>")
    missing(raw, 2)
    assert raw("user.GetUserCard", "<webExId>rroe</webExId>") == 200
    assert raw("user.GetUserCard", "<webExId>jdoe</webExId>") == 403
    assert lines == [
        "user.GetUserCard found nothing too often: the caller is locked out",
        "HTTP 403: the caller is locked out, or called too often",
    ]
    assert raw("user.GetUser", "<webExId>jdoe</webExId>") == 200
    assert raw("ep.GetSessionInfo", MISS, "HOST1") == 403
    assert raw("ep.GetSessionInfo", MISS, "host2") == 200
    assert raw("ep.GetSessionInfo", MISS, "") == 200


def test_what_is_found_does_not_count_and_nor_does_what_is_switched_off(opened):
    ask = opened("40.10.0", lockout_after=3)
    key = ask("meeting.CreateMeeting").one("meetingkey")
    raw = Raw(ask)
    assert [raw("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>") for _ in range(9)] == [200] * 9
    assert [raw("meeting.GetMeeting", "<meetingKey>1</meetingKey>") for _ in range(9)] == [200] * 9
    assert missing(Raw(opened("40.10.0", lockout_after=0)), 30) == [200] * 30


@pytest.mark.parametrize(
    ("release", "status"),
    [("40.2.5", 200), ("40.2.6", 403), ("40.4.4", 200), ("40.4.5", 403), ("40.6.0", 403)],
)
def test_usage_limit_since_40_4_5_and_40_2_6(opened, release, status):
    ask = opened(release, usage_limit=2, password_required=False)
    raw = Raw(ask)
    key = ask("meeting.CreateMeeting").one("meetingkey")
    named = f"<sessionKey>{key}</sessionKey>"
    assert [raw("ep.GetSessionInfo", named) for _ in range(3)] == [200, 200, status]
    ask.clock.now += HOUR
    assert raw("ep.GetSessionInfo", named) == 200


def test_rate_limit_by_caller_and_group(opened):
    ask = opened("40.10.0", rate_limit=3)
    listing = [ask("ep.LstsummarySession").exception for _ in range(5)]
    assert listing == ["000015", "000015", "000015", "000045", "000045"]
    assert ask("ep.LstsummarySession").heads("reason") == ["API Rate Limit Reached"]
    assert ask("meeting.CreateMeeting").exception is None
    assert ask("ep.LstsummarySession", context=OTHER).exception is None
    # The limit is one of authenticated calls.
    assert ask("ep.LstOpenSession", context=NOBODY).exception == "000015"
    ask.clock.now += 59
    assert ask("ep.LstsummarySession").exception == "000045"
    ask.clock.now += 1
    assert ask("ep.LstsummarySession").exception is None


def test_without_a_rate_limit_there_is_none(opened):
    ask = opened("40.10.0")
    assert {ask("user.LstUser").exception for _ in range(50)} == {None}


def test_calls_a_minute_apart_are_no_rate(opened):
    ask = opened("40.10.0", rate_limit=2)
    for _ in range(6):
        assert ask("user.LstUser").exception is None
        ask.clock.now += 31
