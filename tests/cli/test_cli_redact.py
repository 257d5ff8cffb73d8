"""Clean copies, exports, and erasing a person: through the command line, in its own process's memory."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import zstandard

from inspector.cli.app import run
from inspector.model.exchange import Exchange, Payload
from inspector.recordings import jsonl_file, mitm_file, read

NS = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
    'xmlns:use="http://www.webex.com/schemas/2002/06/service/user"'
)
REQUEST = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<serv:message {NS}>\n<header><securityContext>'
    "<webExID>jdoe</webExID><password>Example-1</password><siteName>acme</siteName></securityContext></header>\n"
    '<body><bodyContent xsi:type="java:com.webex.service.binding.user.GetUser"><webExId>@</webExId>'
    "</bodyContent></body></serv:message>"
)
ANSWER = (
    f"<serv:message {NS}><serv:header><serv:response><serv:result>SUCCESS</serv:result>"
    "<serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header><serv:body>"
    '<serv:bodyContent xsi:type="use:getUserResponse"><use:firstName>@1</use:firstName>'
    "<use:lastName>Example</use:lastName><use:webExId>@2</use:webExId><use:email>@3</use:email>"
    "</serv:bodyContent></serv:body></serv:message>"
)
JANE = ("Janet", "jane.login", "jane.doe@example.com")
ROE = ("Richard", "roe.login", "richard.roe@example.com")
Command = Callable[..., dict[str, object]]


def exchange(number: int, person: tuple[str, str, str]) -> Exchange:
    answer = ANSWER.replace("@1", person[0]).replace("@2", person[1]).replace("@3", person[2])
    return Exchange(
        Payload(
            (
                ("Content-Type", "text/xml"),
                ("Content-Length", "9"),
                ("Authorization", "Bearer Example-token-1"),
                ("From", person[2]),
            ),
            REQUEST.replace("@", person[1]).encode(),
        ),
        Payload((("Content-Type", "text/xml"), ("Content-Encoding", "gzip")), gzip.compress(answer.encode())),
        url=f"https://acme.example.com/WBXService/XMLService?EM={person[2].replace('@', '%40')}",
        http="HTTP/1.1",
        status=200,
        started=1_700_000_000.0 + number,
        duration_ms=20.0,
        client="2001:db8:77::9",
    )


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    with mitm_file(tmp_path / "a.mitm") as add:
        for number in range(6):
            add(exchange(number, JANE if number % 2 else ROE))

    def command(*arguments: str, code: int = 0) -> dict[str, object]:
        assert run(arguments) == code
        out = capsys.readouterr()
        if "json" not in arguments:
            return {"out": out.out, "err": out.err}
        return json.loads(out.out)

    return command


def _bytes(*paths: Path) -> bytes:
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    return b"\n".join(file.read_bytes() for file in files if file.is_file())


def _unpacked(store: Path) -> bytes:
    """Every byte of a store's files, every packed column unpacked, every term of the index."""
    found = [file.read_bytes() for file in store.parent.glob(f"{store.name}*")]
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'fts'"
        ):
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, bytes) and value.startswith(b"\x01\x28\xb5\x2f\xfd"):
                        value = zstandard.ZstdDecompressor().decompress(value[1:])
                    found.append(value if isinstance(value, bytes) else str(value).encode())
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'fts', 'row')")
        found += [term.encode() for (term,) in connection.execute("SELECT term FROM temp.words")]
    return b"\n".join(found)


