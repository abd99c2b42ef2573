"""Where the database is: what the setting may say, and what is said about a wrong one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.errors import CannotStart, StoreError
from bot.records import Opened
from bot.store import Store

from .conftest import DAY

PASSWORD = "geheim-1234"  # noqa: S105 - of nothing

WRONG = {
    "nothing": "",
    "blank": "  ",
    "a path": "data/bot.sqlite3",
    "another database": f"mysql://user:{PASSWORD}@127.0.0.1/bot",
    "another driver": f"postgresql+asyncpg://user:{PASSWORD}@127.0.0.1/bot",
    "a port that is no number": f"postgresql://user:{PASSWORD}@127.0.0.1:{PASSWORD}/bot",
    "memory": "sqlite://",
    "memory by name": "sqlite:///:memory:",
    "an address of a file": "sqlite:///file:bot.sqlite3?mode=ro&uri=true",
    "two slashes": "sqlite://data/bot.sqlite3",
}


@pytest.mark.parametrize("url", WRONG.values(), ids=WRONG)
def test_a_wrong_url_is_refused_without_being_repeated(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CannotStart, match=r"^DATABASE_URL: .*sqlite:///") as caught:
        Store(url).check()
    assert PASSWORD not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_touched_before_the_first_use(file: Path):
    Store(f"sqlite:///{file}")
    assert not file.parent.exists()


def test_folder_file_and_tables_are_made_on_first_use(sqlite: Store, file: Path):
    sqlite.write([Opened("email")], DAY)
    assert file.exists()
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_relative_path_counts_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    store = Store("sqlite:///data/bot.sqlite3")
    store.check()
    store.close()
    assert (tmp_path / "data" / "bot.sqlite3").exists()


def test_a_reader_makes_no_database(file: Path):
    reader = Store(f"sqlite:///{file}", create=False)
    reader.check()
    with pytest.raises(StoreError, match=rf"^{file}: there is no database yet"):
        reader.figures(DAY, DAY)
    assert not file.parent.exists()


def test_a_missing_driver_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CannotStart, match=r"not installed; run: pip install -e '\.\[postgresql\]'"):
        Store("postgresql://127.0.0.1/bot").check()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(postgresql: str, scheme: str):
    store = Store(postgresql.replace("postgresql", scheme, 1))
    store.write([Opened("email")], DAY)
    store.close()


UNREACHABLE = {
    "closed port": f"postgresql://operator:{PASSWORD}@127.0.0.1:1/bot",
    "two hosts": f"postgresql://operator:{PASSWORD}@/bot?host=127.0.0.1:1&host=127.0.0.1:2",
    "an at sign in the password": f"postgresql://operator:x@{PASSWORD}@127.0.0.1:1/bot",
}


@pytest.mark.parametrize("url", UNREACHABLE.values(), ids=UNREACHABLE)
def test_a_server_out_of_reach_is_told_without_its_url_and_may_come_back(url: str):
    store = Store(url)
    store.check()  # does not stop the bot
    with pytest.raises(StoreError) as caught:
        store.figures(DAY, DAY)
    words = "cannot be reached, or refuses the user, the password or the name; check that it runs"
    assert str(caught.value) == f"DATABASE_URL: the database {words}"


def test_a_database_that_the_server_does_not_have_is_told(postgresql: str):
    with pytest.raises(StoreError, match="the name; check that it runs"):
        Store(f"{postgresql}_not").figures(DAY, DAY)
