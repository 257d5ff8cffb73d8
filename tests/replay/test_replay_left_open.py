"""What a run leaves open: the next one of the same calls says so, and no write leaves twice unasked."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from replay_session import SITE, Counting, Recorder, serving

from inspector.replay import Journal, ReplayError
from inspector.simulator import Answer, Site
from inspector.store import open_store

NOWHERE = "http://127.0.0.1:9/WBXService/XMLService"
WRITES = ("--rate", "0", "--once", "--allow-writes")


@dataclass
class _Step:
    """As much of a step as a journal looks at."""

    seq: int
    id: str
    name: str = "user.DelUser"


@pytest.fixture
def recording(schemas, tmp_path):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask("ep.GetAPIVersion", context=SITE)
    recorder.ask("user.DelUser", "<webExId>user0</webExId>")
    recorder.ask("user.DelUser", "<webExId>user1</webExId>")
    return recorder.save()


@pytest.fixture
def site(schemas):
    """It hangs up on the first write that arrives."""
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    hung_up = []

    def hang_up(request, url):
        if b"DelUser" in request.body and not hung_up:
            hung_up.append(True)
            raise ConnectionError

    site.before = hang_up
    return site


def _writes(site):
    return site.arrived().count("user.DelUser")


def test_a_write_that_may_have_arrived_is_not_sent_again_unasked(site, recording, command):
    with serving(site) as server:
        go = ("replay", recording, "--to", server.url, *WRITES)
        code, said, err = command(*go)
        assert (code, said["sent"], said["unknown"], said["resumable"], _writes(site)) == (3, 2, 1, True, 2)
        assert "may not have arrived; the next run of them needs --resume or --anew" in err
        for more in ((), ("--filter", "op:DelUser"), ("--filter", "op:DelUser", "--once")):
            code, said, err = command(*go, *more)
            assert (code, said, _writes(site)) == (2, "", 2)
            assert "nobody knows whether these calls of an earlier run arrived: #2 user.DelUser; go on" in err
        # Calls that are not in doubt are free to go.
        assert command(*go, "--filter", "op:GetAPIVersion")[0] == 0
        code, said, _ = command(*go, "--resume")
        assert (code, said["sent"], said["unknown"], _writes(site)) == (3, 2, 1, 2)
        _, out, _ = command(*go, "--resume", form="text")
        assert "2 of 3 calls sent (2 of them by an earlier run), 1 may or may not have arrived;" in out
        # A run of other calls goes on with what is known of this one.
        code, said, _ = command(*go, "--filter", "op:DelUser", "--resume")
        assert [r["state"] for r in said["results"]] == ["unknown", "sent"]
        assert _writes(site) == 2
        code, said, _ = command(*go, "--anew")
        assert (code, said["sent"], _writes(site)) == (0, 3, 4)
        # Nothing is in doubt now, for no run.
        assert command(*go)[0] == 0


def test_anew_forgets_what_another_run_left_in_doubt(site, recording, command, tmp_path):
    with serving(site) as server:
        go = ("replay", recording, "--to", server.url, *WRITES)
        command(*go)
        assert command(*go, "--filter", "op:DelUser", "--anew")[0] == 0
        assert list((tmp_path / "home" / "replays").iterdir()) == []


def _users(site):
    return [key.decode() for one in site.asked for key in re.findall(rb"<webExId>(user\d)<", one.body)]


def _gone_at(site, number):
    """The address answers with a page for one call."""
    site.before = lambda _request, _url: Answer(404, (), b"") if len(site.asked) == number else None


def test_a_write_that_was_done_is_not_sent_again_by_a_run_of_other_calls(
    schemas, site, recording, command, tmp_path
):
    recorder = Recorder(schemas, tmp_path / "t.sqlite", "40.10.0")
    recorder.ask("user.DelUser", "<webExId>user0</webExId>")
    recorder.ask("ep.GetAPIVersion", context=SITE)
    recorder.ask("user.DelUser", "<webExId>user1</webExId>")
    path = recorder.save()
    _gone_at(site, 2)
    with serving(site) as server:
        go = ("replay", path, "--to", server.url, *WRITES)
        command(*go)
        assert _users(site) == ["user0"]
        code, _, err = command(*go, "--filter", "op:DelUser")
        assert (code, _users(site)) == (2, ["user0"])
        assert "an earlier run that left something open has sent these: #1 user.DelUser; go on with it" in err
        code, said, _ = command(*go, "--filter", "op:DelUser", "--resume")
        assert (code, said["sent"], _users(site)) == (0, 2, ["user0", "user1"])
        # The first run knows of it, though the journal of the second is gone.
        assert len(list((tmp_path / "home" / "replays").iterdir())) == 1
        code, said, _ = command(*go, "--resume")
        assert (code, said["sent"], _users(site)) == (0, 3, ["user0", "user1"])
    assert list((tmp_path / "home" / "replays").iterdir()) == []


def test_runs_with_a_write_in_common_do_not_go_side_by_side(schemas, recording, command, tmp_path):
    path = tmp_path / "home" / "replays" / "one.jsonl"
    with open_store(recording) as store:
        ids = [store.record(seq).report.id for seq in (2, 3)]
    first = Journal.open(path, "k", NOWHERE, resume=False, anew=False, writes=[_Step(2, ids[0])])
    code, _, err = command("replay", recording, "--to", NOWHERE, *WRITES)
    assert (code, "another run of these calls is under way; wait for its end" in err) == (2, True)
    code, _, err = command("replay", f"{recording}#3", "--to", NOWHERE, *WRITES)
    assert (code, "nothing was sent" in err) == (2, True)
    first.close(finished=True)


def test_a_write_in_doubt_is_no_failure_to_send(site, recording, command):
    with serving(site) as server:
        code, said, _ = command("replay", f"{recording}#2", "--to", server.url, *WRITES)
    assert (code, said["calls"], said["unknown"]) == (3, 1, 1)


def test_another_host_is_another_matter(site, recording, command):
    with serving(site) as server, serving(site) as other:
        command("replay", recording, "--to", server.url, *WRITES)
        assert command("replay", recording, "--to", other.url, *WRITES)[0] == 0
        same = server.url.replace("127.0.0.1", "localhost")
        assert command("replay", recording, "--to", same, *WRITES)[0] == 2


def test_writes_that_were_not_sent_are_named_by_the_next_run(schemas, tmp_path, command):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask(
        "user.CreateUser",
        "<firstName>Jane</firstName><lastName>Doe</lastName><webExId>jdoe2</webExId>"
        "<email>jdoe2@example.com</email><password>User-Pw-1</password>"
        "<privilege><host>true</host></privilege><active>ACTIVATED</active>",
    )
    recorder.ask("user.DelUser", "<webExId>jdoe2</webExId>")
    path = recorder.save()
    site = Counting(Site(schemas.master, schemas.releases, release="40.10.0"))
    with serving(site) as server:
        go = ("replay", path, "--to", server.url, *WRITES)
        site.before = lambda request, _url: (
            site.site.answer(request) if b"CreateUser" in request.body else None
        )
        assert command(*go)[0] == 0
        # Now the user is there before, so that it cannot be made, and is not this run's to delete.
        site.site.answer(next(one for one in site.asked if b"CreateUser" in one.body))
        site.asked.clear()
        code, said, _ = command(*go)
        assert (code, said["not_sent"], site.arrived()) == (3, 1, ["user.CreateUser"])
        code, _, err = command(*go)
    assert code == 2
    assert "an earlier run did not send these: #2 user.DelUser; go on with it by --resume" in err


def test_where_nothing_was_sent_nothing_is_left(recording, command, tmp_path):
    for _ in range(2):
        code, said, err = command("replay", recording, "--to", NOWHERE, *WRITES)
        assert (code, said["sent"], said["resumable"]) == (2, 0, False)
        assert f"no connection to {NOWHERE}; is it there?; nothing was sent" in err
    assert list((tmp_path / "home" / "replays").iterdir()) == []
    code, _, err = command("replay", recording, "--to", NOWHERE, *WRITES, "--resume")
    assert (code, "there is no interrupted run of these calls" in err) == (2, True)


def test_what_was_sent_is_kept_where_the_server_is_gone_when_a_run_goes_on(
    site, recording, command, tmp_path
):
    with serving(site) as server:
        url = server.url
        command("replay", recording, "--to", url, *WRITES)
    command("replay", recording, "--to", url, *WRITES, "--resume")
    (kept,) = (tmp_path / "home" / "replays").iterdir()
    assert '"unknown"' in kept.read_text("utf-8")
    code, _, err = command("replay", recording, "--to", url, *WRITES)
    assert (code, "#2 user.DelUser" in err) == (2, True)


def test_two_runs_of_the_same_calls_do_not_go_side_by_side(tmp_path):
    path = tmp_path / "one.jsonl"
    first = Journal.open(path, "k", NOWHERE, resume=False, anew=False)
    with pytest.raises(ReplayError, match="another run of these calls is under way; wait for its end"):
        Journal.open(path, "k", NOWHERE, resume=True, anew=False)
    first.close(finished=True)
    Journal.open(path, "k", NOWHERE, resume=False, anew=False).close(finished=True)
    assert not path.exists()


def test_resume_and_anew_contradict_each_other(recording, command):
    code, _, err = command("replay", recording, "--to", NOWHERE, "--resume", "--anew")
    assert (code, "give one of them" in err) == (2, True)
