"""Answers longer than a message go on in further ones, and knowledge that lacks something is answered from as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.knowledge.markup import parse
from bot.matching import Matcher

from .walk import check, check_result, presses, texts

PARAGRAPH = "窓口は**市役所の一階**です。\n受付は九時から五時までです。" * 20
LONG = parse("\n\n".join(f"{number}つ目の段落です。{PARAGRAPH}" for number in range(1, 20)))


@pytest.fixture(scope="session")
def wordy(knowledge: Knowledge, matcher: Matcher) -> Dialogue:
    """The bot with one answer of several messages, which has a letter too, and one without source and day."""
    changed = {
        "email": replace(knowledge.entries["email"], answer=LONG),
        "m3-points": replace(knowledge.entries["m3-points"], source="", checked_on=None),
        "cautions": replace(knowledge.entries["cautions"], source=""),
        "pause": replace(knowledge.entries["pause"], checked_on=None),
    }
    return Dialogue(replace(knowledge, entries=knowledge.entries | changed), matcher)


def test_a_long_answer_takes_several_messages_with_the_buttons_below_the_last(wordy: Dialogue, dialogue: Dialogue):
    reply, short = wordy.press("1|a|email"), dialogue.press("1|a|email")

    check(reply)
    *parts, lead, letter = reply.messages
    assert len(parts) == 4
    assert [bool(part.rows) for part in parts] == [False, False, False, True]
    assert parts[-1].rows == short.messages[0].rows
    assert (lead, letter) == short.messages[1:]
    entry = wordy.knowledge.entries["email"]
    whole = f"{entry.question}\n\n{LONG}\n\n出典：{entry.source}"
    assert "\n\n".join(str(part.text) for part in parts).startswith(whole)


def test_in_the_menu_its_first_part_takes_the_place_and_the_buttons_stand_below_the_last(wordy: Dialogue):
    reply = wordy.press("1|i|email")

    check(reply)
    assert reply.in_place
    assert len(reply.messages) == 4
    assert [bool(part.rows) for part in reply.messages] == [False, False, False, True]


def test_in_the_checklist_too(knowledge: Knowledge, matcher: Matcher):
    item = knowledge.checklist[0]
    entry = replace(knowledge.entries[item.entry], answer=LONG)
    bot = Dialogue(replace(knowledge, entries=knowledge.entries | {entry.id: entry}), matcher)

    reply = bot.press(f"1|k|0|0|{len(knowledge.checklist)}")

    check(reply)
    assert reply.in_place
    assert [bool(part.rows) for part in reply.messages] == [False, False, False, True]


def test_inline_sends_its_first_part(wordy: Dialogue):
    [found] = [result for result in wordy.inline(wordy.knowledge.entries["email"].question) if result.id == "email"]

    check_result(found)
    assert found.text == wordy.press("1|a|email").messages[0].text


def test_a_group_gets_no_more_than_one_message_even_of_a_single_endless_paragraph(
    knowledge: Knowledge, matcher: Matcher
):
    entry = replace(knowledge.entries["email"], answer=parse("長い話です。" * 2000))
    bot = Dialogue(replace(knowledge, entries=knowledge.entries | {"email": entry}), matcher)

    reply = bot.group_question(entry.question)

    check(reply)
    assert len(reply.messages) == 1
    assert bot.group_question("それで？", texts(reply)[0]) != bot.group_question("それで？")


def test_a_reply_to_any_part_of_it_is_understood_like_one_to_the_answer(wordy: Dialogue, dialogue: Dialogue):
    expected = dialogue.reply_to(texts(dialogue.press("1|a|email"))[0], "それで？")

    *parts, _lead, letter = texts(wordy.press("1|a|email"))
    for part in (*parts, letter):
        assert presses(wordy.reply_to(part, "それで？")) == presses(expected)


def test_of_two_entries_with_one_question_that_is_meant_whose_answer_was_replied_to(
    knowledge: Knowledge, matcher: Matcher
):
    first, second = knowledge.entries["email"], knowledge.entries["consultant"]
    twin = replace(second, question=first.question)
    bot = Dialogue(replace(knowledge, entries=knowledge.entries | {"consultant": twin}), matcher)

    for entry in (first, twin):
        said = texts(bot.press(f"1|a|{entry.id}"))[0]
        *offered, _none = presses(bot.reply_to(said, "それで？"))
        assert {data.removeprefix("1|a|") for data in offered} <= set(entry.related)


@pytest.mark.parametrize("entry_id", ["m3-points", "cautions", "pause"])
def test_the_source_is_shown_only_with_its_day(wordy: Dialogue, entry_id: str):
    entry = wordy.knowledge.entries[entry_id]

    assert texts(wordy.press(f"1|a|{entry_id}"))[0] == f"{entry.question}\n\n{entry.answer}"


def test_with_both_it_is_shown(dialogue: Dialogue):
    assert dialogue.knowledge.entries["pause"].checked_on == date(2026, 11, 22)
    assert texts(dialogue.press("1|a|pause"))[0].endswith("2026年11月22日に確認）・非公式")
