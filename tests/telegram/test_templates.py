"""/template: from the recipient to a letter with names filled in, by taps and one reply."""

from __future__ import annotations

from functools import partial

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.tryout.chat import Chat, Message
from tests.telegram.conftest import LiveBot, Start, is_letter, labels, texts

LONG = "長" * 500
EVIL = "<b>花</b> & {name} `code` **太** &lt;"


async def prompt_for(bot: LiveBot, knowledge: Knowledge, template_id: str) -> Message:
    """Walk from /template to the prompt for the blanks of a template."""
    template = knowledge.templates[template_id]
    (recipients,) = await bot.says("/template")
    await bot.tapped(knowledge.messages.recipients[template.recipient], recipients)
    _lead, letter = await bot.after(lambda: bot.chat.tap(template.label, recipients.message_id))
    (prompt,) = await bot.after(lambda: bot.chat.tap(knowledge.messages.button_fill, letter.message_id))
    return prompt


async def filled(bot: LiveBot, prompt: Message, text: str, chat: Chat | None = None) -> list[Message]:
    chat = chat or bot.chat
    return await bot.after(lambda: chat.say(text, reply_to=prompt.message_id), chat)


@pytest.fixture
async def prompt(bot: LiveBot, knowledge: Knowledge) -> Message:
    return await prompt_for(bot, knowledge, "stop-searching")


async def test_recipients_and_reasons_are_chosen_in_one_message_with_a_way_back(bot: LiveBot, knowledge: Knowledge):
    messages = knowledge.messages
    (recipients,) = await bot.says("/template")
    assert labels(recipients) == [*messages.recipients.values(), messages.button_menu]
    for recipient, label in messages.recipients.items():
        reasons = await bot.tapped(label, recipients)
        templates = [one.label for one in knowledge.templates.values() if one.recipient == recipient]
        assert labels(reasons) == [*templates, messages.button_back]
        back = await bot.tapped(messages.button_back, recipients)
        assert (back.text, back.markup) == (recipients.text, recipients.markup)


async def test_every_template_comes_as_a_lead_and_a_letter_alone(bot: LiveBot, knowledge: Knowledge):
    for template in knowledge.templates.values():
        (recipients,) = await bot.says("/template")
        await bot.tapped(knowledge.messages.recipients[template.recipient], recipients)
        lead, letter = await bot.after(partial(bot.chat.tap, template.label))
        assert lead.text.startswith(template.title)
        copied = [button["copy_text"]["text"] for button in lead.buttons]
        assert copied == [text for text in (template.to, template.subject) if text]
        assert is_letter(letter)
        assert "○○" in letter.text
        assert knowledge.messages.button_fill in labels(letter)


async def test_names_are_asked_for_by_a_prompt_that_opens_the_input_field(prompt: Message, knowledge: Knowledge):
    template = knowledge.templates["stop-searching"]
    assert prompt.markup == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": knowledge.messages.fill_placeholder,
    }
    assert template.title in prompt.text
    for label in template.blanks.values():
        assert label in prompt.text


async def test_a_reply_to_the_prompt_fills_the_names_in(bot: LiveBot, prompt: Message, knowledge: Knowledge):
    (letter,) = await filled(bot, prompt, "田中様\n山田花子")
    expected = knowledge.templates["stop-searching"].text.replace("{consultant}", "田中").replace("{name}", "山田花子")
    assert letter.text == expected.strip()
    assert is_letter(letter)
    assert knowledge.messages.button_fill in labels(letter)  # a slip of the pen is one tap away from its mending


async def test_a_template_that_is_begun_is_finished_after_a_restart(start: Start, knowledge: Knowledge):
    """Taps on one process, the reply at the next: what is asked stands in the message that is replied to."""
    async with start() as bot:
        (recipients,) = await bot.says("/template")
    async with start(bot.telegram):
        label = knowledge.messages.recipients["leaving-address"]
        await bot.tapped(label, recipients)
    async with start(bot.telegram):
        _lead, letter = await bot.after(lambda: bot.chat.tap(knowledge.templates["leaving-mail"].label))
    async with start(bot.telegram):
        (prompt,) = await bot.after(lambda: bot.chat.tap(knowledge.messages.button_fill, letter.message_id))
    async with start(bot.telegram):
        (mail,) = await filled(bot, prompt, "ひだまり薬局\nhidamari1\nhanako@example.jp\n山田花子")
    for line in ("施設名：ひだまり薬局", "m3.comのID：hidamari1", "登録しているメールアドレス：hanako@example.jp"):
        assert line in mail.text.splitlines()
    assert mail.text.endswith("山田花子")
    assert "○○" not in mail.text
    assert is_letter(mail)


