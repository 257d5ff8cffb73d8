"""The simulated site over TCP, and the demo's client against it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from inspector import assemble
from inspector.cli import demo_client
from inspector.cli.addresses import address
from inspector.cli.output import CommandError
from inspector.cli.simulate import simulate
from inspector.cli.site_server import SiteServer
from inspector.engine.reporting import report
from inspector.model.exchange import Exchange, Payload
from inspector.simulator import FaultError, Faults, Site

BODY = (
    b'<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header/><body><bodyContent '
    b'xsi:type="java:com.webex.service.binding.ep.GetAPIVersion"/></body></message>'
)


@pytest.fixture(scope="module")
def schemas():
    return assemble.schemas()


@pytest.fixture
def serving(schemas):
    """A running server, the lines that it told, and the exchanges that it answered."""
    site = Site(schemas.master, schemas.releases, release=demo_client.RELEASE)
    seen, told = [], []

    class Watched:
        def answer(self, request, url=""):
            answer = site.answer(request, url)
            seen.append(
                Exchange(
                    request=request,
                    response=Payload(answer.headers, answer.body),
                    url="http://127.0.0.1" + url,
                    status=answer.status,
                )
            )
            return answer

    with SiteServer(Watched(), "127.0.0.1:0", told.append) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server, told, seen
        server.shutdown()
        thread.join()


def test_one_connection_serves_many_calls(serving):
    server, told, _ = serving
    with httpx.Client() as client:
        answers = [client.post(server.url, content=BODY) for _ in range(3)]
        ports = {a.extensions["network_stream"].get_extra_info("client_addr") for a in answers}
    assert len(ports) == 1
    assert all("<ep:apiVer>40.9.0</ep:apiVer>" in a.text for a in answers)
    assert [line.rpartition(" ")[0].rpartition(" ")[0] for line in told] == [
        "200 ep.GetAPIVersion SUCCESS"
    ] * 3


def test_chunked_requests_are_read(serving):
    server, _, _ = serving
    answer = httpx.post(server.url, content=iter([BODY[:50], BODY[50:]]))
    assert "<ep:apiVer>" in answer.text


def test_other_addresses_are_not_found(serving):
    server, _, _ = serving
    answer = httpx.get(server.url.replace("/WBXService/XMLService", "/"))
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: -1\r\n",
        b"Content-Length: many\r\n",
        b"Transfer-Encoding: chunked\r\n",
    ],
)
def test_a_body_without_a_length_is_refused_and_the_server_lives_on(serving, head):
    server, _, _ = serving
    with socket.create_connection(server.server_address[:2], timeout=10) as raw:
        raw.sendall(b"POST /WBXService/XMLService HTTP/1.1\r\nHost: x\r\n" + head + b"\r\nzz\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400")
    assert httpx.post(server.url, content=BODY).status_code == 200


def test_no_value_is_told(serving):
    server, told, _ = serving
    httpx.post(
        server.url + "?password=Secret-Pw1",
        content=BODY.replace(b"<header/>", b"<header>Secret-Pw1</header>"),
    )
    httpx.post(server.url.replace("XMLService", "Secret-Pw1"), content=BODY)
    assert len(told) == 2
    assert not any("Secret" in line for line in told)


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("[::1]:80", ("::1", 80)),
        (":8080", ("127.0.0.1", 8080)),
        ("8080", ("127.0.0.1", 8080)),
    ],
)
def test_addresses(listen, expected):
    assert address(listen) == expected


@pytest.mark.parametrize("listen", ["", "here", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:99999"])
def test_what_is_no_address_is_named(listen):
    with pytest.raises(CommandError, match="HOST:PORT"):
        address(listen)


def test_a_taken_port_is_named(serving):
    server, _, _ = serving
    taken = f"127.0.0.1:{server.server_address[1]}"
    with pytest.raises(CommandError, match=f"cannot listen at {taken}"):
        SiteServer(None, taken, print)


def test_the_demo_client_shows_what_the_product_is_for(serving):
    """25 exchanges of 15 operations, and 8 different codes, at least; every answer valid."""
    server, told, seen = serving
    lines = []
    assert demo_client.run(server.url, tell=lines.append) == len(lines) == len(seen) >= 25
    inspector = assemble.inspector(release=demo_client.RELEASE)
    reports = [report(inspector.judge_pair(exchange)) for exchange in seen]
    operations = {call.operation for one in reports for call in one.calls}
    codes = {finding.code for one in reports for finding in one.findings}
    assert len(operations) >= 15
    assert codes >= {
        "AUTH-01", "AUTH-03", "AUTH-05", "AUTH-07", "ENV-01", "ENV-02", "ENV-03", "ENV-04", "ENV-05",
        "ENV-07", "REL-01", "SCH-01", "SCH-02", "SCH-03", "SCH-04", "XML-01",
    }  # fmt: skip
    assert all(call.response_valid is not False for one in reports for call in one.calls)
    exceptions = {exception for line in lines for exception in line.exceptions}
    assert exceptions >= {"000000", "000001", "000015", "030001", "030002", "060001", "060016", "999999"}
    # What the client and the site say of it holds no secret.
    assert not any("Pw-1" in str(line) for line in (*lines, *told))


def test_good_calls_have_no_error(serving):
    server, _, seen = serving
    demo_client.run(server.url)
    inspector = assemble.inspector(release=demo_client.RELEASE)
    for exchange in seen[:15]:
        found = report(inspector.judge_pair(exchange)).findings
        # That meetings moved to another API is nobody's slip.
        codes = {f.code for f in found if str(f.severity) == "error"}
        assert codes <= {"LIFE-01"}


def test_the_demo_client_names_a_service_that_is_not_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(CommandError, match="no answer from"):
        demo_client.run(f"http://127.0.0.1:{port}/WBXService/XMLService")


@pytest.fixture
def faulty(schemas):
    """A function that serves a site with faults: its address, what it told, and the site."""
    opened = []

    def serve(*faults):
        site = Site(schemas.master, schemas.releases, release="40.10.0")
        told = []
        server = SiteServer(site, "127.0.0.1:0", told.append, Faults.parse(faults))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        opened.append((server, thread))
        return server.url, told, site

    yield serve
    for server, thread in opened:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_reset_cuts_off_the_connection_and_the_next_call_is_answered(faulty):
    url, told, _ = faulty("reset=every 2")
    assert "<ep:apiVer>40.10.0<" in httpx.post(url, content=BODY).text
    with pytest.raises(httpx.ReadError):
        httpx.post(url, content=BODY)
    assert httpx.post(url, content=BODY).status_code == 200
    assert [line for line in told if line.startswith("fault")] == ["fault: reset"]


def test_a_truncated_answer_promises_more_than_it_has(faulty):
    url, _, _ = faulty("truncate=every 2")
    whole = len(httpx.post(url, content=BODY).content)
    with pytest.raises(httpx.RemoteProtocolError, match=f"received {whole // 2} bytes, expected {whole}"):
        httpx.post(url, content=BODY)


def test_status_garbage_and_latency(faulty):
    url, _, _ = faulty("status=503@every 2,garbage=every 3,latency=30ms@every 4")
    answers = [httpx.post(url, content=BODY) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 503, 200, 503]
    assert [b"apiVer" in answer.content for answer in answers] == [True, False, False, False]
    assert answers[3].elapsed.total_seconds() >= 0.03


def test_a_fault_that_is_written_wrongly_is_said():
    with pytest.raises(FaultError, match="'smoke=1' is no fault"):
        simulate("127.0.0.1:0", fault=["smoke=1"])


def test_the_program_itself(tmp_path):
    """The command in a process of its own: says where it listens, serves, and ends with 0 on SIGTERM."""
    code = "from inspector.cli.simulate import simulate; simulate('127.0.0.1:0', '40.4.9')"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            said = process.stdout.readline()
            url = re.search(r"release 40\.4\.9 at (http://\S+)", said)[1]
            assert "<ep:apiVer>40.4.9<" in httpx.post(url, content=BODY).text
        finally:
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert re.fullmatch(r"200 ep\.GetAPIVersion SUCCESS [\d.]+ ms\n", errors)


def test_limits_and_faults_on_the_command_line(tmp_path):
    """Two not-found answers lock out; before that, every second answer carries another status."""
    asked = BODY.replace(
        b'"java:com.webex.service.binding.ep.GetAPIVersion"/>',
        b'"java:com.webex.service.binding.ep.GetSessionInfo"><sessionKey>1</sessionKey></bodyContent>',
    )
    options = ["--listen", "127.0.0.1:0", "--lockout", "2", "--fault", "status=503@every 2"]
    with subprocess.Popen(
        [sys.executable, "-m", "inspector", "simulate", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            url = re.search(r" at (http://\S+)", process.stdout.readline())[1]
            statuses = [httpx.post(url, content=asked).status_code for _ in range(3)]
        finally:
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert statuses == [200, 503, 403]
    assert "ep.GetSessionInfo found nothing too often: the caller is locked out\n" in errors
    assert errors.count("fault: status\n") == 1


@pytest.mark.parametrize(
    ("release", "lockout", "told"),
    [
        ("40.6.0", 3, "--lockout 3 does nothing: release 40.6.0 locks nobody out (since 40.8.0)"),
        ("40.6.0", None, ""),
        ("40.6.0", 0, ""),
        ("40.8.0", 3, ""),
    ],
)
def test_a_lockout_that_the_release_does_not_have_is_said(monkeypatch, capsys, release, lockout, told):
    monkeypatch.setattr("inspector.cli.simulate.serve", lambda *_: None)
    simulate(listen="127.0.0.1:0", release=release, lockout=lockout)
    assert capsys.readouterr().err.strip() == told
