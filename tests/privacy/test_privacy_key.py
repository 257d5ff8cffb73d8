from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from inspector.privacy import KeyFileError, fingerprint, load_or_create


def test_a_key_is_made_once_with_its_folder_and_kept(tmp_path):
    path = tmp_path / "keys" / "store.key"
    key = load_or_create(path)
    assert len(key) == 32
    assert load_or_create(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["store.key"]


def test_keys_differ(tmp_path):
    assert load_or_create(tmp_path / "a") != load_or_create(tmp_path / "b")


def test_who_comes_at_once_gets_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_or_create(tmp_path / "key"), range(32)))
    assert len(keys) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_may_touch_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    load_or_create(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_or_create(path)
    path.chmod(0o600)
    assert len(load_or_create(path)) == 32


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_what_is_no_key_is_refused(tmp_path, content):
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match=f"{len(content)} bytes are no key"):
        load_or_create(path)
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(KeyFileError, match="cannot keep the key here"):
        load_or_create(tmp_path / "file" / "key")
    with pytest.raises(KeyFileError, match="cannot keep the key here"):
        load_or_create(tmp_path)


def test_fingerprints_name_a_key_and_hold_no_part_of_it():
    one, two = fingerprint(b"1" * 32), fingerprint(b"2" * 32)
    assert one != two
    assert (len(one), fingerprint(b"1" * 32)) == (16, one)
    assert (b"1" * 4).hex() not in one


def test_a_loose_umask_changes_nothing(tmp_path):
    before = os.umask(0)
    try:
        load_or_create(tmp_path / "deep" / "key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "deep" / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700
