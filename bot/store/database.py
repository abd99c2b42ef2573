"""A database by its URL: opened on first use, kept at the schema of today, its errors turned into one."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import StoreError
from bot.store.faults import UnusableError, store_error
from bot.store.migrations import MIGRATIONS, Migration, migrate, version_of

_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_SQLITE_WAITS_SECONDS: Final = 5.0  # for another process that is writing
_POSTGRESQL_WAITS_SECONDS: Final = 5  # for a server to be reached, or a connection to be free
_CLOSING_SECONDS: Final = 1.0  # for a database that is being opened and does not answer

_FileIdentity = tuple[int, int]


class Database:
    """Connections to the database at `url`; safe to use from several threads.

    Without `create`, a SQLite file that is missing and a schema that is old are errors, and nothing is changed.
    """

    def __init__(self, url: str, *, create: bool = True, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
        self._url = url
        self._create = create
        self._migrations = migrations
        self._opening = Lock()
        self._engine: Engine | None = None
        self._place = "DATABASE_URL"  # the whole name of a server's database: any part of its URL may be a password
        self._file: Path | None = None
        self._prepared: _FileIdentity | None = None
        self._ready = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads; raises StoreError, also for what happens within."""
        with self._one_error(), self._opened().begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes, committed at the end of the block; raises StoreError."""
        with self._one_error(), _for_writing(self._opened()).begin() as connection:
            yield connection

    def open(self) -> None:
        """Make or migrate what is missing; raises StoreError, and UnusableError where waiting cannot help."""
        with self._one_error():
            self._opened()

    def erase_traces(self) -> bool:
        """Take what was deleted out of SQLite's journal as well; False if somebody reads it, so that it is still owed.

        Never raises, for what was deleted is deleted.
        """
        with contextlib.suppress(StoreError), self._one_error():
            engine = self._opened()
            if engine.dialect.name != "sqlite":
                return True
            with contextlib.closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, *_ = cursor.fetchone() or (1,)
                return not busy
        return False

    def close(self) -> None:
        """Close all connections; the next use opens them again. A database that does not answer is left alone."""
        if not self._opening.acquire(timeout=_CLOSING_SECONDS):
            return
        try:
            if self._engine is not None:
                self._engine.dispose()
            self._ready = False
        finally:
            self._opening.release()

    @contextmanager
    def _one_error(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        # The last two: values that no database holds, such as half a surrogate pair.
        except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError, OverflowError) as error:
            self._ready = False  # it may be another database when it is back
            raise store_error(self._place, error) from None

    def _opened(self) -> Engine:
        with self._opening:
            engine = self._engine = self._engine or self._make_engine()
            if not self._ready or self._identity() != self._prepared:
                # A connection to a deleted file would go on writing into nowhere.
                engine.dispose()
                self._prepare(engine)
                self._prepared, self._ready = self._identity(), True
            return engine

    def _prepare(self, engine: Engine) -> None:
        if self._file and not self._create and not self._file.exists():
            raise StoreError(
                f"{self._place}: there is no database yet; the bot makes it when it runs with a token, "
                "or set DATABASE_URL to the one that it uses"
            )
        if self._file:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with engine.begin() as connection:
            version, known = version_of(connection), len(self._migrations)
        if version > known:
            raise UnusableError(
                f"{self._place}: the database has schema {version}, and this program knows only up to {known}; "
                "run the newer version of the program that made it, or set another DATABASE_URL"
            )
        if version < known and not self._create:
            raise StoreError(
                f"{self._place}: the database has schema {version}, and this program needs {known}; start the bot "
                "once, which brings it up to date"
            )
        if version < known:
            with _for_writing(engine).begin() as connection:
                migrate(connection, self._migrations)

    def _identity(self) -> _FileIdentity | None:
        """Tell one file from another that later has its name; None if it is missing, or no file at all."""
        if self._file is None:
            return None
        try:
            status = self._file.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _make_engine(self) -> Engine:
        url = _parsed(self._url)
        if url.drivername == "sqlite":
            self._file = _sqlite_file(url)
            self._place = str(self._file)
            waits: dict[str, Any] = {} if "timeout" in url.query else {"timeout": _SQLITE_WAITS_SECONDS}
            engine = create_engine(url, hide_parameters=True, connect_args=waits)
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_in_sqlite)
            return engine
        waits = {} if "connect_timeout" in url.query else {"connect_timeout": _POSTGRESQL_WAITS_SECONDS}
        try:
            from bot.store import postgresql  # an extra

            # Asked before each use: a connection may have died with a server that was restarted since.
            engine = create_engine(
                url,
                hide_parameters=True,
                pool_pre_ping=True,
                pool_timeout=_POSTGRESQL_WAITS_SECONDS,
                connect_args=waits,
            )
        except ImportError:
            raise UnusableError(
                "DATABASE_URL: the driver for PostgreSQL is not installed; run: pip install -e '.[postgresql]'"
            ) from None
        postgresql.be_patient(engine)
        return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        driver = _DRIVERS[parsed.drivername]
    except (ArgumentError, ValueError, KeyError):
        raise UnusableError(
            "DATABASE_URL: this is no address of a database; write sqlite:///path/to/file or "
            "postgresql://user:password@host/name"
        ) from None
    return parsed.set(drivername=driver)


def _sqlite_file(url: URL) -> Path:
    name = url.database or ""
    if not name or url.host or name.startswith((":memory:", "file:")):
        raise UnusableError("DATABASE_URL: name a file after three slashes, as in sqlite:///data/bot.sqlite3")
    return Path(name)


def _for_writing(engine: Engine) -> Engine:
    return engine.execution_options(writes=True)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins too late; `_begin_in_sqlite` does it
    # What fails here fails again, and is told, at the first statement; only for WAL another process may be in the way,
    # and that process is setting it.
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA synchronous = NORMAL")  # safe with WAL, and without a wait for the disk each time
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        connection.execute("PRAGMA journal_mode = WAL")  # readers and the writer do not wait for each other


def _begin_in_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later may not wait for another writer, so writers say so at once.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
