"""Two bots behind nginx over one PostgreSQL, as the README runs them: killed and replaced under traffic."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import BotApiServer, Held, serve, too_many_requests
from tests.bot_api.deliveries import Deliveries, delivering
from tests.cli.conftest import TOKEN, BotProcess, running, write_knowledge
from tests.postgresql import temporary_database
from tests.replicas.nginx import HOST, nginx

pytestmark = [pytest.mark.replicas, pytest.mark.timeout(240)]

SECRET = "Sesame_open-0123456789"  # noqa: S105 - opens nothing
PEOPLE = 24
PATIENCE = 60.0
QUESTIONS = ["ポイントは退会するとどうなりますか？", "退会用のメールアドレスを教えてください。", "/start", "/menu"]


class Replica:
    """One of the processes, which may be killed, stopped and started again on its port."""

    def __init__(self, home: Path, api: BotApiServer, database: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._home = home
        self._settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "DATABASE_URL": database,
            "WEBHOOK_URL": f"https://{HOST}/telegram",
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_LISTEN": f"127.0.0.1:{self.port}",
        }
        self._lives = AsyncExitStack()
        self.process: BotProcess

    async def start(self) -> None:
        """Start it and wait until it takes updates and has told Telegram its address."""
        self.process = await self._lives.enter_async_context(running(cwd=self._home, **self._settings))
        await self.process.says(f"is called at {HOST}")

    async def stop(self) -> None:
        """End it as systemd does."""
        self.process.kill(signal.SIGTERM)
        assert await self.process.ends() == 0

    async def figure(self, name: str) -> int:
        """Read a figure of its metrics, the sum of it where it has labels."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            counts = re.findall(rf"^{name}(?:{{.*}})? (\S+)$", await answer.text(), flags=re.MULTILINE)
        return int(sum(map(float, counts)))

    async def end(self) -> None:
        await self._lives.aclose()


class Town:
    """Telegram, the people, the replicas, and nginx between them."""

    def __init__(self, api: BotApiServer, replicas: list[Replica], deliveries: Deliveries) -> None:
        self.api = api
        self.replicas = replicas
        self.deliveries = deliveries
        self.chats = [api.telegram.open_chat() for _ in range(PEOPLE)]
        self.asked = 0

    def everybody_asks(self) -> None:
        for chat in self.chats:
            chat.say(QUESTIONS[self.asked % len(QUESTIONS)])
        self.asked += 1

    async def traffic(self, until: asyncio.Event) -> None:
        """Let everybody ask again and again."""
        while not until.is_set():
            self.everybody_asks()
            await asyncio.sleep(0.5)

    async def everybody_is_answered_once(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.deliveries.settled()
        assert [replies(chat) for chat in self.chats] == [self.asked] * PEOPLE


def replies(chat: Chat) -> int:
    return len([event for event in chat.events if event.kind == "reply"])


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    write_knowledge(tmp_path / "knowledge")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with temporary_database() as database:
        async with AsyncExitStack() as stack:
            api = await stack.enter_async_context(serve(LocalTelegram(), TOKEN))
            api.faults.order("setWebhook", too_many_requests(1))  # they start together, and Telegram hears one a second
            replicas = [Replica(tmp_path, api, database) for _ in range(2)]
            for replica in replicas:
                stack.push_async_callback(replica.end)
            address = await stack.enter_async_context(nginx(port, [replica.port for replica in replicas], tmp_path))
            deliveries = await stack.enter_async_context(delivering(api, address))
            await asyncio.gather(*(replica.start() for replica in replicas))
            yield Town(api, replicas, deliveries)


async def test_one_is_killed_in_the_middle_of_its_answers(town: Town):
    """The survivor gives them when the lease of the killed one ends; nobody is left out or answered twice."""
    town.everybody_asks()
    await town.everybody_is_answered_once()
    shares = [await replica.figure("bot_updates_total") for replica in town.replicas]
    assert min(shares) > 0
    assert sum(shares) == PEOPLE

    go_on = asyncio.Event()
    answers = town.api.faults.order("sendMessage", Held(go_on), times=None)
    town.everybody_asks()
    async with asyncio.timeout(PATIENCE):
        while town.api.open_calls < PEOPLE:  # noqa: ASYNC110 - a call rings no bell
            await asyncio.sleep(0.01)
        owed = await town.replicas[0].figure("bot_queue_length")
        assert 0 < owed < PEOPLE
        town.replicas[0].process.kill()
        while town.api.open_calls > PEOPLE - owed:  # noqa: ASYNC110 - nor does a broken one
            await asyncio.sleep(0.01)
    answers.cancel()
    go_on.set()
    stop = asyncio.Event()
    traffic = asyncio.create_task(town.traffic(stop))
    while town.asked < 5:  # noqa: ASYNC110 - meanwhile the others go on asking
        await asyncio.sleep(0.01)
    stop.set()
    await traffic
    await town.everybody_is_answered_once()


async def test_both_are_replaced_one_after_the_other_under_traffic(town: Town):
    stop = asyncio.Event()
    traffic = asyncio.create_task(town.traffic(stop))
    for replica in town.replicas:
        await replica.stop()
        await replica.start()
    stop.set()
    await traffic
    await town.everybody_is_answered_once()
    assert town.api.telegram.called("deleteWebhook") == []
    assert {attempt.status for attempt in town.deliveries.attempts} == {200}
