"""The demo in a checkout, and the wheel away from any: the main job with one command."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from inspector.store import open_store

ROOT = Path(__file__).parents[2]
PARTS = ("inspector", "addons", "schemas", "rules", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the repo, as a fresh clone has it."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


def _environment(home: Path, **more: str) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    ours = ("XDG_", "XMLINSPECT_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", **more}


def _run(command: list[str | Path], folder: Path, environment: dict[str, str], *, code: int = 0) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def _listing(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _shows_the_main_job(said: str, folder: Path) -> None:
    """The summary, the store and the reports of a demo that wrote to `folder`."""
    found = re.search(r"^(\d+) exchanges, (\d+) operations, (\d+) codes:$", said, re.MULTILINE)
    assert found, said
    exchanges, operations, codes = map(int, found.groups())
    assert exchanges >= 25
    assert operations >= 15
    assert codes >= 8
    store, report = folder / "demo.sqlite", folder / "report.json"
    assert f"store   {store}\n" in said
    assert f"report  {folder / 'report.txt'}\n" in said
    assert "AUTH-01" in (folder / "report.txt").read_text()
    totals = json.loads(report.read_text())["totals"]
    assert totals["exchanges"] == exchanges
    with open_store(store, read_only=True) as kept:
        assert kept.count() == exchanges
    assert "Demo-Pw-1" not in said + report.read_text() + (folder / "proxy.log").read_text()


def test_the_demo_of_a_checkout_writes_to_its_own_folder_alone(checkout, tmp_path):
    home = tmp_path / "home"
    environment = _environment(home, PYTHONPATH=str(checkout))
    before = _listing(checkout)
    said = _run([sys.executable, "-m", "inspector", "demo", "--no-tui"], checkout, environment)
    _shows_the_main_job(said, checkout / ".demo")
    new = _listing(checkout) - before
    assert {name for name in new if Path(name).parts[0] != ".demo"} == set()
    assert _listing(home) == set()


def test_the_wheel_works_away_from_the_repo(checkout, tmp_path):
    home, away, dist = tmp_path / "home", tmp_path / "away", tmp_path / "dist"
    away.mkdir()
    environment = _environment(home)
    build = ["wheel", ".", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "-w", dist]
    _run([sys.executable, "-m", "pip", *build], checkout, _environment(tmp_path / "builder"))
    (wheel,) = dist.glob("*.whl")
    shutil.rmtree(checkout)
    python = _installed(wheel, tmp_path / "venv", _environment(tmp_path / "builder"))
    command = python.with_name("xmlinspect")

    addon = Path(_run([command, "addon", "xmlservice"], away, environment).strip())
    assert addon.is_file()
    assert tmp_path / "venv" in addon.parents
    (away / "page.xml").write_text("<html/>")
    assert "XML-06" in _run([command, "check", "page.xml"], away, environment, code=1)
    assert _listing(home) == set()
    said = _run([command, "demo", "--no-tui"], away, environment)
    (folder,) = home.rglob("demo")
    assert f"demo: everything is written to {folder}\n" in said
    _shows_the_main_job(said, folder)
    outside = {path for path in home.rglob("*") if path.is_file() and folder not in path.parents}
    assert outside == set()
    assert _listing(away) == {"page.xml"}


def _installed(wheel: Path, folder: Path, environment: dict[str, str]) -> Path:
    """A clean venv with the wheel and mitmdump, and what the wheel depends on from here; gives its Python.

    A path file lends this Python's packages, but not what is installed here in place: its own path files are
    not read.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    install = ["--python", python, "install", "--no-deps", "--no-index", "--quiet", "--no-compile", wheel]
    _run([sys.executable, "-m", "pip", *install], folder, environment)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    mitmdump = folder / "bin" / "mitmdump"
    mitmdump.write_text(f"#!{python}\nfrom mitmproxy.tools.main import mitmdump\nmitmdump()\n")
    mitmdump.chmod(0o755)
    return python
