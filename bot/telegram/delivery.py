"""Bring a reply to a chat; what is ordinary life in Telegram (blocked, outdated, unchanged) is no error."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import CallbackQuery, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import reply
from bot.telegram.render import html, keyboard

_log = logging.getLogger(__name__)

_Send = Callable[..., Awaitable[Any]]


async def answer(message: Message, answered: reply.Reply) -> None:
    """Send all messages of a reply to where `message` came from."""
    for part in answered.messages:
        await _send(message.reply_text, part)


async def answer_press(query: CallbackQuery, answered: reply.Reply) -> None:
    """Show a reply to a pressed button: the first message in place of its own if so wished, the rest below."""
    await _acknowledge(query)
    if query.message is None:  # a button of an inline message, which lies in a chat that the bot is not in
        return
    parts = answered.messages
    if answered.in_place and query.message.is_accessible:
        try:
            await _send(query.edit_message_text, parts[0])
            parts = parts[1:]
        except BadRequest as error:
            if "message is not modified" in str(error).lower():
                return  # two taps on the same button: all of the reply is there already
            _log.info("a message could not be edited (%s); a new one is sent", error)
    for part in parts:
        await _send(query.message.chat.send_message, part)


async def _acknowledge(query: CallbackQuery) -> None:
    """Stop the button's spinner; where that fails, the answer matters more."""
    try:
        await query.answer()
    except TelegramError as error:
        _log.info("a press could not be acknowledged: %s", error)


async def _send(send: _Send, part: reply.Message) -> None:
    markup = keyboard(part.rows)
    try:
        await send(html(part.text), parse_mode=ParseMode.HTML, reply_markup=markup)
    except Forbidden:
        _log.info("a chat is closed to the bot: it was blocked or removed")
    except BadRequest as error:
        if "can't parse entities" not in str(error).lower():
            raise
        _log.warning("Telegram refused the markup of a message (%s); sent again as plain text", error)
        await send(str(part.text), reply_markup=markup)
