"""The documented failures, code by code and release by release (literals of the vendor's notes)."""

from __future__ import annotations

import pytest

from inspector.model.exchange import Payload
from inspector.simulator.knowledge import Knowledge

SITE_ONLY = "<siteName>acme</siteName>"
NO_SECRET = "<siteName>acme</siteName><webExID>host1</webExID>"
JANE = "<webExId>jdoe</webExId><email>jdoe@example.com</email>"
PAST = "<schedule><startDate>06/15/2021 11:00:00</startDate></schedule>"
FUTURE = "<schedule><startDate>06/15/2021 13:00:00</startDate></schedule>"


@pytest.mark.parametrize(
    ("release", "exception"),
    [("40.1.0", None), ("40.1.2", None), ("40.2.0", "000015"), ("40.2.9", "000015"), ("40.10.0", "000015")],
)
@pytest.mark.parametrize("context", [SITE_ONLY, NO_SECRET, NO_SECRET + "<password/>"])
def test_anonymous_listing_ends_at_40_2_0(opened, release, exception, context):
    ask = opened(release, password_required=False)
    ask("meeting.CreateMeeting", "<accessControl><listToPublic>true</listToPublic></accessControl>")
    assert ask("ep.LstsummarySession").exception is None
    assert ask("ep.LstsummarySession", context=context).exception == exception


@pytest.mark.parametrize(
    ("release", "exception"), [("40.1.2", None), ("40.2.0", "060016"), ("42.11.1", "060016")]
)
def test_a_start_in_the_past_is_refused_since_40_2_0(opened, release, exception):
    ask = opened(release)
    assert ask("meeting.CreateMeeting", PAST).exception == exception
    assert ask("meeting.CreateMeeting", FUTURE).exception is None
    key = ask("meeting.CreateMeeting").one("meetingkey")
    change = f"<meetingkey>{key}</meetingkey>"
    assert ask("meeting.SetMeeting", change + PAST).exception == exception
    assert ask("meeting.SetMeeting", change + FUTURE).exception is None


@pytest.mark.parametrize(
    ("zone", "exception"),
    # 12:00 UTC: 13:30 in Berlin's zone is 12:30 UTC, 13:30 in Beijing's 05:30 UTC.
    [("<timeZoneID>25</timeZoneID>", None), ("<timeZoneID>45</timeZoneID>", "060016"), ("", None)],
)
def test_the_start_is_in_the_meetings_time_zone(opened, zone, exception):
    schedule = f"<schedule><startDate>6/15/2021 13:30:0</startDate>{zone}</schedule>"
    assert opened()("meeting.CreateMeeting", schedule).exception == exception


@pytest.mark.parametrize(
    ("release", "exception"),
    [("40.2.4", None), ("40.2.5", "000053"), ("40.4.3", None), ("40.4.4", "000053"), ("40.6.0", "000053")],
)
def test_too_many_body_contents_since_40_4_4_and_40_2_5(opened, release, exception):
    ask = opened(release, body_contents=3)
    two = [("ep.GetAPIVersion", "")] * 2
    assert ask.many(*two).heads("exceptionID") == [None, None]
    three = ask.many(*two, ("ep.GetAPIVersion", ""))
    assert three.exception == exception
    if exception:
        assert three.heads("reason") == ["The number of bodyContent elements must be less than 3"]
        assert len(three.contents) == 1


