"""Writing calls leave only when they are allowed to, and once."""

from __future__ import annotations

from collections import Counter

import pytest
from replay_session import XML, Counting, Recorder, message, serving

from inspector.model.exchange import Payload
from inspector.simulator import Answer, Site

OK = Answer(
    200,
    XML,
    b'<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"><serv:header><serv:response>'
    b"<serv:result>SUCCESS</serv:result></serv:response></serv:header><serv:body><serv:bodyContent/></serv:body>"
    b"</serv:message>",
)


class Agreeing:
    def answer(self, request, url=""):
        return OK


@pytest.fixture
def every(schemas, tmp_path):
    """One recorded call of every operation there is, and the names of those that change something."""
    recorder = Recorder(schemas, tmp_path / "all.sqlite", "40.10.0")
    operations = schemas.master.operations.values()
    for operation in operations:
        recorder.keep(Payload(XML, message(operation.name)), Payload(XML, OK.body))
    return recorder.save(), sorted(op.name for op in operations if op.access != "read"), len(operations)


def test_no_writing_call_leaves_without_the_flag(every, command):
    path, writes, count = every
    site = Counting(Agreeing())
    with serving(site) as server:
        code, said, _ = command("replay", path, "--to", server.url, "--rate", "0", "--once")
    assert len(writes) == 56
    assert not set(site.arrived()) & set(writes)
    assert len(site.asked) == count - 56
    assert sorted(one["operation"] for one in said["withheld"] if one["writes"]) == writes
    assert code == 0


def test_with_the_flag_each_arrives_once(every, command):
    path, writes, _ = every
    site = Counting(Agreeing())
    with serving(site) as server:
        code, said, err = command("replay", path, "--to", server.url, "--rate", "0", "--allow-writes")
    arrived = Counter(site.arrived())
    assert {name: arrived[name] for name in writes} == dict.fromkeys(writes, 1)
    assert (code, said["withheld"]) == (0, [])
    # They are listed before they leave.
    assert err.startswith(f"56 calls change something at {server.url}:\n")
    assert all(f" {name}\n" in err for name in writes)


def test_a_dry_run_sends_nothing_and_lists_writes_first(every, command):
    path, _, count = every
    site = Counting(Agreeing())
    with serving(site) as server:
        code, said, _ = command("replay", path, "--to", server.url, "--allow-writes", "--dry-run")
    assert (code, site.asked) == (0, [])
    assert [step["access"] for step in said["send"]] == ["write"] * 56 + ["read"] * (count - 56)


def test_what_hangs_on_a_create_that_failed_is_not_sent(schemas, tmp_path, command):
    recorder = Recorder(schemas, tmp_path / "one.sqlite", "40.10.0")
    when = "<schedule><startDate>10/10/2035 10:00:00</startDate><duration>30</duration></schedule>"
    created = recorder.ask("meeting.CreateMeeting", f"<metaData><confName>Review</confName></metaData>{when}")
    key = created.partition("meetingkey>")[2].partition("<")[0]
    recorder.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    recorder.ask("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>")
    recorder.ask("user.GetUser", "<webExId>nobody</webExId>")
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0", seed=5))
    refusal = OK.body.replace(b"SUCCESS", b"FAILURE")
    site.before = lambda request, url: Answer(200, XML, refusal) if b"CreateMeeting" in request.body else None
    with serving(site) as server:
        code, said, _ = command(
            "replay", recorder.save(), "--to", server.url, "--rate", "0", "--allow-writes"
        )
    assert site.arrived() == ["meeting.CreateMeeting", "user.GetUser"]
    assert [(r["operation"], r["state"]) for r in said["results"]] == [
        ("meeting.CreateMeeting", "sent"),
        ("meeting.GetMeeting", "not-sent"),
        ("meeting.DelMeeting", "not-sent"),
        ("user.GetUser", "sent"),
    ]
    # What was not sent weighs more than the answers that differ.
    assert (code, said["differing"], said["not_sent"]) == (3, 1, 2)
