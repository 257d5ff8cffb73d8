"""`xmlinspect check`: exit codes and words for every kind of input."""
# ruff: noqa: E501 - messages and layouts read better in one line

from __future__ import annotations

from pathlib import Path

import pytest
from cli_program import Program, failure, request

GOOD = request()
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DECLARED = "\n".join(GOOD.splitlines()[1:])
INPUT: dict[str, tuple[str | bytes, int, list[str]]] = {
    "good": (GOOD, 0, []),
    "UTF-16": (GOOD.replace("UTF-8", "UTF-16").encode("utf-16"), 0, []),
    "DTD": (f'<!DOCTYPE m SYSTEM "http://192.0.2.1/m.dtd">\n{DECLARED}', 1, ["XML-02"]),
    "laughs": (
        f'<!DOCTYPE m [<!ENTITY l0 "lol">{_LAUGHS}]>\n{DECLARED}'.replace("jdoe", "&l9;"),
        1,
        ["XML-02"],
    ),
    "cut off": (GOOD[:-40], 1, ["XML-01"]),
    "page": ("<html><body>Forbidden</body></html>", 1, ["XML-06"]),
    "empty": ("", 1, ["XML-06"]),
    "blank": (" \n", 1, ["XML-06"]),
    "binary": (bytes(range(256)), 1, ["XML-06"]),
    "JSON": ('{"password": "Planted-Pa55"}', 1, ["XML-06"]),
    "encodings disagree": (GOOD.replace("UTF-8", "UTF-16"), 0, ["XML-04"]),
    "deep": (request("<a>" * 300 + "</a>" * 300), 1, ["XML-03"]),
}


@pytest.mark.parametrize("kind", INPUT)
def test_a_file_of_any_kind_has_its_code_and_finding(program: Program, kind: str) -> None:
    content, code, findings = INPUT[kind]
    program.write("message.xml", content)
    done = program("check", "message.xml", "--format", "json")
    assert (done.code, done.codes, done.err) == (code, findings, "")


def test_a_file_of_100_mb_is_refused_without_being_read(program: Program) -> None:
    with (program.folder / "huge.xml").open("wb") as file:
        file.write(GOOD[:-40].encode())
        file.truncate(100_000_000)
    plain = program.whole("check", program.write("small.xml", GOOD))
    done = program.whole("check", "huge.xml", "--format", "json")
    assert (done.code, done.codes) == (1, ["XML-03"])
    assert "16,777,216 bytes" in done.out
    assert done.memory - plain.memory < 80_000_000  # the limit and what reading it takes, not the file


def test_standard_input_is_bounded_like_a_file(program: Program) -> None:
    done = program("check", "-", "--format", "json", stdin=b"<a/>" * 6_000_000)
    assert (done.code, done.codes) == (1, ["XML-03"])
    assert program("check", "-", stdin=GOOD.encode()).code == 0


