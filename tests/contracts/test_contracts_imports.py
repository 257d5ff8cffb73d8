"""Each core package, imported in a fresh process, brings no library that belongs to another room."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = frozenset({"mitmproxy", "textual", "sqlite3", "httpx", "requests", "typer", "rich"})
# The libraries that a room and the floors below it do without, besides the heavy ones.
WITHOUT = {
    "inspector": HEAVY | {"lxml", "xmlschema", "pydantic", "ruamel", "msgspec"},
    "inspector.model": HEAVY | {"lxml", "xmlschema", "pydantic", "ruamel", "msgspec"},
    "inspector.wire": HEAVY | {"lxml", "xmlschema", "pydantic"},
    "inspector.schema": HEAVY | {"pydantic"},
    "inspector.rules": HEAVY,
    "inspector.privacy": HEAVY,
    "inspector.engine": HEAVY,
    "inspector.compare": HEAVY,
    "inspector.replay": HEAVY,
    "inspector.store": HEAVY - {"sqlite3"},
    "inspector.report": HEAVY,
    "inspector.recordings": HEAVY,
    "inspector.simulator": HEAVY,
    "inspector.settings": HEAVY,
    "inspector.traffic": HEAVY,
    "inspector.cli": HEAVY - {"typer", "rich"} | {"lxml", "xmlschema"},
}
_SHOW = (
    "import json,sys; before=set(sys.modules); import {0}; print(json.dumps(sorted(set(sys.modules)-before)))"
)


def loaded(statement: str) -> set[str]:
    """Top-level names of the modules that a fresh process has after `import <statement>`, and not before."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _SHOW.format(statement)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("room", sorted(WITHOUT))
def test_a_room_brings_no_library_of_another(room: str) -> None:
    assert loaded(room) & WITHOUT[room] == set()


@pytest.mark.parametrize("library", ["mitmproxy.flow", "textual.app", "sqlite3", "lxml.etree", "pydantic"])
def test_the_check_sees_a_library_that_is_brought(library: str) -> None:
    seen = loaded(f"inspector.model, {library}")
    assert library.partition(".")[0] in seen & WITHOUT["inspector.model"]


def test_the_model_is_standard_library_alone() -> None:
    assert loaded("inspector.model") - {"inspector"} <= sys.stdlib_module_names
    assert not loaded("inspector.model, msgspec") - {"inspector"} <= sys.stdlib_module_names


def test_flow_files_bring_mitmproxy_only_once_one_is_read(tmp_path: object) -> None:
    read = (
        "inspector.recordings, pathlib, io;"
        f"pathlib.Path(r'{tmp_path}/a.mitm').write_bytes(b'11:4:type;1:x;}}');"
        f"list(inspector.recordings.read([pathlib.Path(r'{tmp_path}/a.mitm')], on_error=lambda error: None))"
    )
    assert "mitmproxy" not in loaded("inspector.recordings")
    assert "mitmproxy" in loaded(read)
