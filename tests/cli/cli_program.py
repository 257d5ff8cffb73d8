"""Runs `xmlinspect` as a user does, and measures what it took."""
# ruff: noqa: E501 - messages and layouts read better in one line

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli_forks import Forks

ROOT = Path(__file__).resolve().parents[2]
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SERV = 'xmlns:serv="http://www.webex.com/schemas/2002/06/service"'
EP = 'xmlns:ep="http://www.webex.com/schemas/2002/06/service/ep"'
CONTEXT = "<webExID>jdoe</webExID><password>Planted-Pa55</password><siteName>acme</siteName>"


def request(
    content: str = "<webExId>jdoe</webExId>", operation: str = "user.GetUser", context: str = CONTEXT
) -> str:
    """A request; as it is by default, valid and without a finding."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<serv:message {SERV} {XSI}>\n'
        f"<header><securityContext>{context}</securityContext></header>\n<body>\n"
        f'<bodyContent xsi:type="java:com.webex.service.binding.{operation}">{content}</bodyContent>\n'
        "</body>\n</serv:message>\n"
    )


def failure(exception: str) -> str:
    """A FAILURE answer."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<serv:message {SERV}><serv:header><serv:response>'
        "<serv:result>FAILURE</serv:result><serv:reason>no</serv:reason><serv:gsbStatus>PRIMARY</serv:gsbStatus>"
        f"<serv:exceptionID>{exception}</serv:exceptionID></serv:response></serv:header>"
        "<serv:body><serv:bodyContent/></serv:body></serv:message>"
    )


def version_answer(name: str) -> str:
    """What a site of release `name` answers to GetAPIVersion."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<serv:message {SERV} {EP} {XSI}><serv:header><serv:response>'
        "<serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>"
        '<serv:body><serv:bodyContent xsi:type="ep:getAPIVersionResponse"><ep:apiVersion>XML API V11</ep:apiVersion>'
        f"<ep:release>WBS</ep:release><ep:apiVer>{name}</ep:apiVer></serv:bodyContent></serv:body></serv:message>"
    )


@dataclass(frozen=True)
class Done:
    """How a run ended.

    Attributes:
        code: Exit code.
        out, err: What it printed.
        memory: Bytes that it held at most, where it was run whole.
    """

    code: int
    out: str
    err: str
    memory: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """Codes of the findings of a JSON report, exchange by exchange."""
        return [finding["code"] for each in self.json["exchanges"] for finding in each["findings"]]


class Program:
    """`xmlinspect` in a folder, with a home of its own.

    Attributes:
        folder: Where it is run.
        data: The user's folder of data.
    """

    def __init__(self, folder: Path, forks: Forks) -> None:
        self.folder = folder / "work"
        self._prints = folder
        self._forks = forks
        self.folder.mkdir()
        homes = {name: str(folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XMLINSPECT_")}
        self._environment = {**kept, **homes, "HOME": str(folder), "PYTHONPATH": str(ROOT)}
        self.data = folder / "XDG_DATA_HOME"

    def __call__(self, *arguments: object, stdin: bytes = b"") -> Done:
        """Run it with the libraries loaded already."""
        streams = self._streams(stdin)
        words = [str(argument) for argument in arguments]
        return self._done(self._forks.run(words, self.folder, self._environment, streams), streams)

    def whole(self, *arguments: object, stdin: bytes = b"", closed: str = "") -> Done:
        """Run it from the start, as a shell does; `closed` names streams that the shell closed (">&-")."""
        streams = self._streams(stdin)
        command = [sys.executable, "-m", "inspector", *map(str, arguments)]
        if closed:
            command = ["sh", "-c", f'exec "$@" {closed}', "sh", *command]
        given, out, err = streams
        with given.open("rb") as from_given, out.open("wb") as to_out, err.open("wb") as to_err:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment,
                stdin=from_given,
                stdout=to_out,
                stderr=to_err,
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        scale = 1 if sys.platform == "darwin" else 1024
        return self._done(process.returncode, streams, usage.ru_maxrss * scale)

    def _streams(self, stdin: bytes) -> tuple[Path, Path, Path]:
        given, out, err = (self._prints / f"{name}.txt" for name in ("stdin", "stdout", "stderr"))
        given.write_bytes(stdin)
        out.write_bytes(b"")
        err.write_bytes(b"")
        return given, out, err

    @staticmethod
    def _done(code: int, streams: tuple[Path, Path, Path], memory: int = 0) -> Done:
        done = Done(code, streams[1].read_text("utf-8"), streams[2].read_text("utf-8"), memory)
        assert "Traceback" not in done.err
        assert "Planted" not in done.out + done.err
        return done

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
