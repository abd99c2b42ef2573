"""Links: an answer can be passed on, and its link opens the same answer for whoever gets it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.matching import Matcher
from tests.telegram.conftest import LiveBot, Start


async def test_every_answer_can_be_shared_and_its_link_opens_it(bot: LiveBot, knowledge: Knowledge):
    friend = bot.telegram.open_chat("友子")
    for entry in knowledge.entries.values():
        answer, *_ = await bot.says(f"/start {entry.id}")
        shared = bot.chat.open(answer.button(knowledge.messages.button_share)["url"])
        assert shared.kind == "share"
        link, words = shared.text.split("\n")
        assert link == f"https://t.me/local_bot?start={entry.id}"
        assert entry.question in words
        opened, *_ = await bot.after(partial(friend.open, link), friend)
        assert opened.text == answer.text


async def test_markup_and_signs_of_addresses_in_a_question_are_shared_as_they_stand(start: Start, small: Knowledge):
    question = "<b>A&B</b>は 100%? #退会 +α「{name}」"
    entry = replace(small.entries["m3-points"], question=question)
    marked = replace(small, entries=small.entries | {"m3-points": entry})
    async with start(talk=Dialogue(marked, Matcher(marked))) as bot:
        answer, *_ = await bot.says("/start m3-points")
    shared = bot.chat.open(answer.button(small.messages.button_share)["url"])
    assert question in shared.text
    assert shared.text.startswith("https://t.me/local_bot?start=m3-points\n")


async def test_sharing_asks_the_bot_nothing(bot: LiveBot, knowledge: Knowledge):
    await bot.says("/start m3-points")
    assert await bot.events_after(lambda: bot.chat.tap(knowledge.messages.button_share)) == []
