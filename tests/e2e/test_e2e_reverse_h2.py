"""As reverse proxy over TLS with HTTP/2: client, mitmdump with the addon, mitmdump as the site."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import httpx
import pytest
from e2e_calls import CODINGS, audited, calls, expect

from inspector.store import open_store

SITE_SIDE = '''
"""Packs answers as the client wishes, and writes down how each connection was negotiated."""

from mitmproxy import ctx


class SiteSide:
    def load(self, loader):
        loader.add_option("negotiated", str, "", "Where to write.")

    def response(self, flow):
        with open(ctx.options.negotiated, "a") as file:
            file.write(f"{flow.client_conn.alpn.decode()} {flow.request.http_version}\\\\n")
        if "x-pack" in flow.request.headers:
            flow.response.encode(flow.request.headers["x-pack"])


addons = [SiteSide()]
'''.replace("\\\\n", "\\n")


class OnlyHttp2(ssl.SSLContext):
    """httpx names HTTP/1.1 first, and mitmproxy takes what the client names first."""

    def set_alpn_protocols(self, alpn_protocols):
        super().set_alpn_protocols(["h2"])


@pytest.fixture
def site(mitmdump, addons, tmp_path):
    """A simulated site behind TLS; gives its URL and where it writes what was negotiated."""
    negotiated = tmp_path / "negotiated.txt"
    extra = tmp_path / "site_side.py"
    extra.write_text(SITE_SIDE)
    server = mitmdump(
        "--mode", "reverse:https://acme.example.com", "-s", addons / "simulator.py", "-s", extra,
        "--set", "simulator_release=40.9.0", "--set", f"negotiated={negotiated}",
    )  # fmt: skip
    return f"https://127.0.0.1:{server.port}", negotiated


def _client(ca: Path, port: int) -> httpx.Client:
    context = OnlyHttp2(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca)
    context.check_hostname = False
    return httpx.Client(http2=True, verify=context, trust_env=False, base_url=f"https://127.0.0.1:{port}")


def test_every_exchange_is_stored_and_audited(mitmdump, addons, site, tmp_path):
    url, negotiated = site
    store = tmp_path / "calls.store"
    proxy = mitmdump(
        "--mode", f"reverse:{url}", "-s", addons / "xmlservice.py",
        "--set", f"xmlservice_store={store}", "--set", "ssl_insecure=true",
    )  # fmt: skip
    plain = calls()
    packed = dict.fromkeys(CODINGS, plain[1])
    with _client(proxy.ca, proxy.port) as client:

        def post(body: bytes, **headers: str) -> httpx.Response:
            kind = {"Content-Type": "text/xml", "Host": "acme.example.com", **headers}
            return client.post("/WBXService/XMLService", content=body, headers=kind, timeout=30)

        answers = [post(call.body) for call in plain]
        for coding, call in packed.items():
            pack = {"Content-Encoding": coding, "X-Pack": coding}
            answers.append(post(CODINGS[coding](call.body), **pack))
            assert answers[-1].headers["Content-Encoding"] == coding
            assert answers[-1].content.startswith(b"<?xml")
    assert {answer.http_version for answer in answers} == {"HTTP/2"}
    assert set(negotiated.read_text().splitlines()) == {"h2 HTTP/2.0"}
    assert len(negotiated.read_text().splitlines()) == 9
    assert proxy.stop() == 0
    assert "Planted" not in proxy.output
    expect(audited(store), [*plain, *packed.values()], "HTTP/2.0")
    with open_store(store, read_only=True) as kept:
        answers_kept = [record.response.body for record in kept.records() if record.response]
        assert all(body.startswith(b"<?xml") for body in answers_kept)
        assert json.dumps([r.request_headers for r in kept.records()]).count('"zstd"') == 2
