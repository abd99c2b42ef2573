"""Every rule that Telegram enforces: the call that breaks it, and the words of the refusal."""

import json
from typing import Any

import pytest
from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    CallbackQueryLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
    PollingLimit,
)

from bot.tryout import checks, keyboards, profile, updates
from bot.tryout.chat import MAX_TYPED, Chat
from bot.tryout.local_telegram import LocalTelegram

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def inline(*rows: list[dict[str, Any]]) -> str:
    return json.dumps({"inline_keyboard": rows})


def data(value: str, text: str = "x") -> dict[str, Any]:
    return {"text": text, "callback_data": value}


def copied(text: str) -> dict[str, Any]:
    return {"text": "x", "copy_text": {"text": text}}


async def call(telegram: LocalTelegram, method: str, **params: Any) -> Any:
    """Return the result of a call that succeeds."""
    status, body = await telegram.handle(method, params)
    assert (status, body.get("description")) == (200, None)
    return body["result"]


async def refusal(telegram: LocalTelegram, method: str, **params: Any) -> tuple[int, str]:
    """Return the status and the words of a refusal."""
    status, body = await telegram.handle(method, params)
    assert body["ok"] is False
    assert body["error_code"] == status
    return status, body["description"]


REFUSED_MESSAGES: dict[str, tuple[dict[str, Any], str]] = {
    "no text": ({"text": ""}, "message text is empty"),
    "white space": ({"text": " \n\t"}, "text must be non-empty"),
    "wide white space": ({"text": "\u3000\u200b"}, "text must be non-empty"),
    "only tags": ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    "4,097 characters": ({"text": "あ" * 4097}, "message is too long"),
    "4,097 characters without tags": ({"text": f"<b>{'x' * 4097}</b>", "parse_mode": "HTML"}, "message is too long"),
    "32,769 bytes": ({"text": "<b></b>" * 4681 + "xx", "parse_mode": "HTML"}, "text is too long"),
    "bad markup": (
        {"text": "<p>a</p>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
    ),
    "markdown": ({"text": "*a*", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
    "surrogate": ({"text": "a\ud83d"}, "strings must be encoded in UTF-8"),
    "surrogate in a button": ({"reply_markup": inline([data("a", "\ud83d")])}, "strings must be encoded in UTF-8"),
    "unknown chat": ({"chat_id": "5"}, "chat not found"),
    "no chat": ({"chat_id": ""}, "chat_id is empty"),
    "reply to nothing": ({"reply_parameters": '{"message_id": 99}'}, "message to be replied not found"),
    "old reply to nothing": ({"reply_to_message_id": "99"}, "message to be replied not found"),
    "65 bytes of data": ({"reply_markup": inline([data("あ" * 21 + "xx")])}, "BUTTON_DATA_INVALID"),
    "empty data": ({"reply_markup": inline([data("")])}, "BUTTON_DATA_INVALID"),
    "257 characters to copy": ({"reply_markup": inline([copied("あ" * 257)])}, "BUTTON_COPY_TEXT_INVALID"),
    "nothing to copy": ({"reply_markup": inline([copied("")])}, "BUTTON_COPY_TEXT_INVALID"),
    "button without text": (
        {"reply_markup": inline([data("a", " ")])},
        "inline keyboard button text must be non-empty",
    ),
    "button without action": (
        {"reply_markup": inline([{"text": "a"}])},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "button with two actions": (
        {"reply_markup": inline([data("a") | {"url": "https://a.jp"}])},
        "can't parse inline keyboard button: exactly one action is allowed, found callback_data, url",
    ),
    "telephone link": (
        {"reply_markup": inline([{"text": "a", "url": "tel:03"}])},
        "inline keyboard button URL 'tel:03' is invalid: Wrong HTTP URL",
    ),
    "nine in a row": ({"reply_markup": inline([data("a")] * 9)}, "REPLY_MARKUP_TOO_LONG"),
    "101 buttons": ({"reply_markup": inline(*[[data("a")]] * 101)}, "REPLY_MARKUP_TOO_LONG"),
    "markup is no JSON": ({"reply_markup": "{"}, "can't parse reply markup JSON object"),
    "markup is no object": ({"reply_markup": "[]"}, "object expected as reply markup"),
    "placeholder": (
        {"reply_markup": json.dumps({"force_reply": True, "input_field_placeholder": "x" * 65})},
        "reply markup placeholder is too long",
    ),
    "reply keyboard": (
        {"reply_markup": json.dumps({"keyboard": [[{"text": "a"}]]})},
        "the local Telegram has no keyboards below the composer; use an inline keyboard",
    ),
}


@pytest.mark.parametrize(("params", "words"), REFUSED_MESSAGES.values(), ids=REFUSED_MESSAGES.keys())
async def test_message_is_refused(telegram: LocalTelegram, chat: Chat, params: dict[str, Any], words: str) -> None:
    given = {"chat_id": str(chat.chat_id), "text": "hello"} | params

    assert await refusal(telegram, "sendMessage", **given) == (400, f"Bad Request: {words}")
    assert chat.messages == {}


AT_THE_LIMIT: dict[str, dict[str, Any]] = {
    "4,096 characters": {"text": "😀" * 4096},
    "4,096 without tags": {"text": f"<b>{'あ' * 4096}</b>", "parse_mode": "HTML"},
    "32,768 bytes": {"text": "<b></b>" * 4681 + "x", "parse_mode": "HTML"},
    "64 bytes of data": {"reply_markup": inline([data("あ" * 21 + "x")])},
    "256 characters to copy": {"reply_markup": inline([copied("あ" * 256)])},
    "eight in a row": {"reply_markup": inline([data("a")] * 8)},
    "100 buttons": {"reply_markup": inline(*[[data("a")]] * 100)},
    "reply to nothing, allowed": {"reply_parameters": '{"message_id": 99, "allow_sending_without_reply": true}'},
}


@pytest.mark.parametrize("params", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT.keys())
async def test_message_at_the_limit_is_sent(telegram: LocalTelegram, chat: Chat, params: dict[str, Any]) -> None:
    message = await call(telegram, "sendMessage", **({"chat_id": str(chat.chat_id), "text": "hello"} | params))

    assert list(chat.messages) == [message["message_id"]]


async def test_text_is_cleaned_and_trimmed(telegram: LocalTelegram, chat: Chat) -> None:
    message = await call(telegram, "sendMessage", chat_id=chat.chat_id, text=" \n a\x00b\r\nc \n")

    assert message["text"] == "a b\nc"


async def test_one_mebibyte_of_parameters_is_refused(telegram: LocalTelegram, chat: Chat) -> None:
    """A kana is nine bytes in a form, so this is over the limit although it is 350 KB of UTF-8."""
    words = await refusal(telegram, "sendMessage", chat_id=chat.chat_id, text="あ" * 117_000)

    assert words == (413, "Request Entity Too Large")


async def test_unknown_method_is_not_found(telegram: LocalTelegram) -> None:
    assert await refusal(telegram, "sendRocket") == (404, "Not Found: method not found")


async def test_methods_are_known_in_any_case(telegram: LocalTelegram) -> None:
    assert (await call(telegram, "getme"))["is_bot"] is True


@pytest.fixture
async def menu(telegram: LocalTelegram, chat: Chat) -> int:
    """A message of the bot with one button."""
    sent = await call(telegram, "sendMessage", chat_id=chat.chat_id, text="menu", reply_markup=inline([data("a")]))
    return int(sent["message_id"])


async def test_edit_without_change_is_refused(telegram: LocalTelegram, chat: Chat, menu: int) -> None:
    same = {"chat_id": chat.chat_id, "message_id": menu, "reply_markup": inline([data("a")])}

    assert await refusal(telegram, "editMessageText", text="menu", **same) == (400, NOT_MODIFIED)
    assert await refusal(telegram, "editMessageReplyMarkup", **same) == (400, NOT_MODIFIED)


async def test_edit_changes_text_and_takes_the_keyboard_that_is_not_given(
    telegram: LocalTelegram, chat: Chat, menu: int
) -> None:
    edited = await call(telegram, "editMessageText", chat_id=chat.chat_id, message_id=menu, text="new")

    assert edited["text"] == "new"
    assert "reply_markup" not in edited
    assert chat.messages[menu].edited


async def test_edit_of_markup_alone_keeps_the_text(telegram: LocalTelegram, chat: Chat, menu: int) -> None:
    changed = {"chat_id": chat.chat_id, "message_id": menu, "reply_markup": inline([data("b")])}
    edited = await call(telegram, "editMessageReplyMarkup", **changed)

    assert edited["text"] == "menu"
    assert chat.messages[menu].button("x")["callback_data"] == "b"


EDITS = {
    "unknown": ({"message_id": 99, "text": "a"}, "message to edit not found"),
    "no id": ({"text": "a"}, "message identifier is not specified"),
    "forced reply": ({"text": "a", "reply_markup": '{"force_reply": true}'}, "inline keyboard expected"),
    "empty": ({"text": ""}, "message text is empty"),
}


@pytest.mark.parametrize(("params", "words"), EDITS.values(), ids=EDITS.keys())
async def test_edit_is_refused(
    telegram: LocalTelegram, chat: Chat, menu: int, params: dict[str, Any], words: str
) -> None:
    given = {"chat_id": chat.chat_id} | ({} if words.startswith("message identifier") else {"message_id": menu})

    assert await refusal(telegram, "editMessageText", **(given | params)) == (400, f"Bad Request: {words}")


async def test_persons_message_cannot_be_edited(telegram: LocalTelegram, chat: Chat) -> None:
    [said] = chat.say("hello")
    words = await refusal(telegram, "editMessageText", chat_id=chat.chat_id, message_id=said.message_id, text="a")

    assert words == (400, "Bad Request: message can't be edited")


async def test_message_is_deleted_once(telegram: LocalTelegram, chat: Chat, menu: int) -> None:
    place = {"chat_id": chat.chat_id, "message_id": menu}

    assert await call(telegram, "deleteMessage", **place) is True
    assert chat.messages == {}
    assert await refusal(telegram, "deleteMessage", **place) == (400, "Bad Request: message to delete not found")


async def test_message_of_two_days_ago_cannot_be_deleted() -> None:
    now = [1000.0]
    telegram = LocalTelegram(clock=lambda: now[0])
    chat = telegram.open_chat()
    sent = await call(telegram, "sendMessage", chat_id=chat.chat_id, text="a")
    now[0] += 48 * 3600
    words = await refusal(telegram, "deleteMessage", chat_id=chat.chat_id, message_id=sent["message_id"])

    assert words == (400, "Bad Request: message can't be deleted for everyone")


async def test_query_is_answered_once(telegram: LocalTelegram, chat: Chat, menu: int) -> None:
    query = chat.press(menu, "a")

    assert await refusal(telegram, "answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert await call(telegram, "answerCallbackQuery", callback_query_id=query, text="x" * 200) is True
    assert await refusal(telegram, "answerCallbackQuery", callback_query_id=query) == (400, TOO_OLD)


async def test_query_dies_after_150_seconds() -> None:
    now = [1000.0]
    telegram = LocalTelegram(clock=lambda: now[0])
    query = telegram.open_chat().press(1, "a")
    now[0] += 151

    assert telegram.updates.pending() == []
    assert await refusal(telegram, "answerCallbackQuery", callback_query_id=query) == (400, TOO_OLD)


async def test_unknown_action_is_refused(telegram: LocalTelegram, chat: Chat) -> None:
    words = await refusal(telegram, "sendChatAction", chat_id=chat.chat_id, action="dancing")

    assert words == (400, "Bad Request: wrong parameter action in request")


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
    "updates": (updates.MAX_LIMIT, PollingLimit.MAX_LIMIT),
}


@pytest.mark.parametrize(("ours", "theirs"), LIMITS.values(), ids=LIMITS.keys())
def test_limits_are_those_of_python_telegram_bot(ours: int, theirs: int) -> None:
    assert ours == theirs
