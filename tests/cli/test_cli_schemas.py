"""`xmlinspect schemas ...`, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program


class Shell:
    """Runs `xmlinspect` and looks at its exit code."""

    def __init__(self, program: Program) -> None:
        self.run = program
        self.folder = program.folder
        self.data = program.data

    def __call__(self, *arguments: object, code: int = 0) -> str:
        done = self.run(*arguments)
        assert done.code == code, done.err
        return done.err if code else done.out


@pytest.fixture
def shell(program: Program) -> Shell:
    return Shell(program)


def test_show_prints_a_tree(shell: Shell) -> None:
    text = shell("schemas", "show", "getsessioninfo", "--release", "40.8.0")
    lines = text.splitlines()
    assert lines[0] == "ep.GetSessionInfo (reads, release 40.8.0)"
    assert "request ep:getSessionInfo" in lines
    assert "response ep:getSessionInfoResponse" in lines
    uuid = next(line for line in lines if line.startswith("  meetingUUID "))
    assert "0..1  string; since 40.6.0; " in uuid
    order = next(line for line in lines if line.strip().startswith("serviceType "))
    assert "MeetingCenter" in order
    assert "hasHostInMeeting" not in text
    assert "hasHostInMeeting" in shell("schemas", "show", "getsessioninfo")


def test_show_as_json_is_the_same_tree(shell: Shell) -> None:
    found = json.loads(shell("schemas", "show", "CreateMeeting", "--format", "json"))
    assert (found["operation"], found["access"], found["release"]) == ("meeting.CreateMeeting", "write", None)
    options = next(e for e in found["request"]["elements"] if e["name"] == "attendeeOptions")
    lock = next(e for e in options["elements"] if e["name"] == "autoLockWaitTime")
    assert (lock["since"], lock["type"], lock["source"]) == (["40.9.0"], "integer", "release notes 40.9.0")
    assert [v["value"] for v in lock["values"]] == ["0", "5", "10", "15", "20"]


def test_diff(shell: Shell) -> None:
    text = shell("schemas", "diff", "40.8.0", "40.9.0")
    assert "request  createMeeting/attendeeOptions/autoLock: new, optional, boolean" in text
    assert "security: a call without credentials is no longer answered, since 40.9.0" in text
    found = json.loads(shell("schemas", "diff", "40.4.3", "40.4.5", "--format", "json"))
    assert [change["exception"] for change in found["everywhere"]] == ["000053"]
    assert [op["operation"] for op in found["operations"]] == ["ep.GetSessionInfo", "user.GetUserCard"]
    assert [change["taken_back"] for change in found["everywhere"]] == [False]


def test_diff_goes_by_branch(shell: Shell) -> None:
    """40.2.5 and 40.2.6 came after 40.4.0, on the branch of 40.2."""
    gone = json.loads(shell("schemas", "diff", "40.2.6", "40.4.0", "--format", "json"))
    come = json.loads(shell("schemas", "diff", "40.4.0", "40.2.6", "--format", "json"))

    assert [(c["exception"], c["taken_back"]) for c in gone["everywhere"]] == [("000053", True)]
    assert [(c["exception"], c["taken_back"]) for c in come["everywhere"]] == [("000053", False)]
    assert {(n, c["http"], c["taken_back"]) for n, c in _changes(gone) if c["http"]} == {
        ("ep.GetSessionInfo", 403, True),
        ("user.GetUserCard", 403, True),
    }
    assert {(n, c["http"], c["taken_back"]) for n, c in _changes(come) if c["http"]} == {
        ("ep.GetSessionInfo", 403, False),
        ("user.GetUserCard", 403, False),
    }
    text = shell("schemas", "diff", "40.4.9", "40.6.0")
    assert "exception, no longer so: a personal room is refused to a user whose only session type" in text


def _changes(found: dict[str, list[dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    return [(each["operation"], change) for each in found["operations"] for change in each["changes"]]


def test_diff_to_an_older_release_takes_back(shell: Shell) -> None:
    text = shell("schemas", "diff", "40.9.0", "40.8.0")
    assert text.splitlines()[0] == (
        "from 40.9.0 to 40.8.0, an older release: what came in between is taken back"
    )
    assert "request  createMeeting/attendeeOptions/autoLock: is gone" in text
    assert (
        "security, no longer so: a call without credentials is no longer answered; this came with 40.9.0\n"
        in text
    )
    # The advice is for those who go the other way.
    assert "JWTToken" not in text
    found = json.loads(shell("schemas", "diff", "40.4.5", "40.4.3", "--format", "json"))
    assert [(c["taken_back"], c["instead"]) for c in found["everywhere"]] == [(True, None)]
    onwards = json.loads(shell("schemas", "diff", "40.4.3", "40.4.5", "--format", "json"))
    assert [(c["taken_back"], c["instead"]) for c in onwards["everywhere"]] == [
        (False, "send fewer calls in one request")
    ]


def test_list_has_columns_and_says_what_is_not_known(shell: Shell) -> None:
    lines = shell("schemas", "list").splitlines()
    assert lines[0] == "release        date        elements  added  source"
    assert lines[-1].startswith("42.11.1        not known       33")
    assert {line.index("vendor ") for line in lines[1:] if " vendor " in line} == {44}
    rows = json.loads(shell("schemas", "list", "--format", "json"))
    assert len(rows) == 35
    assert rows[6].pop("elements") > 3_000
    assert rows[6] == {
        "release": "40.1.0",
        "aliases": ["40.1", "40.0.1"],
        "branch": "40.1",
        "date": None,
        "added": 20,
        "source": "vendor release notes 40.x; the heading says 40.0.1",
    }


def test_export_add_list_remove(shell: Shell) -> None:
    shell("schemas", "export", "40.9.0", "xsd")
    assert (shell.folder / "xsd" / "serv.xsd").is_file()
    added = json.loads(shell("schemas", "add", "40.8.0", "xsd", "--format", "json"))
    assert len(added["files"]) == 17
    assert Path(added["folder"]).is_relative_to(shell.data)

    def source() -> str:
        rows = json.loads(shell("schemas", "list", "--format", "json"))
        return next(row["source"] for row in rows if row["release"] == "40.8.0")

    assert source().startswith(f"official files in {added['folder']}")
    (shell.folder / "request.xml").write_text(MESSAGE)
    assert _valid(shell, "40.8.0") is True
    assert _valid(shell, "40.7.0") is False
    shell("schemas", "remove", "40.8.0")
    assert "official" not in source()
    assert _valid(shell, "40.8.0") is False


def test_a_release_that_is_not_known_yet_is_added_by_its_files(shell: Shell) -> None:
    def newest() -> str:
        return shell("schemas", "list").splitlines()[-1]

    shell("schemas", "export", "40.9.0", "xsd")
    (shell.folder / "request.xml").write_text(MESSAGE)
    url = "https://acme.example.com/WBXService/xml43.1.0/XMLService"
    asked = ("check", "request.xml", "--url", url, "--time", "2021-06-15")
    assert "REL-09" in shell(*asked)

    assert shell("schemas", "add", "43.1.0", "xsd").startswith("release 43.1.0, which was not known, is ")
    assert newest().startswith("43.1.0         not known       33")
    assert newest().endswith(f"added: official files in {shell.data / 'xmlinspect/schemas/43.1.0'}")
    found = shell(*asked)
    assert "judged by release 43.1.0 (path)" in found
    assert "REL-09" not in found

    assert shell("schemas", "remove", "43.1.0") == "release 43.1.0 is not known any more\n"
    assert newest().startswith("42.11.1")


def _valid(shell: Shell, release: str) -> object:
    found = shell("check", "request.xml", "--time", "2021-06-15", "--format", "json", "--release", release)
    exchange = json.loads(found)["exchanges"][0]
    assert (release in exchange["release"]["fits"]) is exchange["calls"][0]["request_valid"]
    return exchange["calls"][0]["request_valid"]


MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <header><securityContext><webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName>
  </securityContext></header>
  <body><bodyContent xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">
    <metaData><confName>Talk</confName></metaData>
    <attendeeOptions><autoLock>true</autoLock></attendeeOptions>
    <schedule><startDate>06/16/2031 10:00:00</startDate><duration>30</duration></schedule>
  </bodyContent></body>
</serv:message>
"""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "GetSesionInfo"], "did you mean ep.GetSessionInfo"),
        (["show", "CreateMeting"], "did you mean meeting.CreateMeeting"),
        (
            ["show", "salesforce"],
            "no name is near; names are as meeting.CreateMeeting, packages attendee, ep, ",
        ),
        (["show", "recordaccess"], "did you mean history.LstrecordaccessDetailHistory, "),
        (
            ["show", "GetUser", "--release", "40.99"],
            "unknown release '40.99': did you mean 40.12.0 or 41.11.0",
        ),
        (["show", "GetUser", "--release", "99.1"], "'99.1': did you mean 42.11.1, the newest that is known?"),
        (["show", "GetUser", "--release", "1.0"], "'1.0': did you mean 5.8, the oldest that is known?"),
        (["show", "LstAccessAnywhereHistory", "--release", "39.7.0"], "it came with 40.1.0"),
        (["diff", "40.1.0", "40.11"], None),
        (["diff", "40.6.0", "40.6"], "OLD and NEW are both release 40.6.0 (40.6.0 and 40.6 are names of it)"),
        (
            ["diff", "8.0", "9.0.0-SP4"],
            "OLD and NEW are both release 5.8 (8.0 and 9.0.0-SP4 are names of it): nothing is different; "
            "name two releases, `xmlinspect schemas list` shows them all",
        ),
        (["diff", "40.1.0", "41.99.0"], "unknown release '41.99.0': did you mean"),
        (["export", "40.9.9", "xsd"], "unknown release '40.9.9': did you mean"),
        (["add", "40.5.9", "x.zip"], "unknown release '40.5.9': did you mean 40.4.9 or 40.6.0?"),
        (["add", "43.1", "x.zip"], "unknown release '43.1': did you mean 42.11.1"),
        (["add", "40.9.0", "missing.zip"], "missing.zip: is not there"),
        (["remove", "40.9.0"], "release 40.9.0 has no official files"),
    ],
)
def test_what_cannot_be_done_is_said(shell: Shell, arguments: list[str], words: str | None) -> None:
    if words is None:
        shell("schemas", *arguments)
        return
    said = shell("schemas", *arguments, code=2)
    assert said.startswith("error: ")
    assert words in said


def test_check_explains(shell: Shell) -> None:
    (shell.folder / "request.xml").write_text(MESSAGE.replace("<autoLock>true", "<autoLock>perhaps"))
    done = shell.run("check", "request.xml", "--release", "40.9.0", "--explain").out
    assert "  xmlschema on the request as mended, by release 40.9.0: not valid\n" in done
    assert "autoLock: the value is none of type xs:boolean\n" in done
    assert "perhaps" not in done
    assert "--explain prints text" in shell("check", "request.xml", "--explain", "--format", "json", code=2)