async def test_an_old_prompt_can_be_replied_to_again_and_prompts_are_not_confused(bot: LiveBot, knowledge: Knowledge):
    prompts = {template_id: await prompt_for(bot, knowledge, template_id) for template_id in knowledge.templates}
    for template_id, prompt in prompts.items():
        for name in ("一郎", "二郎"):
            (letter,) = await filled(bot, prompt, "\n".join([name] * len(knowledge.templates[template_id].blanks)))
            template = knowledge.templates[template_id]
            assert letter.text == template.text.format(**dict.fromkeys(template.blanks, name)).strip()


async def test_markup_in_a_name_is_taken_as_it_stands(bot: LiveBot, prompt: Message):
    (letter,) = await filled(bot, prompt, f"{EVIL}\n{EVIL}")
    assert letter.text.startswith(f"{EVIL}様")
    assert letter.text.endswith(EVIL)
    assert letter.text.count(EVIL) == 2
    assert is_letter(letter)


async def test_a_letter_that_outgrows_the_copy_button_becomes_a_block(
    bot: LiveBot, prompt: Message, knowledge: Knowledge
):
    (letter,) = await filled(bot, prompt, f"{'長' * 60}\n{'い' * 60}")
    assert letter.text.endswith("い" * 60)
    assert len(letter.text) > 256
    assert is_letter(letter)
    assert knowledge.messages.button_copy_text not in labels(letter)


async def test_a_name_of_500_characters_is_asked_for_again_politely(
    bot: LiveBot, prompt: Message, knowledge: Knowledge
):
    sentence, again = await filled(bot, prompt, f"田中\n{LONG}")
    assert sentence.text == knowledge.messages.fill_too_long.replace("{limit}", "60").strip()
    assert (again.text, again.markup) == (prompt.text, prompt.markup)
    (letter,) = await filled(bot, again, "田中\n花子")
    assert letter.text.endswith("花子")


async def test_a_reply_to_a_prompt_that_was_deleted_gets_one_sentence(
    bot: LiveBot, prompt: Message, dialogue: Dialogue
):
    bot.chat.remove(prompt.message_id)
    (answer,) = await filled(bot, prompt, "田中\n山田花子")
    assert [answer.text] == texts(dialogue.question("田中\n山田花子"))


@pytest.mark.parametrize("medium", ["photo", "sticker", "voice"])
async def test_a_picture_instead_of_a_name_loses_nothing(
    bot: LiveBot, prompt: Message, dialogue: Dialogue, medium: str
):
    (sentence,) = await bot.after(getattr(bot.chat, f"send_{medium}"))
    assert [sentence.text] == texts(dialogue.no_text())
    (letter,) = await filled(bot, prompt, "田中\n山田花子")
    assert letter.text.endswith("山田花子")


async def test_the_same_text_from_somebody_else_is_no_prompt(bot: LiveBot, prompt: Message, dialogue: Dialogue):
    """Whoever copies the prompt into the chat and replies to the copy talks to themselves."""
    (copy,) = bot.chat.say(prompt.text)
    await bot.settled()
    answers = await filled(bot, copy, "田中\n山田花子")
    assert [answer.text for answer in answers] == texts(dialogue.question("田中\n山田花子"))


async def test_an_edited_reply_corrects_the_letter_in_place(bot: LiveBot, prompt: Message):
    (typed,) = bot.chat.say("田仲\n山田花子", reply_to=prompt.message_id)
    await bot.settled()
    letter = list(bot.chat.messages.values())[-1]
    assert await bot.after(lambda: bot.chat.edit(typed.message_id, "田中\n山田花子")) == []
    corrected = bot.chat.messages[letter.message_id]
    assert corrected.text == letter.text.replace("田仲", "田中")
    assert is_letter(corrected)


async def test_nothing_that_is_filled_in_stands_in_the_log_or_stays_with_the_bot(
    bot: LiveBot, prompt: Message, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG", logger="bot")
    refused = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'
    for fault in (refused, "Bad Request: something new"):
        bot.telegram.faults.refuse("sendMessage", 400, fault)
        await filled(bot, prompt, "秘密野\n内緒山花子")
    await filled(bot, prompt, f"秘密野\n{LONG}")
    (typed,) = bot.chat.say("秘密野\n内緒", reply_to=prompt.message_id)
    bot.chat.edit(typed.message_id, "秘密野\n内緒川")
    await bot.settled()
    assert "failed: BadRequest" in caplog.text  # it did write about what went wrong
    for word in ("秘密", "内緒", "長長"):
        assert word not in caplog.text
