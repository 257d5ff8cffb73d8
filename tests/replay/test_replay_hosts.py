"""Calls do not go back to the recording's own host, however its name is written."""

from __future__ import annotations

import socket

import pytest
from replay_session import SITE, XML, Recorder, message

from inspector.model.exchange import Payload
from inspector.replay import hosts

PATH = "/WBXService/XMLService"


@pytest.mark.parametrize(
    ("recorded", "to", "same"),
    [
        ("http://127.0.0.1:8080", "http://localhost:8080", True),
        ("http://127.0.0.1:8080", "http://LOCALHOST.:8080", True),
        ("http://localhost:8080", "http://[::1]:8080", True),
        ("http://[::1]:8080", "http://127.0.0.1:8080", True),
        ("http://127.0.0.1:8080", "http://127.1:8080", True),
        ("http://127.0.0.1:8080", "http://[::ffff:127.0.0.1]:8080", True),
        ("http://127.0.0.1:8080", "http://0.0.0.0:8080", True),
        ("http://127.0.0.1", "http://localhost:80", True),
        ("http://127.0.0.1:8080", "http://localhost:8081", False),
        ("https://acme.example.com", "https://ACME.Example.com.", True),
        ("https://acme.example.com", "http://acme.example.com:443", True),
        ("https://bücher.example.com", "https://xn--bcher-kva.example.com", True),
        ("https://192.0.2.7", "https://192.0.2.7:8443", True),
        ("https://acme.example.com", "https://acme2.example.com", False),
        ("https://acme.example.com", "http://localhost", False),
    ],
)
def test_the_recordings_own_host(schemas, tmp_path, command, recorded, to, same):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.keep(Payload(XML, message("ep.GetAPIVersion", context=SITE)), None, None, recorded + PATH)
    path = recorder.save()
    code, _, err = command("replay", path, "--to", to + PATH, "--dry-run")
    assert code == (2 if same else 0)
    assert ("calls go back there only with --same-host" in err) is same
    assert command("replay", path, "--to", to + PATH, "--dry-run", "--same-host")[0] == 0


@pytest.mark.parametrize(
    ("recorded", "to", "same"),
    [
        ("http://127.0.0.1:8080", f"http://{socket.gethostname()}:8080", True),
        (f"http://{socket.gethostname().upper()}:8080", "http://localhost:8080", True),
        (f"http://{socket.gethostname()}:8080", "http://127.0.0.1:8081", False),
        ("http://127.0.0.1:8080", "http://acme.test:8080", True),
        ("http://acme.test:8080", "http://127.0.0.1:8080", True),
        ("http://127.0.0.1:8080", "http://acme.test:8081", False),
        ("https://192.0.2.7", "https://other.test", True),
        ("https://other.test", "https://192.0.2.7", True),
        ("https://other.test", "https://another.test", False),
    ],
)
def test_names_that_lead_to_the_same_machine(schemas, tmp_path, command, monkeypatch, recorded, to, same):
    """Names as a hosts file may have them, and the machine's own."""
    known = {"acme.test": "127.0.0.1", "other.test": "192.0.2.7", "another.test": "192.0.2.7"}
    known |= {socket.gethostname().lower(): "127.0.0.1"}

    def look_up(name, *_more):
        if name.lower() not in known:
            raise socket.gaierror(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known[name.lower()], 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    hosts.addresses.cache_clear()
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.keep(Payload(XML, message("ep.GetAPIVersion", context=SITE)), None, None, recorded + PATH)
    code, _, err = command("replay", recorder.save(), "--to", to + PATH, "--dry-run")
    hosts.addresses.cache_clear()
    assert (code, "calls go back there only with --same-host" in err) == (2 if same else 0, same)


def test_secrets_that_would_go_unencrypted_are_told(schemas, tmp_path, command):
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask("ep.GetAPIVersion")
    path = recorder.save()
    to = "http://test.example.com" + PATH
    assert command("replay", path, "--to", to, "--dry-run")[2] == (
        f"secrets go to {to} unencrypted; write https:// where the site has it\n"
    )
    for safe in ("https://test.example.com", "http://localhost:9"):
        assert command("replay", path, "--to", safe + PATH, "--dry-run")[2] == ""
