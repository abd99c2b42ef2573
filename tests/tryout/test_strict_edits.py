"""What Telegram refuses to change, delete and answer, and in which words."""

from typing import Any

import pytest

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import NOT_MODIFIED, TOO_OLD, call, data, inline, refusal


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


async def test_message_of_two_days_ago_can_be_edited_but_not_deleted() -> None:
    now = [1000.0]
    telegram = LocalTelegram(clock=lambda: now[0])
    chat = telegram.open_chat()
    sent = await call(telegram, "sendMessage", chat_id=chat.chat_id, text="a")
    now[0] += 48 * 3600
    place = {"chat_id": chat.chat_id, "message_id": sent["message_id"]}
    words = await refusal(telegram, "deleteMessage", **place)

    assert words == (400, "Bad Request: message can't be deleted for everyone")
    assert (await call(telegram, "editMessageText", text="b", **place))["text"] == "b"


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
