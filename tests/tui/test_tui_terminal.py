"""The command in a terminal of its own, and without one."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from tui_samples import records

from inspector.store.errors import StoreError
from inspector.store.store import open_store
from inspector.tui import NoTerminalError, run
from inspector.tui import terminal as terminal_module

ROOT = Path(__file__).parents[2]
CODE = "import sys; from pathlib import Path; from inspector.tui import run; sys.exit(run(Path(sys.argv[1])))"
PATIENCE = 60  # seconds; only a hang comes near it


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "some.sqlite"
    with open_store(path, create=True) as opened:
        opened.write(records(30))
    return path


def read_until(terminal: int, wanted: bytes) -> bytes:
    seen, end = b"", time.monotonic() + PATIENCE
    while wanted not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:  # the other end was closed
                break
    return seen


@pytest.mark.parametrize("redirected", [False, True])
def test_it_draws_on_the_terminal_even_where_errors_go_to_a_file(
    store: Path, tmp_path: Path, redirected: bool
) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    with (tmp_path / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(store)],
            stdin=theirs,
            stdout=theirs,
            stderr=errors if redirected else theirs,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        try:
            os.close(theirs)
            assert b"user.GetUser" in read_until(ours, b"user.GetUser")
            os.write(ours, b"q")
            read_until(ours, b"\0 drain until it closes")
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait()
            os.close(ours)
    assert (tmp_path / "errors.txt").read_text() == ""


def test_without_a_terminal_it_says_what_to_use_instead(store: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", CODE, str(store)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert b"NoTerminalError" in process.stderr
    assert b"use `xmlinspect audit STORE`" in process.stderr
    assert process.stdout == b""


def test_a_file_that_is_no_store_is_refused_before_the_screen_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal_module, "_is_terminal", lambda stream: True)
    with pytest.raises(StoreError, match="nothing"):
        run(tmp_path / "nothing.sqlite")


def test_the_error_is_one_for_people() -> None:
    assert str(NoTerminalError()).startswith("the screens need a terminal")
