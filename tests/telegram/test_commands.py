"""Commands, as people type them in a private chat."""

from __future__ import annotations

import re
from functools import partial

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from tests.telegram.conftest import LiveBot, texts

FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


async def test_start_welcomes_with_at_least_six_questions_to_tap(bot: LiveBot, knowledge: Knowledge):
    (welcome,) = await bot.says("/start")
    assert "非公式" in welcome.text
    labels = [button["text"] for button in welcome.buttons]
    suggested = [knowledge.entries[entry_id].label for entry_id in knowledge.messages.suggested]
    assert len(suggested) >= 6
    assert labels == [*suggested, knowledge.messages.button_menu]


async def test_every_suggestion_of_the_welcome_is_answered_below_it(bot: LiveBot, knowledge: Knowledge):
    (welcome,) = await bot.says("/start")
    for entry_id in knowledge.messages.suggested:
        entry = knowledge.entries[entry_id]
        events = await bot.events_after(partial(bot.chat.tap, entry.label, welcome.message_id))
        assert [event.kind for event in events][:2] == ["answer", "reply"]  # the spinner ends first
        assert events[1].message
        assert events[1].message.text.startswith(entry.question)
    assert bot.chat.messages[welcome.message_id] == welcome


async def test_start_with_an_entry_opens_its_answer(bot: LiveBot, knowledge: Knowledge):
    answer, *_ = await bot.says("/start m3-points")
    assert answer.text.startswith(knowledge.entries["m3-points"].question)
    full_width, *_ = await bot.says("／ｓｔａｒｔ　ｍ３－ｐｏｉｎｔｓ")
    assert full_width.text == answer.text


@pytest.mark.parametrize("payload", ["nonsense", "<b>", "a" * 64, "m3-points m3-points", "../../etc"])
async def test_start_with_a_forged_payload_welcomes_and_does_not_repeat_it(bot: LiveBot, payload: str):
    (welcome,) = await bot.says("/start")
    (answer,) = await bot.says(f"/start {payload}")
    assert answer.text == welcome.text


@pytest.mark.parametrize("command", ["help", "privacy", "menu", "template", "choose", "checklist"])
async def test_a_command_is_obeyed(bot: LiveBot, dialogue: Dialogue, command: str):
    replies = await bot.says(f"/{command}")
    assert [reply.text for reply in replies] == texts(dialogue.command(command))
    (full_width,) = await bot.says(f"／{command}".translate(FULL_WIDTH))
    assert (full_width.text, full_width.markup) == (replies[0].text, replies[0].markup)


async def test_help_says_in_one_line_that_it_is_unofficial(bot: LiveBot):
    (answer,) = await bot.says("/help")
    assert "非公式" in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        "/HELP",
        "／ｈｅｌｐ",
        "／help",
        " /help ",
        "/help@local_bot",
        "/help@LOCAL_BOT",
        "／ｈｅｌｐ＠ｌｏｃａｌ＿ｂｏｔ",
    ],
)
async def test_a_command_is_known_in_every_spelling(bot: LiveBot, typed: str):
    expected = await bot.says("/help")
    answers = await bot.says(typed)
    assert [answer.text for answer in answers] == [answer.text for answer in expected]


@pytest.mark.parametrize("typed", ["/settings", "/start_", "/_", "/" + "x" * 32, "/help2 x"])
async def test_an_unknown_command_gets_a_polite_word(bot: LiveBot, dialogue: Dialogue, typed: str):
    (answer,) = await bot.says(typed)
    assert answer.text == str(dialogue.command("unknown").messages[0].text)


async def test_a_command_for_another_bot_is_left_to_it(bot: LiveBot):
    assert await bot.says("/help@other_bot") == []


@pytest.mark.parametrize("typed", ["/退会したい", "/", "//", "/ help", "/help2/"])
async def test_what_only_looks_like_a_command_is_a_question(bot: LiveBot, dialogue: Dialogue, typed: str):
    answers = await bot.says(typed)
    assert [answer.text for answer in answers] == [str(part.text) for part in dialogue.question(typed).messages]


def test_every_command_can_be_typed_and_is_described(dialogue: Dialogue):
    assert list(dialogue.commands) == ["start", "menu", "template", "choose", "checklist", "help", "privacy"]
    for name, description in dialogue.commands.items():
        assert re.fullmatch("[a-z0-9_]{1,32}", name)
        assert description
