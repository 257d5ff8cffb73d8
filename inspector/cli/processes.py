"""The processes that commands start: mitmdump with an addon, and others of our own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from inspector.cli.output import CommandError
from inspector.resources import data

_POLL_S = 0.05


def mitmdump(addon: str, options: Mapping[str, str], arguments: Sequence[str] = ()) -> list[str]:
    """The command line of a mitmdump with one of our addons.

    Args:
        addon: Name of the addon, "xmlservice" or "simulator".
        options: mitmproxy options by name.
        arguments: Further arguments as mitmdump takes them.

    Raises:
        CommandError: There is no mitmdump.
    """
    beside = Path(sys.executable).with_name("mitmdump")
    program = str(beside) if beside.exists() else shutil.which("mitmdump")
    if program is None:
        raise CommandError("there is no mitmdump; install xmlservice-inspector with pip, it brings mitmproxy")
    command = [program, "-s", str(data("addons") / f"{addon}.py")]
    for name, value in options.items():
        command += ["--set", f"{name}={value}"]
    return [*command, *arguments]


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on at the moment."""
    with socket.create_server((host, 0)) as server:
        return int(server.getsockname()[1])


def must_be_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened at, before anything is made for it.

    Raises:
        CommandError: Something else listens there, or it is none of this machine.
    """
    if not port:
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "no such address"
        raise CommandError(f"cannot listen on {host}:{port} ({why}); name another with --listen") from None


class Child:
    """A process that ends with us: `with Child(...)` stops it in good order, and waits for it.

    Args:
        command: Its command line.
        log: Gets all that it prints; its own output goes to ours where None.
        environment: Variables on top of ours.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: IO[bytes] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = command
        self._process = subprocess.Popen(  # noqa: S603 - our own command lines
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT if log is not None else None,
            env={**os.environ, **(environment or {})},
        )

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait(self) -> int:
        """Wait for its end; an interrupt from the keyboard reaches it as well, so its end is waited for."""
        while True:
            try:
                return self._process.wait()
            except KeyboardInterrupt:
                continue

    def stop(self, seconds: float = 40.0) -> None:
        """Ask it to end, and wait until it has; kill it after `seconds`."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def listening(self, host: str, port: int, seconds: float = 30.0) -> None:
        """Wait until it listens.

        Raises:
            CommandError: It ended, or does not listen in time.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    return
            time.sleep(_POLL_S)
        name = Path(self._command[0]).name
        raise CommandError(f"{name} does not listen on {host}:{port}; look at what it printed")
