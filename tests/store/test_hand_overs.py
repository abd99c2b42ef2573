"""Whose question a message in the staff chat is: until it expires, or the person wants it forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
BEYOND = timedelta(days=6)  # remembered for seven days, counted for one


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

    assert store.forget_person(PERSON, "p", NOW, BEYOND) == 2
    assert store.forget_person(PERSON, "p", NOW, BEYOND) == 0
    assert store.open_hand_overs(PERSON, NOW) == 0
    assert [store.person_of(STAFF, number, NOW) for number in (11, 12, 13)] == [None, OTHER, None]


def test_what_is_deleted_counts_for_the_rest_of_its_day(store: Store):
    """And is found by its pseudonym alone."""
    hours = timedelta(hours=1)
    for number, age in ((11, 0), (12, 23), (13, 25)):
        store.hand_over(STAFF, number, PERSON, PREVIEW, LATER - age * hours)
    assert store.sent_questions(PERSON, "p", NOW, BEYOND) == 2
    assert store.forget_person(PERSON, "p", NOW, BEYOND) == 3
    store.hand_over(STAFF, 14, PERSON, PREVIEW, LATER)
    assert store.sent_questions(PERSON, "p", NOW, BEYOND) == 3
    assert store.sent_questions(OTHER, "q", NOW, BEYOND) == 0
    assert store.sent_questions(OTHER, "p", NOW, BEYOND) == 2
    assert store.sent_questions(PERSON, "p", NOW + 1 * hours, BEYOND) == 2
    assert store.sent_questions(PERSON, "p", NOW + 24 * hours, BEYOND) == 0


def test_of_a_deletion_that_comes_twice_at_once_all_counts_once(store: Store):
    for number in (11, 12):
        store.hand_over(STAFF, number, PERSON, PREVIEW, LATER)
    with ThreadPoolExecutor(8) as threads:
        deleted = list(threads.map(lambda _: store.forget_person(PERSON, "p", NOW, BEYOND), range(8)))
    assert sorted(deleted) == [0] * 7 + [2]
    assert store.sent_questions(PERSON, "p", NOW, BEYOND) == 2


def test_a_pseudonym_is_deleted_when_it_counts_no_more(sqlite: Store, file: Path):
    sqlite.hand_over(STAFF, 11, PERSON, PREVIEW, LATER)
    sqlite.forget_person(PERSON, "who-it-was", NOW, BEYOND)
    assert any(b"who-it-was" in path.read_bytes() for path in file.parent.iterdir())
    assert sqlite.forget_hand_overs(NOW + timedelta(days=1)) == 0
    assert not any(b"who-it-was" in path.read_bytes() for path in file.parent.iterdir())


def test_a_reader_does_not_keep_what_was_deleted(sqlite: Store, file: Path):
    person = 7_654_321_098_765
    traces = person.to_bytes(6, "big")
    sqlite.hand_over(STAFF, 11, person, PREVIEW, LATER)
    with closing(connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM hand_overs").fetchall()
        assert sqlite.forget_person(person, "p", NOW, BEYOND) == 1
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
