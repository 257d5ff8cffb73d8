"""`xmlinspect audit`: exit codes, the JSON layout, stores judged again, releases that sites report."""
# ruff: noqa: E501 - messages and layouts read better in one line

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program, failure, request, version_answer

from inspector.cli.files import replacing

GOOD = request()
ANONYMOUS = request("<order/>", "ep.LstsummarySession", "<siteName>acme</siteName>")
EXCHANGE = {
    "id": str, "source": str, "time": (str, type(None)), "site": (str, type(None)), "client": str, "url": str,
    "service": str, "http": (str, type(None)), "status": (int, type(None)), "duration_ms": (float, type(None)),
    "size": dict, "release": dict, "calls": list, "findings": list, "personal_data": list,
}  # fmt: skip
CALL = {
    "operation": (str, type(None)), "known": bool, "caller": (str, type(None)), "shape": str,
    "request_valid": (bool, type(None)), "response_valid": (bool, type(None)), "result": (str, type(None)),
    "exception": (str, type(None)), "retired": (str, type(None)), "recovered": bool,
}  # fmt: skip
FINDING = {
    "code": str, "severity": str, "on": str, "call": (int, type(None)), "path": str, "line": (int, type(None)),
    "column": (int, type(None)), "message": str, "instead": str, "excerpt": str,
}  # fmt: skip
PERSONAL = {
    "category": str, "on": str, "call": (int, type(None)), "path": str, "count": int, "line": (int, type(None)),
    "excerpt": str,
}  # fmt: skip


def _fits(value: dict[str, Any], layout: dict[str, Any]) -> None:
    assert value.keys() == layout.keys()
    wrong = {key: value[key] for key, kind in layout.items() if not isinstance(value[key], kind)}
    assert wrong == {}


@pytest.fixture
def folder(program: Program) -> Path:
    """Two pairs, a lone message, and a file that is no recording."""
    program.write("in/a-request.xml", GOOD)
    program.write("in/a-response.xml", failure("030001"))
    program.write("in/below/b-request.xml", ANONYMOUS)
    program.write("in/below/b-response.xml", failure("000015"))
    program.write("in/c.xml", request("<nickName>x</nickName><webExId>jdoe</webExId>"))
    program.write("in/notes.txt", "nothing")
    return program.folder / "in"


def test_the_layout_of_json_is_as_promised(program: Program, folder: Path) -> None:
    done = program("audit", folder, "--format", "json")
    assert done.code == 1
    found = done.json
    assert list(found) == ["tool", "exchanges", "rules", "errors", "totals"]
    assert found["tool"].keys() == {"name", "version"}
    assert found["tool"]["name"] == "xmlservice-inspector"
    for exchange in found["exchanges"]:
        _fits(exchange, EXCHANGE)
        assert exchange["size"].keys() == {"request", "response"}
        assert exchange["release"].keys() == {"name", "from", "fits"}
        for call in exchange["calls"]:
            _fits(call, CALL)
        for finding in exchange["findings"]:
            _fits(finding, FINDING)
            assert finding["severity"] in {"error", "warning", "info"}
            assert finding["on"] in {"request", "response", "pair", "http"}
        for row in exchange["personal_data"]:
            _fits(row, PERSONAL)
    assert [Path(each["source"]).name for each in found["exchanges"]] == [
        "a-request.xml", "c.xml", "b-request.xml",
    ]  # fmt: skip
    counts = [finding["code"] for each in found["exchanges"] for finding in each["findings"]]
    assert found["rules"] == {code: counts.count(code) for code in sorted(set(counts))}
    assert found["rules"].keys() >= {"AUTH-01", "SCH-01"}
    assert found["errors"] == []
    totals = found["totals"]
    assert {key: totals[key] for key in ("exchanges", "messages", "calls")} == {
        "exchanges": 3, "messages": 5, "calls": 3,
    }  # fmt: skip
    assert sum(totals["findings"].values()) == len(counts)


