"""Of all processes that share a database one answers an update; without the database each answers on its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.errors import StoreError
from bot.store import Claim, Store
from bot.telegram import shared_claims
from bot.telegram.processor import ChatOrder
from bot.telegram.shared_claims import LEASE, SharedClaims


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


Replica = Callable[..., SharedClaims]


@pytest.fixture
def replica(tmp_path: Path, clock: Clock) -> Iterator[Replica]:
    """Make a process of several with a database of theirs."""
    made: list[tuple[SharedClaims, Store]] = []

    def make(url: str = f"sqlite:///{tmp_path / 'bot.sqlite3'}", lease: timedelta = LEASE) -> SharedClaims:
        store = Store(url)
        claims = SharedClaims(store, lease=lease, clock=clock.now, monotonic_clock=clock.monotonic)
        made.append((claims, store))
        return claims

    yield make
    for claims, store in made:
        claims.close()
        store.close()


async def test_one_of_two_gets_an_update(replica: Replica):
    first, second = replica(), replica()
    assert sorted(claim.name for claim in await asyncio.gather(first.claim(7), second.claim(7))) == ["BUSY", "NEW"]
    assert await first.claim(8) is Claim.NEW


async def test_what_is_answered_is_done_for_all(replica: Replica):
    first, second = replica(), replica()
    await first.claim(7)
    await first.finish(7)
    assert await second.claim(7) is Claim.DONE
    assert await first.claim(7) is Claim.DONE


async def test_what_is_given_back_is_free_at_once(replica: Replica):
    first, second = replica(), replica()
    await first.claim(7)
    await first.release(7)
    assert await second.claim(7) is Claim.NEW


async def test_what_a_dead_process_left_is_taken_over_when_its_lease_ends(replica: Replica, clock: Clock):
    first, second = replica(), replica()
    await first.claim(7)
    clock.seconds = LEASE.total_seconds() - 1
    assert await second.claim(7) is Claim.BUSY
    clock.seconds = LEASE.total_seconds()
    assert await second.claim(7) is Claim.NEW


async def test_a_process_that_lives_keeps_what_it_works_on(
    replica: Replica, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    lease = timedelta(milliseconds=3)
    first, second = replica(lease=lease), replica(lease=lease)
    renewed, loop, renew = asyncio.Event(), asyncio.get_running_loop(), Store.renew

    def renewing(store: Store, update_id: int, owner: str, now: datetime, lease: timedelta) -> None:
        renew(store, update_id, owner, now, lease)
        if now == clock.now():
            loop.call_soon_threadsafe(renewed.set)

    monkeypatch.setattr(Store, "renew", renewing)
    await first.claim(7)
    clock.seconds = 60
    async with asyncio.timeout(30):
        await renewed.wait()
    assert await second.claim(7) is Claim.BUSY
    await first.finish(7)
    assert await second.claim(7) is Claim.DONE


async def test_without_the_database_each_answers_on_its_own_and_says_so_once(
    replica: Replica, clock: Clock, bot_logs: Callable[[], list[str]]
):
    claims = replica("postgresql://bot:sesame@127.0.0.1:1/bot")
    assert await claims.claim(7) is Claim.NEW
    assert await claims.claim(7) is Claim.BUSY
    await claims.finish(7)
    assert await claims.claim(7) is Claim.DONE
    clock.seconds = 60
    assert await claims.claim(8) is Claim.NEW
    (line,) = bot_logs()
    assert line.startswith("the database cannot be asked who handles an update (")
    assert "sesame" not in line


async def test_an_answer_to_an_earlier_question_does_not_end_an_outage(
    replica: Replica, clock: Clock, bot_logs: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
):
    asked, failed, claim = threading.Event(), threading.Event(), Store.claim

    def claiming(store: Store, update_id: int, *rest: Any) -> Claim:
        if update_id == 8:
            raise StoreError("the disk is full")
        asked.set()
        failed.wait(30)
        return claim(store, update_id, *rest)

    monkeypatch.setattr(Store, "claim", claiming)
    claims = replica()
    slow = asyncio.create_task(claims.claim(7))
    await asyncio.to_thread(asked.wait, 30)
    clock.seconds = 1
    assert await claims.claim(8) is Claim.NEW
    failed.set()
    assert await slow is Claim.NEW
    clock.seconds = 2
    assert await claims.claim(8) is Claim.BUSY  # this process decides alone
    assert len(bot_logs()) == 1


async def test_the_database_is_asked_again_after_a_while(
    replica: Replica, clock: Clock, tmp_path: Path, bot_logs: Callable[[], list[str]]
):
    folder = tmp_path / "database"
    folder.write_text("in the way")
    url = f"sqlite:///{folder}/bot.sqlite3"
    first, second = replica(url), replica(url)
    assert await first.claim(7) is Claim.NEW
    folder.unlink()
    assert await first.claim(8) is Claim.NEW  # not asked: it was down a moment ago
    clock.seconds = 10
    assert await first.claim(9) is Claim.NEW
    assert await second.claim(9) is Claim.BUSY
    assert await first.claim(7) is Claim.BUSY  # still known here
    assert [line.partition(" (")[0] for line in bot_logs()] == [
        "the database cannot be asked who handles an update",
        "the database can be asked again who handles an update",
    ]


async def test_a_database_that_hangs_costs_no_answer(
    replica: Replica, monkeypatch: pytest.MonkeyPatch, bot_logs: Callable[[], list[str]]
):
    monkeypatch.setattr(shared_claims, "_ASKED_WITHIN_SECONDS", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        claims = replica(f"postgresql://127.0.0.1:{deaf.getsockname()[1]}/bot?connect_timeout=2")
        assert await claims.claim(7) is Claim.NEW
        connection, _ = deaf.accept()
        connection.close()
    assert any("(no answer in time)" in line for line in bot_logs())


class Handler:
    """Stands for the handlers of one process: counts the updates that they get."""

    def __init__(self) -> None:
        self.handled = 0
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def handle(self) -> None:
        self.handled += 1
        self.begun.set()
        await self.may_end.wait()


def watched(claims: SharedClaims, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count how often these claims said that another process has an update in work."""
    claim, busy = claims.claim, 0

    async def claiming(update_id: int) -> Claim:
        nonlocal busy
        answer = await claim(update_id)
        busy += answer is Claim.BUSY
        return answer

    monkeypatch.setattr(claims, "claim", claiming)
    return lambda: busy


