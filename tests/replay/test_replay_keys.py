"""Redacted copies answer clients that send the real values: the key that made the pseudonyms is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from replay_session import XML, Recorder, message

from inspector.cli.output import CommandError
from inspector.cli.served import recorded_site
from inspector.model.exchange import Payload
from inspector.privacy import fingerprint

JANE = Payload(XML, message("user.GetUser", "<webExId>jdoe</webExId>"))
RECORDINGS = ("whole.mitm", "lines.jsonl", "pairs", "clean.mitm", "clean.sqlite", "moved.sqlite")


@pytest.fixture
def copies(schemas, tmp_path, command) -> Path:
    """The same call, redacted in every way that there is, in one folder."""
    recorder = Recorder(schemas, tmp_path / "s.sqlite", "40.10.0")
    recorder.ask("user.GetUser", "<webExId>jdoe</webExId>")
    store = recorder.save()
    for name, form in (("whole.mitm", "mitm"), ("lines.jsonl", "jsonl"), ("pairs", "xml")):
        assert command("export", store, "--format", form, "-o", name, "--redact", "pii", form=None)[0] == 0
    assert command("export", store, "--format", "mitm", "-o", "clear.mitm", form=None)[0] == 0
    assert command("redact", "clear.mitm", "-o", "clean.mitm", form=None)[0] == 0
    assert command("redact", store, "-o", "clean.sqlite", form=None)[0] == 0
    shutil.copy("clean.sqlite", "moved.sqlite")
    return tmp_path


def _answered(source, **options) -> tuple[int, list[str]]:
    """How many calls were answered of one that is recorded and one of another person, and what was said."""
    told: list[str] = []
    with recorded_site(str(source), log=told.append, **options) as site:
        site.answer(JANE)
        site.answer(Payload(XML, message("user.GetUser", "<webExId>rroe</webExId>")))
        return site.matched, told


def test_the_key_is_found_among_those_of_the_user(copies):
    for name in RECORDINGS:
        place = copies / name
        files = place.rglob("*.xml") if place.is_dir() else [place]
        assert not [file for file in files if b"jdoe" in file.read_bytes()], name
        assert _answered(place)[0] == 1, name


def test_without_the_key_it_is_said_at_the_start_and_nothing_is_found_by_chance(copies, monkeypatch, capsys):
    key = (copies / "home" / "keys" / "recordings.key").read_bytes()
    monkeypatch.setenv("XMLINSPECT_KEYS", str(copies / "others"))
    for name in ("whole.mitm", "clean.mitm", "moved.sqlite"):
        assert _answered(name)[0] == 0, name
        err = capsys.readouterr().err
        named = f" of key {fingerprint(key)}" if name == "clean.mitm" else ""
        assert err.startswith(
            f"values in {name} are pseudonyms{named}, and the key is not in {copies}/others:"
        )
    assert not (copies / "others").exists()


def test_a_key_is_named_by_its_file_or_by_its_store(copies, monkeypatch, tmp_path):
    shutil.copy("home/keys/recordings.key", "brought.key")
    monkeypatch.setenv("XMLINSPECT_KEYS", str(copies / "others"))
    assert _answered("clean.mitm", key="brought.key")[0] == 1
    monkeypatch.setenv("XMLINSPECT_KEYS", str(copies / "home" / "keys"))
    Path("s.sqlite").unlink()
    assert _answered("whole.mitm", key="s.sqlite")[0] == 1
    with pytest.raises(CommandError, match="--key nothing: neither a key file of 32 bytes nor a store"):
        _answered("clean.mitm", key="nothing")
