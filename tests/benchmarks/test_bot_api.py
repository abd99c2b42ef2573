"""What the throughput is measured against counts each answer once, and serves this very bot."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from bot.dialogue import Dialogue
from bot.telegram import build, poll
from tests.benchmarks.bot_api import Account, Server, serve

TOKEN = "123456789:" + "t" * 35


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serve() as running:
        yield running


@pytest.fixture
async def account(server: Server, dialogue: Dialogue) -> AsyncIterator[Account]:
    """The account of a running bot."""
    server.accounts[TOKEN] = account = Account(["退会したい"])
    stop = asyncio.Event()
    polling = asyncio.create_task(poll(build(lambda: dialogue, TOKEN, api_url=server.url), dialogue, stop))
    try:
        yield account
    finally:
        stop.set()
        await polling


async def test_each_person_is_answered_once(account: Account):
    load = await account.hurry(20, 0)

    assert len(load.answering) == len(load.waiting) == 20
    assert all(0 < answering <= waiting for answering, waiting in zip(load.answering, load.waiting, strict=True))


async def test_further_messages_of_an_answer_are_counted_as_calls_only():
    account = Account(["退会したい"])
    loading = asyncio.create_task(account.hurry(1, 0))
    (update,) = await account.handle("getUpdates", {"timeout": "5"})
    for _ in range(2):
        await account.handle("sendMessage", {"chat_id": str(update["message"]["chat"]["id"]), "text": "はい"})

    load = await loading

    assert (len(load.answering), load.calls) == (1, 2)


async def test_people_come_as_often_as_wished(account: Account):
    load = await account.trickle(100, 0.3, random.Random(1))

    assert 10 < len(load.answering) < 60
