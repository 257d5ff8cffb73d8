"""What Create and Set stored, Get and Lst return: for every element that both types have."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from simulator_shared import Shared, missing, to_xml

RELEASES = ("40.1.0", "40.4.9", "40.10.0", "42.11.1")


def through_users(ask, data, operation):
    ask(
        "user.CreateUser",
        "<webExId>jdoe</webExId>" + (to_xml(data) if operation == "user.CreateUser" else ""),
    )
    if operation == "user.SetUser":
        assert ask(operation, "<webExId>jdoe</webExId>" + to_xml(data)).exception is None
    return ask("user.GetUser", "<webExId>jdoe</webExId>")


def through_meetings(ask, data, operation):
    created = ask("meeting.CreateMeeting", to_xml(data) if operation == "meeting.CreateMeeting" else "")
    key = created.one("meetingkey")
    if operation == "meeting.SetMeeting":
        assert ask(operation, f"<meetingkey>{key}</meetingkey>" + to_xml(data)).exception is None
    return ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")


CASES = {
    "user.CreateUser": ("user.GetUser", through_users, 190),
    "user.SetUser": ("user.GetUser", through_users, 190),
    "meeting.CreateMeeting": ("meeting.GetMeeting", through_meetings, 160),
    "meeting.SetMeeting": ("meeting.GetMeeting", through_meetings, 160),
}
# What the site itself says of a meeting, whatever SetMeeting claims.
LIVE = ("status", "hostJoined", "participantsJoined")


def types(master, operation):
    return master.operations[operation].request, master.operations[CASES[operation][0]].response


@pytest.mark.parametrize("operation", CASES)
@pytest.mark.parametrize("release", RELEASES)
def test_every_shared_element_comes_back(opened, master, releases, schemas, operation, release):
    show, through, least = CASES[operation]
    shared = Shared(releases, release, (operation, show))
    data = shared.data(*types(master, operation), shared.fixed, lambda: True)
    for name in LIVE:
        data.pop(name, None) if operation.startswith("meeting") else None
    shown = through(opened(release, password_required=False), data, operation)
    lost, leaves = missing(data, shown.contents[0])
    assert lost == []
    assert leaves >= least
    assert schemas.validator(release).validate(shown.root), schemas.validator(release).error_log


@pytest.mark.parametrize("operation", CASES)
def test_generated_values_come_back(opened, master, releases, schemas, operation):
    show, through, _ = CASES[operation]
    shared = Shared(releases, "40.10.0", (operation, show))
    validator = schemas.validator("40.10.0")

    # Without shrinking: it takes minutes on data of this size, and the paths of what is lost say enough.
    @settings(max_examples=15, deadline=None, derandomize=True, phases=(Phase.generate,))
    @given(st.data())
    def check(source):
        draw = source.draw
        data = shared.data(*types(master, operation), shared.drawn(draw), lambda: draw(st.booleans()))
        for name in LIVE:
            data.pop(name, None) if operation.startswith("meeting") else None
        shown = through(opened("40.10.0"), data, operation)
        assert missing(data, shown.contents[0])[0] == []
        assert validator.validate(shown.root), validator.error_log

    check()


def test_the_comparison_sees_what_is_lost():
    """The twin: a value that is not shown, or shown otherwise, is reported."""
    element = etree.fromstring("<a><b>1</b><c><d>2</d></c></a>")
    assert missing({"b": ["1"], "c": [{"d": ["2"]}]}, element) == ([], 2)
    assert missing({"b": ["9"], "c": [{"d": ["2"], "e": ["3"]}]}, element) == (
        [("b", "9", "1"), ("c/e", 1, 0)],
        2,
    )


def test_what_was_stored_shows_in_lists_cards_and_sessions(opened):
    ask = opened()
    ask(
        "user.CreateUser",
        "<webExId>jdoe</webExId><firstName>Jane</firstName><lastName>Doe</lastName><email>jdoe@example.com</email>"
        "<active>DEACTIVATED</active><timeZoneID>45</timeZoneID>"
        "<personalMeetingRoom><title>Jane's own</title></personalMeetingRoom>",
    )
    row = ask("user.LstsummaryUser", "<webExId>jdoe</webExId>")
    for name, value in (
        ("webExId", "jdoe"),
        ("firstName", "Jane"),
        ("email", "jdoe@example.com"),
        ("active", "DEACTIVATED"),
        ("timeZoneID", "45"),
    ):
        assert row.one(f"user/{name}") == value
    assert (
        ask("user.GetUserCard", "<email>JDOE@example.com</email>").one("personalMeetingRoom/title")
        == "Jane's own"
    )
    key = ask(
        "meeting.CreateMeeting",
        "<metaData><confName>Planning</confName><agenda>All of it</agenda></metaData>"
        "<schedule><startDate>6/16/2021 8:0:0</startDate><duration>45</duration><timeZoneID>45</timeZoneID>"
        "<hostWebExID>jdoe</hostWebExID></schedule>"
        "<assistService><assistRequest>Dry Run</assistRequest></assistService>"
        "<telephony><telephonySupport>CALLIN</telephonySupport><callInNum><tollNum>1-555-0101</tollNum></callInNum>"
        "</telephony>",
    ).one("meetingkey")
    session = ask("ep.LstsummarySession")
    for name, value in (
        ("sessionKey", key),
        ("confName", "Planning"),
        ("hostWebExID", "jdoe"),
        ("hostFirstName", "Jane"),
        ("hostEmail", "jdoe@example.com"),
        ("timeZoneID", "45"),
        ("timeZone", "GMT+08:00, China (Beijing)"),
        ("startTime", "6/16/2021 8:0:0"),
        ("duration", "45"),
        ("assistService/assistRequest", "Dry Run"),
    ):
        assert session.one(f"session/{name}") == value
    jane = "<webExID>jdoe</webExID><password>any</password>"
    info = ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>", jane)
    for name, value in (
        ("metaData/confName", "Planning"),
        ("metaData/agenda", "All of it"),
        ("telephony/telephonySupport", "CALLIN"),
        ("telephony/callInNum/tollNum", "1-555-0101"),
        ("schedule/startDate", "6/16/2021 8:0:0"),
        ("host/lastName", "Doe"),
    ):
        assert info.one(name) == value


def test_set_lays_over_and_keeps_the_rest(opened):
    ask = opened()
    wanted = "<webExId>jdoe</webExId>"
    ask("user.CreateUser", wanted + "<title>Dr</title><phones><phone>1</phone><fax>2</fax></phones>")
    ask("user.SetUser", wanted + "<phones><fax>3</fax></phones><newWebExId>jane</newWebExId>")
    assert ask("user.GetUser", wanted).exception == "030001"
    shown = ask("user.GetUser", "<webExId>jane</webExId>")
    assert (shown.one("title"), shown.one("phones/phone"), shown.one("phones/fax")) == ("Dr", "1", "3")


@pytest.mark.parametrize(
    ("change", "zone", "label"),
    [
        ("<timeZoneID>45</timeZoneID>", "45", "GMT+08:00, China (Beijing)"),
        ("<timeZone>GMT-08:00, Pacific (San Jose)</timeZone>", "4", "GMT-08:00, Pacific (San Jose)"),
        ("<timeZone>GMT-09:00, Alaska (Anchorage)</timeZone>", "3", "GMT-09:00, Alaska (Anchorage)"),
        ("", "21", "GMT+00:00, GMT (London)"),
    ],
)
def test_number_and_label_of_a_zone_agree(opened, change, zone, label):
    ask = opened()
    ask("user.CreateUser", "<webExId>jdoe</webExId>")
    ask("user.SetUser", "<webExId>jdoe</webExId>" + change)
    shown = ask("user.GetUser", "<webExId>jdoe</webExId>")
    assert (shown.one("timeZoneID"), shown.one("timeZone")) == (zone, label)


def test_del_forgets(opened):
    ask = opened()
    ask("user.CreateUser", "<webExId>jdoe</webExId>")
    gone = ask("user.DelUser", "<webExId>jdoe</webExId><webExId>nobody</webExId>")
    assert gone.all("user/webExId") == ["jdoe", "nobody"]
    assert gone.all("user/status") == ["SUCCESS", "FAILURE"]
    assert ask("user.GetUser", "<webExId>jdoe</webExId>").exception == "030001"
    key = ask("meeting.CreateMeeting").one("meetingkey")
    ask("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>")
    assert ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>").exception == "060001"


def test_a_value_that_is_none_is_not_shown(opened, schemas):
    ask = opened()
    ask("user.CreateUser", "<webExId>jdoe</webExId><active>ASLEEP</active><categoryId>many</categoryId>")
    shown = ask("user.GetUser", "<webExId>jdoe</webExId>")
    assert (shown.all("active"), shown.all("categoryId")) == ([], [])
    assert ask("user.LstsummaryUser", "<webExId>jdoe</webExId>").one("user/active") == "ACTIVATED"
    assert schemas.validator("40.10.0").validate(shown.root)
