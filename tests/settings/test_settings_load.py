"""Settings: their sources outrank each other, and what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.settings import FILE_NAME, SettingsError, files, load, template


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.write_text(text, "utf-8")
    return path


def problems(folder: Path, text: str, environment: dict[str, str] | None = None) -> tuple[str, ...]:
    path = written(folder, text)
    with pytest.raises(SettingsError) as caught:
        load(folder=folder, environment=environment or {})
    return tuple(line.replace(str(path), "F") for line in caught.value.problems)


def test_without_any_source_every_value_is_a_default(tmp_path: Path) -> None:
    loaded = load(folder=tmp_path, environment={})
    assert loaded.settings.store == tmp_path / "data" / "xmlinspect" / "xmlservice.sqlite"
    assert loaded.settings.limits.body == 16_777_216
    assert loaded.settings.fail_on == "error"
    assert set(loaded.origins.values()) == {"default"}


def test_each_source_outranks_the_one_before(tmp_path: Path) -> None:
    user, _ = files(tmp_path)
    written(user.parent, 'store = "user"\nrelease = "user"\ncache_bytes = 1\nfail_on = "info"\n')
    project = written(tmp_path, '\nrelease = "project"\ncache_bytes = 2\nfail_on = "info"\n')
    environment = {"XMLINSPECT_CACHE_BYTES": "3", "XMLINSPECT_FAIL_ON": "info", "PATH": "/usr/bin"}
    loaded = load({"fail_on": "warning", "store": None}, folder=tmp_path, environment=environment)
    settings, origins = loaded.settings, loaded.origins
    assert (str(settings.store), origins["store"]) == ("user", f"{user}:1")
    assert (settings.release, origins["release"]) == ("project", f"{project}:2")
    assert (settings.cache_bytes, origins["cache_bytes"]) == (3, "XMLINSPECT_CACHE_BYTES")
    assert (settings.fail_on, origins["fail_on"]) == ("warning", "option")


def test_tables_of_two_sources_are_joined(tmp_path: Path) -> None:
    written(tmp_path, '[limits]\ndepth = 9\n[sites.acme]\nrelease = "40.1.0"\n')
    environment = {
        "XMLINSPECT_LIMITS__BODY": "100",
        "XMLINSPECT_SITES": '{"beta": {"release": "40.6.0"}}',
        "XMLINSPECT_IGNORE": "PII, ENV-05",
    }
    loaded = load(folder=tmp_path, environment=environment)
    assert (loaded.settings.limits.depth, loaded.settings.limits.body) == (9, 100)
    assert {name: site.release for name, site in loaded.settings.sites.items()} == {
        "acme": "40.1.0",
        "beta": "40.6.0",
    }
    assert loaded.settings.ignore == ("PII", "ENV-05")
    assert loaded.origins["limits.body"] == "XMLINSPECT_LIMITS__BODY"


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_name(tmp_path: Path) -> None:
    assert problems(tmp_path, '# mine\nrealese = "40.1.0"\n') == (
        "F:2: unknown setting realese; did you mean release?",
    )
    assert problems(tmp_path, "[limits]\n\ndpth = 3\n") == (
        "F:3: unknown setting limits.dpth; did you mean depth?",
    )
    assert problems(tmp_path, '[sites."acme"]\nrelase = "1"\n') == (
        "F:2: unknown setting sites.acme.relase; did you mean release?",
    )
    assert problems(tmp_path, "", {"XMLINSPECT_STOER": "x"}) == (
        "XMLINSPECT_STOER: unknown setting stoer; did you mean store?",
    )


def test_all_wrong_values_are_named_at_once_with_their_place(tmp_path: Path) -> None:
    found = problems(tmp_path, 'cache_bytes = -1\nlisten = "nowhere"\n[severity]\nAUTH-01 = "bad"\n')
    assert sorted(":".join(line.split(":")[:3]) for line in found) == [
        "F:1: cache_bytes",
        "F:2: listen",
        "F:4: severity.AUTH-01",
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("store = \n", "F:1: not TOML: "),
        ('a = "1"\n[b\n', "F:2: not TOML: "),
        ('path = "("\n', "F:1: path: not a regular expression: "),
    ],
)
def test_what_cannot_be_read_names_its_line(tmp_path: Path, text: str, start: str) -> None:
    assert problems(tmp_path, text)[0].startswith(start)


def test_a_file_that_is_no_text_and_a_folder_in_its_place_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"store = '\xff'")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load(folder=tmp_path, environment={})
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(SettingsError, match="is a directory"):
        load(folder=tmp_path, environment={})


def test_broken_json_and_a_table_given_twice_in_the_environment_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="XMLINSPECT_SITES: not JSON"):
        load(folder=tmp_path, environment={"XMLINSPECT_SITES": "{oops"})
    with pytest.raises(SettingsError, match="given as a whole too"):
        load(folder=tmp_path, environment={"XMLINSPECT_STORE": "a", "XMLINSPECT_STORE__B": "b"})


def test_the_written_file_changes_nothing_as_it_is_and_is_valid_once_uncommented(tmp_path: Path) -> None:
    written(tmp_path, template())
    untouched = load(folder=tmp_path, environment={})
    assert set(untouched.origins.values()) == {"default"}
    settings = [
        line.removeprefix("# ") for line in template().splitlines() if line.startswith("# [") or " = " in line
    ]
    written(tmp_path, "\n".join(settings))
    assert load(folder=tmp_path, environment={}).settings.release == "40.10.0"
