"""What happens to databases: each fault is told in a sentence, loses nothing that was written, and passes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, event

from bot.errors import StoreError
from bot.records import Asked, Opened, Record
from bot.store import Claim, Recorder, Store

from .conftest import DAY, NOW, PATIENCE, impatient, locked, started, together
from .test_claims import LEASE

QUESTIONS: list[Record] = [Asked("fallback", None, (), f"長い質問{number:04}" * 20) for number in range(500)]


def opened(store: Store) -> int:
    return sum(figures.opened for figures in store.figures(date.min, date.max).entries.values())


# Locked


def test_a_locked_database_is_told_and_read_all_the_same(sqlite: Store, file: Path):
    sqlite.write([Opened("email")], DAY)
    with locked(file):
        with pytest.raises(StoreError, match=rf"^{file}: the database is locked by another program; close what"):
            sqlite.write([Opened("email")], DAY)
        assert opened(sqlite) == 1
    sqlite.write([Opened("email")], DAY)
    assert opened(sqlite) == 2


def test_a_writer_waits_for_another_one(file: Path):
    """With the patience that the program has; the lock is released while it waits."""
    with closing(Store(f"sqlite:///{file}")) as store:
        store.check()
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            recorder = Recorder(store, 180)
            recorder.record(Opened("email"))
            other.execute("ROLLBACK")
            assert recorder.flush(PATIENCE)
        recorder.close(PATIENCE)
        assert opened(store) == 1


# Read-only, full: once as SQLite sees it, once by a real file system


@contextmanager
def every_connection(pragma: str) -> Iterator[None]:
    def obey(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(pragma)

    event.listen(Engine, "connect", obey)
    try:
        yield
    finally:
        event.remove(Engine, "connect", obey)


@pytest.mark.parametrize(
    ("pragma", "words"),
    [
        ("PRAGMA query_only = ON", "is read-only; let this user write the file and its folder"),
        ("PRAGMA max_page_count = 1", "cannot grow, the disk is full; make room"),
    ],
    ids=["read-only", "full"],
)
def test_a_database_that_takes_nothing_any_more_is_told_and_read_all_the_same(file: Path, pragma: str, words: str):
    with closing(Store(impatient(file))) as store:
        store.write([Opened("email")], DAY)
        store.close()
        with every_connection(pragma):
            with pytest.raises(StoreError, match=rf"^{file}: the database {words}$"):
                store.write(QUESTIONS, DAY)
            assert opened(store) == 1
            store.close()
        store.write(QUESTIONS, DAY)
        assert len(store.unanswered(DAY)) == len(QUESTIONS)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Mount a disk of 400 KiB over the folder of the database; what it gives remounts it with other options."""
    folder = tmp_path / "data"
    folder.mkdir()

    def mount(options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "small", str(folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own command

    if not sys.platform.startswith("linux") or os.geteuid() or not mount("size=400k"):
        if os.environ.get("CI"):
            pytest.fail("in CI, run as root: the tests of a full disk mount one")
        pytest.skip("this user may not mount a small disk")
    yield lambda options: assert_done(mount(f"remount,{options}"))
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 - our own command


def assert_done(done: bool) -> None:
    assert done


def test_a_full_disk_loses_nothing_that_was_written_before_or_waits(
    small_disk: Callable[[str], None], sqlite: Store, file: Path
):
    sqlite.write([Opened("email")], DAY)
    with pytest.raises(StoreError, match=rf"^{file}: the database cannot grow, the disk is full"):
        sqlite.write(QUESTIONS * 10, DAY)
    assert opened(sqlite) == 1
    recorder = Recorder(sqlite, 180, first_wait_seconds=0.01)
    for question in QUESTIONS:
        recorder.record(question)
    before = len(sqlite.unanswered(date.min))

    small_disk("size=8m")

    assert recorder.flush(PATIENCE)
    recorder.close(PATIENCE)
    assert len(sqlite.unanswered(date.min)) == before + len(QUESTIONS)


def test_a_disk_that_became_read_only_is_told_and_may_come_back(
    small_disk: Callable[[str], None], sqlite: Store, file: Path
):
    sqlite.write([Opened("email")], DAY)
    sqlite.close()
    small_disk("ro")
    with pytest.raises(StoreError, match=rf"^{file}: the database (is read-only; .*folder|cannot be opened.*; check)"):
        sqlite.write([Opened("email")], DAY)
    small_disk("rw")
    sqlite.write([Opened("email")], DAY)
    assert opened(sqlite) == 2


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    store = Store(f"sqlite:///{tmp_path}/data/bot.sqlite3")
    store.check()
    with pytest.raises(StoreError, match=r"data/bot\.sqlite3: the database cannot be opened \(.*\); check the path"):
        store.write([Opened("email")], DAY)


# Deleted, damaged


def delete_all(file: Path) -> None:
    for path in file.parent.iterdir():
        path.unlink()


def delete_folder(file: Path) -> None:
    delete_all(file)
    file.parent.rmdir()


def replace_by_another(file: Path) -> None:
    delete_all(file)
    with closing(Store(f"sqlite:///{file}")) as other:
        other.check()


@pytest.mark.parametrize("delete", [Path.unlink, delete_all, delete_folder, replace_by_another])
def test_a_database_deleted_while_running_is_made_anew(sqlite: Store, file: Path, delete: Callable[[Path], None]):
    sqlite.write([Opened("email"), Opened("email")], DAY)
    delete(file)
    sqlite.write([Opened("email")], DAY)
    assert opened(sqlite) == 1
    with closing(Store(f"sqlite:///{file}")) as another:  # it is in the file, not in the deleted one
        assert opened(another) == 1


def test_a_database_deleted_while_running_hinders_no_question(sqlite: Store, file: Path):
    sqlite.claim(1, "a", NOW, LEASE)
    delete_all(file)
    assert sqlite.claim(1, "b", NOW, LEASE) is Claim.NEW
    delete_all(file)
    sqlite.finish(1, "a")
    assert sqlite.unanswered(DAY) == []


def test_a_damaged_database_is_told_and_made_anew_once_it_is_moved_away(sqlite: Store, file: Path):
    file.parent.mkdir()
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match=rf"^{file}: the database is damaged or no SQLite database; move it away"):
        sqlite.write([Opened("email")], DAY)
    file.rename(file.with_suffix(".damaged"))
    sqlite.write([Opened("email")], DAY)
    assert opened(sqlite) == 1


# Several processes, and the death of one

WRITER = """
import sys
from datetime import date
from bot.records import Asked, Opened
from bot.store import Store

store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(25):
    store.write([Opened("email"), Opened("pause"), Asked("fallback", None, (), "質問")], date(2026, 11, 22))
"""


def test_processes_that_write_at_once_lose_nothing(store: Store, database_url: str):
    together(WRITER, *((database_url,) for _ in range(3)))
    figures = store.figures(DAY, DAY)
    assert (figures.entries["email"].opened, figures.entries["pause"].opened) == (75, 75)
    assert len(store.unanswered(DAY)) == figures.outcomes["fallback"] == 75


ENDLESS = """
import sys
from datetime import date
from bot.records import Asked
from bot.store import Store

store = Store(sys.argv[1])
questions = [Asked("fallback", None, (), "長い質問" * 50) for _ in range(400)]
while True:
    store.write(questions, date(2026, 11, 22))
    print("written", flush=True)
"""


def test_a_process_killed_in_the_middle_of_a_write_leaves_a_whole_database(store: Store, database_url: str):
    """It does nothing but write, so the kill comes within a write."""
    with started(ENDLESS, database_url) as process:
        assert process.stdout
        for _ in range(3):
            assert process.stdout.readline() == "written\n"
        process.kill()
        rest, _ = process.communicate(timeout=PATIENCE)
    written = 3 + rest.count("written")

    kept = len(store.unanswered(DAY))
    assert kept in (400 * written, 400 * (written + 1))  # the last one may be whole and not told yet
    assert store.figures(DAY, DAY).outcomes == {"fallback": kept}
    store.write(QUESTIONS, DAY)
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as other:
            assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# PostgreSQL


@pytest.fixture
def shared(postgresql: str) -> Iterator[Store]:
    with closing(Store(postgresql)) as opened_store:
        yield opened_store


def test_a_server_that_was_restarted_is_connected_to_again(shared: Store, postgresql: str):
    shared.check()
    with psycopg.connect(postgresql, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert shared.figures(date(2000, 1, 1), date(2000, 1, 2)).entries == {}


def test_a_user_without_the_right_to_write_is_told(shared: Store, postgresql: str):
    with closing(Store(f"{postgresql}?options=-cdefault_transaction_read_only%3Don")) as reader:
        shared.check()
        assert reader.figures(date(2000, 1, 1), date(2000, 1, 2)).entries == {}
        with pytest.raises(StoreError, match=r"^DATABASE_URL: the database is read-only; use the primary server$"):
            reader.write([Opened("email")], DAY)


def test_tables_that_are_gone_are_made_anew(shared: Store, postgresql: str):
    shared.check()
    with psycopg.connect(postgresql, autocommit=True) as other:
        other.execute("DROP SCHEMA public CASCADE")
        other.execute("CREATE SCHEMA public")
    with pytest.raises(StoreError, match=r"^DATABASE_URL: the database failed \(SQLSTATE 42P01\)$"):
        shared.figures(DAY, DAY)
    assert opened(shared) == 0
