"""Whose question a message in the staff chat is: until it expires, or the person wants it forgotten."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect

from sqlalchemy import create_engine, text

from bot.store import Store
from bot.store.migrations import MIGRATIONS

from .conftest import NOW

STAFF, PREVIEW = -1_009_009, 5
PERSON, OTHER = 7_000_000_001, 7_000_000_002
LATER = NOW + timedelta(days=7)


def test_a_message_leads_to_its_person(store: Store):
    store.hand_over(STAFF, 11, PERSON, PREVIEW, LATER)
    store.hand_over(STAFF, 12, OTHER, PREVIEW, LATER)

    assert [store.person_of(STAFF, number, NOW) for number in (11, 12, 13)] == [PERSON, OTHER, None]


def test_a_message_may_be_handed_over_anew(store: Store):
    """The numbers begin again when a group becomes a supergroup."""
    store.hand_over(STAFF, 11, PERSON, PREVIEW, LATER)
    store.hand_over(STAFF, 11, OTHER, PREVIEW, LATER)
    assert store.person_of(STAFF, 11, NOW) == OTHER


def test_what_has_expired_leads_nowhere_even_before_it_is_deleted(store: Store):
    store.hand_over(STAFF, 11, PERSON, PREVIEW, LATER)
    store.hand_over(STAFF, 12, PERSON, PREVIEW, LATER + timedelta(days=1))

    assert store.open_hand_overs(PERSON, NOW) == 2
    assert store.open_hand_overs(PERSON, LATER) == 1
    assert store.person_of(STAFF, 11, LATER) is None
    assert store.forget_hand_overs(LATER) == 1
    assert store.forget_hand_overs(LATER) == 0
    assert store.person_of(STAFF, 11, NOW) is None
    assert store.person_of(STAFF, 12, NOW) == PERSON


def test_a_person_is_forgotten_and_nobody_else(store: Store):
    for number, chat_id in ((11, PERSON), (12, OTHER), (13, PERSON)):
        store.hand_over(STAFF, number, chat_id, PREVIEW, LATER)

    assert store.forget_person(PERSON) == 2
    assert store.forget_person(PERSON) == 0
    assert store.open_hand_overs(PERSON, NOW) == 0
    assert [store.person_of(STAFF, number, NOW) for number in (11, 12, 13)] == [None, OTHER, None]


def test_a_reader_does_not_keep_what_was_deleted(sqlite: Store, file: Path):
    person = 7_654_321_098_765
    traces = person.to_bytes(6, "big")
    sqlite.hand_over(STAFF, 11, person, PREVIEW, LATER)
    with closing(connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM hand_overs").fetchall()
        assert sqlite.forget_person(person) == 1
        assert any(traces in path.read_bytes() for path in file.parent.iterdir())  # the reader may still want it
    assert sqlite.forget_hand_overs(NOW) == 0
    assert not any(traces in path.read_bytes() for path in file.parent.iterdir())


def test_two_staff_chats_have_messages_of_the_same_number(store: Store):
    store.hand_over(STAFF, 11, PERSON, PREVIEW, LATER)
    store.hand_over(STAFF - 1, 11, OTHER, PREVIEW, LATER)
    assert [store.person_of(chat, 11, NOW) for chat in (STAFF, STAFF - 1, STAFF - 2)] == [PERSON, OTHER, None]


def test_what_an_earlier_version_remembers_still_leads_to_its_person(database_url: str):
    with closing(Store(database_url, migrations=MIGRATIONS[:3])) as old:
        old.check()
    insert = "INSERT INTO hand_overs VALUES (11, :person, :expires)"
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text(insert), {"person": PERSON, "expires": round(LATER.timestamp() * 1000)})
    engine.dispose()
    with closing(Store(database_url)) as store:
        assert store.person_of(STAFF, 11, NOW) == PERSON
        assert store.open_hand_overs(PERSON, NOW) == 1
        store.hand_over(STAFF, 11, OTHER, PREVIEW, LATER)
        assert store.person_of(STAFF, 11, NOW) == OTHER


def test_it_is_known_which_previews_were_sent(store: Store):
    store.hand_over(STAFF, 11, PERSON, PREVIEW, LATER)
    assert store.was_handed_over(PERSON, PREVIEW, NOW)
    assert not store.was_handed_over(PERSON, PREVIEW, LATER)
    assert not store.was_handed_over(PERSON, PREVIEW + 1, NOW)
    assert not store.was_handed_over(OTHER, PREVIEW, NOW)


def test_a_staff_chat_that_moved_is_found(store: Store):
    assert store.staff_chat_of(-4_009) == -4_009
    store.move_staff_chat(-4_009, STAFF)
    store.move_staff_chat(-4_009, STAFF)
    assert store.staff_chat_of(-4_009) == STAFF
