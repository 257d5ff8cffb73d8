"""What has to move to the REST API, who calls it, and what takes its place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from traffic_samples import NOON, exchange, request

from inspector.engine import Inspector, report
from inspector.model.exchange import Exchange
from inspector.resources import data
from inspector.traffic import (
    Migration,
    SuccessorsError,
    load_successors,
    migration_json,
    migration_page,
    migration_text,
    write_migration_csv,
)
from inspector.traffic.migration_output import sparkline

TABLE = data("rules") / "operations.yaml"
SUCCESSORS = load_successors(TABLE)
WEEK = 7 * 24 * 3600.0
CREATE = request("meeting.CreateMeeting", "<metaData><confName>Plan</confName></metaData>")
USER = request("user.GetUser", "<webExId>jdoe</webExId>")
OLD_LIST = request("user.LstUser", "<lastName>Doe</lastName>")
TELEPHONE = request("meeting.auo.GetTeleconferenceSession", "<sessionKey>700000001</sessionKey>")


def taken(judge: Inspector, exchanges: Iterable[Exchange], on_premises: tuple[str, ...] = ()) -> Migration:
    found = Migration(judge.judge.master.operations, SUCCESSORS, on_premises)
    for each in exchanges:
        found.add(report(judge.judge_pair(each)))
    return found


def as_json(found: Migration) -> dict[str, Any]:
    result: dict[str, Any] = migration_json(found, "0", [])
    return result


def test_an_operation_is_told_with_its_clients_its_fate_and_its_successor(judge: Inspector) -> None:
    found = taken(
        judge,
        [
            exchange(CREATE, agent="A/1", started=NOON),
            exchange(CREATE, agent="B/2", started=NOON + 60),
            exchange(USER, agent="A/1", started=NOON),
        ],
    )
    create, user = as_json(found)["operations"]
    assert (create["operation"], create["calls"], len(create["shapes"])) == ("meeting.CreateMeeting", 2, 1)
    assert (create["status"], create["retired"], create["confidence"]) == ("retired", "2024-03-31", "high")
    assert create["rest"] == [{"method": "POST", "path": "/meetings"}]
    assert create["clients"] == [
        {"client": "192.0.2.7, A/1", "count": 1},
        {"client": "192.0.2.7, B/2", "count": 1},
    ]
    assert create["sites"] == [{"site": "acme", "count": 2}]
    assert (create["first"], create["last"]) == ("2020-09-13T12:26:40.000Z", "2020-09-13T12:27:40.000Z")
    assert (user["operation"], user["status"], user["retired"]) == ("user.GetUser", "alive", None)
    assert as_json(found)["totals"] == {
        "exchanges": 3,
        "calls": 3,
        "to_move": 2,
        "without_time": 0,
        "without_operation": 0,
    }


def test_replaced_by_another_operation_of_the_same_api(judge: Inspector) -> None:
    (row,) = as_json(taken(judge, [exchange(OLD_LIST)]))["operations"]

    assert (row["status"], row["retired"], row["replaced_by"]) == ("replaced", None, "user.LstsummaryUser")
    assert row["rest"] == [{"method": "GET", "path": "/people"}]


def test_what_nothing_takes_the_place_of(judge: Inspector) -> None:
    found = taken(judge, [exchange(TELEPHONE), exchange(CREATE)])

    assert as_json(found)["without_successor"] == ["meeting.auo.GetTeleconferenceSession"]
    assert "nothing takes the place of: meeting.auo.GetTeleconferenceSession (1)" in list(
        migration_text(found)
    )


def test_sites_on_premises_have_no_retirement_date(judge: Inspector) -> None:
    elsewhere = CREATE.replace(b"<siteName>acme<", b"<siteName>Cellar<")
    found = taken(judge, [exchange(CREATE), exchange(elsewhere)], ("cellar",))

    told = [
        (r["operation"], r["on_premises"], r["status"], r["retired"]) for r in as_json(found)["operations"]
    ]
    assert told == [
        ("meeting.CreateMeeting", False, "retired", "2024-03-31"),
        ("meeting.CreateMeeting", True, "alive", None),
    ]
    assert found.to_move == 1
    # Its twin: without the setting both have to move.
    assert taken(judge, [exchange(CREATE), exchange(elsewhere)]).to_move == 2


def test_burn_down_by_week_has_no_gaps_and_begins_on_monday(judge: Inspector) -> None:
    # NOON is Sunday, 2020-09-13: the last day of week 37.
    calls = [exchange(CREATE, started=NOON)] * 3
    calls += [exchange(CREATE, started=NOON + 2 * WEEK), exchange(USER, started=NOON + 2 * WEEK)]
    found = taken(judge, [*calls, exchange(CREATE, started=None)])

    assert as_json(found)["weeks"] == [
        {"week": "2020-W37", "monday": "2020-09-07", "calls": 3, "to_move": 3},
        {"week": "2020-W38", "monday": "2020-09-14", "calls": 0, "to_move": 0},
        {"week": "2020-W39", "monday": "2020-09-21", "calls": 2, "to_move": 1},
    ]
    assert [line for line in migration_text(found) if "2020-W" in line] == [
        "calls to move by week, 2020-W37 to 2020-W39:",
        "  2020-W37          3  " + "█" * 40,
        "  2020-W38          0",
        "  2020-W39          1  " + "█" * 14,
    ]
    assert "  1 call without a time" in list(migration_text(found))


def test_weeks_that_are_not_listed_are_told(judge: Inspector) -> None:
    """A year of weeks: the table has its last 26, and says what the others hold."""
    weeks = (0, 0, 3, 26, 51)
    found = taken(judge, [exchange(CREATE, started=NOON + week * WEEK) for week in weeks])
    lines = list(migration_text(found))
    heading = lines.index("calls to move by week, 2020-W37 to 2021-W35:")

    assert lines[heading + 1] == f"  2020-W37 █{' ' * 2}▄{' ' * 22}▄{' ' * 24}▄ 2021-W35"
    assert lines[heading + 2] == "  26 earlier weeks with 3 calls not listed: see --format json"
    assert lines[heading + 3] == f"  2021-W10          1  {'█' * 40}"
    assert [line[:10] for line in lines[heading + 3 :] if line.startswith("  20")][-1] == "  2021-W35"


def test_the_first_second_of_a_week_belongs_to_it(judge: Inspector) -> None:
    monday = 1_600_041_600.0  # 2020-09-14T00:00:00Z
    found = taken(judge, [exchange(CREATE, started=monday - 1), exchange(CREATE, started=monday)])

    assert [(week.name, week.calls) for week in found.weeks()] == [("2020-W37", 1), ("2020-W38", 1)]


def test_times_far_apart_do_not_make_a_long_list(judge: Inspector) -> None:
    found = taken(judge, [exchange(CREATE, started=0.0), exchange(CREATE, started=4_000_000_000.0)])

    assert [(week.name, week.calls) for week in found.weeks()] == [("1970-W01", 1), ("2096-W40", 1)]


def test_a_clock_that_is_off_hides_no_empty_week(judge: Inspector) -> None:
    times = (0.0, 1_650_000_000.0, 1_650_000_000.0 + 14 * 86_400, 4_000_000_000.0)
    found = taken(judge, [exchange(CREATE, started=time) for time in times])

    assert [(week.name, week.calls) for week in found.weeks()] == [
        ("1970-W01", 1), ("2022-W15", 1), ("2022-W16", 0), ("2022-W17", 1), ("2096-W40", 1),
    ]  # fmt: skip
    assert "  2022-W16          0" in list(migration_text(found))


@pytest.mark.parametrize(
    ("numbers", "drawn"), [([], ""), ([0, 0], "  "), ([8, 4, 1, 0], "█▄▁ "), ([1000, 1], "█▁")]
)
def test_sparkline(numbers: list[int], drawn: str) -> None:
    assert sparkline(numbers) == drawn


def test_a_page_shows_each_week_as_high_as_it_is(judge: Inspector) -> None:
    calls = [exchange(CREATE, started=NOON)] * 4 + [exchange(USER, started=NOON + WEEK)] * 2
    page = "\n".join(migration_page(taken(judge, [*calls, exchange(CREATE, started=None)])))

    assert "<p>5 calls to move, of 7 calls in 7 exchanges and of 2 operations.</p>" in page
    bars = re.findall(
        r'<title>(2020.*?)</title>|<rect class="(\w+)" x="(\d+)" y="\d+" width="12" height="(\d+)"', page
    )
    assert bars == [
        ("2020-W37: 4 calls, 4 to move", "", "", ""),
        ("", "rest", "0", "160"),
        ("", "move", "0", "160"),
        ("2020-W38: 2 calls, 0 to move", "", "", ""),
        ("", "rest", "14", "80"),
        ("", "move", "14", "0"),
    ]
    assert "<p>1 call without a time.</p>" in page
    assert '<td class="move">retired 2024-03-31</td>' in page
    assert "<td>POST /meetings</td>" in page


def test_a_page_holds_what_came_over_the_wire_as_text_and_fetches_nothing(judge: Inspector) -> None:
    hostile = exchange(CREATE, agent="<script>x</script>")
    page = "\n".join(migration_page(taken(judge, [hostile, exchange(CREATE)])))

    assert "&lt;script&gt;" in page
    assert re.findall("<(?:script|img|link|iframe)|https?://", page) == []


def test_csv_is_a_line_an_operation_and_no_formula(judge: Inspector) -> None:
    evil = replace(exchange(request("user.Promote")), client='=HYPERLINK("http://192.0.2.9")')
    out = io.StringIO()
    write_migration_csv(taken(judge, [exchange(CREATE), evil]), out)

    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [(row["status"], row["retired"], row["calls"], row["rest"]) for row in rows] == [
        ("retired", "2024-03-31", "1", "POST /meetings"),
        ("unknown", "", "1", ""),
    ]
    assert rows[0]["site_kind"] == "cloud"
    assert rows[1]["clients"].startswith("'=HYPERLINK(")
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_every_operation_of_the_schema_is_in_the_table_and_no_other(judge: Inspector) -> None:
    assert set(SUCCESSORS) == set(judge.judge.master.operations)
    assert len(SUCCESSORS) == 132
    assert {row.replaced_by for row in SUCCESSORS.values()} - {""} <= set(SUCCESSORS)


def test_the_table_and_the_rule_on_replaced_operations_agree() -> None:
    rule = YAML(typ="safe").load((data("rules") / "life" / "LIFE-03.yaml").read_text("utf-8"))
    told = {
        (operation, match["message"].rpartition(" ")[2])
        for match in rule["match"]
        for operation in match["operation"]
    }

    assert {(name, row.replaced_by) for name, row in SUCCESSORS.items() if row.replaced_by} == told


@pytest.mark.parametrize(
    ("operation", "rest"),
    [
        ("user.CreateUser", ["POST /people", "POST /identity/scim/{orgId}/v2/Users"]),
        ("meeting.SetMeeting", ["PUT /meetings/{meetingId}", "PATCH /meetings/{meetingId}"]),
        ("attendee.CreateMeetingAttendee", ["POST /meetingInvitees", "POST /meetingInvitees/bulkInsert"]),
        ("history.LstrecordaccessDetailHistory", ["GET /recordingReport/accessDetail"]),
        ("ep.RecoverRecordingFromRecycleBin", ["POST /recordings/restore"]),
        ("training.ReserveLab", []),
        ("user.AuthenticateUser", []),
        ("site.LstTimeZone", []),
    ],
)
def test_successors(operation: str, rest: list[str]) -> None:
    assert [str(call) for call in SUCCESSORS[operation].rest] == rest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("operations: [", "cannot be read"),
        ("operations: {user.GetMe: {rest: [], confidence: sure, sources: [x]}}", "user.GetMe.confidence"),
        ("operations: {user.GetMe: {rest: [], confidence: low, sources: []}}", "user.GetMe.sources"),
        ("operations: {user.GetMe: {rests: [], confidence: low, sources: [x]}}", "user.GetMe.rest"),
    ],
)
def test_a_broken_table_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "operations.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(SuccessorsError, match=words):
        load_successors(path)


def test_an_operation_in_a_wrong_package_is_what_its_name_says(judge: Inspector) -> None:
    calls = [request("user.GetSite"), request("user.DelMeeting", "<meetingKey>1</meetingKey>")]
    found = as_json(taken(judge, [exchange(call) for call in calls]))["operations"]

    assert [(each["operation"], each["status"], each["retired"]) for each in found] == [
        ("user.DelMeeting", "retired", "2024-03-31"),
        ("user.GetSite", "alive", None),
    ]
    assert found[1]["rest"] == [
        {"method": "GET", "path": "/admin/meeting/config/commonSettings"},
        {"method": "GET", "path": "/meetingPreferences/sites"},
    ]
    assert found[0]["rest"] == [{"method": "DELETE", "path": "/meetings/{meetingId}"}]
