"""A 429 delays the chat that it is about, for as long as it is worth it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.telegram.limiter import ChatLimiter
from bot.telegram.turns import Turns
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.transport import LocalRequest
from tests.telegram.conftest import PATIENCE, TOKEN


class Pauses:
    """A sleep that lasts until the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[float] = []
        self.begun = asyncio.Event()
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.begun.set()
        async with asyncio.timeout(PATIENCE):
            await self.over.wait()
        self.now += seconds


@pytest.fixture
def telegram() -> LocalTelegram:
    return LocalTelegram()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def bot(telegram: LocalTelegram, pauses: Pauses) -> AsyncIterator[ExtBot[None]]:
    transport = LocalRequest(telegram)
    limiter = ChatLimiter(pauses.sleep, clock=lambda: pauses.now)
    async with ExtBot(TOKEN, request=transport, get_updates_request=transport, rate_limiter=limiter) as running:
        yield running


def flood(telegram: LocalTelegram, seconds: int, method: str = "sendMessage") -> None:
    telegram.faults.refuse(method, 429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def texts_of(chat: Chat) -> list[str]:
    return [message.text for message in chat.messages.values()]


async def test_a_flooded_chat_waits_and_no_other_does(telegram: LocalTelegram, bot: ExtBot[None], pauses: Pauses):
    flooded, other = telegram.open_chat(), telegram.open_chat()
    flood(telegram, 3)
    waiting = asyncio.create_task(bot.send_message(flooded.chat_id, "後で"))
    await pauses.begun.wait()
    await bot.send_message(other.chat_id, "今")
    await bot.get_me()
    assert (texts_of(flooded), texts_of(other)) == ([], ["今"])
    pauses.over.set()
    await waiting
    assert texts_of(flooded) == ["後で"]
    assert pauses.asked == [3.0]


async def test_the_answer_to_a_press_does_not_wait_for_its_flooded_chat(
    telegram: LocalTelegram, bot: ExtBot[None], pauses: Pauses
):
    chat = telegram.open_chat()
    flood(telegram, 3)
    waiting = asyncio.create_task(bot.send_message(chat.chat_id, "後で"))
    await pauses.begun.wait()
    flood(telegram, 5, "answerCallbackQuery")
    with pytest.raises(RetryAfter):
        await bot.answer_callback_query("1")
    flood(telegram, 5, "answerInlineQuery")
    with pytest.raises(RetryAfter):
        await bot.answer_inline_query("1", [])
    assert pauses.asked == [3.0]
    pauses.over.set()
    await waiting


async def test_what_waits_for_a_chat_keeps_its_order(telegram: LocalTelegram, bot: ExtBot[None], pauses: Pauses):
    chat = telegram.open_chat()
    flood(telegram, 3)
    waiting = [asyncio.create_task(bot.send_message(chat.chat_id, text)) for text in "一二三"]
    await pauses.begun.wait()
    assert len(telegram.called("sendMessage")) == 1  # the others wait without asking
    pauses.over.set()
    await asyncio.gather(*waiting)
    assert texts_of(chat) == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("refusals", "waits"),
    [([31], []), ([20, 11], [20.0]), ([1, 2, 3], [1.0, 2.0])],
    ids=["too long", "too long in all", "too often"],
)
async def test_a_call_is_given_up_in_the_end(
    telegram: LocalTelegram,
    bot: ExtBot[None],
    pauses: Pauses,
    caplog: pytest.LogCaptureFixture,
    refusals: list[int],
    waits: list[float],
):
    chat = telegram.open_chat()
    pauses.over.set()
    for seconds in refusals:
        flood(telegram, seconds)
    with pytest.raises(RetryAfter, match=f"in {refusals[-1]} seconds"):
        await bot.send_message(chat.chat_id, "いいえ")
    assert pauses.asked == waits
    assert f"{refusals[-1]} s; sendMessage is given up" in caplog.text
    assert str(chat.chat_id) not in caplog.text
    pauses.now += refusals[-1]
    await bot.send_message(chat.chat_id, "はい")
    assert texts_of(chat) == ["はい"]


async def test_two_refusals_are_waited_for(telegram: LocalTelegram, bot: ExtBot[None], pauses: Pauses):
    chat = telegram.open_chat()
    pauses.over.set()
    flood(telegram, 10)
    flood(telegram, 20)
    await bot.send_message(chat.chat_id, "はい")
    assert pauses.asked == [10.0, 20.0]


async def test_the_calls_to_a_flooded_chat_wait_half_a_minute_together(
    telegram: LocalTelegram, bot: ExtBot[None], pauses: Pauses
):
    """Each behind the others, not each for itself: the last of six would come after minutes."""
    chat = telegram.open_chat()
    for _ in range(6):
        flood(telegram, 14)
    waiting = [asyncio.create_task(bot.send_message(chat.chat_id, text)) for text in "一二三四五六"]
    await pauses.begun.wait()
    pauses.over.set()
    sent = await asyncio.gather(*waiting, return_exceptions=True)
    assert pauses.now == 28.0
    assert all(isinstance(one, RetryAfter) for one in sent)
    assert len(telegram.called("sendMessage")) == 3  # who cannot come in time does not even ask


async def test_turns_are_taken_in_the_order_of_asking_and_leave_nothing_behind():
    turns = Turns()
    order: list[int] = []

    async def take(number: int) -> None:
        async with turns.of("chat"):
            await asyncio.sleep(0)
            order.append(number)

    tasks = [asyncio.create_task(take(number)) for number in range(5)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == [0, 1, 3, 4]
    assert len(turns) == 0


async def test_turns_of_different_keys_do_not_wait_for_each_other():
    turns = Turns()
    async with turns.of("one"), turns.of("other"):
        assert len(turns) == 2
