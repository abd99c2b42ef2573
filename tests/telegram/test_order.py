"""In which order updates are handled, how many at once, and each of them once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import Update

from bot.dialogue import Dialogue
from bot.metrics import Metrics
from bot.store import Claim
from bot.telegram import build, poll
from bot.telegram.application import processor_of
from bot.telegram.processor import ChatOrder
from bot.telegram.seen import Claims, InMemoryClaims
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import serve
from tests.telegram.conftest import PATIENCE, TOKEN, LiveBot, message_json, texts, until

DAY = 86_400


def replies(chat: Chat) -> list[str]:
    return [event.message.text for event in chat.events if event.kind == "reply" and event.message]


def update(number: int, chat_id: int = 1) -> Update:
    return Update.de_json({"update_id": number, "message": message_json(chat_id, text="はい")})


class Work:
    """Handlers that note what they do and wait until they may end."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.may_end = asyncio.Event()

    async def on(self, number: int) -> None:
        self.begun.append(number)
        await self.may_end.wait()


def begin(process: Callable[..., Coroutine[Any, Any, Any]], work: Work, *updates: Update) -> list[asyncio.Task[Any]]:
    return [asyncio.create_task(process(update, work.on(update.update_id))) for update in updates]


async def turn_over() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_chat_is_answered_in_the_order_of_its_messages(bot: LiveBot, dialogue: Dialogue):
    first = bot.telegram.faults.hold("sendMessage")
    commands = ["/help", "/privacy", "/menu", "/start"]
    for command in commands:
        bot.chat.say(command)
    await first.reached.wait()
    assert len(bot.telegram.called("sendMessage")) == 1
    first.set()
    await bot.settled()
    assert replies(bot.chat) == [text for command in commands for text in texts(dialogue.command(command[1:], ""))]


async def test_one_persons_flood_makes_nobody_else_wait(bot: LiveBot):
    """PTB's semaphore lies around the waiting: 256 waiting messages would fill it."""
    other = bot.telegram.open_chat()
    held = bot.telegram.faults.hold("sendMessage")
    for _ in range(400):
        bot.chat.say("/help")
    await held.reached.wait()
    other.say("/help")
    assert (await other.next_reply(PATIENCE)).text
    assert replies(bot.chat) == []
    held.set()
    await bot.settled()
    assert len(replies(bot.chat)) == 400


async def test_typing_elsewhere_does_not_wait_for_ones_own_chat(bot: LiveBot):
    held = bot.telegram.faults.hold("sendMessage")
    bot.chat.say("/help")
    await held.reached.wait()
    bot.chat.inline("ポイ")
    assert await bot.chat.next_event("inline", within=PATIENCE)
    assert replies(bot.chat) == []
    held.set()


async def test_no_more_are_handled_at_once_than_there_are_slots():
    work = Work()
    processor = ChatOrder(InMemoryClaims(), slots=2)
    tasks = begin(processor.process_update, work, update(1, 10), update(2, 10), update(3, 20), update(4, 30))
    await turn_over()
    assert work.begun == [1, 3]  # 2 waits for its chat and takes no slot meanwhile
    work.may_end.set()
    await asyncio.gather(*tasks)
    assert sorted(work.begun) == [1, 2, 3, 4]


async def test_fetching_waits_while_there_is_no_room():
    work = Work()
    processor = ChatOrder(InMemoryClaims(), room=2)
    tasks = begin(processor.process_update, work, update(1), update(2))
    await turn_over()
    assert processor.pending == 2
    room = asyncio.create_task(processor.has_room())
    await turn_over()
    assert not room.done()
    work.may_end.set()
    await asyncio.gather(room, *tasks)
    assert processor.pending == 0


class Small(ChatOrder):
    """A processor that is full soon."""

    def __init__(self, claims: Claims, metrics: Metrics | None = None) -> None:
        super().__init__(claims, metrics=metrics, room=150)


