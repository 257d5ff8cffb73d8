"""A real mitmdump in a process group of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("e2e_calls")

ROOT = Path(__file__).parents[2]
ADDONS = ROOT / "addons"


def free_port() -> int:
    """A TCP port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mitmdump:
    """A running mitmdump.

    Attributes:
        port: Where it listens, on 127.0.0.1.
        ca: Its certificate authority, in PEM.
        output: What it wrote so far, both streams.
    """

    def __init__(self, folder: Path, *arguments: str | Path, env: dict[str, str] | None = None) -> None:
        self.port = free_port()
        confdir = folder / "mitmproxy"
        self.ca = confdir / "mitmproxy-ca-cert.pem"
        self._command = command = [
            str(Path(sys.executable).with_name("mitmdump")),
            *("--set", f"confdir={confdir}", "--listen-host", "127.0.0.1", "--listen-port", str(self.port)),
            *map(str, arguments),
        ]
        paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        surroundings = {
            **os.environ,
            "PYTHONPATH": paths,
            "PYTHONUNBUFFERED": "1",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            **(env or {}),
        }
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=surroundings,
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        return "".join(self._lines)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            for line in stream:
                self._lines.append(line.decode(errors="replace"))

    def wait_until_ready(self, timeout: float = 30.0) -> None:
        """Wait until it listens, and until our addon, where it has it, is running."""
        said = [
            "listening at",
            *(["recording XMLService"] if "xmlservice.py" in " ".join(self._command) else []),
        ]
        self.wait_for(lambda: all(words in self.output for words in said), timeout)

    def wait_for(self, condition: Callable[[], bool], timeout: float = 30.0) -> None:
        """Wait until `condition` holds; fails with its output where it ends or takes too long."""
        end = time.monotonic() + timeout
        while not condition():
            if self._process.poll() is not None:
                pytest.fail(f"mitmdump ended with {self._process.returncode}:\n{self.output}")
            if time.monotonic() > end:
                pytest.fail(f"mitmdump took too long:\n{self.output}")
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM, timeout: float = 40.0) -> int:
        """Send its whole group a signal and wait until it has ended; gives its exit code."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(5)
            pytest.fail(f"mitmdump did not end:\n{self.output}")
        self._reader.join(5)
        return code


Start = Callable[..., Mitmdump]


@pytest.fixture
def mitmdump(tmp_path: Path) -> Iterator[Start]:
    """Starts mitmdump with the arguments given and waits until it listens; all are stopped at the end."""
    running: list[Mitmdump] = []

    def start(*arguments: str | Path, env: dict[str, str] | None = None) -> Mitmdump:
        running.append(Mitmdump(tmp_path, *arguments, env=env))
        running[-1].wait_until_ready()
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def addons() -> Path:
    """The folder of addons."""
    return ADDONS
