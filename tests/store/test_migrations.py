"""The schema: made on first use, migrated step by step, refused where it is newer than the program."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import create_engine, inspect, text

from bot.errors import CannotStart, StoreError
from bot.records import EntryFigures, Opened
from bot.store import Claim, Store
from bot.store.migrations import MIGRATIONS, Migration
from bot.store.tables import METADATA

from .conftest import DAY, NOW
from .test_claims import LEASE

FUTURE = Migration("future", ("CREATE TABLE future (a INTEGER)",))
BROKEN = Migration("broken", ("CREATE TABLE half (a INTEGER)", "this is no SQL"))


def plainly(database_url: str) -> str:
    return database_url.replace("postgresql://", "postgresql+psycopg://")


def steps_of(database_url: str) -> list[str]:
    engine = create_engine(plainly(database_url))
    with engine.connect() as connection:
        names = list(connection.execute(text("SELECT name FROM schema_versions ORDER BY version")).scalars())
    engine.dispose()
    return names


def test_the_steps_lead_to_the_tables_that_the_program_uses(store: Store, database_url: str):
    store.check()
    engine = create_engine(plainly(database_url))
    made = inspect(engine)
    assert set(made.get_table_names()) == {*METADATA.tables, "schema_versions"}
    for name, table in METADATA.tables.items():
        columns = {column["name"]: column for column in made.get_columns(name)}
        assert list(columns) == [column.name for column in table.columns]
        for column in table.columns:
            assert columns[column.name]["nullable"] is column.nullable or column.primary_key
            kinds = {column.type.python_type, columns[column.name]["type"].python_type}
            assert len(kinds) == 1, f"{name}.{column.name}"
        assert made.get_pk_constraint(name)["constrained_columns"] == [column.name for column in table.primary_key]
    engine.dispose()


def test_each_step_is_recorded_in_order_and_taken_once(database_url: str):
    for _ in range(2):
        with closing(Store(database_url)) as store:
            store.check()
    assert steps_of(database_url) == [migration.name for migration in MIGRATIONS]


@pytest.mark.parametrize("steps", range(1, len(MIGRATIONS)))
def test_an_old_schema_is_migrated_and_keeps_what_it_holds(database_url: str, steps: int):
    with closing(Store(database_url, migrations=MIGRATIONS[:steps])) as old:
        old.write([Opened("email")], DAY)
    with closing(Store(database_url)) as store:
        assert store.figures(DAY, DAY).entries == {"email": EntryFigures(opened=1)}
        assert store.claim(1, "a", NOW, LEASE) is Claim.NEW
        assert store.open_hand_overs(1, NOW) == 0
    assert steps_of(database_url) == [migration.name for migration in MIGRATIONS]


def test_who_only_reads_does_not_migrate(database_url: str):
    with closing(Store(database_url, migrations=MIGRATIONS[:1])) as old:
        old.write([Opened("email")], DAY)
    with closing(Store(database_url, create=False)) as reader, pytest.raises(StoreError, match="start the bot once"):
        reader.figures(DAY, DAY)
    assert steps_of(database_url) == ["statistics"]


def test_a_newer_schema_is_refused_with_a_sentence_and_left_alone(database_url: str):
    with closing(Store(database_url, migrations=(*MIGRATIONS, FUTURE))) as newer:
        newer.write([Opened("email")], DAY)
    with closing(Store(database_url)) as store:
        known = len(MIGRATIONS)
        words = rf"has schema {known + 1}, and this program knows only up to {known}; run the newer version"
        with pytest.raises(CannotStart, match=words):
            store.check()
        with pytest.raises(StoreError, match=words):
            store.write([Opened("email")], DAY)
    with closing(Store(database_url, migrations=(*MIGRATIONS, FUTURE))) as newer:
        assert newer.figures(DAY, DAY).entries == {"email": EntryFigures(opened=1)}


def test_a_running_program_is_not_hindered_by_one_that_migrates(store: Store, database_url: str):
    """While replicas are replaced one by one, the old ones work on."""
    store.write([Opened("email")], DAY)
    with closing(Store(database_url, migrations=(*MIGRATIONS, FUTURE))) as newer:
        newer.write([Opened("email")], DAY)
    store.write([Opened("email")], DAY)
    assert store.figures(DAY, DAY).entries == {"email": EntryFigures(opened=3)}


def test_a_step_that_fails_leaves_no_trace(database_url: str):
    with closing(Store(database_url, migrations=(*MIGRATIONS[:1], BROKEN))) as broken, pytest.raises(StoreError):
        broken.write([Opened("email")], DAY)
    with closing(Store(database_url)) as store:
        store.check()
    engine = create_engine(plainly(database_url))
    assert "half" not in inspect(engine).get_table_names()
    engine.dispose()
    assert steps_of(database_url) == [migration.name for migration in MIGRATIONS]
