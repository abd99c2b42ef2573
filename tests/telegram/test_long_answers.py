"""An answer of several messages in a chat: asked, edited, replied to, opened in the menu, found while typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.knowledge.markup import parse
from bot.matching import Matcher
from tests.telegram.conftest import LiveBot, Start, labels, texts
from tests.telegram.test_edits import asked, shown
from tests.telegram.test_follow_up import replied
from tests.telegram.test_inline import typed
from tests.telegram.test_menu import list_with

LONG = parse("\n\n".join(f"{number}つ目の段落です。{'**窓口**は市役所の一階です。' * 60}" for number in range(1, 11)))


@pytest.fixture(scope="session")
def wordy(knowledge: Knowledge, matcher: Matcher) -> Dialogue:
    """The bot with one answer of several messages."""
    entry = replace(knowledge.entries["m3-points"], answer=LONG)
    return Dialogue(replace(knowledge, entries=knowledge.entries | {entry.id: entry}), matcher)


@pytest.fixture
async def bot(start: Start, wordy: Dialogue) -> AsyncIterator[LiveBot]:
    async with start(talk=wordy) as running:
        yield running


async def test_it_arrives_whole_with_its_buttons_below_the_last_part(
    bot: LiveBot, wordy: Dialogue, knowledge: Knowledge
):
    parts = await bot.says(knowledge.entries["m3-points"].question)

    assert len(parts) > 2
    assert [part.text for part in parts] == texts(wordy.press("1|a|m3-points"))
    assert [bool(part.markup) for part in parts] == [False] * (len(parts) - 1) + [True]
    marks = sum(entity["type"] == "bold" for part in parts for entity in part.entities)
    assert marks == 1 + 600  # the question, and all of the answer: Telegram would drop those beyond a hundred a message


@pytest.mark.parametrize(
    "entries", [("m3-points", "cautions"), ("cautions", "m3-points"), ("m3-points", "email")], ids=" to ".join
)
async def test_an_edited_question_edits_it(
    bot: LiveBot, wordy: Dialogue, knowledge: Knowledge, entries: tuple[str, str]
):
    before, after = entries
    question, (answer, *_) = await asked(bot, knowledge.entries[before].question)
    await bot.after(lambda: bot.chat.edit(question, knowledge.entries[after].question))

    assert shown(bot) == texts(wordy.press(f"1|a|{after}"))
    assert bot.chat.messages[answer.message_id].text.startswith(knowledge.entries[after].question)


async def test_a_reply_to_any_part_is_understood_in_its_light(bot: LiveBot, knowledge: Knowledge):
    entry = knowledge.entries["m3-points"]
    for part in await bot.says(entry.question):
        (offer,) = await replied(bot, part, "それで？")
        assert entry.question in offer.text


async def test_in_the_menu_the_first_part_takes_its_place_and_the_others_follow(
    bot: LiveBot, wordy: Dialogue, knowledge: Knowledge
):
    menu = await list_with(bot, knowledge, "m3-points")
    page = bot.chat.messages[menu]
    data = page.button(knowledge.entries["m3-points"].label)["callback_data"]

    def tap_twice() -> None:
        bot.chat.press(menu, data)
        bot.chat.press(menu, data)

    following = await bot.after(tap_twice)

    assert [bot.chat.messages[menu].text, *(one.text for one in following)] == texts(wordy.press("1|i|m3-points"))
    assert not bot.chat.messages[menu].markup
    back = await bot.tapped(knowledge.messages.button_back, following[-1])
    assert labels(back) == labels(page)


async def test_inline_sends_the_first_part(bot: LiveBot, wordy: Dialogue, knowledge: Knowledge):
    await typed(bot, knowledge.entries["m3-points"].question)
    bot.chat.choose("m3-points")
    await bot.settled()

    (sent,) = bot.chat.messages.values()
    assert sent.text == texts(wordy.press("1|a|m3-points"))[0]
