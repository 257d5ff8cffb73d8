"""`shapes` and `compat` as a user runs them: recordings, folders, stores, and input that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspector.cli.app import run

GET_BY_UUID = """<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:serv="http://www.webex.com/schemas/2002/06/service">
  <header><securityContext>
    <webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>
  </securityContext></header>
  <body><bodyContent xsi:type="java:com.webex.service.binding.meeting.GetMeeting">
    <meetingUUID>0123456789abcdef0123456789abcdef</meetingUUID>
  </bodyContent></body>
</serv:message>
"""
GET_BY_KEY = GET_BY_UUID.replace(
    "<meetingUUID>0123456789abcdef0123456789abcdef</meetingUUID>", "<meetingKey>123456789</meetingKey>"
)


class Run:
    """Runs commands in a folder of their own, with no settings of a user."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        done = self._capsys.readouterr()
        return code, done.out, done.err

    def json(self, *arguments: object, code: int = 0) -> dict[str, Any]:
        ended, out, err = self(*arguments, "--format", "json")
        assert ended == code, err
        result: dict[str, Any] = json.loads(out)
        return result


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return Run(capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two calls by UUID, one by key."""
    made = tmp_path / "calls"
    made.mkdir()
    (made / "a.xml").write_text(GET_BY_UUID)
    (made / "b.xml").write_text(GET_BY_UUID)
    (made / "c.xml").write_text(GET_BY_KEY)
    return made


def recording(path: Path, *bodies: str) -> Path:
    """The calls as mitmproxy records them."""
    from mitmproxy import io
    from mitmproxy.test import tflow, tutils

    with path.open("wb") as file:
        writer = io.FlowWriter(file)
        for number, body in enumerate(bodies):
            made = tutils.treq(
                method=b"POST",
                scheme=b"https",
                host="acme.example.com",
                path=b"/WBXService/XMLService",
                content=body.encode(),
                timestamp_start=1_600_000_000.0 + number,
            )
            writer.add(tflow.tflow(req=made, resp=True))
    return path


def breaking(result: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(row["operation"], row["code"], row["count"]) for row in result["breaks"]]


def test_shapes_of_a_folder(command: Run, folder: Path) -> None:
    result = command.json("shapes", folder)
    assert result["totals"] == {"exchanges": 3, "calls": 3, "shapes": 2}
    assert [(row["operation"], row["count"]) for row in result["shapes"]] == [
        ("meeting.GetMeeting", 2),
        ("meeting.GetMeeting", 1),
    ]
    by_uuid, by_key = result["shapes"]
    assert (by_uuid["fits"][0], by_key["fits"][0]) == ("40.6.0", "5.8")
    assert by_uuid["example"]["source"] == str(folder / "a.xml")
    assert by_uuid["example"]["line"] == 7
    assert result["errors"] == []
    code, text, _ = command("shapes", folder, "--sort", "operation")
    assert (code, "3 exchanges, 3 calls, 2 shapes" in text, "Example-1" in text) == (0, True, False)


def test_shapes_and_compat_say_the_same_of_a_store_a_folder_and_a_recording(
    command: Run, folder: Path, tmp_path: Path
) -> None:
    mitm = recording(tmp_path / "calls.mitm", GET_BY_UUID, GET_BY_UUID, GET_BY_KEY)
    store = tmp_path / "acme.sqlite"
    assert command("import", folder, mitm, "--store", store)[0] == 0
    shapes = {
        row["shape"]: (row["count"], row["fits"], row["example"]["line"])
        for row in command.json("shapes", store)["shapes"]
    }
    assert {
        row["shape"]: (row["count"] * 2, row["fits"], row["example"]["line"])
        for row in command.json("shapes", folder)["shapes"]
    } == shapes
    release = ("--from", "40.6.0", "--to", "40.4.9")
    for path, count in ((folder, 2), (mitm, 2), (store, 4)):
        result = command.json("compat", path, *release, code=1)
        assert breaking(result) == [("meeting.GetMeeting", "REL-02", count)]
    stored = command.json("compat", store, *release, code=1)["breaks"][0]
    known = {row["example"]["id"] for row in command.json("shapes", store)["shapes"]}
    assert stored["example"]["id"] in known
    told = [row["client"] for row in command.json("compat", mitm, *release, code=1)["breaks"][0]["clients"]]
    assert {row["client"] for row in stored["clients"]} == {"", *told}


def test_selected_rules_are_asked_again_of_a_store(command: Run, folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "acme.sqlite"
    command("import", folder, "--store", store, "--release", "40.1.0")
    plain = {code for row in command.json("shapes", store)["shapes"] for code in row["findings"]}
    assert "REL-02" in plain
    chosen = command.json("shapes", store, "--select", "LIFE")
    assert {code for row in chosen["shapes"] for code in row["findings"]} <= {"LIFE-01"}


def test_the_exit_code_of_compat_says_whether_something_breaks(command: Run, folder: Path) -> None:
    code, text, _ = command("compat", folder, "--from", "40.4.9", "--to", "40.6.0")
    assert code == 0
    assert "nothing that is in use breaks" in text
    assert "REL-02 request getMeeting/meetingUUID: no longer wrong at 40.6.0: " in text
    code, text, _ = command("compat", folder, "--from", "40.6.0", "--to", "40.4.9")
    assert code == 1
    assert "REL-02 request getMeeting/meetingUUID" in text
    assert "3 exchanges, 3 calls, 2 shapes; breaking: 2 calls of 1 shape\n" in text
    assert "Example-1" not in text


def test_totals_of_compat_add_up(command: Run, folder: Path) -> None:
    result = command.json("compat", folder, "--from", "40.6.0", "--to", "40.4.9", code=1)
    assert (result["from"], result["to"], result["errors"]) == ("40.6.0", "40.4.9", [])
    assert result["totals"] == {
        "exchanges": 3,
        "calls": 3,
        "shapes": 2,
        "breaking": {"calls": 2, "shapes": 1},
        "not_judged": {"unreadable_messages": 0, "unknown_operations": 0, "unknown_content": 0},
    }
    assert set(result["breaks"][0]) == {
        "operation", "shape", "kind", "code", "on", "path", "message", "instead", "undone", "since",
        "exception", "http", "source", "count", "shapes", "clients", "callers", "example",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("40.4.99", "40.6.0", "error: unknown release '40.4.99': did you mean 40.4.9"),
        ("40.6.0", "zzz", "error: unknown release 'zzz': the newest is 42.11.1"),
        ("40.6.0", "40.6.0", "error: --from and --to are both release 40.6.0: nothing is different"),
        ("40.0.1", "40.1.0", "error: --from and --to are both release 40.1.0 (40.0.1 and 40.1.0 are names"),
    ],
)
def test_releases_that_cannot_be_compared_are_named(
    command: Run, folder: Path, old: str, new: str, error: str
) -> None:
    code, out, err = command("compat", folder, "--from", old, "--to", new)
    assert (code, out) == (2, "")
    assert err.startswith(error)


@pytest.mark.parametrize("arguments", [("shapes",), ("compat", "--from", "40.4.9", "--to", "40.6.0")])
def test_input_that_cannot_be_used_is_named_and_the_rest_is_done(
    command: Run, folder: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    none = tmp_path / "none.mitm"
    code, _, err = command(*arguments, none)
    assert (code, err.startswith(f"error: {none}: no such file")) == (2, True)
    result = command.json(*arguments, folder, none, code=3)
    assert (result["totals"]["exchanges"], len(result["errors"])) == (3, 1)
    (folder / "notes.bin").write_bytes(b"\0\1\2")
    broken = recording(tmp_path / "broken.mitm", GET_BY_KEY)
    broken.write_bytes(broken.read_bytes()[:-5] + b"xx")
    code, _, err = command(*arguments, folder, broken)
    assert code == 3
    assert "Traceback" not in err
    assert "1 file is no recording and was left out" in err


def test_help_has_an_example(command: Run) -> None:
    for name in ("shapes", "compat"):
        code, out, _ = command(name, "--help")
        assert (code, f"Example: xmlinspect {name} " in out) == (0, True)