@pytest.mark.parametrize("how", ["finishes", "gives it back"])
async def test_what_another_process_has_in_work_is_waited_for(
    replica: Replica, database_url: str, monkeypatch: pytest.MonkeyPatch, how: str
):
    """It is left alone when the other one finishes it, and done here when the other one gives it back."""
    first, second = replica(database_url), replica(database_url)
    said_busy, theirs, ours = watched(second, monkeypatch), Handler(), Handler()
    ours.may_end.set()
    elsewhere, here = ChatOrder(first), ChatOrder(second, busy_seconds=0.01)
    working = asyncio.create_task(elsewhere.process_update(Update(7), theirs.handle()))
    async with asyncio.timeout(30):
        await theirs.begun.wait()
        waiting = asyncio.create_task(here.process_update(Update(7), ours.handle()))
        while said_busy() < 2:  # noqa: ASYNC110 - a claim rings no bell
            await asyncio.sleep(0.01)
        assert (ours.handled, here.pending) == (0, 1)
        if how == "finishes":
            theirs.may_end.set()
        else:
            working.cancel()
        await asyncio.gather(working, waiting, return_exceptions=True)
    assert waiting.exception() is None
    assert (ours.handled, here.pending) == ((0, 0) if how == "finishes" else (1, 0))
    assert await first.claim(7) is Claim.DONE
    assert await second.claim(7) is Claim.DONE
