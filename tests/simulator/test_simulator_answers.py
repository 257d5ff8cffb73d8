"""Every operation's answer is valid by the schema of its release, whatever was stored."""

from __future__ import annotations

import pytest

RELEASES = ("40.1.0", "40.4.9", "40.6.0", "40.8.0", "40.10.0", "42.11.1")

USER = (
    "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jdoe</webExId><email>jdoe@example.com</email>"
    "<password>Pw-12345</password><phones><phone>1-555-0100</phone></phones>"
    "<privilege><host>TRUE</host><umSiteAdmin>true</umSiteAdmin></privilege>"
    "<personalMeetingRoom><deviceCanStartMyPMR>true</deviceCanStartMyPMR></personalMeetingRoom>"
    "<timeZoneID>4</timeZoneID><active>ACTIVATED</active><nonsense>1</nonsense><categoryId>many</categoryId>"
)
MEETING = (
    "<metaData><confName>Planning &amp; review</confName><agenda>Look at &lt;all&gt;</agenda></metaData>"
    "<accessControl><meetingPassword>Secret-12</meetingPassword><listToPublic>true</listToPublic></accessControl>"
    "<schedule><startDate>06/16/2021 10:00:00</startDate><duration>45</duration><timeZoneID>21</timeZoneID>"
    "</schedule><participants><attendees><attendee><person><email>rroe@example.com</email></person></attendee>"
    "</attendees></participants><enableOptions><chat>maybe</chat><poll>true</poll></enableOptions>"
)


def journey(ask):
    """Fifteen operations on users, meetings and the site, in an order that makes sense: name and answer."""
    yield "user.AuthenticateUser", ask("user.AuthenticateUser")
    yield "ep.GetAPIVersion", ask("ep.GetAPIVersion")
    yield (
        "site.GetSite",
        ask("site.GetSite", "<returnSettings><eventCenter>true</eventCenter></returnSettings>"),
    )
    yield "user.CreateUser", ask("user.CreateUser", USER)
    yield "user.SetUser", ask("user.SetUser", "<webExId>jdoe</webExId><title>Dr</title>")
    yield "user.GetUser", ask("user.GetUser", "<webExId>jdoe</webExId>")
    yield "user.LstsummaryUser", ask("user.LstsummaryUser", "<lastName>doe</lastName>")
    yield "user.GetUserCard", ask("user.GetUserCard", "<webExId>jdoe</webExId>")
    created = ask("meeting.CreateMeeting", MEETING)
    yield "meeting.CreateMeeting", created
    key = created.one("meetingkey")
    change = f"<meetingkey>{key}</meetingkey><metaData><location>Room 1</location></metaData>"
    yield "meeting.SetMeeting", ask("meeting.SetMeeting", change)
    yield "meeting.GetMeeting", ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    yield "ep.LstsummarySession", ask("ep.LstsummarySession")
    yield "ep.GetSessionInfo", ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>")
    yield (
        "ep.GetSessionInfo",
        ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>", "<siteName>acme</siteName>"),
    )
    yield "meeting.DelMeeting", ask("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>")
    yield "user.DelUser", ask("user.DelUser", "<webExId>jdoe</webExId><webExId>nobody</webExId>")


@pytest.mark.parametrize("release", RELEASES)
def test_every_answer_is_valid_at_its_release(opened, schemas, release):
    validator = schemas.validator(release)
    named = set()
    for operation, reply in journey(opened(release)):
        assert reply.result == "SUCCESS", operation
        assert validator.validate(reply.root), (operation, validator.error_log)
        named.add(operation)
    assert len(named) == 15


@pytest.mark.parametrize("release", RELEASES)
def test_failures_are_valid_too(opened, schemas, release):
    validator = schemas.validator(release)
    ask = opened(release)
    for reply in (
        ask("user.GetUser", "<webExId>nobody</webExId>"),
        ask("user.AuthenticateUser", "", "<siteName>acme</siteName>"),
        ask.raw(b"<message><header>"),
        ask("user.GetMe"),
        ask("no.Such"),
    ):
        assert reply.status == 200
        assert reply.result == "FAILURE"
        assert validator.validate(reply.root), validator.error_log


def test_an_answer_of_a_later_release_is_not_valid_at_an_earlier_one(opened, schemas):
    """The twin: were release windows not heeded, the first test would see it."""
    refused = [
        operation
        for operation, reply in journey(opened("42.11.1"))
        if not schemas.validator("40.1.0").validate(reply.root)
    ]
    assert {"user.GetUser", "meeting.GetMeeting", "ep.GetSessionInfo", "site.GetSite"} <= set(refused)


def test_the_frame_of_a_success_is_the_vendors(opened):
    ask = opened()
    reply = ask("site.GetSite")
    content = reply.contents[0]
    assert content.get("{http://www.w3.org/2001/XMLSchema-instance}type") == "ns1:getSiteResponse"
    assert reply.heads("gsbStatus") == ["PRIMARY"]
    assert [c.prefix for c in content] == ["ns1"]
    assert reply.root.prefix == "serv"
    # Declared on bodyContent, not on the root.
    assert "xsi" not in reply.root.nsmap
    assert content.nsmap["xsi"] == "http://www.w3.org/2001/XMLSchema-instance"


def test_the_frame_of_a_failure_has_an_empty_body_content_without_a_type(opened):
    reply = opened()("user.GetUser", "<webExId>nobody</webExId>")
    (content,) = reply.contents
    assert len(content) == 0
    assert not content.attrib
    response = next(reply.root.iter("{http://www.webex.com/schemas/2002/06/service}response"))
    assert [child.tag.rpartition("}")[2] for child in response] == [
        "result",
        "reason",
        "gsbStatus",
        "exceptionID",
    ]
