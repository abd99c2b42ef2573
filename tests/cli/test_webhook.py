"""`python -m bot` with a webhook, and its figures while polling, as a supervisor and Telegram see them."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import aiohttp

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import serve
from tests.bot_api.deliveries import delivering
from tests.cli.conftest import PATIENCE, TOKEN, Finished, running

SECRET = "Sesame_open-0123456789"  # noqa: S105 - opens nothing


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def replies(chat: Chat) -> int:
    return len([event for event in chat.events if event.kind == "reply"])


async def page(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_telegram_calls_the_bot_and_a_signal_ends_it_in_good_order(home: Path):
    telegram = LocalTelegram()
    chats = [telegram.open_chat() for _ in range(8)]
    listen = free_address()
    settings = {"WEBHOOK_URL": "https://bot.example.jp:8443/telegram", "WEBHOOK_SECRET": SECRET, "LOG_FORMAT": "json"}
    async with (
        serve(telegram, TOKEN) as api,
        running(
            "run",
            cwd=home,
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=api.url,
            WEBHOOK_LISTEN=listen,
            LOG_LEVEL="DEBUG",
            **settings,
        ) as bot,
        delivering(api, f"http://{listen}") as deliveries,
        asyncio.timeout(PATIENCE),
    ):
        await bot.says("is called at bot.example.jp")
        for chat in chats:
            chat.say("ひみつの質問")
        await deliveries.settled()
        assert [replies(chat) for chat in chats] == [1] * 8
        answer = telegram.faults.hold("sendMessage")
        chats[0].say("ひみつの質問")
        await answer.reached.wait()
        bot.kill(signal.SIGTERM)
        bot.kill(signal.SIGINT)
        answer.set()
        assert await bot.ends() == 0
        await deliveries.settled()
        assert replies(chats[0]) == 2
        assert telegram.updates.webhook["url"]
        assert all(json.loads(line)["level"] for line in bot.err)
        assert SECRET not in bot.output
        assert "ひみつ" not in bot.output


async def test_the_figures_can_be_seen_while_polling(home: Path):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    listen = free_address()
    async with (
        serve(telegram, TOKEN) as api,
        running(cwd=home, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url, METRICS_LISTEN=listen) as bot,
        asyncio.timeout(PATIENCE),
    ):
        await bot.says("is listening")
        chat.say("/start")
        await chat.next_reply(PATIENCE)
        await telegram.idle()
        assert await page(f"http://{listen}/healthz") == (200, "alive\n")
        assert await page(f"http://{listen}/readyz") == (200, "ready\n")
        status, figures = await page(f"http://{listen}/metrics")
        assert status == 200
        assert 'bot_updates_total{kind="message"} 1.0' in figures
        assert "bot_heartbeat_age_seconds NaN" not in figures
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0


def test_a_port_for_the_figures_that_is_taken_is_told(call: Callable[..., Finished]):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        done = call(TELEGRAM_BOT_TOKEN=TOKEN, METRICS_LISTEN=listen)
    assert done.returncode == 2
    assert done.stderr == (
        f"METRICS_LISTEN: {listen} cannot be listened on (Address already in use); stop the program that uses it, or "
        "choose another\n"
    )
