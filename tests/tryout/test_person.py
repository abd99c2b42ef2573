"""What a person does in a chat, and the updates that the bot gets for it."""

import pytest
from telegram import Bot, Message, MessageEntity, Update

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import answered, article, call, data, inline, refusal


def updates(telegram: LocalTelegram) -> list[Update]:
    """Return the pending updates as python-telegram-bot reads them."""
    return [Update.de_json(body, Bot("1:local")) for body in telegram.updates.pending()]


def test_text_arrives_as_a_message_from_the_person(telegram: LocalTelegram, chat: Chat) -> None:
    chat.say("こんにちは")
    [update] = updates(telegram)

    assert update.message is not None
    assert update.message.text == "こんにちは"
    assert update.message.chat.id == chat.chat_id
    assert update.message.from_user is not None
    assert update.message.from_user.first_name == "Hanako"
    assert update.message.from_user.is_bot is False


def test_typed_command_is_marked(telegram: LocalTelegram, chat: Chat) -> None:
    chat.say("/start m3-points")
    [update] = updates(telegram)

    assert update.message is not None
    assert update.message.parse_entities() == {MessageEntity("bot_command", 0, 6): "/start"}


def test_long_text_is_split_by_the_client(telegram: LocalTelegram, chat: Chat) -> None:
    chat.say("あ" * 4096 + "い")

    assert [len(update.message.text or "") for update in updates(telegram) if update.message] == [4096, 1]


def test_blank_text_is_not_sent(telegram: LocalTelegram, chat: Chat) -> None:
    assert chat.say(" \n\u3000") == []
    assert updates(telegram) == []


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice"])
def test_media_arrive_without_text(telegram: LocalTelegram, chat: Chat, kind: str) -> None:
    getattr(chat, f"send_{kind}")()
    [update] = updates(telegram)

    assert update.message is not None
    assert update.message.text is None
    assert getattr(update.message, kind)


def test_reply_carries_the_message_it_answers(telegram: LocalTelegram, chat: Chat) -> None:
    [first] = chat.say("one")
    chat.say("two", reply_to=first.message_id)
    update = updates(telegram)[1]

    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.text == "one"


async def test_press_arrives_with_the_message_and_its_data(telegram: LocalTelegram, chat: Chat) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await telegram.handle("sendMessage", {"chat_id": chat.chat_id, "text": "menu", "reply_markup": keyboard})
    chat.tap("Go")
    [update] = updates(telegram)

    assert update.callback_query is not None
    assert update.callback_query.data == "go"
    assert update.callback_query.message is not None
    assert update.callback_query.message.is_accessible
    assert isinstance(update.callback_query.message, Message)
    assert update.callback_query.message.text == "menu"


async def test_press_of_a_button_that_is_gone_still_arrives(telegram: LocalTelegram, chat: Chat) -> None:
    await telegram.handle("sendMessage", {"chat_id": chat.chat_id, "text": "no buttons"})
    chat.press(1, "stale")
    [update] = updates(telegram)

    assert update.callback_query is not None
    assert update.callback_query.data == "stale"


def test_press_at_an_unknown_message_arrives_with_an_inaccessible_one(telegram: LocalTelegram, chat: Chat) -> None:
    chat.press(404, "stale")
    [update] = updates(telegram)

    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert update.callback_query.message.is_accessible is False
    assert update.callback_query.message.message_id == 404


def test_tap_needs_a_button_that_asks_the_bot(chat: Chat) -> None:
    with pytest.raises(LookupError, match="no message in this chat has buttons"):
        chat.tap("Go")


async def test_waiting_in_vain_says_what_was_seen(chat: Chat) -> None:
    chat.say("hello")
    with pytest.raises(TimeoutError, match=r"unread events were \['said'\]"):
        await chat.next_reply(within=0)


