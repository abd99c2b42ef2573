"""The desk that brings questions to the staff chat, and the answers back to whoever asked, and to nobody else."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from telegram import CallbackQuery, Message
from telegram.constants import ChatType, MessageEntityType
from telegram.error import BadRequest, TelegramError

from bot import reply
from bot.dialogue import Dialogue
from bot.dialogue.hand_over import DAYS_KEPT, QUESTIONS_A_DAY, Deed, HandOver, deed_of
from bot.errors import StoreError
from bot.knowledge.markup import parse
from bot.reply import Reply
from bot.store import Store
from bot.telegram import delivery
from bot.telegram.addressing import Command, addressed
from bot.telegram.asking import ask
from bot.telegram.delivery import Edit
from bot.telegram.desk import Desk

_log = logging.getLogger(__name__)

_KEPT: Final = timedelta(days=DAYS_KEPT)
_COUNTED: Final = timedelta(days=1)
# For another process that is sending the same question.
_ELSEWHERE_SECONDS: Final = 10.0
_LOOK_EVERY_SECONDS: Final = 0.5


class HandOverDesk(Desk):
    """Between people and the staff.

    A question waits in the quote of its preview, and only the store knows for some days to which chat an answer goes;
    here nothing is remembered. `clock` gives the time with its zone.
    """

    def __init__(
        self, dialogue: Callable[[], Dialogue], store: Store, staff_chat: int, clock: Callable[[], datetime]
    ) -> None:
        self._current = dialogue
        self._store = store
        self._staff_chat = staff_chat
        self._clock = clock
        self._handing_over = asyncio.Lock()

    async def message(self, message: Message) -> bool:
        """Take what is said in reply to a question in the staff chat, and the news that this chat has moved."""
        if message.chat_id == self._staff_chat and message.migrate_to_chat_id:
            await self._move(message.migrate_to_chat_id)
            return True
        screens, question = self._current().hand_over, message.reply_to_message
        command = isinstance(addressed(message, message.get_bot().username), Command)
        if screens is None or question is None or not _is_own(question) or command:
            return False
        try:
            if message.chat_id != self._staff_chat and screens.is_for_staff(question.text or ""):
                # Another process, or an earlier one, may have heard that the chat has moved.
                self._staff_chat = await ask(self._store.staff_chat_of, self._staff_chat)
            if message.chat_id != self._staff_chat:
                return False
            person = await self._person_of(question)
            if person is None and screens.is_for_staff(question.text or ""):
                async with self._handing_over:  # who is very quick answers before it is noted whose question it is
                    person = await self._person_of(question)
        except StoreError as error:
            _log.error("an answer of the staff could not be delivered: %s", error)
            await _tell_staff(message, screens.texts.uncertain)
            return True
        # The numbers of messages begin anew when a group becomes a supergroup: then only what looks like a question is.
        if person is not None and _quote_of(question):
            await _tell_staff(message, await _delivered(message, screens, person))
            return True
        if screens.is_for_staff(question.text or ""):
            await _tell_staff(message, screens.texts.expired)
            return True
        return False

    async def edited(self, message: Message) -> bool:
        """Recognise an edited answer of the staff: it is not passed on, and it is no question either."""
        screens, question = self._current().hand_over, message.reply_to_message
        if screens is None or question is None or not _is_own(question) or message.chat_id != self._staff_chat:
            return False
        if screens.is_for_staff(question.text or ""):
            return True
        try:
            return bool(_quote_of(question)) and await self._person_of(question) is not None
        except StoreError as error:
            _log.error("it could not be told whether an edited message answers a question: %s", error)
            return True

    async def press(self, query: CallbackQuery, *, again: bool) -> bool:
        """Take the presses on the way of a question, in private chats."""
        screens, deed, message = self._current().hand_over, deed_of(query.data or ""), query.message
        if screens is None or deed is None or not isinstance(message, Message) or message.chat.type != ChatType.PRIVATE:
            return False
        match deed:
            case Deed.ASK | Deed.REWRITE if again:
                await delivery.acknowledge(query)
            case Deed.ASK:
                asked = delivery.question_of(query)
                await delivery.answer_press(query, screens.proposal((asked and (asked.text or asked.caption)) or ""))
            case Deed.REWRITE:
                await delivery.answer_press(query, Reply((screens.prompt(),)))
            case Deed.SEND:
                return await self._send(query, message, screens)
            case Deed.KEEP_BACK:
                await delivery.answer_press(query, Reply((screens.kept_back(),), in_place=True))
            case Deed.FORGET:
                await delivery.answer_press(query, await self._forget(message, screens))
        return True

    async def _send(self, query: CallbackQuery, preview: Message, screens: HandOver) -> bool:
        """Send what the preview shows, once, and say so only when it has arrived."""
        question = _quote_of(preview)
        if not question:
            return False
        await delivery.acknowledge(query)
        now = self._clock()
        try:
            if await self._has_arrived(preview, now):
                await delivery.edit(query, screens.sent(question))
                return True
            sent = await ask(self._store.sent_questions, preview.chat_id, _pseudonym(preview), now, _KEPT - _COUNTED)
        except StoreError as error:
            _log.error("a question could not be handed over: %s", error)
            await delivery.edit(query, screens.not_sent(question))
            return True
        if sent >= QUESTIONS_A_DAY:
            await delivery.edit(query, screens.too_many(question))
            return True
        try:
            begun = await delivery.edit(query, screens.sending(question), idempotent=False)
        except TelegramError as error:
            _log.error("a question could not be handed over: %s", type(error).__name__)
            await delivery.edit(query, screens.not_sent(question))
            return True
        if begun is Edit.IMPOSSIBLE:  # the preview is gone, or too old to be edited
            await delivery.send(preview.get_bot(), preview.chat_id, screens.not_sent(question))
            return True
        if begun is Edit.DONE:
            arrived = await self._bring_to_staff(preview, screens.for_staff(question), now)
        else:
            arrived = await self._arrives_elsewhere(preview, now)
        await self._show_outcome(query, screens.sent(question) if arrived else screens.not_sent(question))
        return True

    async def _show_outcome(self, query: CallbackQuery, outcome: reply.Message) -> None:
        try:
            await delivery.edit(query, outcome)
        except TelegramError as error:  # an apology would say that the question was not sent
            _log.error("it could not be shown whether a question was handed over: %s", type(error).__name__)

    async def _has_arrived(self, preview: Message, now: datetime) -> bool:
        return await ask(self._store.was_handed_over, preview.chat_id, preview.message_id, now)

    async def _arrives_elsewhere(self, preview: Message, now: datetime) -> bool:
        """Wait for another process that is sending; False if it seems to have died."""
        try:
            async with asyncio.timeout(_ELSEWHERE_SECONDS):
                while not await self._has_arrived(preview, now):  # noqa: ASYNC110 - the store rings no bell
                    await asyncio.sleep(_LOOK_EVERY_SECONDS)
        except StoreError as error:
            _log.error("it could not be told whether a question was handed over: %s", error)
            return False
        except TimeoutError:
            return False
        return True

    async def _bring_to_staff(self, preview: Message, question: reply.Message, now: datetime) -> bool:
        """Send a question to the staff chat and note whose it is; False if either failed, and then neither stays."""
        async with self._handing_over:
            return await self._handed_over(preview, question, now)

    async def _handed_over(self, preview: Message, question: reply.Message, now: datetime) -> bool:
        try:
            arrived = await delivery.send(preview.get_bot(), self._staff_chat, question)
        except TelegramError as error:
            _log.error("STAFF_CHAT_ID: the staff chat cannot be written to (%s); compare the number", error)
            return False
        if arrived is None:
            _log.error("STAFF_CHAT_ID: the staff chat is closed to the bot; add the bot to it again")
            return False
        if arrived.chat_id != self._staff_chat:
            await self._move(arrived.chat_id)
        place, person = (arrived.chat_id, arrived.message_id), (preview.chat_id, preview.message_id)
        try:
            await ask(self._store.hand_over, *place, *person, now + _KEPT)
        except StoreError as error:
            _log.error("a question could not be handed over: %s", error)
            await delivery.withdraw(arrived)
            return False
        return True

    async def _person_of(self, question: Message) -> int | None:
        return await ask(self._store.person_of, self._staff_chat, question.message_id, self._clock())

    async def _forget(self, message: Message, screens: HandOver) -> Reply:
        pseudonym, now = _pseudonym(message), self._clock()
        try:
            await ask(self._store.forget_person, message.chat_id, pseudonym, now, _KEPT - _COUNTED)
        except StoreError as error:
            _log.error("what is kept about a person could not be deleted: %s", error)
            return screens.not_forgotten()
        return screens.forgotten()

    async def _move(self, new_chat: int) -> None:
        was, self._staff_chat = self._staff_chat, new_chat
        try:
            await ask(self._store.move_staff_chat, was, new_chat)
        except StoreError as error:
            _log.error("the new number of the staff chat could not be noted: %s", error)
        _log.warning("the staff chat has become a supergroup and has a new number: set STAFF_CHAT_ID=%d", new_chat)


async def _delivered(message: Message, screens: HandOver, person: int) -> str:
    """Bring an answer of the staff to a person; return what to tell the staff."""
    if not message.text:
        return screens.texts.text_only
    try:
        for part in screens.answer(message.text):
            if await delivery.send(message.get_bot(), person, part) is None:
                return screens.texts.blocked
    except BadRequest as error:  # the account was deleted
        _log.info("an answer of the staff could not be delivered: %s", error)
        return screens.texts.blocked
    except TelegramError as error:
        _log.error("an answer of the staff may not have been delivered: %s", type(error).__name__)
        return screens.texts.uncertain
    return screens.texts.delivered


async def _tell_staff(message: Message, words: str) -> None:
    await delivery.answer(message, Reply((reply.Message(parse(words), quotes=True),)))


def _is_own(message: Message) -> bool:
    return message.from_user is not None and message.from_user.id == message.get_bot().id


def _pseudonym(message: Message) -> str:
    """Name whoever a private chat is with for the count of questions, so that the database alone does not tell who.

    The key is the token: all processes have it, and the database does not.
    """
    named = f"questions of {message.chat_id}".encode()
    return hmac.new(message.get_bot().token.encode(), named, hashlib.sha256).hexdigest()


def _quote_of(message: Message) -> str:
    """Read the quote at the end of a message: the question that waits there."""
    quotes = message.parse_entities([MessageEntityType.BLOCKQUOTE])
    last = max(quotes, key=lambda entity: entity.offset, default=None)
    return quotes[last] if last and (message.text or "").endswith(quotes[last]) else ""
