"""Bring a reply to a chat; what is ordinary life in Telegram (blocked, outdated, unchanged) is no error."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from functools import partial
from typing import Any, Final

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    Message,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot import reply
from bot.telegram.outages import SecondTry, persist, reason
from bot.telegram.render import button, html, markup

_log = logging.getLogger(__name__)

_CLOSED: Final = "a chat is closed to the bot: it was blocked or removed"
# For how long Telegram shows the same results to whoever types the same.
_INLINE_CACHE_SECONDS: Final = 300
_Send = Callable[..., Awaitable[Any]]


class Edit(Enum):
    """How an edit went; `UNCHANGED` is a second tap on the same button."""

    DONE = auto()
    UNCHANGED = auto()
    IMPOSSIBLE = auto()


async def answer(message: Message, answered: reply.Reply) -> tuple[int, ...]:
    """Send all messages of a reply to where `message` came from; return the ids of those that arrived."""
    bot = message.get_bot()
    # In groups PTB quotes what it replies to, in private chats only where it is told to.
    quoting = partial(message.reply_text, do_quote=True)
    sent = [await _send(bot, quoting if part.quotes else message.reply_text, part) for part in answered.messages]
    return tuple(one.message_id for one in sent if one is not None)


async def send(bot: Bot, chat_id: int, part: reply.Message) -> Message | None:
    """Send one message of the bot's own accord; None if the chat is closed to it."""
    return await _send(bot, partial(bot.send_message, chat_id), part)


async def withdraw(message: Message) -> None:
    """Delete a message of the bot's own, if that is possible."""
    await _quietly(message.delete)


async def acknowledge(query: CallbackQuery, notice: str = "") -> None:
    """Stop the spinner of a pressed button, and show a notice for a moment."""
    await _quietly(partial(query.answer, notice or None))


async def edit(query: CallbackQuery, part: reply.Message, *, idempotent: bool = True) -> Edit:
    """Put a message in the place of the one whose button was pressed.

    An edit that may not be `idempotent`, because UNCHANGED shall mean a second tap and nothing else, is not tried again
    after an outage; it raises TelegramError.
    """
    if query.message is None or not query.message.is_accessible:
        return Edit.IMPOSSIBLE
    return await _tried(
        partial(_written, query.edit_message_text, part, query.get_bot().username, idempotent=idempotent)
    )


async def answer_again(message: Message, answered: reply.Reply, earlier: Sequence[int]) -> tuple[int, ...]:
    """Answer an edited message: the first part in place of the first earlier one, the others anew."""
    bot = message.get_bot()
    place = partial(bot.edit_message_text, chat_id=message.chat_id, message_id=earlier[0])
    outcome = await _tried(partial(_written, place, answered.messages[0], bot.username, idempotent=True))
    if outcome is Edit.UNCHANGED:
        return tuple(earlier)
    for message_id in earlier[1:]:
        await _quietly(partial(bot.delete_message, message.chat_id, message_id))
    if outcome is Edit.IMPOSSIBLE:
        return await answer(message, answered)
    return (earlier[0], *await answer(message, reply.Reply(answered.messages[1:])))


async def answer_press(query: CallbackQuery, answered: reply.Reply) -> Edit:
    """Show a reply to a pressed button, in its message or below, as it wishes; return how the message was edited."""
    await acknowledge(query, answered.notice)
    if query.message is None:  # a button of an inline message, which lies in a chat that the bot is not in
        return Edit.IMPOSSIBLE
    bot = query.get_bot()
    parts = answered.messages
    outcome = Edit.IMPOSSIBLE
    if query.message.is_accessible and answered.row:
        outcome = await _replace_row(query, answered.row)
    elif answered.in_place:
        outcome = await edit(query, parts[0])
        parts = parts[1:] if outcome is Edit.DONE else parts
    if outcome is Edit.UNCHANGED:
        return outcome  # all of the reply is there already
    below = partial(query.message.chat.send_message, message_thread_id=_topic(query))
    question = question_of(query)
    quoting = partial(below, reply_to_message_id=question.message_id) if question else below
    for part in parts:
        await _send(bot, quoting if part.quotes else below, part)
    return outcome