def test_chats_are_apart_and_ids_are_not_reused(telegram: LocalTelegram, chat: Chat) -> None:
    other = telegram.open_chat("Taro")
    chat.say("one")
    other.say("two")

    assert other.chat_id != chat.chat_id
    assert list(chat.messages) == [1]
    assert list(other.messages) == [2]


async def test_reply_to_a_message_of_the_bot_carries_its_text_entities_and_sender(
    telegram: LocalTelegram, chat: Chat
) -> None:
    markup = {"force_reply": True, "selective": True, "input_field_placeholder": "山田"}
    sent = {"chat_id": chat.chat_id, "text": "<b>Your</b> name?", "parse_mode": "HTML", "reply_markup": markup}
    prompt = await call(telegram, "sendMessage", **sent)
    chat.say("花子", reply_to=prompt["message_id"])
    message = updates(telegram)[0].message

    assert chat.messages[prompt["message_id"]].markup == markup
    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.text_html == "<b>Your</b> name?"
    assert message.reply_to_message.from_user is not None
    assert message.reply_to_message.from_user.username == "local_bot"


async def test_reply_to_a_deleted_message_carries_nothing(telegram: LocalTelegram, chat: Chat) -> None:
    sent = await call(telegram, "sendMessage", chat_id=chat.chat_id, text="gone")
    await call(telegram, "deleteMessage", chat_id=chat.chat_id, message_id=sent["message_id"])
    chat.say("hello", reply_to=sent["message_id"])
    message = updates(telegram)[0].message

    assert message is not None
    assert message.reply_to_message is None


def test_edited_text_arrives_as_an_edited_message(telegram: LocalTelegram, chat: Chat) -> None:
    [said] = chat.say("/helq")
    chat.edit(said.message_id, " /help ")
    update = updates(telegram)[1]

    assert update.message is None
    assert update.edited_message is not None
    assert update.edited_message.text == "/help"
    assert update.edited_message.edit_date is not None
    assert update.edited_message.parse_entities() == {MessageEntity("bot_command", 0, 5): "/help"}
    assert chat.events[-1].kind == "edit"


def test_edit_without_a_change_is_no_edit(telegram: LocalTelegram, chat: Chat) -> None:
    [said] = chat.say("hello")
    chat.edit(said.message_id, " hello ")

    assert len(updates(telegram)) == 1
    assert [event.kind for event in chat.events] == ["said"]


async def test_person_edits_only_own_texts(telegram: LocalTelegram, chat: Chat) -> None:
    sent = await call(telegram, "sendMessage", chat_id=chat.chat_id, text="by the bot")
    await answered(telegram, chat, article())
    others = [sent["message_id"], chat.send_photo().message_id, chat.choose("a").message_id]
    for message_id in others:
        with pytest.raises(ValueError, match="is not a text that this person wrote"):
            chat.edit(message_id, "new")
    [said] = chat.say("hello")
    with pytest.raises(ValueError, match="a message cannot be edited to nothing"):
        chat.edit(said.message_id, " \n")


async def test_two_presses_at_once_are_two_queries(telegram: LocalTelegram, chat: Chat) -> None:
    await call(telegram, "sendMessage", chat_id=chat.chat_id, text="menu", reply_markup=inline([data("a")]))
    ids = [chat.tap("x"), chat.tap("x")]

    assert [update.callback_query.id for update in updates(telegram) if update.callback_query] == ids
    for query_id in ids:
        assert await call(telegram, "answerCallbackQuery", callback_query_id=query_id) is True


async def test_message_too_old_to_edit_comes_on_order(telegram: LocalTelegram, chat: Chat) -> None:
    sent = await call(telegram, "sendMessage", chat_id=chat.chat_id, text="old")
    edit = {"chat_id": chat.chat_id, "message_id": sent["message_id"], "text": "new"}
    telegram.faults.refuse("editMessageText", 400, "Bad Request: message can't be edited")

    assert await refusal(telegram, "editMessageText", **edit) == (400, "Bad Request: message can't be edited")
    assert (await call(telegram, "editMessageText", **edit))["text"] == "new"
