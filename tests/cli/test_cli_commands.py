"""The commands about the installation itself, run as a user runs them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Runs `xmlinspect` in a folder of its own, with no settings but those that a test gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XMLINSPECT_")}
        self.environment = {**kept, **home, "PYTHONPATH": str(ROOT)}

    def __call__(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "inspector", *map(str, arguments)],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def json(self, *arguments: object, code: int = 0) -> object:
        done = self(*arguments, "--format", "json")
        assert (done.returncode, done.stderr) == (code, "")
        return json.loads(done.stdout)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_help_names_every_command_and_each_command_has_an_example(shell: Shell) -> None:
    from inspector.cli.app import _HIDDEN, COMMANDS

    text = shell("--help").stdout
    assert "Exit codes: 0 clean, 1 findings, 2 could not do it, 3 done" in text
    assert {name for name in COMMANDS if f"\n  {name} " not in text} == _HIDDEN
    for command in (["addon"], ["doctor"], ["config", "init"], ["rules", "list"], ["store", "info"]):
        assert "Example: " in shell(*command, "--help").stdout


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "config"]])
def test_the_version_is_told(shell: Shell, arguments: list[str]) -> None:
    done = shell(*arguments)
    assert done.returncode == 0
    assert done.stdout.startswith("xmlinspect ")


@pytest.mark.parametrize(
    "arguments", [["chekc"], ["--fromat"], ["rules", "lits"], ["rules", "list", "--format", "x"]]
)
def test_a_wrong_word_ends_with_2_and_no_traceback(shell: Shell, arguments: list[str]) -> None:
    done = shell(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_an_addon_that_is_not_there_is_an_error_that_names_those_that_are(shell: Shell) -> None:
    done = shell("addon", "nonsense")
    assert done.returncode == 2
    assert done.stderr == "error: no addon named nonsense; there are: simulator, xmlservice\n"


@pytest.mark.parametrize("name", ["simulator", "xmlservice"])
def test_the_path_of_an_addon_is_told(shell: Shell, name: str) -> None:
    path = Path(shell("addon", name).stdout.strip())
    assert path.is_file()
    assert path.name == f"{name}.py"


def test_schemas_list_has_the_keys_and_figures_that_programs_rely_on(shell: Shell) -> None:
    rows = shell.json("schemas", "list")
    assert isinstance(rows, list)
    assert {tuple(row) for row in rows} == {
        ("release", "aliases", "branch", "date", "elements", "added", "source")
    }
    named = {row["release"]: row for row in rows}
    assert named["40.1.0"]["aliases"].count("40.0.1") == 1
    assert named["40.4.9"]["branch"] == "40.4"
    assert named["40.6.0"]["elements"] > named["40.4.8"]["elements"]
    assert named["40.4.9"]["added"] == named["40.6.1"]["added"] > 0
    assert all(row["source"] for row in rows)


def test_rules_list_has_the_keys_that_programs_rely_on(shell: Shell) -> None:
    rows = shell.json("rules", "list")
    assert isinstance(rows, list)
    assert {tuple(row) for row in rows} == {("code", "name", "severity", "on", "since", "until", "summary")}
    named = {row["code"]: row for row in rows}
    assert (named["AUTH-01"]["severity"], named["AUTH-01"]["since"]) == ("error", "40.2.0")
    assert named["ENV-05"]["severity"] == "info"


def test_settings_are_written_shown_and_checked(shell: Shell) -> None:
    assert shell("config", "init").stdout == "wrote xmlinspect.toml\n"
    again = shell("config", "init")
    assert (again.returncode, again.stderr) == (
        2,
        "error: xmlinspect.toml: is there already; edit it, or move it away first\n",
    )
    (shell.folder / "xmlinspect.toml").write_text('release = "40.6.0"\n[sites.acme]\nrelease = "40.1.0"\n')
    assert shell("config", "validate").stdout == "the settings are valid\n"
    shown = {row["name"]: row for row in shell.json("config", "show")}  # type: ignore[union-attr]
    assert shown["release"] == {"name": "release", "value": "40.6.0", "from": "xmlinspect.toml:1"}
    assert shown["sites.acme.release"]["from"] == "xmlinspect.toml:3"
    assert "release" in shell("config", "show").stdout


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('releas = "40.6.0"', "xmlinspect.toml:1: unknown setting releas; did you mean release?"),
        ('release = "40.6.00"', "xmlinspect.toml:1: release: unknown release '40.6.00'"),
        ('\n[sites.acme]\nrelease = "x"', "xmlinspect.toml:3: sites.acme.release: unknown release 'x'"),
        ('[severity]\nAUTH-99 = "info"', "severity"),
        ('ignore = ["NONE"]', "ignore"),
    ],
)
def test_wrong_settings_end_with_2_and_name_the_place(shell: Shell, text: str, error: str) -> None:
    (shell.folder / "xmlinspect.toml").write_text(text)
    done = shell("config", "validate")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert error in done.stderr
    assert "Traceback" not in done.stderr


def test_a_settings_file_that_is_not_there_is_named(shell: Shell) -> None:
    done = shell("config", "validate", "other.toml")
    assert (done.returncode, done.stderr.partition(";")[0]) == (2, "error: other.toml: no such file")


def test_a_store_that_is_not_there_is_named(shell: Shell) -> None:
    done = shell("store", "info", "none.sqlite")
    assert done.returncode == 2
    assert done.stderr.startswith("error: none.sqlite: there is no store here")


def test_an_empty_store_is_counted(shell: Shell) -> None:
    from inspector.store import open_store

    path = shell.folder / "a.sqlite"
    open_store(path, create=True).close()
    facts = shell.json("store", "info", path)
    assert isinstance(facts, dict)
    assert (facts["store"], facts["exchanges"], facts["findings"], facts["key"]) == (str(path), 0, 0, None)
    assert facts["bytes"] > 0
    assert "exchanges  0" in shell("store", "info", path).stdout


def test_the_doctor_finds_all_well_and_says_what_to_type(shell: Shell) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    done = shell("doctor", "--listen", f"127.0.0.1:{free}")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"ok    port: 127.0.0.1:{free} is free" in done.stdout
    ca = f"{shell.folder}/.mitmproxy/mitmproxy-ca-cert.pem"
    for words in (
        f"curl --proxy http://127.0.0.1:{free} --cacert {ca}",
        f"REQUESTS_CA_BUNDLE={ca}",
        f"SSL_CERT_FILE={ca}",
        f"keytool -importcert -noprompt -alias mitmproxy -file {ca}",
        f"-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={free}",
        f"NODE_EXTRA_CA_CERTS={ca}",
        "dotnet run",
        f"php -d curl.cainfo={ca}",
    ):
        assert words in done.stdout


def test_the_doctor_finds_a_port_that_is_taken_and_a_store_that_is_none(shell: Shell) -> None:
    (shell.folder / "no.sqlite").write_text("no store")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        told = shell.json("doctor", "--listen", listen, "--store", "no.sqlite", code=1)
    assert isinstance(told, dict)
    states = {check["name"]: check["state"] for check in told["checks"]}
    assert states == {"mitmproxy": "ok", "CA": "warn", "store": "fail", "port": "fail"}
    assert all(check["mend"] for check in told["checks"] if check["state"] != "ok")
    assert {recipe["client"].split()[0] for recipe in told["clients"]} == {
        "curl", "Python", "Java", "Node", ".NET", "PHP",
    }  # fmt: skip
