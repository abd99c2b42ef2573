"""Was this helpful: a vote replaces its row, thanks for a moment, and the last one wins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bot import records
from bot.knowledge import Knowledge
from bot.tryout.chat import Message
from tests.telegram.conftest import LiveBot, Start, labels

Voted = Callable[[str], str]

ENTRY = "m3-points"


@pytest.fixture
async def answer(bot: LiveBot, knowledge: Knowledge) -> Message:
    first, *_ = await bot.says(f"/start {ENTRY}")
    return first


@pytest.fixture
def voted(knowledge: Knowledge) -> Voted:
    return lambda label: knowledge.messages.button_voted.format(vote=label)


async def test_a_yes_is_marked_in_its_row_and_thanked_for(
    bot: LiveBot, answer: Message, knowledge: Knowledge, voted: Voted
):
    helpful = knowledge.messages.button_helpful
    acknowledged, edited = await bot.events_after(lambda: bot.chat.tap(helpful, answer.message_id))
    assert (acknowledged.kind, acknowledged.text) == ("answer", knowledge.messages.helpful_notice)
    assert (edited.kind, edited.message_id) == ("edit", answer.message_id)
    now = bot.chat.messages[answer.message_id]
    assert now.text == answer.text
    assert labels(now) == [voted(helpful) if label == helpful else label for label in labels(answer)]


async def test_a_no_is_marked_and_the_nearest_questions_follow(
    bot: LiveBot, answer: Message, knowledge: Knowledge, voted: Voted
):
    unhelpful = knowledge.messages.button_not_helpful
    events = await bot.events_after(lambda: bot.chat.tap(unhelpful, answer.message_id))
    assert [event.kind for event in events] == ["answer", "edit", "reply"]
    assert voted(unhelpful) in labels(bot.chat.messages[answer.message_id])
    offer = events[2].message
    assert offer
    assert "公式サイト" in offer.text
    related = [knowledge.entries[other].label for other in knowledge.entries[ENTRY].related[:3]]
    assert labels(offer) == [*related, knowledge.messages.button_menu]


@pytest.mark.parametrize("vote", ["button_helpful", "button_not_helpful"])
async def test_a_second_tap_changes_and_sends_nothing(
    bot: LiveBot, answer: Message, knowledge: Knowledge, voted: Voted, vote: str
):
    label = getattr(knowledge.messages, vote)
    await bot.after(lambda: bot.chat.tap(label, answer.message_id))
    events = await bot.events_after(lambda: bot.chat.tap(voted(label), answer.message_id))
    assert [event.kind for event in events] == ["answer"]


async def test_the_last_vote_wins_even_after_a_restart(start: Start, knowledge: Knowledge, voted: Voted):
    yes, no = knowledge.messages.button_helpful, knowledge.messages.button_not_helpful
    async with start() as bot:
        answer, *_ = await bot.says(f"/start {ENTRY}")
        await bot.after(lambda: bot.chat.tap(yes, answer.message_id))
    async with start(bot.telegram):
        assert len(await bot.after(lambda: bot.chat.tap(no, answer.message_id))) == 1
        now = labels(bot.chat.messages[answer.message_id])
        assert (yes in now, voted(no) in now, voted(yes) in now) == (True, True, False)
        assert await bot.after(lambda: bot.chat.tap(yes, answer.message_id)) == []
    now = labels(bot.chat.messages[answer.message_id])
    assert (voted(yes) in now, no in now, voted(no) in now) == (True, True, False)


async def test_a_yes_and_a_no_at_once_leave_one_vote(bot: LiveBot, answer: Message, knowledge: Knowledge, voted: Voted):
    yes, no = knowledge.messages.button_helpful, knowledge.messages.button_not_helpful

    def tap_both() -> None:
        bot.chat.press(answer.message_id, answer.button(no)["callback_data"])
        bot.chat.press(answer.message_id, answer.button(yes)["callback_data"])

    await bot.after(tap_both)
    now = labels(bot.chat.messages[answer.message_id])
    assert (voted(yes) in now, no in now) == (True, True)
    assert len(now) == len(answer.buttons)


async def test_a_vote_in_the_menu_keeps_the_way_back(bot: LiveBot, knowledge: Knowledge, voted: Voted):
    category = next(one for one in knowledge.categories.values() if ENTRY in one.entries)
    (menu,) = await bot.says("/menu")
    listed = await bot.tapped(category.label, menu)
    while knowledge.entries[ENTRY].label not in labels(listed):
        listed = await bot.tapped(knowledge.messages.button_next, menu)
    answer = await bot.tapped(knowledge.entries[ENTRY].label, menu)
    now = await bot.tapped(knowledge.messages.button_helpful, menu)
    assert voted(knowledge.messages.button_helpful) in labels(now)
    assert labels(now)[-1] == labels(answer)[-1] == knowledge.messages.button_back
    assert (await bot.tapped(knowledge.messages.button_back, menu)).markup == listed.markup


@pytest.mark.parametrize("gone", [False, True], ids=["too old to edit", "deleted"])
async def test_a_vote_on_an_answer_that_cannot_be_changed_is_heard(
    bot: LiveBot, answer: Message, knowledge: Knowledge, gone: bool
):
    yes = answer.button(knowledge.messages.button_helpful)["callback_data"]
    no = answer.button(knowledge.messages.button_not_helpful)["callback_data"]
    if gone:
        bot.chat.remove(answer.message_id)
    else:
        for _ in range(2):
            bot.telegram.faults.refuse("editMessageReplyMarkup", 400, "Bad Request: message can't be edited")
    (thanks,) = await bot.events_after(lambda: bot.chat.press(answer.message_id, yes))
    assert (thanks.kind, thanks.text) == ("answer", knowledge.messages.helpful_notice)
    (offer,) = await bot.after(lambda: bot.chat.press(answer.message_id, no))
    assert "公式サイト" in offer.text


async def test_a_vote_where_no_row_has_it_changes_nothing(bot: LiveBot, knowledge: Knowledge):
    """Whoever forges a vote cannot add buttons to another message."""
    (welcome,) = await bot.says("/start")
    await bot.after(lambda: bot.chat.press(welcome.message_id, f"1|h|{ENTRY}|y"))
    assert bot.chat.messages[welcome.message_id] == welcome


async def test_a_vote_counts_once_however_often_it_is_tapped_and_the_last_one_counts(
    start: Start, knowledge: Knowledge, voted: Voted
):
    yes, no = knowledge.messages.button_helpful, knowledge.messages.button_not_helpful
    written: list[records.Record] = []
    async with start(record=written.append) as bot:
        answer, *_ = await bot.says(f"/start {ENTRY}")
        written.clear()
        for label in (yes, voted(yes), no, voted(no), yes):
            await bot.after(partial(bot.chat.tap, label, answer.message_id))
        data = answer.button(yes)["callback_data"]
        bot.chat.remove(answer.message_id)
        await bot.after(lambda: bot.chat.press(answer.message_id, data))
    assert written == [
        records.Voted(ENTRY, helpful=True),
        records.Voted(ENTRY, helpful=False, changed=True),
        records.Voted(ENTRY, helpful=True, changed=True),
    ]