def test_a_flow_file(shell: Command, tmp_path: Path) -> None:
    said = shell("redact", "a.mitm", "-o", "clean.mitm", "--format", "json")
    assert said["exchanges"] == 6
    data = _bytes(tmp_path / "clean.mitm")
    for secret in (
        b"Example-1",
        b"Example-token",
        *(word.encode() for word in (*JANE, *ROE)),
        b"2001:db8:77::9",
    ):
        assert secret not in data
    made = list(read([tmp_path / "clean.mitm"], on_error=pytest.fail))
    assert [each.started for each in made] == [1_700_000_000.0 + number for number in range(6)]
    assert made[0].request.body == made[2].request.body != made[1].request.body
    assert made[0].response.header("content-encoding") is None
    assert made[0].request.header("content-length") == str(len(made[0].request.body))
    assert made[0].response.body.startswith(b"<serv:message")
    manifest = json.loads((tmp_path / "clean.mitm.manifest.json").read_text())
    assert manifest["replaced"] == said["replaced"] == sum(manifest["by_category"].values())
    paths = {(row["category"], row["path"]): row["count"] for row in manifest["by_path"]}
    assert paths["credential", "header/securityContext/password"] == 6
    assert paths["email", "getUserResponse/email"] == 6
    assert paths["email", "headers/From"] == 6
    assert paths["email", "url"] == 6


def test_messages_stay_valid(shell: Command) -> None:
    shell("redact", "a.mitm", "-o", "clean.mitm")
    before, after = (shell("audit", file, "--format", "json", code=0) for file in ("a.mitm", "clean.mitm"))
    for old, new in zip(before["exchanges"], after["exchanges"], strict=True):
        for was, now in zip(old["calls"], new["calls"], strict=True):
            assert (was["request_valid"], was["response_valid"]) == (True, True)
            assert (now["request_valid"], now["response_valid"]) == (True, True)
            assert now["shape"] == was["shape"]


def test_a_second_pass_replaces_nothing(shell: Command, tmp_path: Path) -> None:
    shell("redact", "a.mitm", "-o", "clean.mitm")
    said = shell("redact", "clean.mitm", "-o", "again.mitm", "--format", "json")
    assert said["replaced"] == 0
    once, twice = (
        list(read([tmp_path / name], on_error=pytest.fail)) for name in ("clean.mitm", "again.mitm")
    )
    assert [(e.request, e.response, e.url, e.client) for e in once] == [
        (e.request, e.response, e.url, e.client) for e in twice
    ]


