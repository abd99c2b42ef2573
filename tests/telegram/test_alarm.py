"""Administrators hear of faults: shortly, without anything personal, and not again and again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.reply import Reply
from bot.telegram.admins import Admins
from bot.telegram.alarm import Alarm
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.telegram.conftest import LiveBot, Start

BOSS, DEPUTY = 555_001, 555_002


class Failing(Dialogue):
    """A dialogue with two faults, which quote what they were asked."""

    def question(self, question: str) -> Reply:
        raise KeyError(question) if "鍵" in question else RuntimeError(question)


class Watch:
    """A running bot that fails, the alarm on it, and who hears it."""

    def __init__(self, bot: LiveBot, alarm: Alarm, boss: Chat) -> None:
        self.bot = bot
        self.alarm = alarm
        self.boss = boss
        self.now = 0.0

    def heard(self, chat: Chat | None = None) -> list[str]:
        return [message.text for message in (chat or self.boss).messages.values()]


@pytest.fixture
async def watch(start: Start, small: Knowledge) -> AsyncIterator[Watch]:
    telegram = LocalTelegram()
    boss = telegram.open_chat("所長", chat_id=BOSS)
    failing = Failing(small, Matcher(small))
    alarm = Alarm(Admins(lambda: failing, [BOSS, DEPUTY]), lambda: watched.now)
    async with start(telegram, failing, [alarm]) as bot:
        watched = Watch(bot, alarm, boss)
        yield watched


async def test_a_fault_is_told_by_its_kind_and_place_only(watch: Watch):
    (apology,) = await watch.bot.says("秘密の質問")
    assert apology.text.startswith("申し訳ありません。")
    (told,) = watch.heard()
    assert told.startswith("不具合が起きました：RuntimeError (test_alarm.py:")
    assert "秘密" not in told
    assert "花子" not in told


async def test_the_same_cause_is_told_once_an_hour(watch: Watch):
    for _ in range(3):
        await watch.bot.says("質問")
    await watch.bot.says("鍵の質問")
    assert [text.split("：")[1].split(" ")[0] for text in watch.heard()] == ["RuntimeError", "KeyError"]
    watch.now = 3599
    await watch.bot.says("質問")
    assert len(watch.heard()) == 2
    watch.now = 3600
    await watch.bot.says("質問")
    assert len(watch.heard()) == 3


async def test_an_administrator_who_cannot_be_told_keeps_nobody_else_from_it(watch: Watch):
    deputy = watch.bot.telegram.open_chat("副所長", chat_id=DEPUTY)
    watch.bot.telegram.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await watch.alarm.fault("RuntimeError (a.py:1)")
    assert watch.heard() == []
    assert len(watch.heard(deputy)) == 1


async def test_an_outage_of_telegram_is_no_fault_of_the_program(watch: Watch):
    watch.bot.telegram.faults.drop("sendMessage")
    await watch.bot.says("/help")
    assert watch.heard() == []


async def test_a_broken_knowledge_is_told_and_its_mending_too(watch: Watch, small: Knowledge):
    await watch.alarm.knowledge_changed()
    assert watch.heard() == []
    await watch.alarm.knowledge_refused(["knowledge/faq/1.yaml:12: this is empty; write the text or remove the line"])
    await watch.alarm.knowledge_changed()
    await watch.alarm.knowledge_changed()
    refused, mended = watch.heard()
    assert refused.endswith("knowledge/faq/1.yaml:12: this is empty; write the text or remove the line")
    assert small.messages.admin
    assert mended == small.messages.admin.mended


async def test_an_alarm_before_the_start_is_silent(small: Knowledge):
    failing = Failing(small, Matcher(small))
    alarm = Alarm(Admins(lambda: failing, [BOSS]))
    await alarm.fault("RuntimeError")
    await alarm.knowledge_refused(["nothing"])
    await alarm.knowledge_changed()
