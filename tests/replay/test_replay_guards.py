"""What a run must never do, however its calls are answered: calls side by side, connections that are lost."""

from __future__ import annotations

import httpx
import pytest
from replay_network import URL, Network, failure
from replay_session import PASSWORD, XML, Recorder, message

from inspector.model.exchange import Payload
from inspector.simulator import Site

ONCE = ("--rate", "0", "--once")
PARALLEL = (*ONCE, "--parallel", "8")
SESSION = ("ep.GetSessionInfo", "<sessionKey>999999999</sessionKey>")
USER = ("user.GetUser", "<webExId>jdoe</webExId>")
DELETE = ("user.DelUser", "<webExId>rroe</webExId>")
VERSION = ("ep.GetAPIVersion", "")


@pytest.fixture
def network(schemas, monkeypatch):
    return Network(monkeypatch, Site(schemas.master, schemas.releases, release="40.10.0"))


@pytest.fixture
def replay(schemas, tmp_path, command):
    """Replay these calls, each an operation, what is in it, and a caller where it is not the usual one."""

    def go(*calls, options=ONCE):
        path = tmp_path / "s.sqlite"
        if not path.exists():
            recorder = Recorder(schemas, path, "40.10.0")
            for call in calls:
                recorder.keep(Payload(XML, message(*call)), None, None)
            recorder.save()
        return command("replay", path, "--to", URL, *options)

    return go


def lost(_operation, _number):
    raise httpx.ReadError("reset")


BUSY = {
    "a page": lambda: httpx.Response(500, text="<p>busy"),
    "a lost connection": lambda: lost("", 0),
    "a service that does not answer": lambda: failure("000035", "ASService not responding"),
}


@pytest.mark.parametrize("first", BUSY)
def test_an_answer_that_proves_no_password_lets_no_others_show_theirs(network, replay, first):
    refused = []

    def answer(_operation, number):
        if number <= 2:
            return BUSY[first]()
        refused.append(number)
        return failure("030002", "Incorrect user or password")

    network.before, network.delay = answer, 0.02
    code, said, _ = replay(*[USER] * 12, options=PARALLEL)
    assert (code, len(refused)) == (3, 1)
    assert "its credentials were refused (exception 030002)" in said["stopped"]


def test_a_password_of_one_caller_proves_nothing_of_another(network, replay):
    other = PASSWORD.replace("jdoe", "rroe")
    network.before = lambda _operation, number: (
        failure("030002", "Incorrect user or password") if number > 2 else None
    )
    network.delay = 0.02
    code, _, _ = replay(*[USER] * 2, *[(*USER, other)] * 6, options=PARALLEL)
    assert (code, len(network.asked)) == (3, 3)


def test_calls_go_side_by_side_once_the_password_is_proved(network, replay):
    network.delay = 0.02
    replay(*[USER] * 8, options=PARALLEL)
    assert len(network.asked) == 8
    assert network.met == {("user.GetUser", "user.GetUser")}
