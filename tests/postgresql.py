"""A real PostgreSQL for tests: a database of one's own, which is dropped in the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

SERVER: Final = "postgresql://root@127.0.0.1:5432"
_NUMBERS: Final = count(1)


@contextmanager
def temporary_database() -> Iterator[str]:
    """Make an empty database and give its URL; skips where there is no server, which in CI is a failure."""
    name = f"bot_test_{uuid4().hex[:12]}"
    try:
        administrator = psycopg.connect(f"{SERVER}/test", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL answers at {SERVER}/test")
    with administrator:
        administrator.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{SERVER}/{name}"
        finally:
            administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    administrator.close()


def empty_schema(database_url: str) -> str:
    """Give the URL of an empty schema of its own within a database."""
    name = f"s{next(_NUMBERS)}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
    return f"{database_url}?options=-csearch_path%3D{name}"
