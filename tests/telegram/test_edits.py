"""An edited question edits its answer, as far as the bot remembers which one that is."""

from __future__ import annotations

from functools import partial

import pytest
from telegram import Message as TelegramMessage

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.records import Record
from bot.telegram.desk import Desk
from bot.tryout.chat import Message
from tests.telegram.conftest import LiveBot, Start, is_letter, message_json, texts


async def asked(bot: LiveBot, text: str) -> tuple[int, list[Message]]:
    """Ask; return the id of the question, and what the bot answers."""
    answers = await bot.says(text)
    return max(number for number, message in bot.chat.messages.items() if not message.from_bot), answers


def shown(bot: LiveBot) -> list[str]:
    """The texts of the bot in the chat, as they are now."""
    return [message.text for message in bot.chat.messages.values() if message.from_bot]


async def test_the_answer_changes_in_place(bot: LiveBot, knowledge: Knowledge, dialogue: Dialogue):
    question, (answer,) = await asked(bot, knowledge.entries["m3-points"].question)
    events = await bot.events_after(lambda: bot.chat.edit(question, knowledge.entries["cautions"].question))
    assert [(event.kind, event.message_id) for event in events] == [("edit", answer.message_id)]
    assert shown(bot) == texts(dialogue.press("1|a|cautions"))


@pytest.mark.parametrize(
    "entries",
    [("m3-points", "email"), ("email", "m3-points"), ("email", "consultant-message"), ("consultant-message", "email")],
    ids=" to ".join,
)
async def test_the_template_messages_change_with_it(
    bot: LiveBot, knowledge: Knowledge, dialogue: Dialogue, entries: tuple[str, str]
):
    before, after = entries
    question, (answer, *_) = await asked(bot, knowledge.entries[before].question)
    await bot.after(lambda: bot.chat.edit(question, knowledge.entries[after].question))
    assert shown(bot) == texts(dialogue.press(f"1|a|{after}"))
    assert bot.chat.messages[answer.message_id].text.startswith(knowledge.entries[after].question)
    for message in bot.chat.messages.values():
        if message.from_bot and message.text.endswith("○○"):
            assert is_letter(message)


async def test_it_changes_as_often_as_the_question(bot: LiveBot, knowledge: Knowledge, dialogue: Dialogue):
    question, _ = await asked(bot, "/help")
    for entry_id in ("email", "m3-points", "consultant-message", "email"):
        await bot.after(partial(bot.chat.edit, question, knowledge.entries[entry_id].question))
        assert shown(bot) == texts(dialogue.press(f"1|a|{entry_id}"))


async def test_another_wording_of_the_same_question_changes_nothing(bot: LiveBot, knowledge: Knowledge):
    question, _ = await asked(bot, knowledge.entries["email"].question)
    before = dict(bot.chat.messages)
    assert await bot.events_after(lambda: bot.chat.edit(question, f"{knowledge.entries['email'].question}！")) == []
    assert {**bot.chat.messages, question: before[question]} == before


async def test_after_a_restart_an_edited_question_gets_a_fresh_answer(start: Start, knowledge: Knowledge):
    async with start() as bot:
        question, (old,) = await asked(bot, knowledge.entries["m3-points"].question)
    async with start(bot.telegram):
        fresh, *_ = await bot.after(lambda: bot.chat.edit(question, knowledge.entries["cautions"].question))
        assert fresh.text.startswith(knowledge.entries["cautions"].question)
        assert bot.chat.messages[old.message_id] == old
        again = knowledge.entries["reregister"].question
        assert await bot.after(lambda: bot.chat.edit(question, again)) == []
    assert bot.chat.messages[fresh.message_id].text.startswith(again)


async def test_an_edit_to_what_is_for_somebody_else_leaves_the_answer(bot: LiveBot):
    question, (answer,) = await asked(bot, "/help")
    assert await bot.events_after(lambda: bot.chat.edit(question, "/help@other_bot")) == []
    assert bot.chat.messages[answer.message_id] == answer