def question_of(query: CallbackQuery) -> Message | None:
    """Find the message that the one with the pressed button replies to, written by who pressed; in private only."""
    message = query.message
    question = message.reply_to_message if isinstance(message, Message) else None
    asked = question and question.chat.type == ChatType.PRIVATE and question.from_user == query.from_user
    return question if asked else None


async def answer_inline(
    query: InlineQuery, results: Sequence[InlineQueryResultArticle], button: InlineQueryResultsButton
) -> None:
    """Show results to whoever is typing; they are the same for everybody who types the same."""
    shown = partial(query.answer, results, cache_time=_INLINE_CACHE_SECONDS, is_personal=False, button=button)
    try:
        await persist(shown, idempotent=True)
    except BadRequest as error:  # typed on meanwhile: the query is too old
        _log.info("an inline query could not be answered: %s", error)


def _topic(query: CallbackQuery) -> int | None:
    """Return the topic of a forum in which a button was pressed; other threads cannot be written to."""
    message = query.message
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


async def _replace_row(query: CallbackQuery, row: Sequence[reply.Button]) -> Edit:
    """Replace the row of the pressed button, and leave the others as they are."""
    shown = query.message.reply_markup if isinstance(query.message, Message) else None
    if shown is None:
        return Edit.IMPOSSIBLE
    username = query.get_bot().username
    new = [button(one, username) for one in row]
    rows = [
        new if any(one.callback_data == query.data for one in buttons) else buttons for buttons in shown.inline_keyboard
    ]
    edit = partial(query.edit_message_reply_markup, InlineKeyboardMarkup(rows))
    return await _tried(partial(persist, edit, idempotent=True))


async def _tried(edit: Callable[[], Awaitable[Any]]) -> Edit:
    try:
        await edit()
    except Forbidden:
        _log.info(_CLOSED)
    except ChatMigrated:  # the messages of the old group stay there
        return Edit.IMPOSSIBLE
    except BadRequest as error:
        if "message is not modified" in str(error).lower():
            return Edit.DONE if isinstance(error, SecondTry) else Edit.UNCHANGED
        _log.info("a message could not be edited (%s)", error)
        return Edit.IMPOSSIBLE
    return Edit.DONE


async def _quietly(call: Callable[[], Awaitable[Any]]) -> None:
    """Do what does not matter as much as an answer: stop a button's spinner, tidy up.

    That the press is too old meanwhile, or the message gone, is ordinary life.
    """
    try:
        await persist(call, idempotent=True)
    except TelegramError as error:
        _log.info("what matters less than an answer failed: %s", reason(error))


async def _send(bot: Bot, send: _Send, part: reply.Message) -> Message | None:
    """Send one message; None if the chat is closed to the bot."""
    try:
        return await _written(send, part, bot.username)
    except Forbidden:
        _log.info(_CLOSED)
        return None
    except ChatMigrated as moved:
        _log.info("a group has become a supergroup; the message is sent there")
        return await _written(partial(bot.send_message, moved.new_chat_id), part, bot.username)


async def _written(write: _Send, part: reply.Message, username: str, *, idempotent: bool = False) -> Message:
    """Send or edit one message, as plain text if Telegram refuses the markup."""
    below = markup(part, username)
    marked_up = partial(write, html(part.text), parse_mode=ParseMode.HTML, reply_markup=below)
    try:
        written: Message = await persist(marked_up, idempotent=idempotent)
    except BadRequest as error:
        if "can't parse entities" not in str(error).lower():
            raise
        _log.warning("Telegram refused the markup of a message (%s); sent again as plain text", error)
        written = await persist(partial(write, str(part.text), reply_markup=below), idempotent=idempotent)
    return written
