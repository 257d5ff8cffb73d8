"""HTTP Archives on the command line: read like any recording, copied without a secret, exported again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.cli.app import run

SECRETS = tuple(f"Plant-{number:02}-q7Zx" for number in range(12))
PERSON = ("Janet", "jane.login", "jane.doe@example.com")
NS = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
    'xmlns:use="http://www.webex.com/schemas/2002/06/service/user"'
)
REQUEST = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<serv:message {NS}><!-- password={SECRETS[0]} -->\n<header>'
    f"<securityContext><webExID>{PERSON[1]}</webExID><password>{SECRETS[1]}</password><siteName>acme</siteName>"
    '</securityContext></header>\n<body><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser">'
    f"<webExId>{PERSON[1]}</webExId></bodyContent></body></serv:message>"
)
ANSWER = (
    f"<serv:message {NS}><serv:header><serv:response><serv:result>SUCCESS</serv:result>"
    "<serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header><serv:body>"
    f'<serv:bodyContent xsi:type="use:getUserResponse"><use:firstName>{PERSON[0]}</use:firstName>'
    f"<use:webExId>{PERSON[1]}</use:webExId><use:email>{PERSON[2]}</use:email>"
    f"<use:password>{SECRETS[2]}</use:password></serv:bodyContent></serv:body></serv:message>"
)
Command = Callable[..., dict[str, object]]


def _pairs(**named: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in named.items()]


def _call(number: int) -> dict[str, object]:
    """A call of the service as a browser saves it, with a secret in each place that a HAR has for one."""
    return {
        "startedDateTime": f"2024-01-02T03:04:0{number}.678Z",
        "time": 41.5,
        "request": {
            "method": "POST",
            "url": f"https://acme.example.com/WBXService/XMLService?PW={SECRETS[3]}",
            "httpVersion": "h2",
            "cookies": _pairs(session=SECRETS[4]),
            "headers": _pairs(Cookie=f"session={SECRETS[4]}", Authorization=f"Bearer {SECRETS[5]}"),
            "queryString": _pairs(PW=SECRETS[3]),
            "postData": {
                "mimeType": "application/x-www-form-urlencoded",
                "params": [*_pairs(XML=REQUEST), *_pairs(PWD=SECRETS[6])],
            },
            "bodySize": len(REQUEST),
        },
        "response": {
            "status": 200,
            "cookies": _pairs(ticket=SECRETS[7]),
            "headers": _pairs(**{"Set-Cookie": f"ticket={SECRETS[7]}; Secure"}),
            "content": {"size": len(ANSWER), "mimeType": "text/xml", "text": ANSWER},
            "redirectURL": f"https://acme.example.com/?AT=tok{SECRETS[8]}",
        },
        "_initiator": {"url": f"https://acme.example.com/?token={SECRETS[9]}"},
        "comment": f"password {SECRETS[10]}",
    }


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    picture = {
        "request": {
            "method": "GET",
            "url": f"https://acme.example.com/a.png?token={SECRETS[11]}",
            "headers": [],
        },
        "response": {"status": 200, "headers": [], "content": {"size": 1, "text": "x"}},
    }
    log = {
        "version": "1.2",
        "creator": {"name": "browser", "version": "1"},
        "pages": [{"title": f"https://acme.example.com/?token={SECRETS[9]}"}],
        "entries": [_call(1), picture, _call(2)],
    }
    (tmp_path / "a.har").write_text(json.dumps({"log": log}, indent=1))

    def command(*arguments: str, code: int = 0) -> dict[str, object]:
        assert run(arguments) == code
        said = capsys.readouterr()
        if "json" not in arguments:
            return {"out": said.out, "err": said.err}
        return {**json.loads(said.out), "err": said.err}

    return command


def _planted(*paths: Path) -> set[str]:
    """The secrets that stand in clear in any of the files, whatever JSON makes of them."""
    data = b"".join(path.read_bytes() for path in paths)
    return {secret for secret in SECRETS if secret.encode() in data}


def test_no_secret_and_no_personal_value_is_in_a_redacted_copy(shell: Command, tmp_path: Path) -> None:
    said = shell("redact", "a.har", "-o", "clean.har", "--format", "json")
    made = (tmp_path / "clean.har", tmp_path / "clean.har.manifest.json")
    assert _planted(*made) == set()
    assert not any(word.encode() in path.read_bytes() for word in PERSON for path in made)
    assert (said["exchanges"], said["left_out"]) == (2, 1)
    assert [row["left_out"] for row in said["files"]] == [1]


def test_the_recording_itself_has_them_all(tmp_path: Path, shell: Command) -> None:
    """The twin: what was looked for is there."""
    assert _planted(tmp_path / "a.har") == set(SECRETS)


def test_a_redacted_copy_is_as_valid_and_a_second_pass_replaces_nothing(
    shell: Command, tmp_path: Path
) -> None:
    shell("redact", "a.har", "-o", "clean.har")
    before, after = (shell("audit", name, "--format", "json", code=1) for name in ("a.har", "clean.har"))
    assert [each["calls"] for each in after["exchanges"]] == [each["calls"] for each in before["exchanges"]]
    assert [(c["request_valid"], c["response_valid"]) for e in after["exchanges"] for c in e["calls"]] == [
        (True, True)
    ] * 2
    for fact in ("time", "site", "status", "http", "duration_ms"):
        assert [each[fact] for each in after["exchanges"]] == [each[fact] for each in before["exchanges"]]
    assert shell("redact", "clean.har", "-o", "again.har", "--format", "json")["replaced"] == 0
    assert (tmp_path / "again.har").read_bytes() == (tmp_path / "clean.har").read_bytes()


@pytest.mark.parametrize("command", [("audit", "a.har"), ("shapes", "a.har"), ("migrate", "a.har")])
def test_what_is_no_call_of_the_service_is_counted(shell: Command, command: tuple[str, ...]) -> None:
    said = shell(*command, code=1 if command[0] == "audit" else 0)
    assert said["err"] == "1 entry is no call of the service and was left out\n"
    assert "2 exchanges" in str(said["out"])


def test_into_a_store_and_out_again(shell: Command, tmp_path: Path) -> None:
    said = shell("import", "a.har", "--store", "a.sqlite", "--format", "json")
    assert (said["read"], said["kept"], said["errors"]) == (2, 2, [])
    assert "1 entry is no call of the service and was left out" in str(said["err"])
    shell("export", "a.sqlite", "--format", "har", "-o", "b.har")
    assert _planted(tmp_path / "b.har") == set()
    before, after = (shell("audit", name, "--format", "json", code=1) for name in ("a.sqlite", "b.har"))
    for old, new in zip(before["exchanges"], after["exchanges"], strict=True):
        assert new["calls"] == old["calls"]
        for fact in ("time", "site", "status", "http", "duration_ms", "client"):
            assert new[fact] == old[fact], fact


def test_two_of_them_are_compared(shell: Command) -> None:
    shell("redact", "a.har", "-o", "clean.har")
    assert "no differences" in str(shell("diff", "a.har", "clean.har")["out"])


def test_a_broken_entry_is_told_and_the_rest_is_used(shell: Command, tmp_path: Path) -> None:
    log = json.loads((tmp_path / "a.har").read_text())
    log["log"]["entries"][0]["request"]["url"] = 5
    (tmp_path / "b.har").write_text(json.dumps(log))
    said = shell("redact", "b.har", "-o", "clean.har", code=3)
    assert "b.har: entry 1: no entry of a HAR: Expected `str`, got `int` - at `$.request.url`" in str(
        said["err"]
    )
    assert "1 exchange" in str(said["out"])
    said = shell("audit", "b.har", "--format", "json", code=3)
    assert len(said["exchanges"]) == 1