async def test_an_edit_from_what_was_for_somebody_else_is_answered(bot: LiveBot, dialogue: Dialogue):
    question, answers = await asked(bot, "/help@other_bot")
    assert answers == []
    (answer,) = await bot.after(lambda: bot.chat.edit(question, "/help"))
    assert [answer.text] == texts(dialogue.command("help"))


async def test_an_answer_that_the_person_deleted_comes_anew(bot: LiveBot, knowledge: Knowledge):
    question, (answer, lead, letter) = await asked(bot, knowledge.entries["email"].question)
    bot.chat.remove(answer.message_id)
    (fresh,) = await bot.after(lambda: bot.chat.edit(question, knowledge.entries["m3-points"].question))
    assert shown(bot) == [fresh.text]
    assert not {lead.message_id, letter.message_id} & set(bot.chat.messages)


async def test_template_messages_that_cannot_be_deleted_stay_and_nothing_else_happens(
    bot: LiveBot, knowledge: Knowledge
):
    question, (answer, lead, letter) = await asked(bot, knowledge.entries["email"].question)
    for _ in range(2):
        bot.telegram.faults.refuse("deleteMessage", 400, "Bad Request: message can't be deleted for everyone")
    assert await bot.after(lambda: bot.chat.edit(question, knowledge.entries["m3-points"].question)) == []
    assert shown(bot)[1:] == [lead.text, letter.text]
    assert bot.chat.messages[answer.message_id].text.startswith(knowledge.entries["m3-points"].question)


async def test_a_question_that_is_mended_at_once_has_one_answer(bot: LiveBot, knowledge: Knowledge):
    def ask_and_mend() -> None:
        (typed,) = bot.chat.say(knowledge.entries["consultant-message"].question)
        bot.chat.edit(typed.message_id, knowledge.entries["m3-points"].question)

    await bot.after(ask_and_mend)
    (answer,) = shown(bot)
    assert answer.startswith(knowledge.entries["m3-points"].question)


async def test_a_question_of_long_ago_gets_a_fresh_answer(bot: LiveBot):
    """Only the latest thousand are remembered."""
    first, _ = await asked(bot, "/help")
    second, _ = await asked(bot, "/help")
    for _ in range(999):
        bot.chat.say("/privacy")
    await bot.settled()
    assert await bot.after(lambda: bot.chat.edit(second, "/menu")) == []
    assert len(await bot.after(lambda: bot.chat.edit(first, "/menu"))) == 1


async def test_an_edited_question_is_recorded_once(start: Start, knowledge: Knowledge):
    written: list[Record] = []
    async with start(record=written.append) as bot:
        question, _ = await asked(bot, knowledge.entries["m3-points"].question)
        await bot.after(lambda: bot.chat.edit(question, knowledge.entries["cautions"].question))
        assert shown(bot)[0].startswith(knowledge.entries["cautions"].question)
    assert len(written) == 1


class Taking(Desk):
    """Takes every message."""

    async def message(self, message: TelegramMessage) -> bool:
        del message
        return True


async def test_an_edit_of_what_a_desk_took_is_no_question(start: Start, knowledge: Knowledge):
    """Such as an answer of the staff in a private chat with one person."""
    async with start(desks=[Taking()]) as bot:
        question, answers = await asked(bot, knowledge.entries["m3-points"].question)
        assert answers == []
        assert await bot.events_after(lambda: bot.chat.edit(question, knowledge.entries["cautions"].question)) == []


@pytest.mark.parametrize(("seconds", "answered"), [(60, True), (61, False)])
async def test_a_late_edit_of_an_unknown_question_is_let_be(bot: LiveBot, seconds: int, answered: bool):
    """Telegram tells of changes that nobody sees, too, and another process may have answered the question."""
    changed = message_json(bot.chat.chat_id, text="/help", edit_date=1_790_000_000 + seconds)
    events = await bot.events_after(lambda: bot.telegram.updates.add("edited_message", changed))
    assert bool(events) is answered
