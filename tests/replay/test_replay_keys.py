"""Calls about what a withheld call makes are withheld, too; other keys are sent as they were recorded."""

from __future__ import annotations

import pytest
from replay_session import XML, Counting, Recorder, found, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Site

WHEN = "<schedule><startDate>10/10/2035 10:00:00</startDate><duration>30</duration></schedule>"
USER = (
    "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>{0}</webExId><email>{0}@example.com</email>"
    "<password>User-Pw-1</password><privilege><host>true</host></privilege><active>ACTIVATED</active>"
)
NEEDS_FLAG = (
    "the call that makes what it is about changes something; allow that with --allow-writes"  # as it is said
)
NOT_SELECTED = "the call that makes what it is about is not selected"


@pytest.fixture
def recorder(schemas, tmp_path):
    return Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")


@pytest.fixture
def site(schemas):
    return Counting(Site(schemas.master, schemas.releases, release="40.10.0", seed=5))


@pytest.fixture
def meetings(recorder):
    recorder.ask("meeting.GetMeeting", "<meetingKey>999999999</meetingKey>")
    created = recorder.ask("meeting.CreateMeeting", f"<metaData><confName>Review</confName></metaData>{WHEN}")
    key = found(created, "meetingkey")
    recorder.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    recorder.ask("ep.GetSessionInfo", f"<sessionKey>{key}</sessionKey>")
    recorder.ask("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>")
    return recorder.save()


def _withheld(said):
    return [(one["seq"], one["reason"]) for one in said["withheld"]]


def test_calls_about_a_meeting_that_may_not_be_made_are_not_sent(meetings, site, command):
    with serving(site) as server:
        code, said, _ = command("replay", meetings, "--to", server.url, "--rate", "0", "--once")
    assert site.arrived() == ["meeting.GetMeeting"]
    assert b">999999999<" in site.asked[0].body
    assert _withheld(said)[1:3] == [(3, NEEDS_FLAG), (4, NEEDS_FLAG)]
    assert [one["permission"] for one in said["withheld"]] == [True] * 4
    assert [one["writes"] for one in said["withheld"]] == [True, False, False, True]
    # What only the flag keeps back is no failure; the key that nobody here made is told.
    assert (code, said["recorded_keys"]) == (0, [1])


def test_calls_about_a_meeting_whose_making_is_not_selected_are_not_sent(meetings, site, command):
    with serving(site) as server:
        go = ("replay", meetings, "--to", server.url, "--rate", "0", "--once", "--allow-writes")
        code, said, _ = command(*go, "--filter", "-op:CreateMeeting")
        assert (code, site.arrived()) == (3, ["meeting.GetMeeting"])
        assert _withheld(said) == [(3, NOT_SELECTED), (4, NOT_SELECTED), (5, NOT_SELECTED)]
        code, _, err = command(*go, "--filter", "op:DelMeeting")
        assert (code, len(site.asked)) == (2, 1)
        assert f"none of the 1 calls can be sent: {NOT_SELECTED}" in err


def test_with_the_call_that_makes_it_they_carry_the_new_key(meetings, site, command):
    with serving(site) as server:
        _, said, _ = command(
            "replay", meetings, "--to", server.url, "--rate", "0", "--once", "--allow-writes"
        )
    assert [r["result"] for r in said["results"][1:]] == ["SUCCESS"] * 4
    assert said["withheld"] == []


def test_a_user_is_made_by_the_request_that_names_it(recorder, site, command):
    recorder.ask("user.DelUser", "<webExId>before</webExId>")
    recorder.ask("user.GetUser", "<webExId>before</webExId>")
    recorder.ask("user.CreateUser", USER.format("rroe"))
    recorder.ask("user.GetUser", "<webExId>rroe</webExId>")
    recorder.ask("user.CreateUser", USER.format("rroe"))
    with serving(site) as server:
        go = ("replay", recorder.save(), "--to", server.url, "--rate", "0", "--once")
        code, said, _ = command(*go)
        # DelUser makes nobody, so what is about a user that it names is free to go.
        assert (code, site.arrived()) == (0, ["user.GetUser"])
        assert _withheld(said)[2] == (4, NEEDS_FLAG)
        site.asked.clear()
        code, said, _ = command(*go, "--allow-writes")
    assert (code, said["sent"], said["differing"]) == (0, 5, 0)


def test_a_dry_run_tells_which_keys_are_sent_as_recorded(meetings, command):
    to = "http://127.0.0.1:9/WBXService/XMLService"
    _, said, _ = command("replay", meetings, "--to", to, "--dry-run")
    assert [(one["seq"], one["recorded_keys"]) for one in said["send"]] == [(1, ["999999999"])]
    _, out, _ = command("replay", meetings, "--to", to, "--dry-run", form="text")
    assert out.splitlines()[:3] == [
        f"to {to}: 0 writing and 1 reading call",
        "  read  #1 meeting.GetMeeting, needs password",
        "1 call names a key that no call of the recording made, sent as recorded (meeting.GetMeeting)",
    ]


def test_a_user_that_is_there_already_may_be_read_and_not_changed(recorder, site, command):
    recorder.ask("user.CreateUser", USER.format("rroe"))
    recorder.ask("user.GetUser", "<webExId>rroe</webExId>")
    recorder.ask("user.DelUser", "<webExId>rroe</webExId>")
    with serving(site) as server:
        go = ("replay", recorder.save(), "--to", server.url, "--rate", "0", "--once", "--allow-writes")
        site.site.answer(Payload(XML, message("user.CreateUser", USER.format("rroe"))))
        code, said, _ = command(*go)
    assert (code, site.arrived()) == (3, ["user.CreateUser", "user.GetUser"])
    assert [(r["state"], r["result"]) for r in said["results"]] == [
        ("sent", "FAILURE"),
        ("sent", "SUCCESS"),
        ("not-sent", None),
    ]