def test_jsonl_is_the_same_exchanges_a_line_each(program: Program, folder: Path) -> None:
    whole = program("audit", folder, "--format", "json").json["exchanges"]
    lines = program("audit", folder, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == whole


@pytest.mark.parametrize(
    ("names", "code", "exchanges", "errors"),
    [
        (["in"], 1, 3, 0),
        (["in/a-request.xml", "in/a-response.xml"], 0, 1, 0),
        (["missing"], 2, 0, 1),
        (["missing", "in"], 3, 3, 1),
        (["calls.store", "in"], 1, 6, 0),
        (["calls.store", "missing", "in/c.xml"], 3, 4, 1),
        (["broken.mitm"], 2, 0, 1),
        (["broken.mitm", "in/c.xml"], 3, 1, 1),
        (["broken.store"], 1, 1, 0),
    ],
)
def test_any_mixture_has_its_code(
    program: Program, folder: Path, names: list[str], code: int, exchanges: int, errors: int
) -> None:
    assert program("import", folder, "--store", "calls.store").code == 0
    program.write("broken.mitm", b"12:5:hello;3:abc")
    program.write("broken.store", b"SQLite format 3\0 but not really")
    done = program("audit", *names, "--format", "json")
    assert done.code == code, done.err
    assert (len(done.json["exchanges"]), len(done.json["errors"])) == (exchanges, errors), done.err
    assert done.err.count("error: ") == errors


def test_what_is_no_recording_is_counted(program: Program, folder: Path) -> None:
    assert program("audit", folder).err == "1 file is no recording and was left out\n"


@pytest.mark.parametrize(
    ("arguments", "kept", "gone"),
    [
        (["--select", "AUTH"], {"AUTH-01"}, {"SCH-01"}),
        (["--ignore", "AUTH-01,LIFE"], {"SCH-01"}, {"AUTH-01", "LIFE-01"}),
        ([], {"AUTH-01", "SCH-01", "LIFE-01"}, set()),
    ],
)
def test_codes_and_families_are_selected(
    program: Program, folder: Path, arguments: list[str], kept: set[str], gone: set[str]
) -> None:
    found = set(program("audit", folder, "--format", "json", *arguments).codes)
    assert found >= kept
    assert found & gone == set()


def test_a_code_that_does_not_exist_is_refused(program: Program, folder: Path) -> None:
    for option in ("--select", "--ignore"):
        done = program("audit", folder, option, "AUTH-99")
        assert (done.code, done.out) == (2, "")
        assert "no rule or family is called AUTH-99" in done.err


def test_fail_on(program: Program, folder: Path) -> None:
    assert program("audit", folder, "--fail-on", "error").code == 1
    assert program("audit", folder, "--fail-on", "info", "--select", "LIM").code == 0


def test_a_report_goes_to_a_file_and_never_over_what_it_is_about(program: Program, folder: Path) -> None:
    assert program("audit", folder, "--output", "report.txt").code == 1
    first = (program.folder / "report.txt").read_text()
    assert "AUTH-01" in first
    assert program("audit", folder, "--output", "report.txt").code == 1
    assert (program.folder / "report.txt").read_text() == first
    one = folder / "c.xml"
    before = one.read_bytes()
    done = program("audit", one, "--output", one)
    assert done.code == 2
    assert "would be lost" in done.err
    assert one.read_bytes() == before
    assert program("import", folder, "--store", "calls.store").code == 0
    assert program("audit", folder, "--output", "calls.store").code == 2
    for target in (folder, "nowhere/report.txt"):
        done = program("audit", one, "--output", target)
        assert done.code == 2
        assert "cannot be written" in done.err


def test_a_report_never_goes_over_a_file_of_a_folder_that_is_read(program: Program, folder: Path) -> None:
    (program.folder / "link.txt").symlink_to(folder / "c.xml")
    for option in ("--output", "--write-baseline"):
        for target in (folder / "c.xml", "in/below/../notes.txt", "link.txt"):
            before = (program.folder / target).read_bytes()
            done = program("audit", "in", option, target)
            assert (done.code, done.out) == (2, "")
            assert "would be lost" in done.err
            assert option in done.err
            assert (program.folder / target).read_bytes() == before
    assert program("migrate", "in", "--output", folder / "c.xml").code == 2
    assert program("audit", "in", "--output", folder / "new.txt").code == 1
    assert "AUTH-01" in (folder / "new.txt").read_text()


def test_a_report_that_comes_to_nothing_leaves_the_one_before(tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    target.write_text("as it was")
    target.chmod(0o640)
    with pytest.raises(ZeroDivisionError), replacing(target) as out:  # noqa: PT012 - it fails half way
        out.write("half")
        out.flush()
        raise ZeroDivisionError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("report.txt", "as it was")]

    with replacing(target) as out:
        out.write("whole")
        assert target.read_text() == "as it was"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("report.txt", "whole")]
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(program: Program, folder: Path) -> None:
    folder.chmod(0o500)
    assert program("audit", folder, "--output", folder / "report.txt").code == 2
    folder.chmod(0o700)


