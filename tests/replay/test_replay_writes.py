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


# Every operation that changes something, by the operations table.
WRITES = [
    "attendee.CreateMeetingAttendee", "attendee.DelMeetingAttendee", "attendee.RegisterMeetingAttendee",
    "ep.CreateContacts", "ep.CreateDistList", "ep.DelRecording", "ep.DelRecordingFromRecycleBin",
    "ep.DelSession", "ep.FlushWebCache", "ep.RecoverRecordingFromRecycleBin", "ep.SetContact",
    "ep.SetDistList", "ep.SetOneClickSettings", "ep.SetRecordingInfo", "ep.SetupOneClickSettings",
    "event.CreateEvent", "event.DelEvent", "event.SendInvitationEmail", "event.SetEvent",
    "event.UploadEventImage", "meeting.CreateMeeting", "meeting.DelMeeting", "meeting.SetMeeting",
    "meeting.auo.CreateTeleconferenceSession", "meeting.auo.SetTeleconferenceSession",
    "sales.AddProducts", "sales.CreateAccount", "sales.CreateOpportunity", "sales.CreateSalesSession",
    "sales.DelSalesSession", "sales.SetAccount", "sales.SetOpportunity", "sales.SetProducts",
    "sales.SetSalesSession", "site.SetSite", "supportsession.CreateSupportSession",
    "training.AddScheduledTest", "training.CopyLibTests", "training.CreateTrainingSession",
    "training.DelLab", "training.DelLibTests", "training.DelScheduledTest", "training.DelTrainingSession",
    "training.ReserveLab", "training.SetScheduledTest", "training.SetTrainingSession",
    "training.UploadIMStest", "user.ActivateUser", "user.AssignWebACDAgents", "user.AssignWebACDQueues",
    "user.CreateUser", "user.DelSessionTemplates", "user.DelUser", "user.InactivateUser", "user.SetUser",
    "user.UploadPMRImage",
]  # fmt: skip
READING_VERBS = ("Get", "Lst", "Check", "Authenticate", "Detect")
WRITE = (
    b'<bodyContent xsi:type="java:com.webex.service.binding.user.DelUser"><webExId>jd</webExId></bodyContent>'
)
READ = message("ep.GetAPIVersion")


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


def test_the_writing_operations_are_these_and_the_others_have_reading_names(every, schemas):
    _, writes, _ = every
    assert writes == WRITES
    reads = [name for name in schemas.master.operations if name not in WRITES]
    verbs = [name.rpartition(".")[2] for name in reads]
    assert [verb for verb in verbs if not verb.startswith(READING_VERBS)] == []
    assert len(reads) > 50


@pytest.mark.parametrize(
    "body",
    [
        message("user.DELUSER"),
        message("user.DelUser").replace(b"java:com.webex.service.binding.", b""),
        message("user.DelUser").replace(b"user.DelUser", b"user.Del&#85;ser"),
        message("user.DelUser").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        READ.replace(b"</body>", WRITE + b"</body>"),
        READ.replace(b"</serv:message>", b"<body>" + WRITE + b"</body></serv:message>"),
        READ.replace(b'"></bodyContent>', b'">' + WRITE + b"</bodyContent>"),
    ],
    ids=["letters", "no-prefix", "reference", "utf-16", "second", "second-body", "inside"],
)
def test_a_write_is_known_however_it_is_written(schemas, tmp_path, command, body):
    recorder = Recorder(schemas, tmp_path / "one.sqlite", "40.10.0")
    recorder.keep(Payload(XML, body), None, None)
    recorder.keep(Payload(XML, READ), None, None)
    path = recorder.save()
    site = Counting(Agreeing())
    with serving(site) as server:
        go = ("replay", path, "--to", server.url, "--rate", "0", "--once")
        _, said, _ = command(*go)
        assert ([one["writes"] for one in said["withheld"]], len(site.asked)) == ([True], 1)
        command(*go, "--allow-writes")
    assert len(site.asked) == 3


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
