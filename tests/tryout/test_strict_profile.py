"""The limits of the bot's profile, and all limits beside those of python-telegram-bot."""

import json

import pytest
from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    CallbackQueryLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    InlineQueryLimit,
    InlineQueryResultLimit,
    InlineQueryResultsButtonLimit,
    MessageLimit,
    PollingLimit,
)

from bot.tryout import checks, inline_results, keyboards, platform, profile, updates
from bot.tryout.chat import MAX_TYPED, Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import call, refusal

COMMANDS = {
    "japanese": ([{"command": "ヘルプ", "description": "a"}], "BOT_COMMAND_INVALID"),
    "upper case": ([{"command": "Help", "description": "a"}], "BOT_COMMAND_INVALID"),
    "33 characters": ([{"command": "a" * 33, "description": "a"}], "BOT_COMMAND_INVALID"),
    "no description": ([{"command": "a", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    "257 characters": ([{"command": "a", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    "101 commands": ([{"command": "a", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
}


@pytest.mark.parametrize(("given", "words"), COMMANDS.values(), ids=COMMANDS.keys())
async def test_commands_are_refused(telegram: LocalTelegram, given: list[dict[str, str]], words: str) -> None:
    assert await refusal(telegram, "setMyCommands", commands=json.dumps(given)) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("method", "name", "limit", "words"),
    [
        ("setMyName", "name", 64, "NAME_TOO_LONG"),
        ("setMyDescription", "description", 512, "DESCRIPTION_TOO_LONG"),
        ("setMyShortDescription", "short_description", 120, "ABOUT_TOO_LONG"),
    ],
)
async def test_profile_texts_have_limits(
    telegram: LocalTelegram, method: str, name: str, limit: int, words: str
) -> None:
    assert await call(telegram, method, **{name: "あ" * limit}) is True
    assert await refusal(telegram, method, **{name: "あ" * (limit + 1)}) == (400, f"Bad Request: {words}")
    assert telegram.profile.text(name) == "あ" * limit


async def test_narrowest_scope_and_japanese_win_in_the_menu(telegram: LocalTelegram, chat: Chat) -> None:
    def named(name: str) -> str:
        return json.dumps([{"command": name, "description": "d"}])

    await call(telegram, "setMyCommands", commands=named("everywhere"))
    await call(telegram, "setMyCommands", commands=named("japanese"), language_code="ja")
    assert telegram.profile.shown_commands(chat.chat_id)[0]["command"] == "japanese"

    await call(telegram, "setMyCommands", commands=named("private"), scope='{"type": "all_private_chats"}')
    await call(telegram, "setMyCommands", commands=named("own"), scope=f'{{"type": "chat", "chat_id": {chat.chat_id}}}')
    assert telegram.profile.shown_commands(chat.chat_id)[0]["command"] == "own"
    assert telegram.profile.shown_commands(1)[0]["command"] == "private"


LIMITS = {
    "text": (checks.MAX_TEXT, MessageLimit.MAX_TEXT_LENGTH),
    "typed": (MAX_TYPED, MessageLimit.MAX_TEXT_LENGTH),
    "entities": (checks.MAX_ENTITIES, MessageLimit.MESSAGE_ENTITIES),
    "answer": (checks.MAX_ANSWER, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH),
    "commands": (checks.MAX_COMMANDS, BotCommandLimit.MAX_COMMAND_NUMBER),
    "command description": (checks.MAX_COMMAND_DESCRIPTION, BotCommandLimit.MAX_DESCRIPTION),
    "name": (profile.LIMITS["name"][0], BotNameLimit.MAX_NAME_LENGTH),
    "description": (profile.LIMITS["description"][0], BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
    "short": (profile.LIMITS["short_description"][0], BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
    "data": (keyboards.MAX_DATA_BYTES, InlineKeyboardButtonLimit.MAX_CALLBACK_DATA),
    "copy": (keyboards.MAX_COPY_TEXT, InlineKeyboardButtonLimit.MAX_COPY_TEXT),
    "row": (keyboards.MAX_PER_ROW, InlineKeyboardMarkupLimit.BUTTONS_PER_ROW),
    "buttons": (keyboards.MAX_BUTTONS, InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER),
    "inline query": (platform.MAX_INLINE_QUERY, InlineQueryLimit.MAX_QUERY_LENGTH),
    "inline results": (inline_results.MAX_RESULTS, InlineQueryLimit.RESULTS),
    "inline offset": (inline_results.MAX_OFFSET_BYTES, InlineQueryLimit.MAX_OFFSET_LENGTH),
    "inline id": (inline_results.MAX_ID_BYTES, InlineQueryResultLimit.MAX_ID_LENGTH),
    "start parameter": (
        inline_results.MAX_START_PARAMETER,
        InlineQueryResultsButtonLimit.MAX_START_PARAMETER_LENGTH,
    ),
    "updates": (updates.MAX_LIMIT, PollingLimit.MAX_LIMIT),
}


@pytest.mark.parametrize(("ours", "theirs"), LIMITS.values(), ids=LIMITS.keys())
def test_limits_are_those_of_python_telegram_bot(ours: int, theirs: int) -> None:
    assert ours == theirs


async def test_commands_for_one_chat_are_shown_there_alone(telegram: LocalTelegram, chat: Chat) -> None:
    other = telegram.open_chat("Taro")
    scope = json.dumps({"type": "chat", "chat_id": chat.chat_id})
    await call(telegram, "setMyCommands", commands=json.dumps([{"command": "stats", "description": "a"}]), scope=scope)

    assert [command["command"] for command in telegram.profile.shown_commands(chat.chat_id)] == ["stats"]
    assert telegram.profile.shown_commands(other.chat_id) == []


async def test_commands_for_a_chat_that_the_bot_does_not_know_are_refused(telegram: LocalTelegram) -> None:
    scope = json.dumps({"type": "chat", "chat_id": 77})
    for method in ("setMyCommands", "getMyCommands"):
        assert await refusal(telegram, method, commands="[]", scope=scope) == (400, "Bad Request: chat not found")