def test_a_store_prints_what_was_captured_and_is_judged_again_when_asked(program: Program) -> None:
    later = "<metaData><confName>Board</confName></metaData><schedule><deviceCanStartMeeting>true"
    body = request(f"{later}</deviceCanStartMeeting></schedule>", "meeting.CreateMeeting")
    program.write("a.xml", body)
    assert program("import", "a.xml", "--store", "calls.store", "--release", "40.9.0").code == 0

    def told(*arguments: str) -> tuple[str, str, list[str], bool]:
        done = program("audit", "calls.store", "--format", "json", *arguments)
        (exchange,) = done.json["exchanges"]
        codes = [code for code in done.codes if code.startswith("REL")]
        return (
            exchange["release"]["name"],
            exchange["release"]["from"],
            codes,
            exchange["calls"][0]["request_valid"],
        )

    assert told() == ("40.9.0", "setting", ["REL-01"], False)
    assert told("--release", "40.10.0") == ("40.10.0", "setting", [], True)
    assert told("--release", "40.9.0") == ("40.9.0", "setting", ["REL-01"], False)
    assert told() == ("40.9.0", "setting", ["REL-01"], False)


def test_captured_facts_stand_in_for_what_was_masked(program: Program) -> None:
    """A password longer than the schema allows is a row of stars in the store, and keeps its finding."""
    long = request(f"<webExId>jdoe</webExId><password>{'Planted-' * 9}</password>", "user.SetUser")
    program.write("a.xml", long)
    before = program("audit", "a.xml", "--format", "json", "--release", "40.9.0").codes
    assert "VAL-19" in before
    assert program("import", "a.xml", "--store", "calls.store", "--release", "40.9.0").code == 0
    assert program("audit", "calls.store", "--format", "json", "--release", "40.9.0").codes == before


def test_what_a_site_says_of_its_release_counts_for_earlier_exchanges_too(program: Program) -> None:
    program.write("1-request.xml", GOOD)
    program.write("1-response.xml", failure("030001"))
    program.write("2-request.xml", request(" ", "ep.GetAPIVersion"))
    program.write("2-response.xml", version_answer("40.6.0"))
    program.write("3-request.xml", GOOD.replace("acme", "other"))
    program.write("3-response.xml", failure("030001"))
    exchanges = program("audit", program.folder, "--format", "json").json["exchanges"]
    told = [(each["release"]["name"], each["release"]["from"]) for each in exchanges]
    assert told[:2] == [("40.6.0", "api-version")] * 2
    assert told[2][1] == "newest"
    again = program("audit", program.folder, "--format", "json", "--release", "40.9.0").json["exchanges"]
    assert {(each["release"]["name"], each["release"]["from"]) for each in again} == {("40.9.0", "setting")}


def test_an_unknown_release_is_refused(program: Program, folder: Path) -> None:
    done = program("audit", folder, "--release", "40.9.9")
    assert (done.code, done.out) == (2, "")
    assert "unknown release '40.9.9': did you mean 40.9.0" in done.err


def test_each_command_that_takes_recordings_is_started_whole(program: Program) -> None:
    program.write("a.xml", GOOD)
    program.write("b.xml", GOOD)
    for code, *words in (
        (0, "audit", "a.xml"),
        (0, "import", "a.xml", "--store", "a.store"),
        (0, "export", "a.store", "--format", "jsonl", "-o", "a.jsonl"),
        (0, "redact", "a.jsonl", "-o", "clean.jsonl"),
        (0, "migrate", "a.jsonl"),
        (0, "shapes", "a.jsonl"),
        (0, "compat", "a.jsonl", "--from", "40.8.0", "--to", "40.9.0"),
        (0, "diff", "a.xml", "b.xml"),
    ):
        done = program.whole(*words)
        assert (words[0], done.code, done.err) == (words[0], code, "")
        assert done.out
