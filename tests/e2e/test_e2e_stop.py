"""Whatever happens to proxy, recorder or disk: traffic goes on, and what is not stored is said."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from e2e_addons import WITNESS, other_recorder
from e2e_plants import PATH, Plant, answer, request
from e2e_site import serving

from inspector.store import StoreError, open_store, parse

ANSWER = answer("<use:webExId>jdoe</use:webExId>").encode()
XML = {"Content-Type": "text/xml", "X-Number": "0"}
PLAIN = (Plant("plain", "", b"", ANSWER),)

FULL_DISK = """
import os, resource
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["TEST_BYTES"]), hard))
from inspector.cli import main
main()
"""

SLOW = """
import time
from inspector.engine.inspector import Inspector

judge = Inspector.judge_pair


def slowly(*arguments):
    time.sleep(0.25)
    return judge(*arguments)


Inspector.judge_pair = slowly
from inspector.cli import main
main()
"""


@pytest.fixture
def site() -> Iterator[str]:
    with serving(PLAIN) as url:
        yield url


@contextmanager
def client(port: int) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as session:
        yield session


def post(session: httpx.Client, name: str, padding: int = 0) -> int:
    body = request(f"<webExId>{name}</webExId>").encode() + b"\n" * padding
    return session.post(PATH, content=body, headers=XML).status_code


def names(store: Path) -> set[str]:
    """Who was asked for in the requests of a store."""
    with open_store(store, read_only=True) as kept:
        bodies = [record.request.body.decode() for record in kept.records() if record.request]
    return {body.split("<webExId>")[1].split("<")[0] for body in bodies}


def count(store: Path) -> int:
    try:
        with open_store(store, read_only=True) as kept:
            return kept.count()
    except StoreError:  # not there yet, or about to be made
        return 0


def recorders(parent: int) -> list[int]:
    """The recorder processes below a mitmdump."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "stat").read_text().rpartition(")")[2].split()
            if entry.name.isdigit() and int(words[1]) == parent and words[0] != "Z":
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _arguments(site: str, store: Path, addon: Path) -> Sequence[str | Path]:
    return ("--mode", f"reverse:{site}", "-s", addon, "--set", f"xmlservice_store={store}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_was_delivered_is_stored_though_it_is_stopped_in_full_flight(
    mitmdump, addons, site, tmp_path, number
):
    store = tmp_path / "calls.store"
    proxy = mitmdump(*_arguments(site, store, addons / "xmlservice.py"))
    delivered: list[str] = []
    enough = threading.Event()

    def talk(who: int) -> None:
        with client(proxy.port) as session:
            for turn in range(1000):
                name = f"user{who}x{turn}"
                try:
                    if post(session, name) != 200:
                        return
                except httpx.HTTPError:
                    return
                delivered.append(name)
                if len(delivered) >= 60:
                    enough.set()

    talkers = [threading.Thread(target=talk, args=(who,)) for who in range(4)]
    for talker in talkers:
        talker.start()
    assert enough.wait(30)
    proxy.stop(number)
    for talker in talkers:
        talker.join()
    assert len(delivered) >= 60
    assert set(delivered) - names(store) == set()


def test_a_recorder_that_is_killed_is_started_again_and_nothing_is_lost(mitmdump, addons, site, tmp_path):
    store = tmp_path / "calls.store"
    proxy = mitmdump(*_arguments(site, store, addons / "xmlservice.py"))
    with client(proxy.port) as session:
        assert [post(session, f"a{n}") for n in range(10)] == [200] * 10
        proxy.wait_for(lambda: count(store) > 0)
        (child,) = recorders(proxy.pid)
        os.kill(child, signal.SIGKILL)
        assert [post(session, f"b{n}") for n in range(10)] == [200] * 10
        proxy.wait_for(lambda: count(store) == 20)
        assert recorders(proxy.pid) != [child]
        assert [post(session, f"c{n}") for n in range(10)] == [200] * 10
    assert proxy.stop() == 0
    assert len(names(store)) == count(store) == 30
    assert "the recorder ended unexpectedly (exit code -9)" in proxy.output
    assert "not in the store" not in proxy.output


