"""What a user is told of a lost key, a port in use, a closed pipe, and signs that turn a line around."""

from __future__ import annotations

import socket
import subprocess
import sys

from cli_program import ROOT, Program, request

from inspector.cli.output import plain

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


def test_what_is_no_url_is_refused_without_repeating_it(program: Program) -> None:
    (program.folder / "a.xml").write_text(request())
    done = program("check", "a.xml", "--url", "not a url hunter2")

    assert done.code == 2
    assert "--url" in done.err
    assert "hunter2" not in done.err


def test_one_is_one(program: Program) -> None:
    (program.folder / "a.xml").write_text(request())

    assert "1 exchange, 1 message, 1 call, 1 shape;" in program("check", "a.xml").out
