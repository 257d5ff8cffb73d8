"""Runs `xmlinspect` in processes of their own that have libraries and shipped data loaded already.

Each run is a fork of one process that has read them: with its own folder, environment, streams and exit code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Forks:
    """The process that is forked."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def run(
        self, arguments: Sequence[str], cwd: Path, environment: dict[str, str], streams: Sequence[Path]
    ) -> int:
        """Run `xmlinspect`; gives its exit code.

        Args:
            arguments: What stands behind the command's name.
            cwd: Folder that it is run in.
            environment: All its environment.
            streams: Files that are its standard input, output and error output.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = [list(arguments), str(cwd), environment, [str(stream) for stream in streams]]
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the process that is forked has ended"
        return os.waitstatus_to_exitcode(int(answer))

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=60)


def _serve() -> None:
    """Fork for each line that comes; in the fork, be `xmlinspect`."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "w")
    for line in asked:
        pid = os.fork()
        if pid == 0:
            _be(*json.loads(line))
            return
        answers.write(f"{os.waitpid(pid, 0)[1]}\n")
        answers.flush()


def _be(arguments: list[str], cwd: str, environment: dict[str, str], streams: list[str]) -> None:
    """Take on folder, environment and streams, then run; ends with the exit code."""
    from inspector.cli import main

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for number, name in enumerate(streams):
        opened = os.open(name, os.O_WRONLY if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["xmlinspect", *arguments]
    main()


def _load() -> None:
    """Import what most commands import, and read what they read."""
    import pytest

    from inspector import assemble
    from inspector.cli import app

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from shipped import read_once

    app.build([])
    read_once(pytest.MonkeyPatch())
    assemble.inspector()


if __name__ == "__main__":
    _load()
    _serve()
