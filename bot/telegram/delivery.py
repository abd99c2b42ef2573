"""Bring a reply to a chat; what is ordinary life in Telegram (blocked, outdated, unchanged) is no error."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from typing import Any, Final

from telegram import CallbackQuery, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import reply
from bot.telegram.render import button, html, markup

_log = logging.getLogger(__name__)

_CLOSED: Final = "a chat is closed to the bot: it was blocked or removed"
_Send = Callable[..., Awaitable[Any]]


class _Edit(Enum):
    """How an edit went; `UNCHANGED` is a second tap on the same button."""

    DONE = auto()
    UNCHANGED = auto()
    IMPOSSIBLE = auto()


async def answer(message: Message, answered: reply.Reply) -> tuple[int, ...]:
    """Send all messages of a reply to where `message` came from; return the ids of those that arrived."""
    username = message.get_bot().username
    sent = [await _send(message.reply_text, part, username) for part in answered.messages]
    return tuple(one.message_id for one in sent if one is not None)


async def answer_again(message: Message, answered: reply.Reply, earlier: Sequence[int]) -> tuple[int, ...]:
    """Answer an edited message: the first part in place of the first earlier one, the others anew."""
    bot = message.get_bot()
    place = {"chat_id": message.chat_id, "message_id": earlier[0]}
    edit = await _tried(_send(bot.edit_message_text, answered.messages[0], bot.username, **place))
    if edit is _Edit.UNCHANGED:
        return tuple(earlier)
    for message_id in earlier[1:]:
        await _quietly(bot.delete_message(message.chat_id, message_id))
    if edit is _Edit.IMPOSSIBLE:
        return await answer(message, answered)
    return (earlier[0], *await answer(message, reply.Reply(answered.messages[1:])))


async def answer_press(query: CallbackQuery, answered: reply.Reply) -> None:
    """Show a reply to a pressed button: in its message or below, as the reply wishes."""
    await _quietly(query.answer(answered.notice or None))
    if query.message is None:  # a button of an inline message, which lies in a chat that the bot is not in
        return
    username = query.get_bot().username
    parts = answered.messages
    edit = _Edit.IMPOSSIBLE
    if query.message.is_accessible and answered.row:
        edit = await _replace_row(query, answered.row)
    elif query.message.is_accessible and answered.in_place:
        edit = await _tried(_send(query.edit_message_text, parts[0], username))
        parts = parts[1:] if edit is _Edit.DONE else parts
    if edit is _Edit.UNCHANGED:
        return  # all of the reply is there already
    for part in parts:
        await _send(query.message.chat.send_message, part, username, message_thread_id=_topic(query))


def _topic(query: CallbackQuery) -> int | None:
    """Return the topic of a forum in which a button was pressed; other threads cannot be written to."""
    message = query.message
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


async def _replace_row(query: CallbackQuery, row: Sequence[reply.Button]) -> _Edit:
    """Replace the row of the pressed button, and leave the others as they are."""
    shown = query.message.reply_markup if isinstance(query.message, Message) else None
    if shown is None:
        return _Edit.IMPOSSIBLE
    username = query.get_bot().username
    new = [button(one, username) for one in row]
    rows = [
        new if any(one.callback_data == query.data for one in buttons) else buttons for buttons in shown.inline_keyboard
    ]
    return await _tried(query.edit_message_reply_markup(InlineKeyboardMarkup(rows)))


async def _tried(edit: Awaitable[Any]) -> _Edit:
    try:
        await edit
    except Forbidden:
        _log.info(_CLOSED)
    except BadRequest as error:
        if "message is not modified" in str(error).lower():
            return _Edit.UNCHANGED
        _log.info("a message could not be edited (%s)", error)
        return _Edit.IMPOSSIBLE
    return _Edit.DONE


async def _quietly(call: Awaitable[Any]) -> None:
    """Do what does not matter as much as the answer: stop a button's spinner, tidy up."""
    try:
        await call
    except TelegramError as error:
        _log.info("what matters less than the answer failed: %s", error)


async def _send(send: _Send, part: reply.Message, username: str, **place: Any) -> Message | None:
    """Send one message; None if the chat is closed to the bot."""
    below = markup(part, username)
    try:
        sent: Message = await send(html(part.text), parse_mode=ParseMode.HTML, reply_markup=below, **place)
    except Forbidden:
        _log.info(_CLOSED)
        return None
    except BadRequest as error:
        if "can't parse entities" not in str(error).lower():
            raise
        _log.warning("Telegram refused the markup of a message (%s); sent again as plain text", error)
        sent = await send(str(part.text), reply_markup=below, **place)
    return sent