def test_what_is_no_file_is_named(program: Program) -> None:
    (program.folder / "folder").mkdir()
    program.write("good.xml", GOOD)
    done = program("check", "folder")
    assert done.code == 2
    assert done.err == "error: folder: is a folder; check wants files, `xmlinspect audit` reads folders\n"
    done = program("check", "missing.xml")
    assert (done.code, done.err) == (2, "error: missing.xml: no such file; check the name\n")
    done = program("check", "good.xml", "missing.xml", "--format", "json")
    assert done.code == 3
    assert done.json["errors"] == ["missing.xml: no such file; check the name"]
    assert len(done.json["exchanges"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--release", "40.9.1"], "unknown release '40.9.1': did you mean 40.9.0"),
        (["--time", "yesterday"], "--time 'yesterday' is no time; write it as 2024-03-31T12:00:00Z"),
        (["--time", "0001-01-01T00:00:00+14:00"], "is no time"),
        (["--time", "9999-12-31T23:59:59-12:00"], "is no time"),
        (["--header", "Planted-Header"], "--header wants a name and a value; write it as 'JWTToken: value'"),
        (["--fail-on", "silly"], "fail_on: Input should be 'info', 'warning' or 'error'"),
    ],
)
def test_a_wrong_option_is_refused_with_the_mend(program: Program, arguments: list[str], words: str) -> None:
    program.write("good.xml", GOOD)
    done = program("check", "good.xml", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_a_header_speaks_for_the_caller(program: Program) -> None:
    card = request(operation="user.GetUserCard", context="<siteName>acme</siteName>")
    program.write("card.xml", card)
    without = program("check", "card.xml", "--format", "json")
    with_token = program("check", "card.xml", "--format", "json", "--header", "JWTToken: Planted-Token")
    assert without.json["exchanges"][0]["calls"][0]["caller"] == "anonymous"
    assert with_token.json["exchanges"][0]["calls"][0]["caller"] == "authenticated"


def test_the_url_says_whether_secrets_go_in_the_clear(program: Program) -> None:
    program.write("good.xml", GOOD)
    arguments = ("check", "good.xml", "--format", "json", "--url")
    done = program(*arguments, "http://acme.example.com/WBXService/XMLService?PW=Planted-Query")
    assert (done.code, sorted(done.codes)) == (1, ["AUTH-09", "PII-07"])
    assert program(*arguments, "https://acme.example.com/WBXService/XMLService").code == 0


def test_an_http_message_and_a_pair_are_read(program: Program) -> None:
    program.write(
        "one.http",
        f"POST /WBXService/XMLService HTTP/1.1\r\nHost: acme.example.com\r\nContent-Length: {len(GOOD)}\r\n\r\n{GOOD}",
    )
    program.write("a-request.xml", GOOD)
    program.write("a-response.xml", failure("030001"))
    done = program("check", "one.http", "a-response.xml", "a-request.xml", "--format", "json")
    assert done.code == 0
    calls = [each["calls"] for each in done.json["exchanges"]]
    assert [(call["operation"], call["exception"]) for (call,) in calls] == [
        ("user.GetUser", None),
        ("user.GetUser", "030001"),
    ]


@pytest.mark.parametrize(
    ("content", "least", "codes"),
    [
        (request("<webExId>jdoe</webExId>", context="<webExID>jdoe</webExID><siteName>acme</siteName>"), "warning",
         {"error": 0, "warning": 1, "info": 1}),
        (request("<nickName>JD</nickName><webExId>jdoe</webExId>"), "error", {"error": 1, "warning": 1, "info": 1}),
    ],
)  # fmt: skip
def test_fail_on_decides_between_0_and_1(
    program: Program, content: str, least: str, codes: dict[str, int]
) -> None:
    program.write("message.xml", content)
    for severity, code in codes.items():
        assert program("check", "message.xml", "--fail-on", severity).code == code, severity
    assert program("check", "message.xml", "--format", "json").json["exchanges"][0]["findings"][0][
        "severity"
    ] == least  # fmt: skip


def test_facts_beside_a_pair_that_cannot_be_are_unknown(program: Program) -> None:
    program.write("a-request.xml", GOOD)
    program.write("a-response.xml", failure("030001"))
    program.write("a.meta.json", '{"started": 1e18, "status": 99999999999, "duration_ms": -5}')
    (exchange,) = program("check", "a-request.xml", "--format", "json").json["exchanges"]
    assert (exchange["time"], exchange["status"], exchange["duration_ms"]) == (None, None, None)


def test_a_name_that_is_no_text_can_be_reported(program: Program) -> None:
    (Path(str(program.folder)) / "w\udcff.xml").write_text(GOOD)
    done = program("check", "w\udcff.xml", "--format", "json")
    assert (done.code, done.json["exchanges"][0]["source"]) == (0, "w\\udcff.xml")


@pytest.mark.parametrize(("closed", "code"), [(">&-", 0), ("2>&-", 0), (">&- 2>&-", 0), (">/dev/full", 2)])
def test_streams_that_are_closed_or_full_are_no_fault(program: Program, closed: str, code: int) -> None:
    program.write("good.xml", GOOD)
    done = program.whole("check", "good.xml", closed=closed)
    assert done.code == code
    assert "fault of xmlinspect" not in done.err


@pytest.mark.parametrize(
    ("value", "found", "advice"),
    [
        ("DEACTIVATD", "value, 10 characters", "did you mean DEACTIVATED?"),
        ("activated", "value, 9 characters", "did you mean ACTIVATED?"),
        ("Planted-Pa55", "value, 12 characters", "Use one of the listed values."),
    ],
)
def test_text_says_what_was_found_and_the_nearest_listed_value(
    program: Program, value: str, found: str, advice: str
) -> None:
    content = f"<active>{value}</active>"
    done = program("check", program.write("message.xml", request(content, operation="user.LstsummaryUser")))
    listed = "ACTIVATED, REQUEST_TO_ACTIVATE, DEACTIVATED"
    assert f"SCH-04  lstsummaryUser/active: expected one of {listed} (found: {found})\n" in done.out
    assert f"instead: {advice}\n" in done.out
    assert value not in done.out.replace("DEACTIVATED", "")


def test_equal_input_has_equal_reports_and_a_missing_folder_for_keys_stops_none(program: Program) -> None:
    program.write("a.xml", request())
    first, second = (program("audit", "a.xml", "--format", "json") for _ in range(2))
    assert first.json["exchanges"][0]["id"] == second.json["exchanges"][0]["id"]

    program.write("file", "")
    program.write("xmlinspect.toml", 'keys = "file/keys"\n')
    assert program("audit", "a.xml", "--format", "json").code == 0