@pytest.mark.parametrize(
    ("operation", "inside", "exception"),
    [
        ("user.GetUser", "<webExId>nobody</webExId>", "030001"),
        ("user.SetUser", "<webExId>nobody</webExId>", "030001"),
        ("user.GetUserCard", "<webExId>nobody</webExId>", "030001"),
        ("user.CreateUser", JANE, "030004"),
        ("user.CreateUser", "<webExId>JDOE</webExId>", "030004"),
        ("user.CreateUser", "<webExId>other</webExId><email>JDoe@example.com</email>", "030005"),
        ("user.SetUser", "<webExId>rroe</webExId><newWebExId>jdoe</newWebExId>", "030004"),
        ("user.SetUser", "<webExId>rroe</webExId><email>jdoe@example.com</email>", "030005"),
        ("user.LstsummaryUser", "<lastName>nobody</lastName>", "000015"),
        ("user.LstsummaryUser", "<modifiedDateStart>01/01/2021 00:00:00</modifiedDateStart>", "999999"),
        ("meeting.GetMeeting", "<meetingKey>1</meetingKey>", "060001"),
        ("meeting.SetMeeting", "<meetingkey>1</meetingkey>", "060001"),
        ("meeting.DelMeeting", "<meetingKey>1</meetingKey>", "060001"),
        ("meeting.DelMeeting", "", "060001"),
        ("ep.GetSessionInfo", "<sessionKey>1</sessionKey>", "060001"),
        ("ep.LstsummarySession", "<confName>nothing</confName>", "000015"),
        ("meeting.LstsummaryMeeting", "", "000015"),
        ("user.GetMe", "", "999999"),
        ("user.GetSite", "", "999999"),
        ("no.SuchThing", "", "999999"),
    ],
)
def test_what_is_not_there(opened, operation, inside, exception):
    ask = opened()
    ask("user.CreateUser", JANE)
    ask("user.CreateUser", "<webExId>rroe</webExId><email>rroe@example.com</email>")
    reply = ask(operation, inside)
    assert (reply.status, reply.result, reply.exception) == (200, "FAILURE", exception)


def test_a_failed_change_changes_nothing(opened):
    ask = opened()
    ask("user.CreateUser", JANE + "<title>Dr</title>")
    ask("user.CreateUser", "<webExId>rroe</webExId><email>rroe@example.com</email>")
    ask("user.SetUser", "<webExId>jdoe</webExId><title>Prof</title><email>rroe@example.com</email>")
    shown = ask("user.GetUser", "<webExId>jdoe</webExId>")
    assert (shown.one("title"), shown.one("email")) == ("Dr", "jdoe@example.com")


@pytest.mark.parametrize(("release", "exception"), [("40.7.0", None), ("40.8.0", "999999")])
def test_white_space_in_an_email_is_refused_since_40_8_0(opened, release, exception):
    ask = opened(release)
    assert (
        ask("user.CreateUser", "<webExId>a</webExId><email>jane doe@example.com</email>").exception
        == exception
    )
    ask("user.CreateUser", JANE)
    change = "<webExId>jdoe</webExId><email>jane doe@example.com</email>"
    assert ask("user.SetUser", change).exception == (exception or "030005")
    person = "<attendee><person><email>r roe@example.com</email></person></attendee>"
    invited = f"<participants><attendees>{person}</attendees></participants>"
    assert ask("meeting.CreateMeeting", invited).exception == exception


@pytest.mark.parametrize(("release", "exception"), [("42.5.0", None), ("42.6.0", "010107")])
def test_a_suspended_site_keeps_its_users_since_42_6_0(opened, release, exception):
    assert opened(release, suspended=True)("user.CreateUser", JANE).exception == exception
    assert opened(release)("user.CreateUser", JANE).exception is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<html><body>no</body></html>",
        b"<serv:message><header>",
        b"<message><header></body></message>",
        b"<message\xc2\xa0a='1'><header/><body><bodyContent/></body></message>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><message>&b;</message>",
        b"<message><header/><body/></message>",
    ],
)
def test_what_cannot_be_read_is_a_failure_with_http_200(opened, body):
    reply = opened().raw(body)
    assert (reply.status, reply.result, reply.exception) == (200, "FAILURE", "000000")


def test_an_answer_of_its_own_sent_back_is_refused(opened):
    ask = opened()
    assert ask.raw(ask.site.answer(Payload((), b"x")).body).exception == "000000"


def test_every_failure_is_six_digits_and_says_where_it_comes_from():
    failures = Knowledge.load().failures
    assert all(len(f.exception) == 6 and f.exception.isdigit() for f in failures.values())
    assert failures["no-ticket"].sub_exception == "AS0001"
    assert {name for name, f in failures.items() if f.assumed} >= {"unreadable", "white-space-in-email"}


def test_what_is_not_simulated_is_told_to_the_log(opened):
    lines = []
    ask = opened(log=lines.append)
    ask("user.GetMe")
    ask("user.No&#10;Such")
    ask("ep.GetAPIVersion")
    assert lines[0] == "user.GetMe is not simulated"
    assert len(lines) == 2
    assert "is no operation of release 40.10.0" in lines[1]
    assert lines[1].isprintable()
