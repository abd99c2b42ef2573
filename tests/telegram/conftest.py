"""The real PTB application over a local Telegram, polling as it does in production."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.telegram import build, poll
from bot.telegram.application import PTBApplication
from bot.tryout.chat import Chat, Event, Message
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.transport import LocalRequest

TOKEN = "123456789:" + "t" * 35
GROUP = -1_001_234
PATIENCE = 20.0  # seconds until a bot that is stuck fails its test


class LiveBot:
    """A running bot, and the persons who talk to it."""

    def __init__(self, telegram: LocalTelegram, application: PTBApplication) -> None:
        self.telegram = telegram
        self.application = application
        self.chat = telegram.open_chat("花子")

    async def settled(self) -> None:
        """Wait until the bot has done all its work."""
        async with asyncio.timeout(PATIENCE):
            await self.telegram.idle()

    async def says(self, text: str, chat: Chat | None = None) -> list[Message]:
        """Say something and return what the bot answers."""
        return await self.after(lambda: (chat or self.chat).say(text), chat)

    async def after(self, act: Callable[[], object], chat: Chat | None = None) -> list[Message]:
        """Do something and return the bot's new messages."""
        return [
            event.message for event in await self.events_after(act, chat) if event.kind == "reply" and event.message
        ]

    async def events_after(self, act: Callable[[], object], chat: Chat | None = None) -> list[Event]:
        """Do something and return all that the bot does in the chat."""
        chat = chat or self.chat
        start = len(chat.events)
        act()
        await self.settled()
        return [event for event in chat.events[start:] if event.kind != "said"]

    def deliver(self, chat_id: int | None = None, **fields: Any) -> None:
        """Deliver a message that the persons of the local Telegram cannot write themselves."""
        self.telegram.updates.add("message", message_json(chat_id or self.chat.chat_id, **fields))


def message_json(chat_id: int, **fields: Any) -> dict[str, Any]:
    """Write a message of Hanako as the Bot API does."""
    private = {"id": chat_id, "type": "private", "first_name": "花子"}
    group = {"id": chat_id, "type": "supergroup", "title": "薬剤師の部屋"}
    hanako = {"id": 1_000_001, "is_bot": False, "first_name": "花子"}
    place = group if chat_id < 0 else private
    return {"message_id": 900, "date": 1_790_000_000, "chat": place, "from": hanako} | fields


@pytest.fixture(scope="session")
def small(knowledge: Knowledge) -> Knowledge:
    """The shipped knowledge with few phrases: a matcher of one's own for it takes no time."""
    entries = {entry.id: replace(entry, phrases=(entry.question,)) for entry in knowledge.entries.values()}
    return replace(knowledge, entries=entries, smalltalk={}, out_of_scope={})


Start = Callable[..., AbstractAsyncContextManager[LiveBot]]


@pytest.fixture
def start(dialogue: Dialogue) -> Start:
    """Start a bot: over a Telegram of your own, which has its faults ordered, or with a dialogue of your own."""

    @asynccontextmanager
    async def started(telegram: LocalTelegram | None = None, talk: Dialogue = dialogue) -> AsyncIterator[LiveBot]:
        telegram = telegram or LocalTelegram()
        application = build(talk, TOKEN, transports=(LocalRequest(telegram), LocalRequest(telegram)))
        telegram.watch(application.update_queue.join)
        stop = asyncio.Event()
        polling = asyncio.create_task(poll(application, talk, stop))
        try:
            bot = LiveBot(telegram, application)
            await bot.settled()
            yield bot
        finally:
            stop.set()
            async with asyncio.timeout(PATIENCE):
                await polling

    return started


@pytest.fixture
async def bot(start: Start) -> AsyncIterator[LiveBot]:
    async with start() as running:
        yield running


@pytest.fixture
def bot_logs(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    """Give what the bot has logged during the test; people who run it see from INFO up."""
    with caplog.at_level("INFO", logger="bot"):
        yield lambda: [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
