"""Groups: the bot is silent unless it is spoken to."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.tryout.chat import Chat, Message
from tests.telegram.conftest import GROUP, LiveBot

BOT = {"id": 8_000_001, "is_bot": True, "first_name": "bot", "username": "local_bot"}
TARO = {"id": 77, "is_bot": False, "first_name": "太郎", "username": "taro"}
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]


@pytest.fixture
def group(bot: LiveBot) -> Chat:
    return bot.telegram.open_chat("薬剤師の部屋", GROUP)


def reply_to(sender: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": GROUP, "type": "supergroup", "title": "薬剤師の部屋"}
    return {"reply_to_message": {"message_id": 5, "date": 1, "chat": chat, "from": sender, "text": "?"}}


async def written(bot: LiveBot, group: Chat, text: str = "", **fields: Any) -> list[Message]:
    words = {"text": text} if text else {}
    return await bot.after(lambda: bot.deliver(GROUP, **words, **fields), group)


@pytest.mark.parametrize(
    "text",
    [
        "退会したい",
        "ポイントは消える？",
        "/help@other_bot",
        "@other_bot 退会したい",
        "@local_bot2 退会したい",
        "mail@local_bot.example",
        "local_bot",
    ],
)
async def test_talk_among_people_is_not_answered(bot: LiveBot, group: Chat, text: str):
    assert await written(bot, group, text) == []


async def test_neither_are_pictures_nor_replies_to_others(bot: LiveBot, group: Chat):
    assert await written(bot, group, photo=PHOTO) == []
    assert await written(bot, group, photo=PHOTO, caption="退会したい") == []
    assert await written(bot, group, "退会したい", **reply_to(TARO)) == []
    assert await written(bot, group, new_chat_members=[BOT]) == []


@pytest.mark.parametrize("text", ["/help", "/help@local_bot", "/HELP@Local_Bot", "／help"])
async def test_a_command_is_obeyed(bot: LiveBot, group: Chat, dialogue: Dialogue, text: str):
    (answer,) = await written(bot, group, text)
    assert answer.text == str(dialogue.command("help").messages[0].text).strip()


@pytest.mark.parametrize(
    "form", ["@local_bot {}", "{} @local_bot", "@LOCAL_BOT{}", "@local_bot、{}", "教えて@local_bot {}"]
)
async def test_a_mention_is_answered(bot: LiveBot, group: Chat, dialogue: Dialogue, form: str):
    question = dialogue.knowledge.entries["email-after"].question
    answer, *_ = await written(bot, group, form.format(question))
    assert answer.text.startswith(question)


async def test_a_mention_alone_is_answered(bot: LiveBot, group: Chat):
    assert len(await written(bot, group, "@local_bot")) == 1


async def test_a_reply_to_the_bot_is_answered(bot: LiveBot, group: Chat, knowledge: Knowledge):
    question = knowledge.entries["m3-points"].question
    answer, *_ = await written(bot, group, question, **reply_to(BOT))
    assert answer.text.startswith(question)


async def test_a_picture_with_a_mention_is_answered(bot: LiveBot, group: Chat, knowledge: Knowledge):
    question = knowledge.entries["m3-points"].question
    answer, *_ = await written(bot, group, photo=PHOTO, caption=f"@local_bot {question}")
    assert answer.text.startswith(question)


async def test_an_answer_goes_to_the_group_as_a_reply_even_if_the_question_was_deleted(bot: LiveBot, group: Chat):
    await written(bot, group, "/help", message_id=4321)
    call = bot.telegram.called("sendMessage")[-1]
    assert str(call["chat_id"]) == str(GROUP)
    assert "4321" in str(call["reply_parameters"])
    assert "allow_sending_without_reply" in str(call["reply_parameters"])


async def test_a_fault_is_not_announced_to_a_group(bot: LiveBot, group: Chat):
    bot.telegram.faults.refuse("sendMessage", 400, "Bad Request: something new")
    assert await written(bot, group, "/help") == []
