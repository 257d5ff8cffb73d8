"""What recorded calls meet at another release; expected values are facts of the release notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from traffic_samples import NOON, SERVICE, UUID, compared, exchange, request, response, told

from inspector.assemble import news
from inspector.engine import Inspector
from inspector.model.exchange import Exchange
from inspector.traffic import Compat, compat_text

GET_BY_UUID = request("meeting.GetMeeting", f"<meetingUUID>{UUID}</meetingUUID>")
GET_BY_KEY = request("meeting.GetMeeting", "<meetingKey>123456789</meetingKey>")
LIST = "<listControl><startFrom>1</startFrom><maximumNum>10</maximumNum></listControl>"
CARD = "<webExId>jdoe</webExId>"
CREATE = (
    "<metaData><confName>Weekly review</confName></metaData>"
    "<schedule><startDate>09/14/2030 10:00:00</startDate>{device}</schedule>"
)


def test_a_meeting_by_uuid_breaks_before_40_6_and_works_from_there(judge: Inspector) -> None:
    back = compared(judge, [exchange(GET_BY_UUID)] * 3, "40.6.0", "40.4.9")
    assert told(back["breaks"], "operation", "code", "path", "count") == [
        ("meeting.GetMeeting", "REL-02", "getMeeting/meetingUUID", 3)
    ]
    assert back["totals"]["breaking"] == {"calls": 3, "shapes": 1}

    on = compared(judge, [exchange(GET_BY_UUID)], "40.4.9", "40.6.0")
    assert on["breaks"] == []
    works = [row for row in on["possible"] if row["kind"] == "works"]
    assert told(works, "code", "path", "count") == [("REL-02", "getMeeting/meetingUUID", 1)]


def test_a_mend_is_told_though_other_errors_stay_and_not_where_new_ones_come(judge: Inspector) -> None:
    retired = exchange(GET_BY_UUID, started=1_720_000_000.0)  # after 2024-03-31: LIFE-01 at every release
    found = compared(judge, [retired], "40.4.9", "40.6.0")
    assert told([row for row in found["possible"] if row["kind"] == "works"], "code") == [("REL-02",)]
    # Without a securityContext AUTH-12 is said before 40.2.0, AUTH-01 in its place from there.
    bare = request("ep.LstsummarySession", LIST).replace(b"<securityContext>", b"<x>")
    bare = bare.replace(b"</securityContext>", b"</x>")
    found = compared(judge, [exchange(bare)], "40.1.2", "40.2.0")
    assert "AUTH-01" in [row["code"] for row in found["breaks"]]
    assert [row for row in found["possible"] if row["kind"] == "works"] == []


def test_an_example_and_the_clients_are_named(judge: Inspector) -> None:
    exchanges = [exchange(GET_BY_UUID, agent="Old/1"), exchange(GET_BY_UUID, agent="New/2")]
    row = compared(judge, [*exchanges, exchanges[1]], "40.6.0", "40.4.9")["breaks"][0]
    assert row["clients"] == [
        {"client": "192.0.2.7, New/2", "count": 2},
        {"client": "192.0.2.7, Old/1", "count": 1},
    ]
    assert (row["example"]["source"], row["example"]["line"]) == ("calls.mitm", 4)
    assert len(row["example"]["id"]) == 32
    assert row["callers"] == {"authenticated": 3}


@pytest.mark.parametrize(
    ("login", "broken"), [("", ["AUTH-01"]), ("<webExID>jdoe</webExID>", ["AUTH-01"]), (None, [])]
)
def test_an_anonymous_list_of_sessions_breaks_at_40_2(
    judge: Inspector, login: str | None, broken: list[str]
) -> None:
    asked = (
        request("ep.LstsummarySession", LIST)
        if login is None
        else request("ep.LstsummarySession", LIST, login=login)
    )
    answered = response(
        "ep:lstsummarySessionResponse",
        "<ep:matchingRecords><serv:total>0</serv:total><serv:returned>0</serv:returned>"
        "<serv:startFrom>1</serv:startFrom></ep:matchingRecords>",
    )
    for pair in (exchange(asked), exchange(asked, answered)):
        found = compared(judge, [pair], "40.1.2", "40.2.0")
        assert [row["code"] for row in found["breaks"]] == broken
        security = [row for row in found["changes"] if row["kind"] == "security"]
        assert told(security, "since", "exception", "undone") == [(["40.2.0"], "000015", False)] * len(broken)

    back = compared(judge, [exchange(asked)], "40.2.0", "40.1.2")
    assert back["breaks"] == []
    assert told([row for row in back["changes"] if row["exception"]], "exception", "undone") == [
        ("000015", True)
    ] * len(broken)


def test_a_month_of_modification_dates_is_cut_from_sp5_10(judge: Inspector) -> None:
    month = (
        "<dateScope><modifiedDateStart>05/01/2023 00:00:00</modifiedDateStart>"
        "<modifiedDateEnd>06/01/2023 00:00:00</modifiedDateEnd></dateScope>"
    )
    used = exchange(request("ep.LstsummarySession", month))
    found = compared(judge, [used], "10.0.0", "10.0.0-SP5.10")
    assert told(found["changes"], "kind", "since", "undone") == [("limit", ["10.0.0-SP5.10"], False)]
    unused = exchange(request("ep.LstsummarySession", LIST))
    assert compared(judge, [unused], "10.0.0", "10.0.0-SP5.10")["changes"] == []


def test_a_user_card_without_credentials_breaks_at_40_9(judge: Inspector) -> None:
    bare = request("user.GetUserCard", CARD, login="")
    found = compared(judge, [exchange(bare)], "40.8.0", "40.9.0")
    assert told(found["breaks"], "operation", "code") == [("user.GetUserCard", "AUTH-03")]
    assert told(found["changes"], "kind", "since") == [("security", ["40.9.0"])]

    for good in (
        exchange(bare, headers=(("JWTToken", "EXAMPLE.TOKEN.0001"),)),
        exchange(request("user.GetUserCard", CARD)),
    ):
        found = compared(judge, [good], "40.8.0", "40.9.0")
        assert (found["breaks"], found["changes"]) == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "comes"),
    [
        ("40.6.0", "40.6.1", True),
        ("40.4.8", "40.4.9", True),
        ("40.6.0", "40.4.9", True),
        ("40.4.9", "40.6.1", False),
        ("40.4.8", "40.6.0", False),
        ("40.6.1", "40.7.0", False),
    ],
)
def test_the_registration_form_is_possible_from_40_6_1_and_40_4_9(
    judge: Inspector, old: str, new: str, comes: bool
) -> None:
    found = compared(judge, [exchange(request("meeting.CreateMeeting", CREATE.format(device="")))], old, new)
    possible = told(found["possible"], "on", "path", "source")
    row = ("request", "createMeeting/registrationForm", "release notes 40.6.1")
    assert (row in possible) is comes


def test_a_device_may_start_a_meeting_from_40_10(judge: Inspector) -> None:
    plain = request("meeting.CreateMeeting", CREATE.format(device=""))
    found = compared(judge, [exchange(plain)], "40.9.0", "40.10.0")
    assert ("request", "createMeeting/schedule/deviceCanStartMeeting") in told(
        found["possible"], "on", "path"
    )
    used = CREATE.format(device="<deviceCanStartMeeting>true</deviceCanStartMeeting>")
    found = compared(judge, [exchange(request("meeting.CreateMeeting", used))], "40.10.0", "40.9.0")
    assert told(found["breaks"], "code", "path") == [
        ("REL-01", "createMeeting/schedule/deviceCanStartMeeting")
    ]


def test_what_answers_hold_today_and_not_then_changes_meaning(judge: Inspector) -> None:
    answered = response(
        "meet:getMeetingResponse",
        "<meet:schedule><meet:deviceCanStartMeeting>true</meet:deviceCanStartMeeting></meet:schedule>",
    )
    without = response("meet:getMeetingResponse", "<meet:schedule/>")
    found = compared(judge, [exchange(GET_BY_KEY, answered)], "40.10.0", "40.9.0")
    assert found["breaks"] == []
    assert told(found["changes"], "kind", "on", "path") == [
        ("answer", "response", "getMeetingResponse/schedule/deviceCanStartMeeting")
    ]
    assert compared(judge, [exchange(GET_BY_KEY, without)], "40.10.0", "40.9.0")["changes"] == []
    alone = compared(judge, [exchange(None, answered)], "40.10.0", "40.9.0")
    assert told(alone["changes"], "operation", "count") == [("meeting.GetMeeting", 1)]


def test_a_limit_of_calls_concerns_messages_with_several(judge: Inspector) -> None:
    one, two = (request("user.GetUser", *["<webExId>jdoe</webExId>"] * count) for count in (1, 2))
    assert compared(judge, [exchange(one)], "40.4.3", "40.4.4")["changes"] == []
    found = compared(judge, [exchange(two)], "40.4.3", "40.4.4")
    assert told(found["changes"], "kind", "exception", "count") == [("limit", "000053", 2)]
    branch = compared(judge, [exchange(two)], "40.2.4", "40.2.5")
    assert told(branch["changes"], "exception", "since") == [("000053", ["40.4.4", "40.2.5"])]


def test_a_change_concerns_only_calls_with_its_elements(judge: Inspector) -> None:
    dated = "<modifiedDateStart>01/01/2020 00:00:00</modifiedDateStart>"
    plain, with_dates = (request("user.LstsummaryUser", text) for text in ("", dated))
    found = compared(judge, [exchange(plain), exchange(with_dates)], "39.10.0", "39.11.0")
    assert [(row["exception"], row["count"]) for row in found["changes"]] == [("999999", 1)]


def test_a_call_that_breaks_twice_is_one_call_that_breaks(judge: Inspector) -> None:
    device = "<deviceCanStartMeeting>true</deviceCanStartMeeting>"
    asked = request("meeting.CreateMeeting", CREATE.format(device=device) + "<registrationForm/>")
    found = compared(judge, [exchange(asked)], "40.10.0", "40.4.8")
    assert sorted(row["path"] for row in found["breaks"]) == [
        "createMeeting/registrationForm",
        "createMeeting/schedule/deviceCanStartMeeting",
    ]
    assert found["totals"]["breaking"] == {"calls": 1, "shapes": 1}


@pytest.mark.parametrize(
    ("content", "concerned"),
    [
        (None, True),
        ("<att:domain>example.com</att:domain>", True),
        ("<att:lastName>Doe</att:lastName>", False),
    ],
)
def test_what_changes_in_an_answer_concerns_calls_whose_answer_was_not_recorded(
    judge: Inspector, content: str | None, concerned: bool
) -> None:
    asked = request("attendee.GetEnrollmentInfo", "<sessionKey>123456789</sessionKey>")
    answered = (
        None
        if content is None
        else response("att:getEnrollmentInfoResponse", f"<att:attendee>{content}</att:attendee>").replace(
            b"<serv:message ", f'<serv:message xmlns:att="{SERVICE}/attendee" '.encode()
        )
    )
    found = compared(judge, [exchange(asked, answered)], "40.2.9", "40.4.0")
    assert any("domain comes back empty" in row["message"] for row in found["changes"]) is concerned


def test_a_call_that_is_not_readable_or_unknown_is_counted_and_breaks_nothing(judge: Inspector) -> None:
    broken = exchange(GET_BY_KEY.replace(b"</body>", b"</bdy>"))
    unknown = exchange(request("meeting.MakeCoffee"))
    other = replace(broken, url="https://acme.example.com/gla/x")
    open_ = exchange(request("user.GetMe", "<webExId>jdoe</webExId>"))
    both = exchange(GET_BY_KEY, b"<html>busy</html>")
    met = [broken, unknown, unknown, other, exchange(None), open_, both]
    found = compared(judge, met, "40.1.0", "40.10.0")
    assert found["breaks"] == []
    assert (found["totals"]["exchanges"], found["totals"]["breaking"]) == (7, {"calls": 0, "shapes": 0})
    assert found["totals"]["not_judged"] == {
        "unreadable_messages": 2,
        "unknown_operations": 2,
        "unknown_content": 1,
    }


def test_what_is_not_judged_is_said_and_nothing_where_all_is(judge: Inspector) -> None:
    def last(*met: Exchange) -> str:
        found = Compat(judge, news(judge.judge, "40.1.0", "40.10.0"))
        for each in met:
            found.add(each)
        return list(compat_text(found))[-1]

    broken = exchange(GET_BY_KEY.replace(b"</body>", b"</bdy>"))
    said = last(broken, exchange(request("meeting.MakeCoffee")), exchange(request("user.GetMe", "<a/>")))
    assert said == (
        "not judged: 1 message that cannot be read, 1 call of operations that are not known, "
        "1 call whose content no source tells"
    )
    assert last(exchange(GET_BY_KEY)) == "1 exchange, 1 call, 1 shape; breaking: 0 calls of 0 shapes"


def test_an_operation_that_comes_is_possible_where_its_service_is_in_use(judge: Inspector) -> None:
    used = request("history.LstmeetingusageHistory", "")
    found = compared(judge, [exchange(used)], "39.11.0", "40.1.0")
    assert [row["message"] for row in found["possible"] if row["kind"] == "operation"] == [
        "history.LstAccessAnywhereHistory can be called"
    ]
    other = compared(judge, [exchange(GET_BY_KEY)], "39.11.0", "40.1.0")
    assert [row for row in other["possible"] if row["kind"] == "operation"] == []


def test_findings_of_both_releases_are_no_break(judge: Inspector) -> None:
    wrong = exchange(request("user.GetUser", "<webExId>jdoe</webExId><colour>red</colour>"), started=NOON)
    found = compared(judge, [wrong], "40.1.0", "42.11.1")
    assert found["breaks"] == []


def test_memory_holds_shapes_and_not_exchanges(judge: Inspector) -> None:
    asked = request("user.GetUser", CARD)
    many = (exchange(asked, agent=f"Client/{number}") for number in range(120))
    row = next(
        row for row in compared(judge, many, "40.12.0", "41.11.0")["changes"] if row["kind"] == "behaviour"
    )
    assert row["count"] == 120
    assert len(row["clients"]) == 51
    assert row["clients"][-1] == {"client": None, "count": 70}
