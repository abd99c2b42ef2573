"""A store over an empty database, its connections closed in the end."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.store import Store

ROOT: Final = Path(__file__).parents[2]
DAY: Final = date(2026, 11, 22)
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PATIENCE: Final = 30.0  # seconds until what is stuck fails its test


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with closing(Store(database_url)) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the SQLite database of a test lies; neither it nor its folder is there yet."""
    return tmp_path / "data" / "bot.sqlite3"


@pytest.fixture
def sqlite(file: Path) -> Iterator[Store]:
    """A store over SQLite alone, which waits for a locked file for a moment only."""
    with closing(Store(impatient(file))) as opened:
        yield opened


def impatient(file: Path) -> str:
    return f"sqlite:///{file}?timeout=0.05"


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock that a writer needs, as another program may."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a program of its own that may import the bot; it is told to go on by a line on its standard input."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def together(program: str, *arguments: tuple[str, ...]) -> list[str]:
    """Run a program once for each tuple of arguments, let all go on at the same time, and return what each prints.

    The program prints a line when it is ready and reads one before it goes on.
    """
    processes = [started(program, *given) for given in arguments]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=PATIENCE) for process in processes]
    for process, (_, err) in zip(processes, outputs, strict=True):
        assert process.returncode == 0, err
    return [out for out, _ in outputs]
