"""From updates to the dialogue and back; the handlers are disjoint, so their order never matters."""

from __future__ import annotations

import logging
from traceback import format_tb
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.dialogue import Dialogue
from bot.telegram import delivery
from bot.telegram.addressing import Command, Question, addressed

_log = logging.getLogger(__name__)

_Context = ContextTypes.DEFAULT_TYPE
_WORDS = filters.TEXT | filters.CAPTION


class Handlers:
    """The bot's ears: everything that Telegram delivers and the bot listens to."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add all handlers; an edited message is no new question (UpdateType.MESSAGE)."""
        new = filters.UpdateType.MESSAGE
        application.add_handler(MessageHandler(new & _WORDS, self._words))
        wordless = new & ~_WORDS & ~filters.StatusUpdate.ALL & filters.ChatType.PRIVATE
        application.add_handler(MessageHandler(wordless, self._no_words))
        application.add_handler(CallbackQueryHandler(self._press))
        application.add_error_handler(self._error)

    async def _words(self, update: Update, context: _Context) -> None:
        message = update.message
        if message is None:
            return
        match addressed(message, context.bot.username):
            case Command(name, argument):
                await delivery.answer(message, self._dialogue.command(name, argument))
            case Question(text):
                await delivery.answer(message, self._dialogue.question(text))

    async def _no_words(self, update: Update, _context: _Context) -> None:
        if update.message:
            await delivery.answer(update.message, self._dialogue.no_text())

    async def _press(self, update: Update, _context: _Context) -> None:
        query = update.callback_query
        if query:
            await delivery.answer_press(query, self._dialogue.press(query.data or ""))

    async def _error(self, update: object, context: _Context) -> None:
        """Log a fault without anything personal, and apologise once to whom it hit."""
        error = context.error
        number = update.update_id if isinstance(update, Update) else None
        if isinstance(error, TelegramError) and not isinstance(error, BadRequest):
            # An outage or a limit is no fault of the program, and another message would fare no better.
            _log.error("update %s failed in Telegram: %s: %s", number, type(error).__name__, error)
            return
        # Kind and place only: the text of an error may quote the question.
        kind = f"BadRequest: {error}" if isinstance(error, BadRequest) else type(error).__name__
        place = "".join(format_tb(error.__traceback__)) if error else ""
        _log.error("update %s failed: %s\n%s", number, kind, place.rstrip())
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None or chat.type != ChatType.PRIVATE:
            return
        for part in self._dialogue.went_wrong().messages:
            try:
                await chat.send_message(str(part.text))
            except TelegramError as failure:
                _log.error("the apology failed too: %s", type(failure).__name__)
