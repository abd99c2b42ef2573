"""A memory that several processes share for a moment through the store, by pseudonyms of chats and messages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot.store import Claim, Store
from bot.telegram.asking import AskingInTime
from bot.telegram.memory import DOUBLE_TAP_SECONDS, Memory

# Of an edit later than a minute after the question no other process takes notice.
_SOON: Final = timedelta(minutes=2)
_TAPS: Final = timedelta(seconds=DOUBLE_TAP_SECONDS)
# Shorter than the claim of an update: the press of a process that was killed is answered when it comes again.
_ANSWERING: Final = timedelta(seconds=5)


class SharedMemory(Memory):
    """Asks the store, too; while it does not answer, this process remembers alone.

    What is stored is named by hashes whose key is the `token`, which the database does not hold.
    """

    def __init__(self, store: Store, token: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._store = store
        self._token = token.encode()
        self._owner = secrets.token_hex(8)
        self._clock = clock
        self._asking = AskingInTime("what was just answered", "double taps and edits may be answered twice")

    @asynccontextmanager
    async def pressed(self, query: CallbackQuery) -> AsyncIterator[bool]:
        """Tell whether this is a second tap, also of one that another process is answering or has just answered."""
        async with super().pressed(query) as again:
            if again or query.message is None:
                yield again
                return
            press = self._number("press", query.message.chat.id, query.message.message_id, query.data)
            claim = await self._asking.ask(lambda: self._store.claim(press, self._owner, self._clock(), _ANSWERING))
            try:
                yield claim is Claim.BUSY
            except BaseException:  # it may come again, and is to be answered then
                await self._asking.ask(lambda: self._store.release(press, self._owner))
                raise
            if claim is Claim.NEW:
                await self._asking.ask(lambda: self._store.renew(press, self._owner, self._clock(), _TAPS))

    async def remember(self, question: Message, answers: tuple[int, ...]) -> None:
        """Remember it for the others, too, where an edit may come: in private chats."""
        await super().remember(question, answers)
        if question.chat.type == ChatType.PRIVATE:
            name = self._name("question", question.chat_id, question.message_id)
            await self._asking.ask(lambda: self._store.remember_answer(name, answers, self._clock() + _SOON))

    async def answers_to(self, question: Message) -> tuple[int, ...] | None:
        """Ask the others first: one of them may have answered an earlier edit."""
        name = self._name("question", question.chat_id, question.message_id)
        answers = await self._asking.ask(lambda: self._store.answer_to(name, self._clock()))
        return await super().answers_to(question) if answers is None else answers

    def close(self) -> None:
        """Ask no more; what is still being asked is not waited for."""
        self._asking.close()

    def _name(self, *what: object) -> str:
        return self._hash(*what).hexdigest()

    def _number(self, *what: object) -> int:
        """Give a press a number among the claims, below those of updates."""
        return -1 - (int.from_bytes(self._hash(*what).digest()[:8]) >> 1)

    def _hash(self, *what: object) -> hmac.HMAC:
        return hmac.new(self._token, repr(what).encode(), hashlib.sha256)
