"""What a run must never do, however its calls are answered: calls side by side, connections that are lost."""

from __future__ import annotations

import time
from collections import Counter

import httpx
import pytest
from replay_network import URL, Network, failure, success
from replay_session import PASSWORD, SITE, XML, Recorder, message

from inspector.model.exchange import Payload
from inspector.privacy.classification import Classification
from inspector.replay import Credentials, Values
from inspector.schema.content import SimpleType
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


def test_a_write_waits_for_the_reading_calls_before_it(network, replay):
    network.delay = 0.05
    replay(USER, USER, USER, USER, DELETE, USER, options=(*PARALLEL, "--allow-writes"))
    assert network.arrived() == ["user.GetUser"] * 4 + ["user.DelUser", "user.GetUser"]
    # Reading calls met each other, the write met nobody.
    assert network.met == {("user.GetUser", "user.GetUser")}


def test_an_operation_that_locks_out_is_asked_one_by_one_by_nobody_in_particular_too(network, replay):
    network.delay = 0.02
    _, said, _ = replay(*[(*SESSION, SITE)] * 6, options=PARALLEL)
    assert network.arrived() == ["ep.GetSessionInfo"]
    assert Counter(r["state"] for r in said["results"]) == {"sent": 1, "not-sent": 5}


def test_an_operation_that_was_forbidden_is_not_asked_again(network, replay):
    network.before = lambda operation, _number: (
        httpx.Response(403, text="<p>no") if operation == "ep.GetSessionInfo" else None
    )
    replay(SESSION, SESSION, VERSION)
    assert network.arrived() == ["ep.GetSessionInfo", "ep.GetAPIVersion"]


def test_an_operation_that_locks_out_is_not_asked_again_after_a_lost_connection(network, replay):
    network.before = lambda operation, _number: lost("", 0) if operation != "ep.GetAPIVersion" else None
    replay(SESSION, VERSION, USER)
    assert network.arrived() == ["ep.GetSessionInfo", "ep.GetAPIVersion", "user.GetUser", "user.GetUser"]


def test_what_is_not_found_the_second_time_is_not_asked_a_third_time(network, replay):
    network.before = lambda operation, number: (
        failure("000015", "Sorry, no record found")
        if (operation, number) == ("ep.GetSessionInfo", 2)
        else success(operation)
    )
    _, said, _ = replay(SESSION, SESSION, options=("--rate", "0"))
    assert network.arrived() == ["ep.GetSessionInfo"] * 2
    assert [r["state"] for r in said["results"]] == ["sent", "not-sent"]


def test_three_lost_calls_in_a_row_end_the_run(network, replay):
    # A call that is answered begins the count anew.
    network.before = lambda _operation, number: None if number == 5 else lost("", 0)
    code, said, _ = replay(*[USER] * 8)
    assert (code, len(network.asked), said["failed"], said["not_sent"]) == (3, 11, 5, 2)
    assert said["stopped"].startswith("3 calls in a row had no answer: the connection was lost")


def test_a_write_that_found_no_connection_did_not_leave(network, replay):
    def refuse(operation, _number):
        if operation == "user.DelUser":
            raise httpx.ConnectError("refused")

    network.before = refuse
    writes = (*ONCE, "--allow-writes")
    code, said, err = replay(VERSION, DELETE, options=writes)
    assert (code, [r["state"] for r in said["results"]]) == (3, ["sent", "not-sent"])
    assert "nobody knows" not in err
    network.before = None
    code, said, _ = replay(options=(*writes, "--resume"))
    assert (code, [r["state"] for r in said["results"]]) == (0, ["sent", "sent"])


def test_a_ticket_past_half_its_life_is_renewed_before_a_write(network, replay):
    given = []

    def answer(operation, _number):
        if operation != "user.AuthenticateUser":
            time.sleep(0.3)
            return None
        given.append(operation)
        return success(
            operation, "<use:sessionTicket>t</use:sessionTicket><use:timeToLive>1</use:timeToLive>"
        )

    network.before = answer
    signed = f"<webExID>jdoe</webExID>{SITE}<sessionTicket>{'a' * 64}</sessionTicket>"
    read, write = (*VERSION, signed), (*DELETE, signed)
    replay(read, read, write, options=(*ONCE, "--allow-writes"))
    assert [name.rpartition(".")[2] for name in network.arrived()] == [
        "AuthenticateUser", "GetAPIVersion", "GetAPIVersion", "AuthenticateUser", "DelUser",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facets", "can_be_made"),
    [
        ({"maxLength": "4"}, True),
        ({"pattern": "[1-9]{8}"}, True),
        ({"pattern": "[A-Z]{4}"}, False),
        ({"minLength": "20"}, False),
    ],
)
def test_a_secret_is_made_up_only_where_its_type_allows_what_is_made(schemas, facets, can_be_made):
    code = Classification("credential", secret=True, mask="fixed", kind="code")
    made = Values(Credentials(), schemas.releases).of("hostPIN", code, SimpleType(None, "string", (), facets))
    assert (made is not None) is can_be_made
