"""No secret on disk, on screen or in a report; with the protection off, the same search finds every one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from e2e_addons import WITNESS, other_recorder
from e2e_plants import plants
from e2e_scan import Scanner
from e2e_site import send, serving

from inspector.store import open_store

ROOT = Path(__file__).parents[2]
PLANTS = plants()
SCANNER = Scanner(PLANTS)
# What cannot be content-decoded is not kept at all, protected or not.
NEVER_KEPT = {"gzip, cut off"}

UNPROTECTED_RECORDER = '''
"""The recorder, with every guard of a secret replaced by one that lets all pass."""

from inspector.cli import main
from inspector.engine import judgement
from inspector.engine.redaction import Redactor
from inspector.model.report import Part
from inspector.privacy.mask import Masker


def body(self, body, shape, values, plan, unfit=()):
    fields = "&".join(f"{name}={value}" for name, value in body.form).encode("utf-8", "replace")
    return Part((fields + body.before + body.document + body.after,), (), "latin-1")


Redactor.body = body
Masker.value = lambda self, text, classification, **more: text
Masker.text = Masker.url = Masker.token = lambda self, text: text
Masker.document = lambda self, text, **more: text
Masker.headers = lambda self, headers: (tuple(headers), ())
Masker.form = lambda self, fields: (tuple(fields), ())
judgement.below_secrets = judgement.within = lambda finding, _: finding
main()
'''


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Everything that is written is written below it."""
    folder = tmp_path / "home"
    (folder / "tmp").mkdir(parents=True)
    return folder


def _environment(home: Path) -> dict[str, str]:
    homes = {name: str(home / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return {"HOME": str(home), "TMPDIR": str(home / "tmp"), "COLUMNS": "200", **homes}


def _run(home: Path, *arguments: str | Path, codes: tuple[int, ...] = (0, 1)) -> bytes:
    """Everything that a command prints."""
    environment = {**os.environ, **_environment(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "inspector", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=home, timeout=120, check=False)
    assert done.returncode in codes, (arguments, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout + done.stderr


def test_every_plant_is_a_secret_of_its_own():
    assert len({plant.secret for plant in PLANTS}) == len({plant.name for plant in PLANTS}) == len(PLANTS)
    assert len(PLANTS) > 150


@pytest.fixture
def recorded(mitmdump, addons, home):
    """A store of all plants that went through a real mitmdump, and what that printed."""
    store, witness = home / "calls.store", home / "witness.py"
    witness.write_text(WITNESS)
    with serving(PLANTS) as site:
        proxy = mitmdump(
            "--mode", f"reverse:{site}", "-s", addons / "xmlservice.py", "-s", witness,
            "--set", f"xmlservice_store={store}", "--set", f"witness={home / 'flows.json'}",
            env=_environment(home),
        )  # fmt: skip
        answers = send(PLANTS, proxy.port)
        assert answers == [plant.response for plant in PLANTS]
        with open_store(store, read_only=True) as kept:
            proxy.wait_for(lambda: kept.count() == len(PLANTS))
        # while the log is still beside the store, and once it has gone into it
        assert SCANNER.folder(home) == {}
        assert proxy.stop() == 0
    return store, proxy.output.encode()


def test_no_secret_is_written_or_printed_anywhere(recorded, home, tmp_path):
    store, said = recorded
    assert SCANNER.data(said) == set()
    assert (home / "flows.json").stat().st_size > 10_000
    with open_store(store, read_only=True) as kept:
        assert kept.count() == len(PLANTS)
        assert sum(b"********" in record.request.body for record in kept.records() if record.request) > 50
    for form in ("text", "json", "jsonl"):
        said = _run(home, "audit", store, "--format", form)
        assert SCANNER.data(said) == set(), form
        again = _run(home, "audit", store, "--format", form, "--release", "40.9.0")
        assert SCANNER.data(again) == set(), form
    assert SCANNER.data(_run(home, "store", "info", store)) == set()
    given = tmp_path / "given"
    given.mkdir()
    for number, plant in enumerate(PLANTS):
        (given / f"{number:03}-request.xml").write_bytes(plant.request)
        (given / f"{number:03}-response.xml").write_bytes(plant.response)
    assert SCANNER.folder(given) != {}
    said = _run(home, "check", *sorted(given.iterdir()), "--header", f"JWTToken: {PLANTS[0].secret}")
    assert SCANNER.data(said) == set()
    said = _run(home, "audit", given, "--format", "json", "--output", home / "report.json")
    assert SCANNER.data(said) == set()
    said = _run(home, "import", given, "--store", home / "second.store")
    assert SCANNER.data(said) == set()
    assert SCANNER.folder(home) == {}


def test_with_the_protection_off_every_secret_is_found(mitmdump, home, tmp_path):
    """The twin: the same traffic, the same search, a recorder that masks nothing."""
    store = home / "calls.store"
    addon, names = other_recorder(tmp_path, UNPROTECTED_RECORDER, store)
    with serving(PLANTS) as site:
        proxy = mitmdump(
            "--mode", f"reverse:{site}", "-s", addon, "--set", "flow_detail=1",
            env={**_environment(home), **names},
        )  # fmt: skip
        send(PLANTS, proxy.port)
        assert proxy.stop() == 0
    found = SCANNER.file(store)
    assert {plant.name for plant in PLANTS} - found == NEVER_KEPT
    assert {plant.name for plant in PLANTS if plant.name.startswith("URL, ")} <= SCANNER.data(
        proxy.output.encode()
    )
