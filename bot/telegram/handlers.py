"""From updates to the dialogue and back; the handlers are disjoint, so their order never matters."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic
from traceback import extract_tb, format_tb
from typing import Any, Final

from telegram import CallbackQuery, InlineQueryResultsButton, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.dialogue import Dialogue
from bot.dialogue.answers import opposite
from bot.records import Record, Voted
from bot.reply import Reply
from bot.telegram import delivery
from bot.telegram.addressing import Command, Question, addressed
from bot.telegram.delivery import Edit
from bot.telegram.desk import Desk
from bot.telegram.outages import reason
from bot.telegram.recent import Recent
from bot.telegram.render import article

_log = logging.getLogger(__name__)

_Context = ContextTypes.DEFAULT_TYPE
_WORDS = filters.TEXT | filters.CAPTION
# The answers to the latest questions, so that an edited question edits its answer; after a restart a new one comes, but
# not for what was written long before: Telegram tells of changes that nobody sees, too.
_REMEMBERED: Final = 1000
_SOON: Final = timedelta(minutes=1)
_DOUBLE_TAP_SECONDS: Final = 1.0


class Handlers:
    """The bot's ears: everything that Telegram delivers and the bot listens to."""

    def __init__(
        self,
        dialogue: Callable[[], Dialogue],
        record: Callable[[Record], None],
        desks: Sequence[Desk] = (),
        token_refused: Callable[[], None] = lambda: None,
    ) -> None:
        self._current = dialogue
        self._desks = desks
        self._write = record
        self._token_refused = token_refused
        # Both are of one chat at a time: its updates are handled one after the other (processor.py).
        self._presses: Recent[int, tuple[int, str | None, float]] = Recent(_REMEMBERED)
        self._answers: Recent[tuple[int, int], tuple[int, ...]] = Recent(_REMEMBERED)
        self._of_desks: Recent[tuple[int, int], bool] = Recent(_REMEMBERED)

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add all handlers."""
        new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
        application.add_handler(MessageHandler(new & _WORDS, self._words))
        application.add_handler(MessageHandler(edited & _WORDS & filters.ChatType.PRIVATE, self._edited_words))
        application.add_handler(MessageHandler(new & ~_WORDS, self._no_words))
        application.add_handler(CallbackQueryHandler(self._press))
        application.add_handler(InlineQueryHandler(self._inline))
        application.add_error_handler(self._error)

    async def _words(self, update: Update, _context: _Context) -> None:
        message = update.message
        if message is None or await self._taken(message):
            return
        reply = self._reply(message)
        if reply:
            self._remember(message, reply, await delivery.answer(message, reply))
            self._record(reply)

    async def _edited_words(self, update: Update, _context: _Context) -> None:
        message = update.edited_message
        if message is None or self._of_desks.get((message.chat_id, message.message_id)):
            return
        earlier = self._answers.get((message.chat_id, message.message_id))
        if (not earlier and _is_late(message)) or await self._taken(message, edited=True):
            return
        reply = self._reply(message)
        if reply is None:
            return
        again = delivery.answer_again(message, reply, earlier) if earlier else delivery.answer(message, reply)
        self._remember(message, reply, await again)
        if not earlier:  # a question is recorded once
            self._record(reply)

    async def _no_words(self, update: Update, _context: _Context) -> None:
        message = update.message
        if message is None or await self._taken(message):
            return
        if message.chat.type == ChatType.PRIVATE and not filters.StatusUpdate.ALL.check_update(update):
            await delivery.answer(message, self._dialogue.no_text())

    async def _taken(self, message: Message, *, edited: bool = False) -> bool:
        """Let the first desk have the message whose business it is."""
        for desk in self._desks:
            if await (desk.edited(message) if edited else desk.message(message)):
                self._of_desks[message.chat_id, message.message_id] = True
                return True
        return False

    async def _press(self, update: Update, _context: _Context) -> None:
        query = update.callback_query
        if query is None:
            return
        again = self._pressed_again(query)
        for desk in self._desks:
            if await desk.press(query, again=again):
                self._note_press(query)
                return
        reply = self._dialogue.press(query.data or "")
        edits = reply.in_place or bool(reply.row)  # twice the same edit changes nothing of itself
        if again and not edits:
            reply = Reply()
        shown = _labels(query)
        outcome = await delivery.answer_press(query, reply)
        self._note_press(query)
        if not isinstance(reply.record, Voted):
            self._record(reply)
        elif outcome is Edit.DONE:  # only the message knows what is voted already
            changed = opposite(self._dialogue.knowledge, reply.record) in shown
            self._write(replace(reply.record, changed=changed))

    async def _inline(self, update: Update, _context: _Context) -> None:
        query = update.inline_query
        if query is None:
            return
        messages = self._dialogue.knowledge.messages
        button = InlineQueryResultsButton(messages.button_private_chat, start_parameter="inline")
        results = [article(result) for result in self._dialogue.inline(query.query)]
        await delivery.answer_inline(query, results, button)

    def _pressed_again(self, query: CallbackQuery) -> bool:
        """Tell whether this is the second tap of a double tap, which would bring the same messages once more."""
        if query.message is None:
            return False
        message_id, data, at = self._presses.get(query.message.chat.id) or (0, None, 0.0)
        return (message_id, data) == (query.message.message_id, query.data) and monotonic() - at < _DOUBLE_TAP_SECONDS

    def _note_press(self, query: CallbackQuery) -> None:
        """Remember a press; only now, for a second tap may have waited long for the first to be answered."""
        if query.message:
            self._presses[query.message.chat.id] = query.message.message_id, query.data, monotonic()

    def _reply(self, message: Message) -> Reply | None:
        """Find out what a message wants, and the reply to it; None if it is not for the bot."""
        wish = addressed(message, message.get_bot().username)
        if message.chat.type != ChatType.PRIVATE:
            return self._group_reply(wish)
        match wish:
            case Command(name, argument):
                return self._dialogue.command(name, argument)
            case Question(text, original):
                return self._dialogue.reply_to(original, text) if original else self._dialogue.question(text)
        return None

    def _group_reply(self, wish: Command | Question | None) -> Reply | None:
        """Reply in a group; a bare command that is not the bot's own is left to the other bots."""
        match wish:
            case Command(name, named=named) if named or name in self._dialogue.commands:
                return self._dialogue.group_command()
            case Question(""):
                return self._dialogue.group_command()
            case Question(text, original):
                return self._dialogue.group_question(text, original)
        return None

    @property
    def _dialogue(self) -> Dialogue:
        return self._current()

    def _record(self, reply: Reply) -> None:
        """Note what may be learnt; only now, because nobody waits for it any more."""
        if reply.record is not None:
            self._write(reply.record)

    def _remember(self, message: Message, reply: Reply, answers: tuple[int, ...]) -> None:
        """Remember which answer an edit of the question is to change: the newest, or none."""
        if answers:
            self._answers[message.chat_id, message.message_id] = () if reply.stays else answers

    async def _error(self, update: object, context: _Context) -> None:
        """Log a fault without anything personal, and apologise once to whom it hit."""
        error = context.error
        number = update.update_id if isinstance(update, Update) else None
        if isinstance(error, TelegramError) and not isinstance(error, BadRequest):
            # An outage or a limit is no fault of the program, and another message would fare no better.
            _log.error("update %s failed in Telegram: %s: %s", number, type(error).__name__, reason(error))
            if isinstance(error, InvalidToken):
                self._token_refused()
            return
        # Kind and place only: the text of an error may quote the question.
        kind = f"BadRequest: {error}" if isinstance(error, BadRequest) else type(error).__name__
        place = "".join(format_tb(error.__traceback__)) if error else ""
        _log.error("update %s failed: %s\n%s", number, kind, place.rstrip())
        for desk in self._desks:
            try:
                await desk.fault(_cause(error))
            except Exception as failure:  # the person shall get the apology all the same
                _log.error("a desk could not be told of the fault: %s", type(failure).__name__)
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None or chat.type != ChatType.PRIVATE:
            return
        for part in self._dialogue.went_wrong().messages:
            try:
                await chat.send_message(str(part.text))
            except TelegramError as failure:
                _log.error("the apology failed too: %s", type(failure).__name__)


def _is_late(edited: Message) -> bool:
    """Tell whether a message was edited long after it was written."""
    return edited.edit_date is not None and edited.edit_date - edited.date > _SOON


def _labels(query: CallbackQuery) -> frozenset[str]:
    """Return the labels of the buttons around the pressed one, as they are shown now."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    return frozenset(button.text for row in markup.inline_keyboard for button in row) if markup else frozenset()


def _cause(error: Exception | None) -> str:
    """Name the kind of an error and the line where it arose, and nothing that it may quote."""
    frames = extract_tb(error.__traceback__) if error else []
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{place}"
