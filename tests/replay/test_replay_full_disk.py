"""A journal that cannot be written any more ends the run, which says what it has sent and how to go on."""

from __future__ import annotations

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
def fill(network, tmp_path):
    """When the second call arrives: no file may grow beyond the journal and so many bytes more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def full(room):
        def limit(_operation, number):
            if number == 2:
                (journal,) = (tmp_path / "home" / "replays").iterdir()
                lines = journal.read_bytes().splitlines(keepends=True)
                size = sum(map(len, lines)) + room(lines)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

        network.before = limit

    yield full
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def empty(network):
    """There is room again."""

    def go():
        network.before = None
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))

    return go


def test_an_answer_that_cannot_be_kept_ends_the_run(network, recording, fill, empty, command):
    fill(lambda _lines: 20)
    go = ("replay", recording, "--to", URL, *ONCE)
    code, said, err = command(*go)
    assert (code, said["sent"], said["not_sent"], said["resumable"]) == (3, 2, 2, True)
    assert len(network.asked) == 2
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
