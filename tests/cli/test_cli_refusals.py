"""What a user is told of a lost key, a port in use, a closed pipe, and signs that turn a line around."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

from cli_program import ROOT, Program, request

from inspector.cli.output import as_json, plain

SAID = "was begun with is missing"


def test_a_lost_key_is_said(program: Program) -> None:
    (program.folder / "a.xml").write_text(request())
    first = program("import", "a.xml", "--store", "s.sqlite")
    again = program("import", "a.xml", "--store", "s.sqlite")
    for key in program.folder.parent.rglob("*.key"):
        key.unlink()
    info = program("store", "info", "--store", "s.sqlite")
    lost = program("import", "a.xml", "--store", "s.sqlite")

    assert [done.code for done in (first, again, info, lost)] == [0, 0, 0, 0]
    assert [SAID in done.err for done in (first, again, info, lost)] == [False, False, True, True]


def test_a_port_in_use_is_refused_before_a_store_is_made(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = program("proxy", "--listen", f"127.0.0.1:{port}", "--store", "s.sqlite")

    assert done.code == 2
    assert "--listen" in done.err
    assert not list(program.folder.iterdir())


def test_a_closed_pipe_is_no_finding() -> None:
    command = [sys.executable, "-m", "inspector", "rules", "list"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait() == 141
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_signs_that_turn_a_line_around_are_shown() -> None:
    assert plain("a\u202eb\u2066c\u200fd") == "a\\u202eb\\u2066c\\u200fd"
    assert plain("Zoë\u00a0\u2026") == "Zoë\u00a0\u2026"


def test_no_sign_in_json_turns_a_line_or_controls_a_terminal(program: Program) -> None:
    signs = "a\u202eb\u2066c\u200fd\x9be\x7f Zoë"
    assert as_json({"a": signs}) == '{\n  "a": "a\\u202eb\\u2066c\\u200fd\\u009be\\u007f Zoë"\n}'
    assert {code for code in range(0x7F, 0xD800) if as_json(chr(code)) != f'"{chr(code)}"'} == {
        code for code in range(0x7F, 0xD800) if plain(chr(code)) != chr(code)
    }
    (program.folder / "a.xml").write_text(
        f"<message><body><bodyContent xsi:type='a.{signs}'/></body></message>"
    )
    for command in (
        ("audit", "a.xml", "--format", "json"),
        ("audit", "a.xml", "--format", "jsonl"),
        ("migrate", "a.xml", "--format", "json"),
    ):
        said = program(*command).out
        assert "\\u202e" in said
        assert "\u202e" not in said
        assert "\u202eb\u2066c" in json.dumps(json.loads(said), ensure_ascii=False)
