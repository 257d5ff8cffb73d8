"""The call shapes in use, counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from traffic_samples import NOON, UUID, core, exchange, request, response

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange
from inspector.report.words import spans
from inspector.traffic import ShapeTable, shapes_json, shapes_text

USER = request("user.GetUser", "<webExId>jdoe</webExId>")
OTHER = request("user.GetUser", "<webExId>asmith</webExId>").replace(b"Example-1", b"Example-2")
ANONYMOUS = request("user.GetUser", "<webExId>jdoe</webExId>", login="")
MEETING = request("meeting.GetMeeting", f"<meetingUUID>{UUID}</meetingUUID>")
REFUSED = response("meet:getMeetingResponse", "", "FAILURE")


def table(judge: Inspector, exchanges: Iterable[Exchange]) -> ShapeTable:
    found = ShapeTable()
    for each in exchanges:
        judged = judge.judge_pair(each)
        found.add(report(judged), lambda judged=judged: judged)  # type: ignore[misc]
    return found


def as_json(found: ShapeTable, order: str = "count") -> dict[str, Any]:
    result: dict[str, Any] = shapes_json(found, found.rows(order), "0", [])  # type: ignore[arg-type]
    return result


def test_calls_that_differ_in_values_are_one_shape(judge: Inspector) -> None:
    exchanges = [
        exchange(USER, agent="A/1", started=NOON),
        exchange(OTHER, agent="A/1", started=NOON + 60),
        exchange(USER, agent="B/2", started=NOON - 60),
    ]
    result = as_json(table(judge, exchanges))
    assert result["totals"] == {"exchanges": 3, "calls": 3, "shapes": 1}
    row = result["shapes"][0]
    assert (row["operation"], row["known"], row["direction"], row["count"]) == (
        "user.GetUser",
        True,
        "request",
        3,
    )
    assert (row["first"], row["last"]) == ("2020-09-13T12:25:40.000Z", "2020-09-13T12:27:40.000Z")
    assert row["clients"] == [
        {"client": "192.0.2.7, A/1", "count": 2},
        {"client": "192.0.2.7, B/2", "count": 1},
    ]
    assert row["callers"] == {"authenticated": 3}
    assert row["request_valid"] == {"valid": 3, "invalid": 0, "not_judged": 0}
    assert row["release"] == [{"name": "42.11.1", "from": "newest", "count": 3}]
    assert (row["example"]["source"], row["example"]["line"], row["example"]["column"]) == (
        "calls.mitm",
        4,
        7,
    )


def test_calls_that_differ_in_elements_are_shapes_of_their_own(judge: Inspector) -> None:
    result = as_json(table(judge, [exchange(USER), exchange(ANONYMOUS)]))
    assert result["totals"] == {"exchanges": 2, "calls": 2, "shapes": 2}
    assert sorted(str(row["callers"]) for row in result["shapes"]) == [
        "{'anonymous': 1}",
        "{'authenticated': 1}",
    ]


def test_a_shape_fits_the_releases_that_have_what_its_request_uses(judge: Inspector) -> None:
    # The answer holds an element of 40.10.0: that is no business of the one who calls.
    answered = response(
        "meet:getMeetingResponse",
        "<meet:schedule><meet:deviceCanStartMeeting>true</meet:deviceCanStartMeeting></meet:schedule>",
    )
    row = as_json(table(judge, [exchange(MEETING, answered)]))["shapes"][0]
    assert row["fits"][0] == "40.6.0"
    assert "40.4.9" not in row["fits"]
    assert "40.9.0" in row["fits"]
    user = as_json(table(judge, [exchange(USER)]))["shapes"][0]
    assert user["fits"][0] == "5.8"


def test_findings_are_counted_by_the_calls_that_have_them(judge: Inspector) -> None:
    listed = request("ep.LstsummarySession", "", login="")
    both = request("user.GetUser", "<webExId>jdoe</webExId>", "<webExId>asmith</webExId><colour>red</colour>")
    rows = {
        row["operation"] if row["operation"] != "user.GetUser" else row["findings"].get("SCH-01"): row
        for row in as_json(table(judge, [exchange(listed), exchange(listed), exchange(both)]))["shapes"]
    }
    assert rows["ep.LstsummarySession"]["findings"]["AUTH-01"] == 2
    assert (rows[1]["count"], rows[1]["request_valid"]["invalid"]) == (1, 1)
    assert (rows[None]["count"], rows[None]["request_valid"]["valid"]) == (1, 1)


def test_results_stand_with_their_exceptions(judge: Inspector) -> None:
    refused = REFUSED.replace(
        b"</serv:gsbStatus>", b"</serv:gsbStatus><serv:exceptionID>060001</serv:exceptionID>"
    )
    row = as_json(table(judge, [exchange(MEETING, refused), exchange(MEETING)]))["shapes"][0]
    assert row["results"] == [{"result": "FAILURE 060001", "count": 1}]


def test_shapes_are_sorted_as_asked(judge: Inspector) -> None:
    exchanges = [
        exchange(USER, started=NOON),
        exchange(USER, started=NOON),
        exchange(MEETING, started=NOON + 60),
        exchange(None, REFUSED, started=None),
    ]
    found = table(judge, exchanges)
    names = {
        order: [row["operation"] for row in as_json(found, order)["shapes"]]
        for order in ("count", "operation", "last")
    }
    assert names["count"][0] == "user.GetUser"
    assert names["operation"] == ["meeting.GetMeeting", "meeting.GetMeeting", "user.GetUser"]
    assert names["last"] == ["meeting.GetMeeting", "user.GetUser", "meeting.GetMeeting"]


def test_lone_answers_recovered_and_unknown_calls_are_told_apart(judge: Inspector) -> None:
    cut = request("meeting.GetMeeting", "<meetingKey>1</meetingKey>").replace(b"</body>", b"</bdy>")
    exchanges = [exchange(None, REFUSED), exchange(cut), exchange(request("meeting.MakeCoffee"))]
    rows = as_json(table(judge, exchanges))["shapes"]
    facts = {(row["operation"], row["direction"], row["known"], row["recovered"]) for row in rows}
    assert facts == {
        ("meeting.GetMeeting", "response", True, False),
        ("meeting.GetMeeting", "request", True, True),
        ("meeting.MakeCoffee", "request", False, False),
    }


def test_the_judgement_is_asked_for_once_a_shape(judge: Inspector) -> None:
    asked: list[str] = []
    found = ShapeTable()
    for agent in ("A/1", "B/2", "C/3"):
        judged = judge.judge_pair(exchange(USER, agent=agent))
        found.add(report(judged), lambda judged=judged, agent=agent: asked.append(agent) or judged)  # type: ignore[misc]
    assert asked == ["A/1"]


def test_the_text_names_what_people_need_and_no_value(judge: Inspector) -> None:
    found = table(core(), [exchange(USER), exchange(MEETING)])
    text = "\n".join(shapes_text(found, found.rows(), [r.name for r in judge.judge.releases.all]))
    for words in (
        "user.GetUser",
        "every release",
        "40.6.0 to 42.11.1",
        "2020-09-13 12:26",
        "authenticated 1; request valid",
        "judged by 42.11.1 (newest)",
        "clients: 192.0.2.7, Example-Client/1.0 (1)",
        "first: calls.mitm:4:7 (exchange ",
        "2 exchanges, 2 calls, 2 shapes",
    ):
        assert words in text
    assert "Example-1" not in text
    assert UUID not in text


def test_releases_are_told_in_runs() -> None:
    names = ["1", "2", "3", "4", "5"]
    assert spans(["1", "3", "4", "5"], names) == "1, 3 to 5"
    assert spans(names, names) == "every release"
    assert spans([], names) == "no known release"
