"""The recorder: nobody waits for it, and what the store refuses for a while is not lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.records import Asked, EntryFigures, Opened
from bot.store import Recorder, Store
from bot.store.recorder import local_now

from .conftest import DAY, NOW, PATIENCE, locked

MORNING = NOW.astimezone()


class Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now


class Told(logging.Handler):
    """What the recorder's thread logs, to be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []
        self._news = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._news:
            self.messages.append(record.getMessage())
            self._news.notify_all()

    def waits_for(self, words: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: any(words in message for message in self.messages), PATIENCE)


@pytest.fixture
def told() -> Iterator[Told]:
    handler = Told()
    logger = logging.getLogger("bot.store.recorder")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


Record = Callable[..., Recorder]


@pytest.fixture
def recorder() -> Iterator[Record]:
    """Make recorders that soon try again; all are closed in the end."""
    made: list[Recorder] = []

    def make(store: Store, **options: object) -> Recorder:
        made.append(Recorder(store, 180, **{"clock": Clock(), "first_wait_seconds": 0.01} | options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close(PATIENCE)


def opened(store: Store) -> int:
    return sum(figures.opened for figures in store.figures(date.min, date.max).entries.values())


def test_records_are_written_with_the_day_they_were_made_on(store: Store, recorder: Record):
    clock = Clock()
    writer = recorder(store, clock=clock)
    writer.record(Opened("email"))
    clock.now = MORNING + timedelta(days=1)
    writer.record(Opened("pause"))

    assert writer.flush(PATIENCE)

    assert store.figures(DAY, DAY).entries == {"email": EntryFigures(opened=1)}
    tomorrow = DAY + timedelta(days=1)
    assert store.figures(tomorrow, tomorrow).entries == {"pause": EntryFigures(opened=1)}


def test_records_of_many_threads_are_all_written(store: Store, recorder: Record):
    writer = recorder(store)

    def many() -> None:
        for _ in range(500):
            writer.record(Opened("email"))

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert writer.flush(PATIENCE)
    assert opened(store) == 2000


def test_nobody_waits_for_a_locked_database_and_nothing_is_lost(
    sqlite: Store, file: Path, recorder: Record, told: Told
):
    sqlite.check()
    writer = recorder(sqlite)
    assert writer.flush(PATIENCE)
    with locked(file):
        for _ in range(100):
            writer.record(Opened("email"))  # a wait would never end: this thread holds the lock
        told.waits_for("is locked by another program")
        assert not writer.flush(0)
    assert writer.flush(PATIENCE)

    assert opened(sqlite) == 100
    told.waits_for("works again")
    first, last = told.messages
    assert first.startswith(f"{file}: the database is locked")
    assert last == "the store works again"


def test_when_too_much_waits_the_oldest_gives_way_and_that_is_told_once(
    sqlite: Store, file: Path, recorder: Record, told: Told
):
    sqlite.check()
    with locked(file):
        writer = recorder(sqlite, room=10)
        for number in range(50):
            writer.record(Opened(f"e{number}"))
    assert writer.flush(PATIENCE)

    written = set(sqlite.figures(DAY, DAY).entries)
    assert written >= {f"e{number}" for number in range(40, 50)}
    assert len(written) <= 20  # ten waiting, and as many in the hand of the writer
    assert sum("the oldest are dropped" in message for message in told.messages) == 1


def test_closing_writes_what_waits(store: Store, recorder: Record):
    writer = recorder(store)
    for _ in range(1200):
        writer.record(Opened("email"))
    writer.close(PATIENCE)
    assert opened(store) == 1200


def test_closing_gives_up_on_a_store_that_refuses(sqlite: Store, file: Path, recorder: Record, told: Told):
    sqlite.check()
    with locked(file):
        writer = recorder(sqlite, first_wait_seconds=3600.0)
        writer.record(Opened("email"))
        writer.record(Opened("email"))
        writer.close(PATIENCE)
    assert any("2 records could not be written before the end and are lost" in message for message in told.messages)


def test_closing_does_not_wait_for_a_store_that_hangs(file: Path, recorder: Record, told: Told):
    store = Store(f"sqlite:///{file}?timeout=3600")
    store.check()
    with locked(file):
        writer = recorder(store)
        writer.record(Opened("email"))
        writer.close(0)
        assert any("1 records could not be written" in message for message in told.messages)
    writer.close(PATIENCE)  # not stuck for good
    assert opened(store) == 1
    store.close()


def test_what_is_too_old_is_deleted_at_the_start_and_every_hour(store: Store, recorder: Record):
    oldest = DAY - timedelta(days=180)
    for day in (oldest - timedelta(days=1), oldest, oldest + timedelta(days=1)):
        store.write([Asked("fallback", None, (), "質問")], day)
    store.hand_over(-9, 11, 1, 1, MORNING + timedelta(hours=1))
    clock = Clock()

    writer = recorder(store, clock=clock)
    assert writer.flush(PATIENCE)
    assert [one.day for one in store.unanswered(date.min)] == [oldest + timedelta(days=1), oldest]
    assert store.person_of(-9, 11, MORNING) == 1

    clock.now += timedelta(days=1)
    writer.record(Opened("email"))
    assert writer.flush(PATIENCE)
    assert [one.day for one in store.unanswered(date.min)] == [oldest + timedelta(days=1)]
    assert store.person_of(-9, 11, MORNING) is None


def test_claims_are_remembered_for_a_day(store: Store, recorder: Record):
    lease = timedelta(seconds=15)
    store.claim(1, "a", MORNING - timedelta(hours=23), lease)
    store.claim(2, "a", MORNING - timedelta(hours=25), lease)
    for number in (1, 2):
        store.finish(number, "a")

    assert recorder(store).flush(PATIENCE)

    claims = [store.claim(number, "b", MORNING, lease).name for number in (1, 2)]
    assert claims == ["DONE", "NEW"]


def test_a_record_that_cannot_be_written_hinders_no_other(store: Store, recorder: Record, told: Told):
    writer = recorder(store)
    assert writer.flush(PATIENCE)
    writer.record(Asked("fallback", None, (None,), "秘密の質問"))  # type: ignore[arg-type] # a fault of the program
    assert writer.flush(PATIENCE)
    writer.record(Opened("email"))
    assert writer.flush(PATIENCE)

    assert opened(store) == 1
    assert told.messages == ["1 records could not be written and are lost: TypeError"]


def test_days_end_at_midnight_in_japan_whatever_the_machine_thinks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert local_now().utcoffset() == timedelta(hours=9)
    finally:
        monkeypatch.undo()
        time.tzset()
