"""The command menu and the descriptions, set when the bot starts."""

from __future__ import annotations

import pytest

from bot.dialogue import Dialogue
from bot.tryout.local_telegram import LocalTelegram
from tests.telegram.conftest import LiveBot, Start

SETTERS = ["setMyCommands", "setMyDescription", "setMyShortDescription"]


def times_set(telegram: LocalTelegram) -> list[int]:
    return [len(telegram.called(method)) for method in SETTERS]


async def test_commands_and_descriptions_are_set_at_start(bot: LiveBot, dialogue: Dialogue):
    messages, profile = dialogue.knowledge.messages, bot.telegram.profile
    shown = {command["command"]: command["description"] for command in profile.shown_commands(bot.chat.chat_id)}
    assert shown == dialogue.commands
    assert profile.text("description") == messages.description.strip()
    assert profile.text("short_description") == messages.short_description.strip()
    assert times_set(bot.telegram) == [1, 1, 1]


async def test_what_is_unchanged_is_not_set_again(start: Start):
    async with start() as bot:
        pass
    async with start(bot.telegram):
        assert times_set(bot.telegram) == [1, 1, 1]


async def test_what_somebody_changed_is_set_again(start: Start):
    async with start() as bot:
        await bot.application.bot.set_my_short_description("別の説明")
    async with start(bot.telegram):
        assert times_set(bot.telegram) == [1, 1, 3]  # the bot, somebody, the bot


@pytest.mark.parametrize("method", ["getMyCommands", *SETTERS])
@pytest.mark.parametrize("status", [400, 404, 429, 502])
async def test_a_refusal_is_logged_and_stops_nothing(
    start: Start, method: str, status: int, caplog: pytest.LogCaptureFixture
):
    telegram = LocalTelegram()
    more = {"retry_after": 600} if status == 429 else {}
    telegram.faults.refuse(method, status, "Refused", **more)
    async with start(telegram) as bot:
        assert len(await bot.says("/start")) == 1
    assert "could not be set" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_dropped_connection_stops_nothing(start: Start):
    telegram = LocalTelegram()
    telegram.faults.drop("getMyCommands")
    async with start(telegram) as bot:
        assert len(await bot.says("/start")) == 1
