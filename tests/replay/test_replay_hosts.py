"""Calls do not go back to the recording's own host, however its name is written."""

from __future__ import annotations

import pytest
from replay_session import SITE, XML, Recorder, message

from inspector.model.exchange import Payload

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
