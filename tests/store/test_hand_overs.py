"""Whose question a message in the staff chat is: until it expires, or the person wants it forgotten."""

from __future__ import annotations

from datetime import timedelta

from bot.store import Store

from .conftest import NOW

PERSON, OTHER = 7_000_000_001, 7_000_000_002
LATER = NOW + timedelta(days=7)


def test_a_message_leads_to_its_person(store: Store):
    store.hand_over(11, PERSON, LATER)
    store.hand_over(12, OTHER, LATER)

    assert [store.person_of(number, NOW) for number in (11, 12, 13)] == [PERSON, OTHER, None]


def test_a_message_may_be_handed_over_anew(store: Store):
    """The numbers begin again when a group becomes a supergroup."""
    store.hand_over(11, PERSON, LATER)
    store.hand_over(11, OTHER, LATER)
    assert store.person_of(11, NOW) == OTHER


def test_what_has_expired_leads_nowhere_even_before_it_is_deleted(store: Store):
    store.hand_over(11, PERSON, LATER)
    store.hand_over(12, PERSON, LATER + timedelta(days=1))

    assert store.open_hand_overs(PERSON, NOW) == 2
    assert store.open_hand_overs(PERSON, LATER) == 1
    assert store.person_of(11, LATER) is None
    assert store.forget_hand_overs(LATER) == 1
    assert store.forget_hand_overs(LATER) == 0
    assert store.person_of(11, NOW) is None
    assert store.person_of(12, NOW) == PERSON


def test_a_person_is_forgotten_and_nobody_else(store: Store):
    for number, chat_id in ((11, PERSON), (12, OTHER), (13, PERSON)):
        store.hand_over(number, chat_id, LATER)

    assert store.forget_person(PERSON) == 2
    assert store.forget_person(PERSON) == 0
    assert store.open_hand_overs(PERSON, NOW) == 0
    assert [store.person_of(number, NOW) for number in (11, 12, 13)] == [None, OTHER, None]
