"""The simulator addon, inside mitmproxy's own master, and in a real mitmdump over TLS with HTTP/2."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from mitmproxy.exceptions import OptionsError
from mitmproxy.test import taddons, tflow, tutils

ROOT = Path(__file__).parents[2]
ADDON = ROOT / "addons" / "simulator.py"
BODY = (
    b'<message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header/><body><bodyContent '
    b'xsi:type="java:com.webex.service.binding.ep.GetAPIVersion"/></body></message>'
)


@pytest.fixture
def addon():
    spec = importlib.util.spec_from_file_location("simulator_under_test", ADDON)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (only,) = module.addons
    return only


def flow(path=b"/WBXService/XMLService", **what):
    request = tutils.treq(method=b"POST", host="acme.example.com", path=path, content=BODY)
    return tflow.tflow(req=request, **what)


async def test_calls_are_answered_at_the_release_of_the_option(addon):
    with taddons.context(addon) as context:
        context.configure(addon, simulator_release="40.4.9", simulator_site="acme")
        called = flow()
        await addon.request(called)
        assert called.response.status_code == 200
        assert b"<ep:apiVer>40.4.9</ep:apiVer>" in called.response.content
        assert called.response.headers["content-type"] == "text/xml;charset=UTF-8"
        context.configure(addon, simulator_release="40.6.0")
        again = flow()
        await addon.request(again)
        assert b"<ep:apiVer>40.6.0</ep:apiVer>" in again.response.content


async def test_other_addresses_are_not_found(addon):
    with taddons.context(addon) as context:
        context.configure(addon, simulator_release="")
        called = flow(b"/")
        await addon.request(called)
        assert (called.response.status_code, called.response.headers["content-type"][:10]) == (
            404,
            "text/plain",
        )


async def test_an_answer_of_another_addon_stays(addon):
    with taddons.context(addon) as context:
        context.configure(addon, simulator_release="")
        called = flow(resp=tutils.tresp(content=b"blocked"))
        await addon.request(called)
        assert called.response.content == b"blocked"


async def test_an_unknown_release_is_named(addon):
    with (
        taddons.context(addon) as context,
        pytest.raises(OptionsError, match=r"simulator_release.*40\.10\.0\b"),
    ):
        context.configure(addon, simulator_release="40.10.1")


async def test_faults_on_wish(addon):
    with taddons.context(addon) as context:
        context.configure(
            addon, simulator_release="40.10.0", simulator_fault="status=503@every 2,reset=every 3"
        )
        first, second, third = flow(), flow(), flow()
        for called in (first, second, third):
            called.live = True
            await addon.request(called)
        assert (first.response.status_code, second.response.status_code) == (200, 503)
        assert third.response is None
        assert third.error.msg == "Connection killed."
        with pytest.raises(OptionsError, match="simulator_fault: 'smoke=1' is no fault"):
            context.configure(addon, simulator_fault="smoke=1")


async def test_a_truncated_answer_is_half_of_it(addon):
    with taddons.context(addon) as context:
        context.configure(addon, simulator_release="40.10.0", simulator_fault="truncate=every 2")
        whole, half = flow(), flow()
        for called in (whole, half):
            await addon.request(called)
        assert len(half.response.content) == len(whole.response.content) // 2


@pytest.fixture
def mitmdump(tmp_path):
    """A real mitmdump with the addon, as the server behind TLS; gives its port and its CA."""
    program = Path(sys.executable).with_name("mitmdump")
    if not program.exists():
        pytest.skip("mitmdump is not beside this Python")
    arguments = ["--mode", "reverse:https://acme.example.com@127.0.0.1:0", "--set", f"confdir={tmp_path}"]
    with subprocess.Popen(
        [str(program), "-s", str(ADDON), *arguments, "--set", "simulator_release=40.8.0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            said = ""
            while "listening at" not in said:
                said = process.stdout.readline()
                assert said, "mitmdump ended"
            ca = tmp_path / "mitmproxy-ca-cert.pem"
            ends = time.monotonic() + 20
            while not ca.exists() and time.monotonic() < ends:
                time.sleep(0.05)
            yield int(re.search(r":(\d+)\D*$", said)[1]), ca
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)


class OnlyHttp2(ssl.SSLContext):
    """httpx names HTTP/1.1 first, and mitmproxy takes what the client names first (curl: HTTP/2)."""

    def set_alpn_protocols(self, alpn_protocols):
        super().set_alpn_protocols(["h2"])


def test_a_real_mitmdump_serves_it_over_tls_with_http2(mitmdump):
    port, ca = mitmdump
    context = OnlyHttp2(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca)
    context.check_hostname = False
    with httpx.Client(http2=True, verify=context, trust_env=False) as client:
        answer = client.post(f"https://127.0.0.1:{port}/WBXService/XMLService", content=BODY)
    assert answer.http_version == "HTTP/2"
    assert "<ep:apiVer>40.8.0</ep:apiVer>" in answer.text


ANSWER = (
    b'<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"><serv:header><serv:response>'
    b"<serv:result>SUCCESS</serv:result><serv:gsbStatus>BACKUP</serv:gsbStatus></serv:response>"
    b"</serv:header><serv:body><serv:bodyContent/></serv:body></serv:message>"
)


def recorded(tmp_path, monkeypatch):
    """A store of one call."""
    from inspector import assemble
    from inspector.engine import record
    from inspector.model.exchange import Exchange, Payload
    from inspector.settings import load
    from inspector.store import open_store

    monkeypatch.setenv("XMLINSPECT_KEYS", str(tmp_path / "keys"))
    path = tmp_path / "recorded.sqlite"
    settings = load().settings
    core = assemble.inspector(settings, key=assemble.store_key(path, settings))
    exchange = Exchange(Payload(body=BODY), Payload(body=ANSWER), url="https://acme.example.com/", status=200)
    with open_store(path, create=True) as store:
        store.write([record(core.judge_pair(exchange))])
    return path


async def test_a_recording_is_answered_from(addon, tmp_path, monkeypatch):
    path = recorded(tmp_path, monkeypatch)
    with taddons.context(addon) as context:
        context.configure(addon, simulator_release="", simulator_from=str(path))
        called = flow()
        await addon.request(called)
        assert called.response.content == ANSWER
        context.configure(addon, simulator_from="")
        again = flow()
        await addon.request(again)
        assert b"<ep:apiVer>" in again.response.content
        with pytest.raises(OptionsError, match="no such file; check the name"):
            context.configure(addon, simulator_from=str(tmp_path / "missing.sqlite"))
        addon.done()
        # What was not recorded: a FAILURE, or the simulator; which values count is chosen.
        other = BODY.replace(b"ep.GetAPIVersion", b"site.GetSite")
        context.configure(addon, simulator_from=str(path))
        for options, reply in (
            ({}, b"<serv:exceptionID>000015<"),
            ({"simulator_fall_back": "simulator"}, b"<serv:exceptionID>000001<"),
        ):
            context.configure(addon, **options)
            missed = flow()
            missed.request.content = other
            await addon.request(missed)
            assert reply in missed.response.content
        for name, wrong in (
            ("simulator_match", "webExIds"),
            ("simulator_ignore", "webExIds"),
            ("simulator_key", "nothing"),
            ("simulator_fall_back", "nobody"),
        ):
            with pytest.raises(OptionsError, match=wrong.lower()):
                context.configure(addon, **{name: wrong})
            context.configure(addon, **{name: ""})
        addon.done()


async def test_a_slow_site_behind_a_recording_holds_up_no_other_call(addon, tmp_path, monkeypatch):
    path = recorded(tmp_path, monkeypatch)
    arrived, free = threading.Event(), threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self):
            arrived.set()
            free.wait(20)
            body = b"<late/>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/WBXService/XMLService"
    try:
        with taddons.context(addon) as context:
            context.configure(addon, simulator_release="", simulator_from=str(path), simulator_fall_back=url)
            slow, known = flow(), flow()
            slow.request.content = BODY.replace(b"ep.GetAPIVersion", b"site.GetSite")
            waiting = asyncio.create_task(addon.request(slow))
            await asyncio.to_thread(arrived.wait, 20)
            await addon.request(known)
            assert (known.response.content, waiting.done()) == (ANSWER, False)
            free.set()
            await waiting
            assert slow.response.content == b"<late/>"
            addon.done()
    finally:
        free.set()
        server.shutdown()
        server.server_close()
        thread.join()


def test_wrong_options_end_mitmdump_with_one_line(tmp_path):
    program = Path(sys.executable).with_name("mitmdump")
    if not program.exists():
        pytest.skip("mitmdump is not beside this Python")
    for option, said in (
        ("simulator_match=webExId", "simulator_match goes with simulator_from; name a recording"),
        ("simulator_fault=,", "simulator_fault: '' is no fault; write one of latency"),
    ):
        done = subprocess.run(
            [program, "-s", ADDON, "--set", option, "-p", "0", "--set", f"confdir={tmp_path}"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "XMLINSPECT_KEYS": str(tmp_path / "keys")},
        )
        lines = (done.stdout + done.stderr).splitlines()
        assert done.returncode == 1
        assert [line for line in lines if said in line]
        assert not [line for line in lines if "Traceback" in line or "File " in line]


async def test_what_goes_with_a_recording_is_refused_without_one(addon):
    with (
        taddons.context(addon) as context,
        pytest.raises(OptionsError, match="simulator_ignore goes with simulator_from; name a recording"),
    ):
        context.configure(addon, simulator_ignore="webExId")


async def test_a_refusal_names_the_option_as_the_addon_has_it(addon, tmp_path, monkeypatch):
    path = recorded(tmp_path, monkeypatch)
    with (
        taddons.context(addon) as context,
        pytest.raises(OptionsError, match="simulator_from: simulator_fall_back nobody: neither"),
    ):
        context.configure(addon, simulator_release="", simulator_from=str(path), simulator_fall_back="nobody")
