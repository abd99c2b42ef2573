"""Inline mode: questions that match what somebody is still typing, in any chat."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.tryout.inline_results import InlineAnswer
from tests.telegram.conftest import LiveBot, Start, texts

Logs = Callable[[], list[str]]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def typed(bot: LiveBot, text: str) -> InlineAnswer:
    """Type behind the bot's name, and return what is listed."""
    (event,) = await bot.events_after(lambda: bot.chat.inline(text))
    assert event.inline
    return event.inline


def ids(answer: InlineAnswer) -> list[str]:
    return [result.result_id for result in answer.results]


async def test_nothing_typed_yet_lists_the_most_asked(bot: LiveBot, knowledge: Knowledge):
    for nothing in ("", " ", "　"):
        assert ids(await typed(bot, nothing)) == list(knowledge.messages.suggested)


@pytest.mark.parametrize("text", ["ポイ", "ぽい", "ぽいん", "poi", "pointo", "ﾎﾟｲﾝﾄ", "ポイントは消える？"])
async def test_what_is_typed_so_far_is_enough(bot: LiveBot, text: str):
    assert ids(await typed(bot, text))[0] == "m3-points"


async def test_a_result_has_question_first_line_and_the_whole_answer(
    bot: LiveBot, dialogue: Dialogue, knowledge: Knowledge, bot_logs: Logs
):
    """Every answer passes Telegram's checks of inline results."""
    seen = set()
    for entry in knowledge.entries.values():
        result = (await typed(bot, entry.question)).result(entry.id)
        assert result.title == entry.question
        assert result.description
        assert str(entry.answer).startswith(result.description)
        assert "\n" not in result.description
        assert result.text == texts(dialogue.press(f"1|a|{entry.id}"))[0]
        assert any(entity["type"] == "bold" and entity["offset"] == 0 for entity in result.entities)
        seen.add(result.result_id)
    assert seen == set(knowledge.entries)
    assert bot_logs() == []


async def test_results_may_be_shown_to_anybody_for_five_minutes(bot: LiveBot):
    await typed(bot, "ポイ")
    (call,) = bot.telegram.called("answerInlineQuery")
    assert int(call["cache_time"]) == 300
    assert str(call["is_personal"]).lower() == "false"


async def test_the_button_above_the_results_opens_the_private_chat(
    bot: LiveBot, dialogue: Dialogue, knowledge: Knowledge
):
    answer = await typed(bot, "ポイ")
    assert answer.button
    assert answer.button.text == knowledge.messages.button_private_chat
    (welcome,) = await bot.after(bot.chat.tap_results_button)
    assert [welcome.text] == texts(dialogue.command("start"))


async def test_results_are_the_same_after_a_restart_and_for_everybody(start: Start):
    async with start() as bot:
        before = await typed(bot, "ポイント")
    async with start(bot.telegram) as again:
        after = await typed(again, "ポイント")
    assert after.results == before.results


async def test_a_result_that_is_sent_is_not_answered_again(bot: LiveBot, dialogue: Dialogue):
    await typed(bot, "ポイ")
    assert await bot.events_after(lambda: bot.chat.choose("m3-points")) == []
    (sent,) = bot.chat.messages.values()
    assert [sent.text] == texts(dialogue.press("1|a|m3-points"))[:1]


async def test_a_query_that_got_too_old_is_ordinary_life(
    bot: LiveBot, bot_logs: Logs, caplog: pytest.LogCaptureFixture
):
    bot.telegram.faults.refuse("answerInlineQuery", 400, TOO_OLD)
    assert await bot.events_after(lambda: bot.chat.inline("ポイ")) == []
    assert len(bot_logs()) == 1
    assert {record.levelname for record in caplog.records} == {"INFO"}
    assert "ポイ" not in caplog.text
    assert ids(await typed(bot, "ポイ"))[0] == "m3-points"


@pytest.mark.parametrize("fault", ["dropped twice", "flood"])
async def test_an_outage_loses_one_list_only(bot: LiveBot, caplog: pytest.LogCaptureFixture, fault: str):
    if fault == "dropped twice":
        bot.telegram.faults.drop("answerInlineQuery")
        bot.telegram.faults.drop("answerInlineQuery")
    else:
        bot.telegram.faults.refuse("answerInlineQuery", 429, "Too Many Requests: retry after 3", retry_after=3)
    assert await bot.events_after(lambda: bot.chat.inline("ポイ")) == []
    assert "failed in Telegram" in caplog.text
    assert "ポイ" not in caplog.text
    assert ids(await typed(bot, "ポイ"))[0] == "m3-points"


async def test_fifty_queries_of_fast_fingers_get_their_own_answers(bot: LiveBot, bot_logs: Logs):
    sentence = "ポイントは退会したらどうなりますか、消えてしまうのでしょうか、教えてくださいお願いします。"
    queries = {bot.chat.inline(sentence[:length]): sentence[:length] for length in range(50)}
    await bot.settled()
    answers = [event.inline for event in bot.chat.events if event.inline]
    assert {answer.query_id: answer.text for answer in answers} == queries
    assert all(answer.results for answer in answers)
    assert bot_logs() == []


@pytest.mark.parametrize(
    "text",
    ["あ" * 300, "<b>ポイ</b> & {name}", "😀", "\x00\u202e", "ぬふあうえおやゆよわほへ", "/help", "1|a|m3-points"],
    ids=["longest", "markup", "emoji", "control", "nonsense", "command", "data"],
)
async def test_whatever_is_typed_lists_something_and_breaks_nothing(bot: LiveBot, bot_logs: Logs, text: str):
    answer = await typed(bot, text)
    assert 1 <= len(ids(answer)) <= 50
    assert len(set(ids(answer))) == len(ids(answer))
    assert bot_logs() == []
