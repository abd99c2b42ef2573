"""What a process remembers of its latest answers: which question each belongs to, and whose button was just pressed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

from telegram import CallbackQuery, Message

from bot.telegram.recent import Recent

DOUBLE_TAP_SECONDS: Final = 1.0
_REMEMBERED: Final = 1000


class Memory:
    """The memory of a single process: of the latest thousand of each, until it ends.

    Both are of one chat at a time: its updates are handled one after the other (processor.py).
    """

    def __init__(self) -> None:
        self._presses: Recent[int, tuple[int, str | None, float]] = Recent(_REMEMBERED)
        self._answers: Recent[tuple[int, int], tuple[int, ...]] = Recent(_REMEMBERED)

    @asynccontextmanager
    async def pressed(self, query: CallbackQuery) -> AsyncIterator[bool]:
        """Tell whether this is the second tap of a double tap, which would bring the same messages once more.

        The block answers the press; only its end is noted, for a second tap may have waited long for the first.
        """
        if query.message is None:
            yield False
            return
        chat_id, press = query.message.chat.id, (query.message.message_id, query.data)
        *before, at = self._presses.get(chat_id) or (0, None, 0.0)
        yield (*before,) == press and monotonic() - at < DOUBLE_TAP_SECONDS
        self._presses[chat_id] = *press, monotonic()

    async def remember(self, question: Message, answers: tuple[int, ...]) -> None:
        """Remember which messages an edit of the question is to change; none is remembered, too."""
        self._answers[question.chat_id, question.message_id] = answers

    async def answers_to(self, question: Message) -> tuple[int, ...] | None:
        """Return the messages that answer a question; None if that is not known."""
        return self._answers.get((question.chat_id, question.message_id))
