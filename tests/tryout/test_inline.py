"""Inline mode: the query as the bot gets it, and the message that is chosen."""

import json

import pytest
from telegram import Bot, Update

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import NOT_MODIFIED, answered, article, call, data, inline, refusal
from tests.tryout.small_bot import App

KEYBOARD = json.loads(inline([data("more")]))


def updates(telegram: LocalTelegram) -> list[Update]:
    return [Update.de_json(body, Bot("1:local")) for body in telegram.updates.pending()]


async def test_bot_says_that_it_supports_inline_queries(telegram: LocalTelegram) -> None:
    assert (await call(telegram, "getMe"))["supports_inline_queries"] is True


def test_query_arrives_cut_to_256_characters(telegram: LocalTelegram, chat: Chat) -> None:
    chat.inline("あ" * 300, offset="20")
    [update] = updates(telegram)

    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.offset) == ("あ" * 256, "20")
    assert update.inline_query.from_user.id == chat.chat_id


@pytest.mark.parametrize("feedback", [False, True])
async def test_chosen_result_is_a_message_of_the_person(telegram: LocalTelegram, chat: Chat, feedback: bool) -> None:
    telegram.inline_feedback = feedback
    await answered(telegram, chat, article(reply_markup=KEYBOARD))
    sent = chat.choose("a")
    update, *feedbacks = updates(telegram)[1:]

    assert update.message is not None
    assert update.message.via_bot is not None
    assert update.message.via_bot.username == "local_bot"
    assert update.message.from_user is not None
    assert update.message.from_user.id == chat.chat_id
    assert (update.message.text_html, update.message.reply_markup is not None) == ("<b>Hello</b>", True)
    assert [
        (chosen.result_id, chosen.query, chosen.inline_message_id)
        for chosen in (update.chosen_inline_result for update in feedbacks)
        if chosen
    ] == ([("a", "po", sent.inline_id)] if feedback else [])


async def test_message_is_edited_by_its_inline_id_alone(telegram: LocalTelegram, chat: Chat) -> None:
    await answered(telegram, chat, article(reply_markup=KEYBOARD))
    sent = chat.choose("a")
    by_id = {"inline_message_id": sent.inline_id}

    assert await call(telegram, "editMessageText", text="new", reply_markup=KEYBOARD, **by_id) is True
    assert chat.messages[sent.message_id].text == "new"
    assert await refusal(telegram, "editMessageReplyMarkup", reply_markup=KEYBOARD, **by_id) == (400, NOT_MODIFIED)
    assert await call(telegram, "editMessageReplyMarkup", **by_id) is True
    assert chat.messages[sent.message_id].buttons == []
    by_place = {"chat_id": chat.chat_id, "message_id": sent.message_id}
    words = (400, "Bad Request: message can't be edited")
    assert await refusal(telegram, "editMessageText", text="new", **by_place) == words


async def test_without_a_keyboard_there_is_no_inline_id(telegram: LocalTelegram, chat: Chat) -> None:
    await answered(telegram, chat, article())
    assert chat.choose("a").inline_id == ""


async def test_press_on_a_chosen_message_has_its_inline_id_and_no_message(telegram: LocalTelegram, chat: Chat) -> None:
    await answered(telegram, chat, article(reply_markup=KEYBOARD))
    sent = chat.choose("a")
    query_id = chat.tap("x")
    query = updates(telegram)[-1].callback_query

    assert query is not None
    assert (query.message, query.inline_message_id, query.data) == (None, sent.inline_id, "more")
    await call(telegram, "answerCallbackQuery", callback_query_id=query_id)
    assert (await chat.next_event("answer")).message_id == sent.message_id


async def test_only_what_was_offered_can_be_chosen(telegram: LocalTelegram, chat: Chat) -> None:
    with pytest.raises(LookupError, match="no inline query was answered"):
        chat.choose("a")
    query_id = await answered(telegram, chat, article())
    with pytest.raises(LookupError, match=r"no result 'b' among \['a'\]"):
        chat.choose("b")
    with pytest.raises(LookupError, match="no inline query was answered with the id 7"):
        chat.choose("a", query_id="7")
    with pytest.raises(LookupError, match="the newest inline answer has no button"):
        chat.tap_results_button()
    assert chat.choose("a", query_id).via_bot is True


async def test_the_whole_way_with_a_real_bot(telegram: LocalTelegram, chat: Chat, application: App) -> None:
    chat.inline("po")
    answer = (await chat.next_event("inline")).inline
    assert answer is not None
    assert [result.result_id for result in answer.results] == ["points", "postal"]
    sent = chat.choose("points")
    chat.tap("More")
    await telegram.idle()

    assert chat.messages[sent.message_id].text == "More of it"
