"""Answers that do not end, that are too large, and that are none: what is said, and what is still sent."""

from __future__ import annotations

import contextlib
import gzip
import socketserver
import threading
import time
from contextlib import contextmanager

import pytest
from replay_session import Counting, Recorder, serving

from inspector.simulator import Answer, Site

GO = ("--rate", "0", "--once", "--allow-writes")
_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n"


def _trickle(connection):
    connection.sendall(_CHUNKED + b"\r\n")
    for _ in range(200):
        connection.sendall(b"1\r\n \r\n")
        time.sleep(0.05)


def _flood(connection):
    connection.sendall(_CHUNKED + b"\r\n")
    for _ in range(64):
        connection.sendall(b"100000\r\n" + b"A" * 0x100000 + b"\r\n")


def _bomb(connection):
    body = gzip.compress(b" " * (64 * 2**20), 1)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    connection.sendall(head % len(body) + body)


@contextmanager
def _odd_server(answer):
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(65536)
            with contextlib.suppress(OSError):
                answer(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/WBXService/XMLService"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def recording(schemas, tmp_path):
    """A reading call, then writing ones."""
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask("ep.GetAPIVersion")
    for number in range(8):
        recorder.ask("user.DelUser", f"<webExId>user{number}</webExId>")
    return recorder.save()


@pytest.fixture
def site(schemas):
    return Counting(Site(schemas.master, schemas.releases, release="40.10.0"))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_trickle, "no whole answer within 0.3 seconds"),
        (_flood, "the answer is larger than 16 MiB"),
        (_bomb, "the answer is larger than 16 MiB"),
    ],
)
def test_an_answer_without_an_end_is_given_up(recording, command, answer, said):
    timeout = "0.3" if answer is _trickle else "20"
    with _odd_server(answer) as url:
        _, found, err = command("replay", recording, "--to", url, *GO, "--timeout", timeout)
    assert [result["state"] for result in found["results"]] == ["failed", "unknown", "unknown"] + [
        "not-sent"
    ] * 6
    assert found["results"][0]["reason"] == said
    assert found["results"][1]["reason"] == (
        f"{said}; nobody can tell whether it arrived, and it is not sent again"
    )
    assert f"the run ended early: 3 calls in a row had no answer: {said}" in err


@pytest.mark.parametrize(
    "proxy", ["http://who:Pr0xy-Pw@127.0.0.1:9", "http://who:Pr0xy@Pw@127.0.0.1:9", "ftp://who:Pr0xy-Pw@x:1"]
)
@pytest.mark.parametrize("form", ["text", "json", "junit"])
def test_what_a_proxy_is_asked_with_is_never_shown(recording, command, proxy, form):
    to = "http://other.example.com/WBXService/XMLService"
    words = ("replay", recording, "--to", to, *GO, "--proxy", proxy, "--format", form)
    code, out, err = command(*words, form="")
    assert (code, "Pr0xy" in out + err, "who" in out + err) == (2, False, False)
    where = proxy.rpartition("@")[2]
    assert where in err


@pytest.mark.parametrize(
    ("status", "asked", "states"),
    [
        (503, 3, ["failed", "unknown", "unknown"]),
        (401, 3, ["failed", "not-sent", "not-sent"]),
        (403, 2, ["failed", "not-sent", "not-sent"]),
        (429, 2, ["failed", "not-sent", "not-sent"]),
        (302, 1, ["failed", "not-sent", "not-sent"]),
    ],
)
def test_a_site_that_answers_pages_does_not_use_up_the_writes(
    recording, site, command, status, asked, states
):
    site.before = lambda _request, _url: Answer(status, (("Location", "/login"),), b"<p>Sorry")
    with serving(site) as server:
        go = ("replay", recording, "--to", server.url, *GO)
        _, said, err = command(*go)
        assert (len(site.asked), [r["state"] for r in said["results"]]) == (asked, states + ["not-sent"] * 6)
        if status == 503:
            assert "3 calls in a row had no answer of the XML API: HTTP 503" in err
        site.before = None
        site.asked.clear()
        sent = 6 if status == 503 else 8
        command(*go, *["--resume"][: status == 503])
    assert site.arrived().count("user.DelUser") == sent


def test_a_write_that_is_led_elsewhere_is_in_doubt(recording, site, command):
    site.before = lambda request, _url: (
        Answer(302, (("Location", "/login"),), b"") if b"DelUser" in request.body else None
    )
    with serving(site) as server:
        go = ("replay", recording, "--to", server.url, *GO)
        code, said, _ = command(*go)
        assert (code, said["results"][1]["state"], said["resumable"]) == (3, "unknown", True)
        assert command(*go)[0] == 2