async def test_polling_leaves_with_telegram_what_it_has_no_room_for(
    dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.telegram.application.ChatOrder", Small)
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    held = telegram.faults.hold("sendMessage")
    for _ in range(500):
        chat.say("/help")
    stop = asyncio.Event()
    async with serve(telegram, TOKEN) as api, asyncio.timeout(PATIENCE):
        application = build(lambda: dialogue, TOKEN, api_url=api.url)
        telegram.watch(application.update_queue.join)
        running = asyncio.create_task(poll(application, dialogue, stop))
        await held.reached.wait()
        await until(lambda: processor_of(application).pending == 300)
        await turn_over()
        assert len(api.called("getUpdates")) == 3
        assert len(telegram.updates.pending()) == 300  # the third hundred will be confirmed when the fourth is wanted
        held.set()
        await telegram.idle()
        stop.set()
        await running
    assert len(replies(chat)) == 500


async def test_what_is_delivered_twice_is_handled_once():
    work = Work()
    work.may_end.set()
    processor = ChatOrder(InMemoryClaims())
    await asyncio.gather(*begin(processor.process_update, work, update(7), update(7), update(8), update(7)))
    await asyncio.gather(*begin(processor.process_update, work, update(8)))
    assert work.begun == [7, 8]


async def test_an_update_that_failed_is_not_tried_again_for_the_handlers_told_the_person():
    async def fail() -> None:
        raise RuntimeError

    claims = InMemoryClaims()
    processor = ChatOrder(claims)
    with pytest.raises(RuntimeError):
        await processor.process_update(update(1), fail())
    assert await claims.claim(1) is Claim.DONE


async def test_an_update_that_was_cut_off_can_be_claimed_again():
    work = Work()
    processor = ChatOrder(InMemoryClaims())
    (task,) = begin(processor.handle, work, update(1))
    await turn_over()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    work.may_end.set()
    assert await processor.handle(update(1), work.on(1)) is Claim.NEW
    assert await processor.handle(update(1), work.on(1)) is Claim.DONE
    assert work.begun == [1, 1]


class Shared(InMemoryClaims):
    """Claims of which another process holds one for a while."""

    def __init__(self, *answers: Claim) -> None:
        super().__init__()
        self._answers = list(answers)

    async def claim(self, update_id: int) -> Claim:
        return self._answers.pop(0)


async def test_who_hands_in_an_update_learns_whether_it_was_handled():
    work = Work()
    work.may_end.set()
    processor = ChatOrder(Shared(Claim.BUSY, Claim.DONE, Claim.NEW))
    handled = [await processor.handle(update(1), work.on(1)) for _ in range(3)]
    assert handled == [Claim.BUSY, Claim.DONE, Claim.NEW]
    assert work.begun == [1]


async def test_polling_waits_for_an_update_that_another_process_has_in_hand():
    work = Work()
    work.may_end.set()
    processor = ChatOrder(Shared(Claim.BUSY, Claim.BUSY, Claim.NEW, Claim.BUSY, Claim.DONE), busy_seconds=0)
    await processor.process_update(update(1), work.on(1))
    await processor.process_update(update(2), work.on(2))
    assert work.begun == [1]


async def test_what_is_abandoned_is_named_and_ends():
    work = Work()
    processor = ChatOrder(InMemoryClaims())
    tasks = begin(processor.process_update, work, update(1, 10), update(2, 10), update(3, 20))
    await turn_over()
    assert await processor.abandon() == [1, 2, 3]
    assert all(task.cancelled() for task in tasks)
    assert processor.pending == 0
    assert await processor.abandon() == []


async def test_claims_are_forgotten_after_a_day():
    now = 0.0
    claims = InMemoryClaims(lambda: now)
    assert await claims.claim(5) is Claim.NEW
    assert await claims.claim(5) is Claim.BUSY
    await claims.finish(5)
    now = DAY - 1.0
    assert await claims.claim(5) is Claim.DONE
    assert await claims.claim(4) is Claim.NEW  # ids are no order
    now = DAY
    assert await claims.claim(5) is Claim.NEW
    assert await claims.claim(4) is Claim.BUSY


async def test_claims_are_bounded():
    claims = InMemoryClaims(limit=3)
    for number in range(4):
        assert await claims.claim(number) is Claim.NEW
        await claims.finish(number)
    assert await claims.claim(0) is Claim.NEW
    assert await claims.claim(3) is Claim.DONE
    await claims.finish(99)  # forgotten meanwhile
