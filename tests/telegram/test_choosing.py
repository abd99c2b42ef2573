"""/choose: a few questions in one message lead to a way to leave, and every way leads back."""

from __future__ import annotations

import pytest

from bot.knowledge import Knowledge
from tests.telegram.conftest import LiveBot, Start, labels

# What is tapped, question by question, and the entry that the result offers first.
WAYS = {
    "with a consultant, by telephone": (["転職が済んだ・活動をやめる", "はい", "電話でも大丈夫"], "consultant"),
    "with a consultant, in writing": (["転職が済んだ・活動をやめる", "はい", "電話は避けたい"], "email"),
    "without a consultant": (["どれでもない", "いいえ"], "email"),
    "worried about data": (["個人情報の扱いが心配"], "deletion"),
    "dissatisfied": (["サイトや担当者への不満", "退会へ進む", "いいえ"], "email"),
}


@pytest.mark.parametrize(("taps", "entry_id"), WAYS.values(), ids=WAYS)
async def test_a_few_taps_lead_to_a_way_to_leave_and_back(
    bot: LiveBot, knowledge: Knowledge, taps: list[str], entry_id: str
):
    (question,) = await bot.says("/choose")
    for tap in taps:
        result = await bot.tapped(tap, question)
    assert labels(result)[0] == knowledge.entries[entry_id].label
    answer, *_ = await bot.after(lambda: bot.chat.tap(knowledge.entries[entry_id].label, question.message_id))
    assert answer.text.startswith(knowledge.entries[entry_id].question)
    while knowledge.messages.button_back in labels(bot.chat.messages[question.message_id]):
        await bot.tapped(knowledge.messages.button_back, question)
    shown = bot.chat.messages[question.message_id]
    assert (shown.text, shown.markup) == (question.text, question.markup)


async def test_dissatisfaction_is_met_once_with_what_can_be_done_instead(bot: LiveBot, knowledge: Knowledge):
    (question,) = await bot.says("/choose")
    before = await bot.tapped("サイトや担当者への不満", question)
    for entry_id in ("change-consultant", "pause"):
        assert knowledge.entries[entry_id].label in labels(before)
    decided = await bot.tapped("退会へ進む", question)
    for entry_id in ("change-consultant", "pause"):
        assert knowledge.entries[entry_id].label not in labels(decided)


async def test_a_choice_that_is_begun_goes_on_after_a_restart(start: Start, knowledge: Knowledge):
    async with start() as bot:
        (question,) = await bot.says("/choose")
        await bot.tapped("どれでもない", question)
    async with start(bot.telegram):
        result = await bot.tapped("いいえ", question)
    assert result.text == str(knowledge.steps["result-email"].text).strip()


async def test_two_taps_at_once_on_different_choices_leave_one_whole_screen(bot: LiveBot, knowledge: Knowledge):
    (question,) = await bot.says("/choose")

    def tap_two() -> None:
        bot.chat.tap("個人情報の扱いが心配", question.message_id)
        bot.chat.press(question.message_id, question.button("どれでもない")["callback_data"])

    assert await bot.after(tap_two) == []
    assert bot.chat.messages[question.message_id].text == str(knowledge.steps["consultant"].text).strip()
