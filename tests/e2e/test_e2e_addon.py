"""The addon in a real mitmdump, between a real client and a plain HTTP server."""

from __future__ import annotations

import http.server
import signal
import threading
from collections.abc import Iterator

import httpx
import pytest

from inspector.store import open_store, parse

REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <header><securityContext><siteName>acme</siteName><webExID>jdoe</webExID><password>Planted-Pa55</password>
  </securityContext></header>
  <body><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser"><webExId>jdoe</webExId>
  </bodyContent>
  </body>
</serv:message>"""
ANSWER = b"""<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service">
<serv:header><serv:response><serv:result>FAILURE</serv:result><serv:reason>no such user</serv:reason>
<serv:gsbStatus>PRIMARY</serv:gsbStatus><serv:exceptionID>030001</serv:exceptionID></serv:response></serv:header>
<serv:body><serv:bodyContent/></serv:body></serv:message>"""


class _Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("?hang-up"):
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def proxied(mitmdump, addons, site, tmp_path):
    store = tmp_path / "calls.store"
    proxy = mitmdump(
        "--mode", f"reverse:{site}", "-s", addons / "xmlservice.py", "--set", f"xmlservice_store={store}"
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.port}", trust_env=False) as client:
        yield proxy, client, store


def _post(client: httpx.Client, path: str = "/WBXService/XMLService") -> int:
    return client.post(path, content=REQUEST, headers={"Content-Type": "text/xml"}, timeout=20).status_code


def test_exchanges_are_stored_and_said_without_secrets(proxied):
    proxy, client, store = proxied
    assert [_post(client) for _ in range(3)] == [200, 200, 200]
    assert _post(client, "/WBXService/xml8.0.0/XMLService") == 200
    assert _post(client, "/WBXService/XMLService?hang-up") == 502
    assert _post(client, "/other?token=Planted-Token") == 200
    proxy.wait_for(lambda: proxy.output.count("user.GetUser") == 5)
    assert proxy.stop() == 0
    assert "Planted" not in proxy.output
    assert "/WBXService" not in proxy.output
    with open_store(store, read_only=True) as kept:
        reports = list(kept.reports())
        assert [report.status for report in reports] == [200, 200, 200, 200, None]
        assert (reports[3].release.name, reports[3].release.source) == ("5.8", "path")  # 8.0.0 is an alias
        assert (
            kept.count(parse("op:GetUser caller:authenticated site:acme result:FAILURE exception:030001"))
            == 4
        )
        assert {record.request.body.count(b"Planted-Pa55") for record in kept.records()} == {0}
        assert {record.request.body.count(b"<webExID>") for record in kept.records()} == {1}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_was_answered_is_stored_when_it_is_stopped_at_once(proxied, number):
    proxy, client, store = proxied
    assert [_post(client) for _ in range(20)] == [200] * 20
    proxy.stop(number)
    with open_store(store, read_only=True) as kept:
        assert kept.count() == 20


def test_a_store_that_cannot_be_opened_does_not_touch_traffic(mitmdump, addons, site, tmp_path):
    broken = tmp_path / "no.store"
    broken.write_bytes(b"something else")
    proxy = mitmdump(
        "--mode", f"reverse:{site}", "-s", addons / "xmlservice.py", "--set", f"xmlservice_store={broken}"
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.port}", trust_env=False) as client:
        assert [_post(client) for _ in range(3)] == [200, 200, 200]
        proxy.wait_for(lambda: "this is not a store" in proxy.output)
    assert proxy.stop() == 0
    assert "3 exchanges are not in the store" in proxy.output
    assert broken.read_bytes() == b"something else"
