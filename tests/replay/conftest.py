from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from inspector import assemble
from inspector.cli.app import run

sys.path.insert(0, str(Path(__file__).parent))

SECRETS = ("WEBEX_PASSWORD", "WEBEX_SESSION_TICKET", "WEBEX_ACCESS_TOKEN", "WEBEX_JWT")


@pytest.fixture(scope="session")
def schemas():
    return assemble.schemas()


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """Keys, journals and settings of one test; nothing of the machine's."""
    monkeypatch.setenv("XMLINSPECT_KEYS", str(tmp_path / "home" / "keys"))
    monkeypatch.chdir(tmp_path)
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WEBEX_PASSWORD", "Fresh-Pw-2")


@pytest.fixture
def command(capsys):
    """Run a command: its exit code, what it printed as JSON (or text), and what it said beside."""

    def go(*words: object, form: str = "json"):
        capsys.readouterr()
        given = [str(word) for word in words]
        code = run([*given, "--format", form] if form else given)
        out, err = capsys.readouterr()
        return code, json.loads(out) if form == "json" and out else out, err

    return go


@pytest.fixture(scope="session", autouse=True)
def _data_once(shipped_data_once: None) -> None:
    """Inspectors are made by the hundred here."""
