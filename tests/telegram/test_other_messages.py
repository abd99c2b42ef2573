"""Everything in a private chat that is not a text: media, captions, service messages, edits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Update

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from tests.telegram.conftest import LiveBot, message_json

PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
FILE = {"file_id": "f", "file_unique_id": "f"}
WORDLESS: dict[str, dict[str, Any]] = {
    "document": {"document": FILE | {"file_name": "退会.pdf"}},
    "video note": {"video_note": FILE | {"length": 2, "duration": 2}},
    "location": {"location": {"latitude": 35.6, "longitude": 139.7}},
    "contact": {"contact": {"phone_number": "000", "first_name": "花子"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "of a kind that PTB does not know": {"hologram": {"depth": 3}},
}
POLL = {
    "id": "1",
    "question": "退会する？",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}
SINCE_10 = {"allows_revoting": False, "members_only": False}  # fields that Bot API 10.0 has added
SERVICE: dict[str, dict[str, Any]] = {
    "pinned": {"pinned_message": message_json(1_000_001, text="x")},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}},
    "background": {
        "chat_background_set": {
            "type": {"type": "fill", "fill": {"type": "solid", "color": 1}, "dark_theme_dimming": 1}
        }
    },
    "write access": {"write_access_allowed": {}},
}


@pytest.mark.parametrize("medium", ["photo", "sticker", "voice"])
async def test_a_message_without_words_gets_a_polite_word(bot: LiveBot, dialogue: Dialogue, medium: str):
    (answer,) = await bot.after(getattr(bot.chat, f"send_{medium}"))
    assert answer.text == str(dialogue.no_text().messages[0].text).strip()


@pytest.mark.parametrize("fields", WORDLESS.values(), ids=WORDLESS)
async def test_so_does_any_other_kind(bot: LiveBot, dialogue: Dialogue, fields: dict[str, Any]):
    (answer,) = await bot.after(lambda: bot.deliver(**fields))
    assert answer.text == str(dialogue.no_text().messages[0].text).strip()


async def test_a_caption_is_a_question(bot: LiveBot, knowledge: Knowledge):
    question = knowledge.entries["m3-points"].question
    (answer,) = await bot.after(lambda: bot.deliver(photo=PHOTO, caption=question))
    assert answer.text.startswith(question)


async def test_a_caption_can_be_a_command(bot: LiveBot, dialogue: Dialogue):
    (answer,) = await bot.after(lambda: bot.deliver(photo=PHOTO, caption="/help"))
    assert answer.text == str(dialogue.command("help").messages[0].text).strip()


async def test_a_poll_gets_the_polite_word_too(bot: LiveBot):
    assert len(await bot.after(lambda: bot.deliver(poll=POLL | SINCE_10))) == 1


async def test_an_update_that_cannot_be_read_hides_no_other(
    bot: LiveBot, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
):
    """An older server of one's own sends polls without fields that PTB requires."""
    question = knowledge.entries["m3-points"].question

    def ask_around_a_poll() -> None:
        bot.chat.say(question)
        bot.deliver(poll=POLL)
        bot.chat.say(question)

    answers = await bot.after(ask_around_a_poll)
    assert [answer.text[: len(question)] for answer in answers] == [question, question]
    assert "update 2 cannot be read: TypeError" in caplog.messages
    assert await bot.after(lambda: bot.deliver(poll=POLL)) == []
    assert len(await bot.says(question)) == 1


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("fields", SERVICE.values(), ids=SERVICE)
async def test_a_service_message_is_no_message(bot: LiveBot, fields: dict[str, Any]):
    assert await bot.after(lambda: bot.deliver(**fields)) == []


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post", "business_message"])
async def test_only_what_is_written_to_the_bot_is_answered(bot: LiveBot, kind: str):
    """Telegram may still deliver what an earlier program asked for."""
    body = {"update_id": 10**6, kind: message_json(bot.chat.chat_id, text="/start", edit_date=1_790_000_001)}
    update = Update.de_json(body, bot.application.bot)
    assert await bot.after(lambda: bot.application.update_queue.put_nowait(update)) == []


async def test_telegram_is_asked_for_what_the_bot_listens_to_only(bot: LiveBot):
    (allowed,) = {str(call["allowed_updates"]) for call in bot.telegram.called("getUpdates")}
    assert json.loads(allowed) == ["message", "edited_message", "callback_query", "inline_query"]
