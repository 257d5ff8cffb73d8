"""As regular proxy over HTTP/1.1, between `xmlinspect simulate` and clients that know nothing of us."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from e2e_calls import CODINGS, audited, calls, expect

ROOT = Path(__file__).parents[2]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")

Post = Callable[[str, bytes, dict[str, str], int], tuple[int, str]]
"""Posts a body with headers to a URL through the proxy on a port; gives status and HTTP version."""


@pytest.fixture
def site() -> Iterator[str]:
    """`xmlinspect simulate`; gives the URL of its service."""
    command = [
        sys.executable,
        "-m",
        "inspector",
        "simulate",
        "--listen",
        "127.0.0.1:0",
        "--release",
        "40.9.0",
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, said
            yield found[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@pytest.fixture
def proxied(mitmdump, addons, tmp_path):
    store = tmp_path / "calls.store"
    return mitmdump("-s", addons / "xmlservice.py", "--set", f"xmlservice_store={store}"), store


def with_requests(url: str, body: bytes, headers: dict[str, str], port: int) -> tuple[int, str]:
    with requests.Session() as session:
        session.trust_env = False
        # an iterator goes out in chunks
        data = iter([body[:9], body[9:]]) if "X-Chunks" in headers else body
        proxies = {"http": f"http://127.0.0.1:{port}"}
        answer = session.post(url, data=data, headers=headers, proxies=proxies, timeout=30)
        return answer.status_code, f"HTTP/{answer.raw.version / 10}"


def with_curl(url: str, body: bytes, headers: dict[str, str], port: int) -> tuple[int, str]:
    command = ["curl", "--silent", "--http1.1", "--proxy", f"http://127.0.0.1:{port}", "--noproxy", ""]
    command += ["--data-binary", "@-", "--output", "-", "--write-out", "\\n%{http_code} %{http_version}", url]
    lines = {**headers, "Transfer-Encoding": "chunked"} if "X-Chunks" in headers else headers
    for name, value in lines.items():
        command += ["--header", f"{name}: {value}"]
    done = subprocess.run(command, input=body, capture_output=True, timeout=60, check=True)
    status, version = done.stdout.decode().splitlines()[-1].split()
    return int(status), f"HTTP/{version}"


@pytest.mark.parametrize("post", [with_requests, pytest.param(with_curl, marks=needs_curl)])
def test_every_exchange_is_stored_and_audited(proxied, site, post: Post):
    proxy, store = proxied
    plain = calls()
    kind = {"Content-Type": "text/xml"}
    sent = [(call, call.body, kind) for call in plain]
    sent.append((plain[1], plain[1].body, {**kind, "X-Chunks": "yes"}))
    sent += [(plain[1], pack(plain[1].body), {**kind, "Content-Encoding": c}) for c, pack in CODINGS.items()]
    answers = [post(site, body, headers, proxy.port) for _, body, headers in sent]
    assert set(answers) == {(200, "HTTP/1.1")}
    assert proxy.stop() == 0
    assert "Planted" not in proxy.output
    report = audited(store)
    expect(report, [call for call, _, _ in sent], "HTTP/1.1")
    assert {exchange["url"] for exchange in report["exchanges"]} == {site}
    # a chunked body is as long as its content, without the marks of its chunks
    assert report["exchanges"][6]["size"] == report["exchanges"][1]["size"]