def test_an_export_is_copied_with_the_key_that_made_its_pseudonyms(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite", "--redact", "pii")
    shell("export", "a.sqlite", "--format", "mitm", "-o", "b.mitm")
    said = shell("redact", "b.mitm", "-o", "clean.mitm", "--format", "json")
    assert said["replaced"] == 0
    (key,) = (tmp_path / "data" / "xmlinspect" / "keys").glob("*.key")
    key.rename(tmp_path / "elsewhere")
    said = shell("redact", "b.mitm", "-o", "again.mitm")
    assert "values in b.mitm look like pseudonyms of a key that is not in" in str(said["err"])
    assert not str(said["out"]).startswith("0 values")


@pytest.mark.parametrize("place", ["url", "headers", "last"])
def test_one_pseudonym_anywhere_tells_its_key(shell: Command, tmp_path: Path, place: str) -> None:
    """Nothing but the last exchange holds one, in its URL, its headers or its body."""
    ticket = "AAAB3NzaC1yc2EAAAADAQAB"
    calls = [replace(exchange(0, ROE), url="", request=Payload((), REQUEST.encode()))] * 320
    plain = calls[0]
    headers = (("Cookie", f"JSESSIONID={ticket}"),)
    calls[-1] = {
        "url": replace(plain, url=f"https://acme.example.com/WBXService/XMLService?ticket={ticket}"),
        "headers": replace(plain, request=Payload(headers, REQUEST.encode())),
        "last": replace(
            plain,
            request=Payload(
                (), REQUEST.replace("password>", "sessionTicket>").replace("Example-1", ticket).encode()
            ),
        ),
    }[place]
    calls = [replace(call, started=1_700_000_000.0 + number) for number, call in enumerate(calls)]
    with jsonl_file(tmp_path / "b.jsonl") as add:
        for call in calls:
            add(call)
    shell("import", "b.jsonl", "--store", "b.sqlite")
    shell("export", "b.sqlite", "--format", "jsonl", "--output", "b2.jsonl")
    assert ticket.encode() not in (tmp_path / "b2.jsonl").read_bytes()
    said = shell("redact", "b2.jsonl", "-o", "b3.jsonl", "--categories", "secrets", "--format", "json")
    assert (said["replaced"], said["exchanges"]) == (0, 320)


def test_no_file_is_overwritten(shell: Command, tmp_path: Path) -> None:
    (tmp_path / "b.mitm.manifest.json").write_text("mine")
    said = shell("redact", "a.mitm", "-o", "b.mitm", code=2)
    assert "b.mitm.manifest.json: there is a file already; remove it, or name another -o" in str(said["err"])
    (tmp_path / "pair").mkdir()
    (tmp_path / "pair" / "x-request.xml").write_text(REQUEST)
    (tmp_path / "pair" / "x-response.xml").write_text(ANSWER)
    (tmp_path / "pair" / "x.meta.json").write_text("{}")
    for name in ("x.meta.json", "manifest.json"):
        out = tmp_path / f"out-{name}"
        out.mkdir()
        (out / name).write_text("mine")
        assert f"{name}: there is a file already" in str(
            shell("redact", "pair", "-o", out.name, code=2)["err"]
        )
        assert [(path.name, path.read_text()) for path in out.iterdir()] == [(name, "mine")]
    assert (tmp_path / "b.mitm.manifest.json").read_text() == "mine"
    assert not (tmp_path / "b.mitm").exists()


def test_a_store_whose_key_is_lost_is_told(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite")
    assert shell("redact", "a.sqlite", "-o", "b.sqlite")["err"] == ""
    for key in (tmp_path / "data" / "xmlinspect" / "keys").iterdir():
        key.unlink()
    lost = "the key that {} was begun with is missing: new pseudonyms differ from those in it"
    for name in ("a.sqlite", "b.sqlite"):
        said = shell("redact", name, "-o", f"clean-{name}")
        assert lost.format(name) in str(said["err"])


def test_a_store_that_was_moved_keeps_its_key(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite", "--redact", "pii")
    (tmp_path / "moved").mkdir()
    (tmp_path / "a.sqlite").rename(tmp_path / "moved" / "b.sqlite")
    said = shell("redact", "moved/b.sqlite", "-o", "clean.sqlite")
    assert (said["out"].startswith("0 values replaced in 6 exchanges\n"), said["err"]) == (True, "")
    said = shell("import", "a.mitm", "--store", "moved/b.sqlite", "--redact", "pii")
    assert (said["out"], said["err"]) == ("0 exchanges kept in moved/b.sqlite (6 were there already)\n", "")


@pytest.mark.parametrize(
    "command",
    [
        ("audit", "in"),
        ("import", "in", "--store", "new.sqlite"),
        ("migrate", "in"),
        ("shapes", "in"),
        ("redact", "in", "-o", "out"),
        ("diff", "in", "in"),
    ],
)
def test_what_is_no_recording_in_a_folder_is_counted_and_nothing_more(
    shell: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "a.mitm").rename(tmp_path / "in" / "a.mitm")
    (tmp_path / "in" / "note.txt").write_text("a note")
    assert shell(*command)["err"] == "1 file is no recording and was left out\n" * (
        1 + (command[0] == "diff")
    )


def test_nothing_is_begun_where_nothing_is_to_be_read(shell: Command, tmp_path: Path) -> None:
    said = shell("import", "none.mitm", "also.mitm", "--store", "new.sqlite", code=2)
    assert said["err"] == "".join(
        f"error: {name}.mitm: no such file; check the name\n" for name in ("none", "also")
    )
    assert not (tmp_path / "new.sqlite").exists()


def test_a_second_pass_with_another_key_replaces(shell: Command, tmp_path: Path) -> None:
    """The twin: what was replaced is known by its keyed check alone."""
    shell("redact", "a.mitm", "-o", "clean.mitm")
    (tmp_path / "data" / "xmlinspect" / "keys" / "recordings.key").unlink()
    assert shell("redact", "clean.mitm", "-o", "again.mitm", "--format", "json")["replaced"] > 20


def test_categories_and_preview(shell: Command, tmp_path: Path) -> None:
    seen = shell("redact", "a.mitm", "--preview", "--categories", "email", "--format", "json")
    assert set(seen["by_category"]) == {"credential", "email"}
    assert not (tmp_path / "preview").exists()
    shell("redact", "a.mitm", "-o", "mail.mitm", "--categories", "email")
    data = _bytes(tmp_path / "mail.mitm")
    assert b"jane.doe@example.com" not in data
    assert b"jane.login" in data
    shell("redact", "a.mitm", "-o", "secrets.mitm", "--categories", "secrets")
    data = _bytes(tmp_path / "secrets.mitm")
    assert b"jane.doe@example.com" in data
    assert b"Example-1" not in data


def test_a_folder_of_messages_pairs_and_lines_keeps_its_layout(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite")
    (tmp_path / "in" / "deep").mkdir(parents=True)
    shell("export", "a.sqlite", "--format", "xml", "-o", "in/pairs")
    shell("export", "a.sqlite", "--format", "jsonl", "-o", "in/deep/lines.jsonl")
    (tmp_path / "in" / "one.xml").write_text(REQUEST)
    (tmp_path / "in" / "raw.http").write_bytes(
        b"POST /WBXService/XMLService HTTP/1.1\r\nHost: x\r\n\r\n" + REQUEST.encode()
    )
    (tmp_path / "in" / "note.txt").write_text("jane.doe@example.com")
    shell("redact", "in", "-o", "out")
    names = {
        str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file()
    }
    assert {"one.xml", "raw.http", "deep/lines.jsonl", "manifest.json", "pairs/000001-request.xml"} <= names
    assert {"pairs/000006-response.xml", "pairs/000006.meta.json"} <= names
    assert "note.txt" not in names
    data = _bytes(*(tmp_path / "out" / name for name in names))
    for word in (b"Example-1", b"jane.doe", b"jane.login", b"Janet"):
        assert word not in data
    assert shell("redact", "out", "-o", "out2", "--format", "json")["replaced"] == 0
    for name in names - {"manifest.json"}:
        assert (tmp_path / "out2" / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name


def test_a_store(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite")
    assert b"jane.doe" in _unpacked(tmp_path / "a.sqlite")
    shell("redact", "a.sqlite", "-o", "clean.sqlite")
    data = _unpacked(tmp_path / "clean.sqlite")
    for word in (b"jane.doe", b"jane.login", b"Janet", b"2001:db8:77::9"):
        assert word not in data
    assert shell("redact", "clean.sqlite", "-o", "again.sqlite", "--format", "json")["replaced"] == 0
    before, after = (shell("audit", name, "--format", "json") for name in ("a.sqlite", "clean.sqlite"))
    assert [each["id"] for each in before["exchanges"]] == [each["id"] for each in after["exchanges"]]
    assert [each["calls"] for each in before["exchanges"]] == [each["calls"] for each in after["exchanges"]]


def test_import_with_redaction(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite", "--redact", "pii")
    data = _unpacked(tmp_path / "a.sqlite")
    for word in (b"jane.doe", b"jane.login", b"Janet", b"2001:db8:77::9"):
        assert word not in data


@pytest.mark.parametrize("form", ["mitm", "jsonl", "xml"])
def test_an_export_is_read_back(shell: Command, tmp_path: Path, form: str) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite")
    shell("export", "a.sqlite", "--format", form, "--output", f"copy.{form}", "--redact", "email")
    assert b"jane.doe" not in _bytes(tmp_path / f"copy.{form}")
    before, after = (shell("audit", name, "--format", "json") for name in ("a.sqlite", f"copy.{form}"))
    for old, new in zip(before["exchanges"], after["exchanges"], strict=True):
        assert [(c["operation"], c["request_valid"], c["response_valid"]) for c in old["calls"]] == [
            (c["operation"], c["request_valid"], c["response_valid"]) for c in new["calls"]
        ]
        for fact in ("time", "site", "status", "http", "duration_ms"):
            assert new[fact] == old[fact], fact


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("redact", "a.mitm"), "where to? name the copy with -o"),
        (("redact", "a.mitm", "-o", "a.mitm"), "a.mitm: there is a file already"),
        (("redact", "a.mitm", "-o", "b", "--categories", "emial"), "did you mean email?"),
        (("redact", "a.har", "-o", "b"), "there is no call of the service to copy, so nothing was written"),
        (("redact", "broken.har", "-o", "b"), "broken HAR: no valid JSON in or behind entry 1"),
        (("redact", "empty", "-o", "b"), "there is no recording to copy"),
        (("redact", "none.mitm", "-o", "b"), "none.mitm: no such file"),
        (("redact", "bin.dat", "-o", "b"), "bin.dat: no message in it can be read, so nothing was written"),
        (("export", "a.mitm", "--format", "xml", "-o", "b"), "this is not a store"),
        (("export", "a.mitm", "--format", "xml", "-o", "a.mitm"), "there is something already"),
        (("store", "forget", "x", "a.sqlite"), "two characters at least"),
        (("store", "forget", "jane", "a.mitm"), "this is not a store"),
    ],
)
def test_bad_input_is_told_with_its_mend(shell: Command, tmp_path: Path, arguments, problem) -> None:
    (tmp_path / "a.har").write_text('{"log": {"entries": []}}')
    (tmp_path / "broken.har").write_text('{"log": {"version": "1.2", "ent')
    (tmp_path / "empty").mkdir()
    (tmp_path / "bin.dat").write_text("x")
    before = {path.name for path in tmp_path.iterdir()}
    said = shell(*arguments, code=2)
    assert problem in str(said["err"])
    assert {path.name for path in tmp_path.iterdir()} - {"data"} == before


@pytest.mark.parametrize("redact", ["secrets", "pii"])
@pytest.mark.parametrize("person", ["jane.doe@example.com", "jane.login"])
def test_a_person_is_erased_from_a_store(shell: Command, tmp_path: Path, person: str, redact: str) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite", "--redact", redact)
    store = tmp_path / "a.sqlite"
    before = shell("audit", "a.sqlite", "--format", "json")
    known = [(each["id"], each["calls"]) for each in before["exchanges"]]
    pseudonyms = _pseudonyms(store, person) if redact == "pii" else set()
    said = shell("store", "forget", person, "a.sqlite", "--format", "json")
    assert said["exchanges"] == 3
    assert said["values"] >= 9
    data = _unpacked(store)
    assert person.encode() not in data
    assert person.replace("@", "%40").encode() not in data
    assert all(each.encode() not in data for each in pseudonyms)
    if redact == "secrets":
        assert b"Janet" not in data  # what stands beside it in the same answer is theirs, too
        assert ROE[1].encode() in data
        assert ROE[2].encode() in data
    after = shell("audit", "a.sqlite", "--format", "json")
    assert [(each["id"], each["calls"]) for each in after["exchanges"]] == known
    assert shell("store", "forget", person, "a.sqlite", "--format", "json")["exchanges"] == 0


def _pseudonyms(store: Path, person: str) -> set[str]:
    from inspector.assemble import inspector, store_key
    from inspector.privacy import Classification
    from inspector.settings import load

    settings = load().settings
    what = Classification("login_id", secret=False, mask="pseudonym", kind="login")
    made = inspector(settings, key=store_key(store, settings)).masker.value(person, what)
    assert made.encode() in _unpacked(store)
    return {made}


def test_nobody_is_found(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite")
    before = _bytes(tmp_path / "a.sqlite")
    said = shell("store", "forget", "ane.doe@example.com", "a.sqlite")
    assert "nobody of that name" in str(said["out"])
    assert _bytes(tmp_path / "a.sqlite") == before


def test_a_line_that_is_no_exchange_is_told_and_the_others_go_on(shell: Command, tmp_path: Path) -> None:
    shell("import", "a.mitm", "--store", "a.sqlite")
    shell("export", "a.sqlite", "--format", "jsonl", "-o", "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_bytes().splitlines(keepends=True)
    lines[2] = b'{"half a line\n'
    (tmp_path / "b.jsonl").write_bytes(b"".join(lines))
    said = shell("audit", "b.jsonl", "--format", "json", code=3)
    assert len(said["exchanges"]) == 5
    assert "b.jsonl:3: no exchange of ours" in said["errors"][0]
    assert msgspec.json.decode(lines[0])["format"] == "xmlinspect-exchange-1"
