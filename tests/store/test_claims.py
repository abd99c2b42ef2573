"""Claims: of all replicas one answers an update, and a replica that died gives it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from bot.store import Claim, Store

from .conftest import NOW, together

LEASE = timedelta(seconds=15)
UPDATE = 2**40


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_an_update_is_taken_once(store: Store):
    assert store.claim(UPDATE, "a", NOW, LEASE) is Claim.NEW
    assert store.claim(UPDATE, "b", after(1), LEASE) is Claim.BUSY
    assert store.claim(UPDATE, "a", after(14.9), LEASE) is Claim.BUSY  # Telegram delivers again to the same replica
    assert store.claim(UPDATE + 1, "b", NOW, LEASE) is Claim.NEW


def test_an_answered_update_stays_answered(store: Store):
    store.claim(UPDATE, "a", NOW, LEASE)
    store.finish(UPDATE, "a")
    assert store.claim(UPDATE, "b", after(1), LEASE) is Claim.DONE
    assert store.claim(UPDATE, "b", after(3600), LEASE) is Claim.DONE


def test_what_is_given_back_is_free_at_once_unless_it_was_answered(store: Store):
    store.claim(UPDATE, "a", NOW, LEASE)
    store.release(UPDATE, "a")
    assert store.claim(UPDATE, "b", NOW, LEASE) is Claim.NEW
    store.finish(UPDATE, "b")
    store.release(UPDATE, "b")
    assert store.claim(UPDATE, "c", NOW, LEASE) is Claim.DONE


def test_a_lease_that_ended_is_taken_over(store: Store):
    store.claim(UPDATE, "a", NOW, LEASE)
    assert store.claim(UPDATE, "b", after(15), LEASE) is Claim.NEW
    assert store.claim(UPDATE, "c", after(29), LEASE) is Claim.BUSY


def test_who_lost_an_update_undoes_nothing(store: Store):
    store.claim(UPDATE, "slow", NOW, LEASE)
    assert store.claim(UPDATE, "b", after(15), LEASE) is Claim.NEW

    store.release(UPDATE, "slow")
    store.renew(UPDATE, "slow", after(15), timedelta(0))
    store.finish(UPDATE, "slow")

    assert store.claim(UPDATE, "c", after(16), LEASE) is Claim.BUSY
    store.release(UPDATE, "b")
    assert store.claim(UPDATE, "c", after(16), LEASE) is Claim.NEW


def test_a_lease_that_is_renewed_runs_on(store: Store):
    store.claim(UPDATE, "a", NOW, LEASE)
    store.renew(UPDATE, "a", after(10), LEASE)
    assert store.claim(UPDATE, "b", after(24), LEASE) is Claim.BUSY
    assert store.claim(UPDATE, "b", after(25), LEASE) is Claim.NEW


def test_finishing_what_nobody_took_changes_nothing(store: Store):
    store.finish(UPDATE, "a")
    assert store.claim(UPDATE, "a", NOW, LEASE) is Claim.NEW


def test_old_claims_are_forgotten(store: Store):
    store.claim(UPDATE, "a", NOW, LEASE)
    store.finish(UPDATE, "a")
    store.claim(UPDATE + 1, "a", after(60), LEASE)

    store.forget_claims(after(60))

    assert store.claim(UPDATE, "b", after(60), LEASE) is Claim.NEW
    assert store.claim(UPDATE + 1, "b", after(60), LEASE) is Claim.BUSY


@pytest.mark.parametrize("now", [NOW, after(60)], ids=["new", "taken over"])
def test_of_many_threads_one_gets_an_update(store: Store, now: datetime):
    if now > NOW:
        store.claim(UPDATE, "dead", NOW, LEASE)
    with ThreadPoolExecutor(8) as threads:
        claims = list(threads.map(lambda owner: store.claim(UPDATE, owner, now, LEASE), "abcdefgh"))
    assert sorted(claim.name for claim in claims) == ["BUSY"] * 7 + ["NEW"]


RACER = """
import sys
from datetime import datetime, timedelta
from bot.store import Claim, Store

url, owner, now = sys.argv[1:]
store = Store(url)
print("ready", flush=True)
sys.stdin.readline()
for number in range(60):
    if store.claim(number, owner, datetime.fromisoformat(now), timedelta(seconds=15)) is Claim.NEW:
        print(number)
        store.finish(number, owner)
"""


def test_of_several_processes_one_gets_each_update(database_url: str):
    """The database is not there yet either: they make it together."""
    outputs = together(RACER, *((database_url, owner, NOW.isoformat()) for owner in "abc"))
    won = sorted(int(number) for output in outputs for number in output.split())
    assert won == list(range(60))
