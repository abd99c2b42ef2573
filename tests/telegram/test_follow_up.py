"""A short word typed as a reply to an answer is understood in the light of that answer."""

from __future__ import annotations

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.tryout.chat import Message
from tests.telegram.conftest import LiveBot, Start, labels, texts


async def replied(bot: LiveBot, original: Message, text: str) -> list[Message]:
    return await bot.after(lambda: bot.chat.say(text, reply_to=original.message_id))


@pytest.mark.parametrize("word", ["それで？", "いつまで？", "電話は？", "もっと詳しく"])
@pytest.mark.parametrize("entry_id", ["m3-points", "email", "consultant"])
async def test_a_bare_word_offers_what_belongs_to_the_answer(
    start: Start, knowledge: Knowledge, entry_id: str, word: str
):
    """After a restart too: what it is about stands in the message that is replied to."""
    entry = knowledge.entries[entry_id]
    async with start() as bot:
        answer, *_ = await bot.says(f"/start {entry_id}")
    async with start(bot.telegram):
        (offer,) = await replied(bot, answer, word)
    assert entry.question in offer.text
    *offered, none_of_these = labels(offer)
    assert none_of_these == knowledge.messages.button_none_of_these
    assert offered
    assert set(offered) <= {knowledge.entries[other].label for other in entry.related}


async def test_without_the_reply_the_same_word_means_nothing(bot: LiveBot, knowledge: Knowledge):
    await bot.says("/start m3-points")
    (answer,) = await bot.says("それで？")
    assert knowledge.entries["m3-points"].question not in answer.text


async def test_a_whole_question_is_answered_whatever_it_replies_to(bot: LiveBot, knowledge: Knowledge):
    answer, *_ = await bot.says("/start m3-points")
    other, *_ = await replied(bot, answer, knowledge.entries["email-after"].question)
    assert other.text.startswith(knowledge.entries["email-after"].question)


@pytest.mark.parametrize("command", ["help", "privacy", "menu", "choose"])
async def test_a_reply_to_anything_else_is_a_question(
    bot: LiveBot, dialogue: Dialogue, knowledge: Knowledge, command: str
):
    (screen,) = await bot.says(f"/{command}")
    answers = await replied(bot, screen, knowledge.entries["m3-points"].question)
    assert [answer.text for answer in answers] == texts(dialogue.press("1|a|m3-points"))


async def test_a_reply_to_an_answer_that_was_deleted_is_a_question(bot: LiveBot, dialogue: Dialogue):
    answer, *_ = await bot.says("/start m3-points")
    bot.chat.remove(answer.message_id)
    answers = await replied(bot, answer, "いつまで？")
    assert [one.text for one in answers] == texts(dialogue.question("いつまで？"))


async def test_a_reply_to_one_s_own_words_is_a_question(bot: LiveBot, dialogue: Dialogue, knowledge: Knowledge):
    (typed,) = bot.chat.say(knowledge.entries["m3-points"].question)
    await bot.settled()
    answers = await replied(bot, typed, "それで？")
    assert [one.text for one in answers] == texts(dialogue.question("それで？"))
