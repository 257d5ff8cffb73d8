"""The TUI in a real terminal: tmux shows what a person sees, and types what a person types."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e_plants import answer, request

from inspector.assemble import inspector
from inspector.engine.reporting import record
from inspector.model.exchange import Exchange, Payload
from inspector.model.report import Record
from inspector.store import open_store

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

OPERATIONS = (
    "user.GetUser",
    "meeting.GetMeeting",
    "ep.GetSessionInfo",
    "site.GetSite",
    "user.LstsummaryUser",
)
ANONYMOUS = "<siteName>acme</siteName>"
SIGNED = f"<webExID>jdoe</webExID><password>Planted-Pa55</password>{ANONYMOUS}"

WELL = answer("<use:webExId>jdoe</use:webExId>")
REFUSED = answer(
    head="<serv:result>FAILURE</serv:result><serv:reason>no</serv:reason><serv:gsbStatus>PRIMARY</serv:gsbStatus>"
    "<serv:exceptionID>000015</serv:exceptionID>"
)


def records(first: int, count: int) -> list[Record]:
    """Judged exchanges, a second apart; each fifth is an anonymous listing of sessions (AUTH-01)."""
    core = inspector(key=b"k" * 32, release="40.9.0")
    made = []
    for number in range(first, first + count):
        if number % 5 == 4:
            body, said = request("<order/>", ANONYMOUS, "ep.LstsummarySession"), REFUSED
        else:
            body, said = request("", SIGNED, OPERATIONS[number % 5]), WELL
        exchange = Exchange(
            Payload((("Content-Type", "text/xml"),), body.encode()),
            Payload((), said.encode()),
            url="https://acme.example.com/WBXService/XMLService",
            http="HTTP/1.1",
            status=200,
            started=1_700_000_000.0 + number,
            duration_ms=40.0,
            client="192.0.2.1",
            source="flow",
        )
        made.append(record(core.judge_pair(exchange)))
    return made


class Terminal:
    """A terminal of 140 columns with a program in it; its server is its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = str(folder / "tmux.sock")

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", self._socket, "-f", os.devnull, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        return done.stdout

    def start(self, *arguments: str | Path) -> None:
        """Run `xmlinspect` with `arguments`; afterwards its exit code is shown."""
        program = shlex.join([sys.executable, "-m", "inspector", *map(str, arguments)])
        folder = shlex.quote(str(self._folder))
        line = f"unset COLUMNS LINES; cd {folder}; {program}; echo ended with $?; sleep 60"
        surroundings = {
            "PYTHONPATH": str(ROOT),
            "HOME": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder / "config"),
            "LC_ALL": "C.UTF-8",
        }
        variables = [word for name, value in surroundings.items() for word in ("-e", f"{name}={value}")]
        self._tmux("-u", "new-session", "-d", "-x", "140", "-y", "40", *variables, "sh", "-c", line)

    def type(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._tmux("send-keys", *keys)

    def text(self, words: str) -> None:
        """Type text."""
        self._tmux("send-keys", "-l", words)

    def screen(self) -> str:
        """What is on the screen."""
        return self._tmux("capture-pane", "-p")

    def until(self, condition: Callable[[str], bool], seconds: float = 30.0) -> str:
        """Wait until the screen is as wanted, and give it."""
        end = time.monotonic() + seconds
        while not condition(shown := self.screen()):
            assert time.monotonic() < end, shown
            time.sleep(0.1)
        return shown

    def stop(self) -> None:
        """End the server with all that runs in it."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.stop()


def test_browse_filter_open_follow_and_quit(terminal: Terminal, tmp_path: Path) -> None:
    store = tmp_path / "calls.sqlite"
    with open_store(store, create=True) as kept:
        kept.write(records(0, 50))
        terminal.start("tui", store)
        listed = terminal.until(lambda shown: "50 exchanges" in shown and "user.GetUser" in shown)
        assert {name for name in OPERATIONS[:4] if name in listed} == set(OPERATIONS[:4])

        kept.write(records(50, 5))
        terminal.until(lambda shown: "55 exchanges" in shown)

    terminal.type("f")
    terminal.text("op:LstsummarySession code:AUTH-01")
    terminal.type("Enter")
    narrowed = terminal.until(lambda shown: "11 of 55" in shown and "ep.LstsummarySession" in shown)
    assert "user.GetUser" not in narrowed

    terminal.type("Enter")
    terminal.until(lambda shown: "AUTH-01" in shown and "<siteName>" in shown)
    terminal.type("Escape")
    terminal.until(lambda shown: "11 of 55" in shown)
    terminal.type("Escape")
    everything = terminal.until(lambda shown: "55 exchanges" in shown and "user.GetUser" in shown)
    assert "Planted" not in everything

    terminal.type("q")
    terminal.until(lambda shown: "ended with 0" in shown)
