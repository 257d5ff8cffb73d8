"""A journal that cannot be written any more ends the run, which says what it has sent and how to go on."""

from __future__ import annotations

import httpx
import pytest
from replay_network import URL, Network
from replay_session import Recorder

from inspector.simulator import Site

resource = pytest.importorskip("resource", reason="limits of files are those of Unix")

ONCE = ("--rate", "0", "--once", "--allow-writes")


@pytest.fixture
def network(schemas, monkeypatch):
    return Network(monkeypatch, Site(schemas.master, schemas.releases, release="40.10.0"))


@pytest.fixture
def recording(schemas, tmp_path):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    for number in range(4):
        recorder.ask("user.DelUser", f"<webExId>user{number}</webExId>")
    return recorder.save()


@pytest.fixture
def limits():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield before
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def fill(network, limits, tmp_path):
    """When the second call arrives: no file may grow beyond the journal and so many bytes more."""

    def full(room):
        def limit(_operation, number):
            if number == 2:
                (journal,) = (tmp_path / "home" / "replays").iterdir()
                lines = journal.read_bytes().splitlines(keepends=True)
                size = sum(map(len, lines)) + room(lines)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))

        network.before = limit

    return full


@pytest.fixture
def empty(network, limits):
    """There is room again."""

    def go():
        network.before = None
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    return go


def test_an_answer_that_cannot_be_kept_ends_the_run(network, recording, fill, empty, command, tmp_path):
    fill(lambda _lines: 20)
    go = ("replay", recording, "--to", URL, *ONCE)
    code, said, err = command(*go)
    assert (code, said["sent"], said["not_sent"], said["resumable"]) == (3, 2, 2, True)
    assert len(network.asked) == 2
    # No part of a line is left, after which others would write theirs.
    (journal,) = (tmp_path / "home" / "replays").iterdir()
    assert journal.read_bytes().endswith(b"\n")
    assert (
        "file too large, so that what is sent cannot be kept; see to that first; #2 user.DelUser was sent, "
        "which the next run will not be sure of; the same command with --resume goes on"
    ) in err
    empty()
    code, said, _ = command(*go, "--resume")
    assert (code, [r["state"] for r in said["results"]]) == (3, ["sent", "unknown", "sent", "sent"])
    assert len(network.asked) == 4


def test_a_write_that_cannot_be_kept_does_not_leave(network, recording, fill, empty, command):
    # The second answer can be kept, as the first was, but not that the third call leaves.
    fill(lambda lines: len(lines[2]) + 20)
    go = ("replay", recording, "--to", URL, *ONCE)
    code, out, err = command(*go, form="text")
    assert (code, len(network.asked)) == (3, 2)
    assert "2 of 4 calls sent, 2 not sent; " in out
    assert "so that what is sent cannot be kept; see to that first; the same command with --resume" in err
    empty()
    code, said, _ = command(*go, "--resume")
    assert (said["sent"], len(network.asked)) == (4, 4)
    assert {r["seq"] for r in said["results"] if r["state"] == "sent"} == {1, 2, 3, 4}


def test_a_journal_stays_where_others_cannot_be_told_of_it(
    network, recording, limits, empty, command, tmp_path
):
    def hang_up(_operation, number):
        if number == 1:
            raise httpx.ReadError("reset")
        if number == 5:
            # What the second run writes has room, but nothing more in the longer journal of the first.
            resource.setrlimit(resource.RLIMIT_FSIZE, (first.stat().st_size, limits[1]))

    network.before = hang_up
    assert command("replay", recording, "--to", URL, *ONCE)[1]["unknown"] == 1
    (first,) = (tmp_path / "home" / "replays").iterdir()
    code, said, _ = command("replay", f"{recording}#2", "--to", URL, *ONCE, "--anew")
    empty()
    assert (code, said["sent"], len(list((tmp_path / "home" / "replays").iterdir()))) == (0, 1, 2)
