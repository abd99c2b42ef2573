"""The real PTB application over a local Telegram, polling as it does in production."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue import Decision, Dialogue, Outcome
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.records import Record
from bot.reply import Reply
from bot.telegram import build, poll
from bot.telegram.application import PTBApplication
from bot.telegram.desk import Desk
from bot.tryout.chat import Chat, Event, Message
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.room import Room
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

    async def after(self, act: Callable[[], object], chat: Room | None = None) -> list[Message]:
        """Do something and return the bot's new messages."""
        return [
            event.message for event in await self.events_after(act, chat) if event.kind == "reply" and event.message
        ]

    async def events_after(self, act: Callable[[], object], chat: Room | None = None) -> list[Event]:
        """Do something and return all that the bot does in the chat."""
        room = chat or self.chat
        start = len(room.events)
        act()
        await self.settled()
        return [event for event in room.events[start:] if event.message is None or event.message.from_bot]

    async def tapped(self, label: str, message: Message) -> Message:
        """Tap a button that changes its message and does nothing else; return what the message has become."""
        events = await self.events_after(lambda: self.chat.tap(label, message.message_id))
        assert [event.kind for event in events] == ["answer", "edit"]
        return self.chat.messages[message.message_id]

    def deliver(self, chat_id: int | None = None, **fields: Any) -> None:
        """Deliver a message that the persons of the local Telegram cannot write themselves."""
        self.telegram.updates.add("message", message_json(chat_id or self.chat.chat_id, **fields))


async def until(happened: Callable[[], bool]) -> None:
    """Let the bot run on until something has happened."""
    while not happened():  # noqa: ASYNC110 - the transport rings no bell for a single call
        await asyncio.sleep(0)


def message_json(chat_id: int, **fields: Any) -> dict[str, Any]:
    """Write a message of Hanako as the Bot API does."""
    private = {"id": chat_id, "type": "private", "first_name": "花子"}
    group = {"id": chat_id, "type": "supergroup", "title": "薬剤師の部屋"}
    hanako = {"id": 1_000_001, "is_bot": False, "first_name": "花子"}
    place = group if chat_id < 0 else private
    return {"message_id": 900, "date": 1_790_000_000, "chat": place, "from": hanako} | fields


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


def texts(reply: Reply) -> list[str]:
    """What the dialogue says, as Telegram keeps it."""
    return [str(part.text).strip() for part in reply.messages]


def is_letter(message: Message) -> bool:
    """Whether one tap copies the whole message and nothing else."""
    units = len(message.text.encode("utf-16-le")) // 2
    copies = [button["copy_text"]["text"] for button in message.buttons if "copy_text" in button]
    blocks = [(entity["offset"], entity["length"]) for entity in message.entities if entity["type"] == "pre"]
    return copies == [message.text] if units <= 256 else blocks == [(0, units)]


class Unsure(Dialogue):
    """A dialogue that never answers outright."""

    def __init__(self, knowledge: Knowledge, offers: int) -> None:
        super().__init__(knowledge, Matcher(knowledge))
        self._offers = offers

    def decide(self, question: str) -> Decision:
        decision = super().decide(question)
        outcome = Outcome.SUGGEST if self._offers else Outcome.FALLBACK
        return replace(decision, outcome=outcome, chosen=None, offered=decision.candidates[: self._offers])


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
    async def started(
        telegram: LocalTelegram | None = None,
        talk: Dialogue = dialogue,
        desks: Sequence[Desk] = (),
        record: Callable[[Record], None] = lambda _: None,
    ) -> AsyncIterator[LiveBot]:
        telegram = telegram or LocalTelegram()
        transports = LocalRequest(telegram), LocalRequest(telegram)
        application = build(lambda: talk, TOKEN, desks=desks, record=record, transports=transports)
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
