"""Starting, polling and stopping, with every order of events that a stop can find."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.dialogue import Dialogue
from bot.errors import CannotStart
from bot.knowledge import Knowledge
from bot.telegram import build, poll
from bot.telegram.desk import Desk
from bot.telegram.heartbeat import Heartbeat
from bot.telegram.rivals import Rivals
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.transport import LocalRequest
from tests.telegram.conftest import PATIENCE, TOKEN, LiveBot, Start, until


def polling(telegram: LocalTelegram, dialogue: Dialogue, stop: asyncio.Event, **options: Any) -> asyncio.Task[None]:
    application = build(lambda: dialogue, TOKEN, transports=(LocalRequest(telegram), LocalRequest(telegram)))
    return asyncio.create_task(poll(application, dialogue, stop, **options))


async def test_what_was_asked_before_the_start_is_answered(start: Start, knowledge: Knowledge):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    chat.say(knowledge.entries["m3-points"].question)
    async with start(telegram):
        (answer,) = [event.message for event in chat.events if event.kind == "reply" and event.message]
    assert answer.text.startswith(knowledge.entries["m3-points"].question)


async def test_polling_refuses_to_start_while_a_webhook_is_set(dialogue: Dialogue):
    """Another process may live on it: removing it would make that one deaf."""
    telegram = LocalTelegram()
    telegram.updates.webhook["url"] = "https://example.org:8443/hidden-path"
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(CannotStart, match=r"the webhook at example\.org.*run --take-over") as caught:
            await polling(telegram, dialogue, asyncio.Event())
    assert "hidden-path" not in str(caught.value)
    assert telegram.updates.webhook["url"]


async def test_polling_takes_over_from_a_webhook_if_told(dialogue: Dialogue):
    telegram = LocalTelegram()
    telegram.updates.webhook["url"] = "https://example.org/old"
    chat = telegram.open_chat()
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop, take_over=True)
    chat.say("/start")
    async with asyncio.timeout(PATIENCE):
        assert (await chat.next_reply()).text
        stop.set()
        await running
    (parameters,) = telegram.called("deleteWebhook")
    assert "drop_pending_updates" not in parameters


async def test_a_webhook_that_is_set_later_ends_the_polling(dialogue: Dialogue):
    telegram = LocalTelegram()
    running = polling(telegram, dialogue, asyncio.Event())
    async with asyncio.timeout(PATIENCE):
        await telegram.idle()
        telegram.updates.webhook["url"] = "https://example.org/new"
        telegram.open_chat().say("/start")
        with pytest.raises(CannotStart, match="a webhook was set for this token"):
            await running


async def test_all_that_was_fetched_is_answered_and_confirmed_before_the_end(dialogue: Dialogue):
    telegram = LocalTelegram()
    chats = [telegram.open_chat(f"人{number}") for number in range(20)]
    first_answer = telegram.faults.hold("sendMessage")
    for chat in chats:
        chat.say("/start")
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop)
    async with asyncio.timeout(PATIENCE):
        await until(lambda: bool(telegram.called("sendMessage")))
        stop.set()
        for _ in range(100):
            await asyncio.sleep(0)
        assert not running.done()  # twenty answers are owed
        first_answer.set()
        await running
    assert [len([e for e in chat.events if e.kind == "reply"]) for chat in chats] == [1] * 20
    assert telegram.updates.pending() == []


async def test_an_update_is_confirmed_even_if_the_stop_comes_before_the_next_poll(start: Start):
    async with start() as bot:
        bot.telegram.faults.hold("getUpdates")  # on its way to Telegram when the bot is stopped
        bot.chat.say("/start")
        await bot.chat.next_reply()
        assert len(bot.telegram.updates.pending()) == 1
    assert bot.telegram.updates.pending() == []


async def test_a_bot_that_nobody_asked_has_nothing_to_confirm_at_the_end(start: Start):
    async with start() as bot:
        calls = len(bot.telegram.calls)
    assert len(bot.telegram.calls) == calls


async def test_nothing_is_answered_twice_after_a_restart(start: Start):
    async with start() as bot:
        await bot.says("/start")
    async with start(bot.telegram):
        pass
    assert [event.kind for event in bot.chat.events if event.kind == "reply"] == ["reply"]


@pytest.mark.parametrize("method", ["getMe", "getWebhookInfo", "getMyCommands", "getUpdates"])
async def test_a_stop_is_obeyed_while_telegram_keeps_the_bot_waiting(dialogue: Dialogue, method: str):
    telegram = LocalTelegram()
    telegram.faults.hold(method)
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop)
    async with asyncio.timeout(PATIENCE):
        await until(lambda: bool(telegram.called(method)))
        stop.set()
        await running


@pytest.mark.parametrize("method", ["getMe", "getWebhookInfo", "getUpdates"])
async def test_a_stop_is_obeyed_during_the_pause_of_an_outage(
    dialogue: Dialogue, method: str, caplog: pytest.LogCaptureFixture
):
    telegram = LocalTelegram()
    telegram.faults.drop(method)
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop)
    async with asyncio.timeout(PATIENCE):
        await until(lambda: "trying again in 1 s" in caplog.text)
        stop.set()
        await running
    assert "Traceback" not in caplog.text
    assert len(telegram.called(method)) == 1


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_refused_at_start_says_so_without_the_token(dialogue: Dialogue, status: int):
    telegram = LocalTelegram()
    telegram.faults.refuse("getMe", status, "Unauthorized")
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(CannotStart, match="Telegram refuses the token; copy it again") as caught:
            await polling(telegram, dialogue, asyncio.Event())
    assert TOKEN not in repr(caught.value)
    assert caught.value.__suppress_context__


async def test_a_token_that_is_revoked_later_ends_the_bot_instead_of_leaving_it_deaf(dialogue: Dialogue):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    running = polling(telegram, dialogue, asyncio.Event())
    async with asyncio.timeout(PATIENCE):
        await telegram.idle()
        telegram.faults.refuse("getUpdates", 401, "Unauthorized")
        chat.say("/start")
        with pytest.raises(CannotStart, match="refuses the token"):
            await running
    assert len([event for event in chat.events if event.kind == "reply"]) == 1  # what was fetched is answered


async def test_two_bots_with_one_token_are_told_in_the_log_at_once(
    bot: LiveBot, dialogue: Dialogue, caplog: pytest.LogCaptureFixture
):
    stop = asyncio.Event()
    other = polling(bot.telegram, dialogue, stop)
    async with asyncio.timeout(PATIENCE):
        await until(lambda: "another process polls with the same token" in caplog.text)
        stop.set()
        await other


async def test_a_second_poller_ends_the_bot_after_a_minute(dialogue: Dialogue, caplog: pytest.LogCaptureFixture):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    now = 0.0
    running = polling(telegram, dialogue, asyncio.Event(), clock=lambda: now)
    conflict = "Conflict: terminated by other getUpdates request"
    async with asyncio.timeout(PATIENCE):
        await telegram.idle()
        telegram.faults.refuse("getUpdates", 409, conflict)
        telegram.faults.refuse("getUpdates", 409, conflict)
        chat.say("/start")
        await until(lambda: "trying again" in caplog.text)
        now = 60.0
        with pytest.raises(CannotStart, match="another process polls with the same token; stop that one"):
            await running
    assert len([event for event in chat.events if event.kind == "reply"]) == 1  # what was fetched is answered
    assert caplog.text.count("each takes messages from the other") == 1


@pytest.mark.parametrize(
    ("seconds", "ends"),
    [([0, 1, 3, 59], False), ([0, 60], True), ([0, 31, 91], True), ([0, 59, 180, 239], False), ([0, 121, 181], True)],
)
def test_conflicts_end_a_bot_if_they_go_on_for_a_minute(seconds: list[int], ends: bool):
    times = iter(seconds)
    rivals = Rivals(lambda: next(times))
    *first, last = [Conflict("terminated by other getUpdates request")] * len(seconds)
    for conflict in first:
        rivals.met(conflict)
    with pytest.raises(CannotStart) if ends else contextlib.nullcontext():
        rivals.met(last)


async def test_what_is_left_when_the_time_for_stopping_is_up_is_told(
    dialogue: Dialogue, caplog: pytest.LogCaptureFixture
):
    telegram = LocalTelegram()
    chats = [telegram.open_chat() for _ in range(3)]
    telegram.faults.hold("sendMessage")
    telegram.faults.hold("sendMessage")
    for chat in [chats[0], *chats]:
        chat.say("/start")
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop, drain_seconds=0.05)
    async with asyncio.timeout(PATIENCE):
        await until(lambda: len(telegram.called("sendMessage")) == 3)
        stop.set()
        await running
    assert "3 updates are left unanswered" in caplog.text
    assert [len([event for event in chat.events if event.kind == "reply"]) for chat in chats] == [0, 0, 1]


async def test_the_first_answer_does_not_wait_for_the_menu(dialogue: Dialogue):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    chat.say("/start")
    menu = telegram.faults.hold("getMyCommands")
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop)
    async with asyncio.timeout(PATIENCE):
        await menu.reached.wait()
        assert (await chat.next_reply()).text
        stop.set()
        await running


class Slow(Desk):
    """A desk that waits for Telegram when it opens."""

    async def open(self, bot: Bot) -> None:
        del bot
        await asyncio.Event().wait()


async def test_the_first_answer_does_not_wait_for_the_desks(start: Start):
    async with start(desks=[Slow()]) as bot:
        assert len(await bot.says("/start")) == 1


async def test_what_is_left_unanswered_comes_again_after_the_start(dialogue: Dialogue, start: Start):
    telegram = LocalTelegram()
    chat, other = telegram.open_chat(), telegram.open_chat()
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop, drain_seconds=0.05)
    async with asyncio.timeout(PATIENCE):
        await telegram.idle()
        telegram.faults.hold("getUpdates")  # the next poll is on its way to Telegram when the bot is stopped
        stuck = telegram.faults.hold("sendMessage")
        chat.say("/start")
        await stuck.reached.wait()
        stop.set()
        await running
    assert len(telegram.updates.pending()) == 1
    other.say("/start")
    async with start(telegram):
        pass
    assert [len([event for event in one.events if event.kind == "reply"]) for one in (chat, other)] == [1, 1]


async def test_the_heart_beats_at_each_poll_that_telegram_answers(dialogue: Dialogue):
    telegram = LocalTelegram()
    now = 100.0
    heartbeat = Heartbeat(lambda: now)
    stop = asyncio.Event()
    assert heartbeat.age() is None
    running = polling(telegram, dialogue, stop, heartbeat=heartbeat)
    async with asyncio.timeout(PATIENCE):
        await telegram.idle()
        assert heartbeat.age() is None  # the first poll is not answered yet
        telegram.faults.drop("getUpdates")
        telegram.open_chat().say("/start")
        await until(lambda: heartbeat.age() == 0.0)
        now = 130.0
        assert heartbeat.age() == 30.0
        stop.set()
        await running


async def test_a_page_of_html_instead_of_json_is_told_in_one_short_line(
    dialogue: Dialogue, caplog: pytest.LogCaptureFixture
):
    telegram = LocalTelegram()
    telegram.faults.answer("getMe", 502, {"description": "<html> " + "nginx " * 1000})
    stop = asyncio.Event()
    running = polling(telegram, dialogue, stop)
    async with asyncio.timeout(PATIENCE):
        await until(lambda: "trying again" in caplog.text)
        stop.set()
        await running
    assert max(map(len, caplog.messages)) < 400
