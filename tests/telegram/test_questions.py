"""Free text in a private chat, and the answers with their templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.matching import Matcher
from tests.telegram.conftest import LiveBot, Start, Unsure, is_letter, labels, texts

Logs = Callable[[], list[str]]
EVIL = "<b>退会</i> & 「**太字**」 `code` <script>alert(1)</script> {name} &lt; \\ > 引用"


async def test_every_entry_is_answered_with_its_source_related_questions_and_template(
    bot: LiveBot, knowledge: Knowledge, bot_logs: Logs
):
    """The whole knowledge passes Telegram's checks: nothing is refused, resent or lost."""
    messages = knowledge.messages
    for entry in knowledge.entries.values():
        answer, *further = await bot.says(entry.question)
        assert answer.text.startswith(entry.question), entry.id
        day = entry.checked_on
        assert day
        assert entry.source in answer.text.splitlines()[-1]
        assert f"{day.year}年{day.month}月{day.day}日" in answer.text.splitlines()[-1]
        related = [knowledge.entries[other].label for other in entry.related[:3]]
        votes = [messages.button_helpful, messages.button_not_helpful]
        assert labels(answer) == [*related, *votes, messages.button_share, messages.button_menu]
        assert bool(further) == bool(entry.templates), entry.id
        if further:
            assert is_letter(further[-1]), entry.id
            assert not any(blank in further[-1].text for blank in "{}")
    assert bot_logs() == []


async def test_every_template_can_be_opened_and_copied(bot: LiveBot, knowledge: Knowledge, bot_logs: Logs):
    opened: set[str] = set()
    for entry in (entry for entry in knowledge.entries.values() if entry.templates):
        *_, letter = await bot.says(entry.question)
        opened.add(entry.templates[0])
        for template_id in entry.templates[1:]:
            label = knowledge.templates[template_id].label
            lead, other = await bot.after(partial(bot.chat.tap, label, letter.message_id))
            assert knowledge.templates[template_id].title in lead.text
            assert is_letter(other)
            opened.add(template_id)
    assert opened == set(knowledge.templates)
    assert bot_logs() == []


async def test_a_letter_has_its_blanks_marked(bot: LiveBot, knowledge: Knowledge):
    *_, letter = await bot.says(knowledge.entries["consultant-message"].question)
    assert letter.text.startswith("○○様")
    assert letter.text.endswith("○○")


async def test_the_address_and_subject_of_a_mail_have_copy_buttons(bot: LiveBot, knowledge: Knowledge):
    _answer, lead, _letter = await bot.says(knowledge.entries["email"].question)
    copies = [button["copy_text"]["text"] for button in lead.buttons if "copy_text" in button]
    template = knowledge.templates["leaving-mail"]
    assert copies == [template.to, template.subject] == ["taikai@m3.com", template.subject]


async def test_a_question_that_could_mean_several_is_answered_with_suggestions(start: Start, small: Knowledge):
    async with start(talk=Unsure(small, offers=3)) as bot:
        (suggestion,) = await bot.says("退会")
        *offered, none_of_these = labels(suggestion)
        assert none_of_these == small.messages.button_none_of_these
        assert len(offered) == 3
        by_label = {entry.label: entry for entry in small.entries.values()}
        for label in offered:
            answer, *_ = await bot.after(partial(bot.chat.tap, label, suggestion.message_id))
            assert answer.text.startswith(by_label[label].question)
        (regret,) = await bot.after(lambda: bot.chat.tap(none_of_these, suggestion.message_id))
        assert labels(regret) == [small.messages.button_menu]


async def test_a_question_that_nothing_fits_is_answered_honestly_with_the_menu(start: Start, small: Knowledge):
    async with start(talk=Unsure(small, offers=0)) as bot:
        (answer,) = await bot.says("ぬふあうえおやゆよわほへ")
        assert answer.text.startswith("すみません")
        assert labels(answer) == [small.messages.button_menu]


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 4096,
        "退会したい。" * 682,
        "😀" * 4096,
        "\N{ZERO WIDTH JOINER}退\N{RIGHT-TO-LEFT OVERRIDE}会\x07\x00\x1b[31m",
        "\x7f\x80\u200e\ufeff退会",
        EVIL,
        "%s %d {0} {} $HOME `id`",
        "?",
        "。",
        "1|a|m3-points",
    ],
    ids=["longest", "long sentence", "emoji", "control", "invisible", "markup", "format", "mark", "stop", "data"],
)
async def test_any_text_is_answered(bot: LiveBot, dialogue: Dialogue, text: str, bot_logs: Logs):
    replies = await bot.says(text)
    (typed,) = [message for message in bot.chat.messages.values() if not message.from_bot]
    assert [reply.text for reply in replies] == texts(dialogue.question(typed.text))
    assert bot_logs() == []


@pytest.mark.parametrize("name", [EVIL, "<a href='x'>", "&amp;", "\u202e花子", "花" * 500])
async def test_any_name_is_fine(bot: LiveBot, knowledge: Knowledge, name: str, bot_logs: Logs):
    chat = bot.telegram.open_chat(name)
    assert len(await bot.says("/start", chat)) == 1
    answer, *_ = await bot.says(knowledge.entries["m3-points"].question, chat)
    assert name not in answer.text
    assert bot_logs() == []


async def test_markup_in_an_entry_s_question_is_shown_as_it_stands(start: Start, small: Knowledge, bot_logs: Logs):
    entry = replace(small.entries["m3-points"], question=EVIL, label=EVIL[:40], source="<記事> & co", phrases=("印",))
    marked = replace(small, entries=small.entries | {"m3-points": entry})
    async with start(talk=Dialogue(marked, Matcher(marked))) as bot:
        (answer,) = await bot.says("印")
        (again,) = await bot.says("/start m3-points")
    assert answer.text == again.text
    assert answer.text.startswith(EVIL)
    assert "出典：<記事> & co（" in answer.text
    assert [line for line in bot_logs() if "markup" in line] == []


async def test_many_people_get_their_own_answers(bot: LiveBot, knowledge: Knowledge):
    entries = list(knowledge.entries.values())
    chats = [bot.telegram.open_chat(f"人{number}") for number, _ in enumerate(entries)]
    for chat, entry in zip(chats, entries, strict=True):
        chat.say(entry.question)
    await bot.settled()
    for chat, entry in zip(chats, entries, strict=True):
        replies = [event.message for event in chat.events if event.kind == "reply" and event.message]
        assert replies[0].text.startswith(entry.question)