def test_a_store_that_another_program_holds_stops_no_traffic(mitmdump, addons, site, tmp_path):
    store = tmp_path / "calls.store"
    proxy = mitmdump(*_arguments(site, store, addons / "xmlservice.py"))
    with client(proxy.port) as session:
        assert post(session, "first") == 200
        proxy.wait_for(lambda: count(store) == 1)
        with closing(sqlite3.connect(store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert [post(session, f"a{n}") for n in range(20)] == [200] * 20
            proxy.wait_for(lambda: "the recorder cannot store" in proxy.output)
            assert post(session, "last") == 200
            assert count(store) == 1
            other.execute("ROLLBACK")
        proxy.wait_for(lambda: "the recorder stores again" in proxy.output)
    assert proxy.stop() == 0
    assert count(store) == 22


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of another process are Linux's")
def test_a_full_disk_stops_no_traffic_and_loses_nothing_once_there_is_room(mitmdump, site, tmp_path):
    store = tmp_path / "calls.store"
    addon, wanted = other_recorder(tmp_path, FULL_DISK, store)
    with open_store(store, create=True):
        pass
    room = store.stat().st_size + 65_536
    proxy = mitmdump(*_arguments(site, store, addon), env={**wanted, "TEST_BYTES": str(room)})
    with client(proxy.port) as session:
        sent = 0
        while "the recorder cannot store" not in proxy.output:
            assert post(session, f"user{sent}") == 200
            sent += 1
            assert sent < 3_000
        assert [post(session, f"more{n}") for n in range(10)] == [200] * 10
        assert count(store) < sent
        (child,) = recorders(proxy.pid)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.prlimit(child, resource.RLIMIT_FSIZE, (hard, hard))
        proxy.wait_for(lambda: "the recorder stores again" in proxy.output)
    assert proxy.stop() == 0
    assert count(store) == sent + 10
    assert "not in the store" not in proxy.output


def test_what_a_slow_recorder_has_no_room_for_is_counted(mitmdump, site, tmp_path):
    store = tmp_path / "calls.store"
    addon, wanted = other_recorder(tmp_path, SLOW, store)
    proxy = mitmdump(*_arguments(site, store, addon), env=wanted)
    with client(proxy.port) as session:
        sent = 20
        assert [post(session, f"user{n}", padding=8_000_000) for n in range(sent)] == [200] * sent
    proxy.wait_for(lambda: "the recorder cannot keep up: " in proxy.output)
    assert proxy.stop() == 0
    dropped = sent - count(store)
    assert 0 < dropped < sent
    assert f"{dropped} exchanges are not in the store" in proxy.output


def test_flows_are_marked_and_commented_for_mitmproxys_own_screens(mitmdump, addons, site, tmp_path):
    store, seen, witness = tmp_path / "calls.store", tmp_path / "flows.json", tmp_path / "witness.py"
    witness.write_text(WITNESS)
    arguments = _arguments(site, store, addons / "xmlservice.py")
    proxy = mitmdump(*arguments, "-s", witness, "--set", f"witness={seen}")
    with client(proxy.port) as session:
        assert post(session, "jdoe") == 200
        assert session.post("/elsewhere", content=b"x", headers=XML).status_code == 200
    assert proxy.stop() == 0
    (mark, comment, metadata), other = json.loads(seen.read_text())
    assert mark == ":orange_circle:"
    assert "AUTH-07 (warning, request line " in comment
    assert "AUTH-07" in metadata["xmlservice"]
    assert other == ["", "", {}]
    with open_store(store, read_only=True) as kept:
        assert kept.count(parse("code:AUTH-07 sev>=warning")) == 1
