"""The doctor's checks of certificates and addresses."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from inspector.cli import checks

DAY = dt.timedelta(days=1)


def ca(path: Path, expires_in: dt.timedelta) -> Path:
    now = dt.datetime.now(dt.UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mitmproxy")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - 400 * DAY)
        .not_valid_after(now + expires_in)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [(300, "ok", "valid until"), (10, "warn", "expires on"), (-1, "fail", "expired on")],
)
def test_a_certificate_is_judged_by_its_end(tmp_path: Path, days: int, state: str, words: str) -> None:
    first, trust = checks.certificate(ca(tmp_path / "ca.pem", days * DAY))
    assert (first.state, words in first.detail) == (state, True)
    assert (trust.name, trust.state) == ("CA trust", "warn")


def test_a_certificate_among_the_systems_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ca(tmp_path / "ca.pem", 300 * DAY)
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("# all\n" + ca(tmp_path / "other.pem", DAY).read_text() + path.read_text())
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert [check.state for check in checks.certificate(path)] == ["ok", "ok"]


def test_no_certificate_and_a_broken_one_are_told_apart(tmp_path: Path) -> None:
    assert [check.state for check in checks.certificate(tmp_path / "none.pem")] == ["warn"]
    (tmp_path / "bad.pem").write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    assert [check.state for check in checks.certificate(tmp_path / "bad.pem")] == ["fail"]


@pytest.mark.parametrize("listen", ["127.0.0.1:99999", "192.0.2.1:8080"])
def test_a_port_that_cannot_be_had_is_a_failure(listen: str) -> None:
    assert checks.port(listen).state == "fail"


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Answers) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_an_address_is_tried_directly_and_through_what_listens(server: str, tmp_path: Path) -> None:
    direct, through = checks.reach(f"http://{server}/", server, tmp_path / "none.pem")
    assert (direct.state, direct.detail) == ("ok", f"http://{server}/ answers with 204")
    assert (through.state, through.detail) == ("ok", f"http://{server}/ answers with 204")


def test_an_address_that_does_not_answer_and_a_proxy_that_is_not_there_are_told(tmp_path: Path) -> None:
    direct, through = checks.reach("http://127.0.0.1:9/", "127.0.0.1:9", tmp_path / "none.pem")
    assert (direct.state, through.state) == ("fail", "warn")
    assert through.mend == "start it: xmlinspect proxy"
