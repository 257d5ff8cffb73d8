"""Opening, and what goes wrong with files."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from inspector.store import Filter, StoreError, is_store, open_store, parse


def _refused(path: Path, **how: bool) -> StoreError:
    with pytest.raises(StoreError) as refused:
        open_store(path, **how)
    assert refused.value.path == path
    assert str(refused.value) == f"{path}: {refused.value.cause}; {refused.value.mend}"
    return refused.value


def test_a_new_store_and_its_folder_are_its_owners_alone(path):
    with open_store(path, create=True) as store:
        store.set_meta("a", "b")
        files = sorted(path.parent.iterdir())
        assert [file.name for file in files] == ["calls.store", "calls.store-shm", "calls.store-wal"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_create_opens_what_is_there(path, make):
    with open_store(path, create=True) as store:
        store.write([make(1)])
    with open_store(path, create=True) as store:
        assert store.count() == 1


def test_a_store_is_known_by_its_content(path, tmp_path):
    with open_store(path, create=True):
        assert is_store(path)
        copy = tmp_path / "looks-like.har"
        shutil.copy(path, copy)
        assert is_store(copy)
    other = tmp_path / "other.store"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    assert not is_store(other)
    assert not is_store(tmp_path)
    assert not is_store(tmp_path / "missing")


def test_a_missing_store(path):
    assert "there is no store here" in _refused(path).cause
    assert "there is no store here" in _refused(path, create=True, read_only=True).cause
    assert not path.exists()


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("content", [b"<xml/>" * 100, b"SQLite format 3\0" + b"\0" * 200])
def test_not_a_store_stays_as_it_is(tmp_path, content, create):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert _refused(path, create=create).cause == "this is not a store"
    assert path.read_bytes() == content


def test_an_empty_file_is_a_store_only_where_one_may_be_made(tmp_path):
    path = tmp_path / "file"
    path.touch()
    assert _refused(path).cause == "this is not a store"
    with open_store(path, create=True) as store:
        assert store.count() == 0


def test_a_folder_and_a_path_that_cannot_be(tmp_path):
    assert _refused(tmp_path, create=True).cause == "this is a folder, not a store"
    (tmp_path / "file").touch()
    assert "the store cannot be opened" in _refused(tmp_path / "file" / "store", create=True).cause


def test_a_damaged_store_is_said_to_be(path, make):
    with open_store(path, create=True) as store:
        store.write([make(number) for number in range(1, 200)])
    content = bytearray(path.read_bytes())
    content[4096 : len(content) - 4096] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError) as refused, open_store(path) as store:
        list(store.records())
    assert "damaged" in refused.value.cause
    assert ".recover" in refused.value.mend


@pytest.mark.parametrize(
    "blob",
    [b"", b"\x07abc", b"\x01abc", b"\x00\xc1", b"\x00\x80", b"\x01\x28\xb5\x2f\xfd\xa0\xff\xff\xff\xff"],
)
def test_a_damaged_body_is_said_to_be(path, make, blob):
    with open_store(path, create=True) as store:
        store.write([make(1)])
        store._connection.execute("UPDATE body SET request_values = ?", (blob,))
        with pytest.raises(StoreError, match="damaged"):
            store.record(1)
        with pytest.raises(StoreError):
            store.count(parse("confName~review"))
        assert len(list(store.reports())) == 1


def test_a_newer_store_is_left_alone(path):
    with open_store(path, create=True) as store:
        store._connection.execute("INSERT INTO migration VALUES ('9999-later', 'then')")
    for read_only in (False, True):
        refused = _refused(path, read_only=read_only)
        assert refused.cause == "a newer version wrote this store (9999-later)"
        assert refused.mend == "update xmlinspect"


def test_migrations_are_recorded_and_run_once(path):
    for _ in range(2):
        with open_store(path, create=True) as store:
            names = store._connection.execute("SELECT name, applied FROM migration").fetchall()
            assert [name for name, _ in names] == ["0001-first", "0002-nearest"]
            assert store.info().version == "0002-nearest"


def test_an_older_store_is_brought_up_only_by_one_who_may_write(tmp_path):
    path = tmp_path / "old"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {0x58534931}")
    connection.execute("CREATE TABLE migration (name TEXT PRIMARY KEY, applied TEXT NOT NULL) WITHOUT ROWID")
    connection.commit()
    connection.close()
    assert _refused(path, read_only=True).cause == "an older version wrote this store"
    with open_store(path) as store:
        assert store.info().version == "0002-nearest"
    with open_store(path, read_only=True) as store:
        assert store.count() == 0


def test_what_the_first_version_kept_is_read_on(path, make):
    with open_store(path, create=True) as store:
        store.write([make(1)])
        store._connection.execute("ALTER TABLE detail DROP COLUMN nearest")
        store._connection.execute("DELETE FROM migration WHERE name = '0002-nearest'")
    assert _refused(path, read_only=True).cause == "an older version wrote this store"
    with open_store(path) as store:
        assert list(store.records()) == [make(1)]


def test_a_migration_that_fails_leaves_nothing(tmp_path):
    path = tmp_path / "old"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {0x58534931}")
    connection.execute("CREATE TABLE finding (something)")
    connection.commit()
    _refused(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("finding",)]
    connection.close()


def test_reading_only(path, make):
    with open_store(path, create=True) as store:
        store.write([make(1)])
    with open_store(path, read_only=True) as store:
        assert store.count() == 1
        with pytest.raises(StoreError, match="cannot be written"):
            store.write([make(2)])


def test_a_full_disk_loses_nothing_that_was_kept(path, make):
    with open_store(path, create=True) as store:
        store.write([make(1)])
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full"):
            store.write([make(number, site=f"{number}" * 500) for number in range(2, 99)])
        store._connection.execute("PRAGMA max_page_count = 100000")
        assert store.write([make(2)]) == 1
        assert store.count() == 2


def test_a_locked_store_is_said_to_be(path, make):
    with open_store(path, create=True) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        store._connection.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(StoreError, match="locked by another program"):
            store.write([make(1)])
        other.execute("ROLLBACK")
        other.close()
        assert store.write([make(1)]) == 1


def test_a_closed_store_is_said_to_be(path):
    store = open_store(path, create=True)
    store.close()
    store.close()
    store.interrupt()
    with pytest.raises(StoreError, match="closed"):
        store.count()


def test_a_query_can_be_stopped_from_another_thread(path, make):
    count = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    endless = Filter("", f"({count})")
    with open_store(path, create=True) as store:
        store.write([make(1)])
        stop = threading.Event()

        def keep_stopping() -> None:
            while not stop.wait(0.02):
                store.interrupt()

        thread = threading.Thread(target=keep_stopping)
        thread.start()
        try:
            with pytest.raises(StoreError, match="stopped"):
                store.count(endless)
        finally:
            stop.set()
            thread.join()


def _write_many(path: Path, first: int) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    from conftest import record

    with open_store(path, create=True) as store:
        for number in range(first, first + 60):
            store.write([record(number, site=f"site{number % 7}")])


def test_two_programs_write_and_a_reader_reads_meanwhile(path):
    context = multiprocessing.get_context("spawn")
    with open_store(path, create=True):
        writers = [context.Process(target=_write_many, args=(path, first)) for first in (1, 1001)]
        for writer in writers:
            writer.start()
        with open_store(path, read_only=True) as reader:
            snapshot = reader._connection.execute("BEGIN").execute("SELECT count(*) FROM exchange")
            snapshot.fetchone()  # a reader in the middle of its reading does not hold the writers up
            for writer in writers:
                writer.join(60)
            reader._connection.execute("COMMIT")
            assert [writer.exitcode for writer in writers] == [0, 0]
            assert reader.count() == 120
            assert reader.count(parse("site:site3")) == sum(
                1 for n in [*range(1, 61), *range(1001, 1061)] if n % 7 == 3
            )


def test_what_was_committed_survives_a_kill(path):
    script = (
        "import os, sys; sys.path[:0] = [sys.argv[2]]\n"
        "from pathlib import Path; from conftest import record\n"
        "from inspector.store import open_store\n"
        "store = open_store(Path(sys.argv[1]), create=True); store.write([record(1), record(2)])\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path, Path(__file__).parent], cwd=Path.cwd(), check=False
    )
    assert done.returncode == -9
    assert is_store(path)
    with open_store(path, read_only=True) as store:
        assert store.count() == 2
