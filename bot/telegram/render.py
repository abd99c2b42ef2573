"""Turn messages of the core into Telegram's HTML and keyboards."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.constants import ParseMode

from bot.reply import Button, Copy, Link, Message, Press, Result, Share
from bot.text import Mark, Span, Text

_TAGS: Final = {
    Mark.PLAIN: ("", ""),
    Mark.BOLD: ("<b>", "</b>"),
    Mark.CODE: ("<code>", "</code>"),
    Mark.BLOCK: ("<pre>", "</pre>"),
}


def html(text: Text) -> str:
    """Write a text in Telegram's HTML, of which only `<`, `>`, `&` and quotes need escaping."""
    blocks = []
    for quoted, spans in groupby(text.spans, key=lambda span: span.quoted):
        block = "".join(map(_span, spans))
        blocks.append(f"<blockquote>{block}</blockquote>" if quoted else block)
    return "".join(blocks)


def _span(span: Span) -> str:
    opening, closing = _TAGS[span.mark]
    return f"{opening}{escape(span.text)}{closing}"


def markup(message: Message, bot_username: str) -> InlineKeyboardMarkup | ForceReply | None:
    """Set what stands below a message: its buttons, or the input field for a reply; None where there is nothing."""
    if message.prompt:
        return ForceReply(selective=True, input_field_placeholder=message.prompt)
    if not message.rows:
        return None
    return InlineKeyboardMarkup([[button(one, bot_username) for one in row] for row in message.rows])


def button(shown: Button, bot_username: str) -> InlineKeyboardButton:
    """Write one button; links and shares lead to this bot."""
    match shown:
        case Press(label, data):
            return InlineKeyboardButton(label, callback_data=data)
        case Copy(label, text):
            return InlineKeyboardButton(label, copy_text=CopyTextButton(text))
        case Link(label, payload):
            return InlineKeyboardButton(label, url=_deep_link(bot_username, payload))
        case Share(label, text, payload):
            query = urlencode({"url": _deep_link(bot_username, payload), "text": text})
            return InlineKeyboardButton(label, url=f"https://t.me/share/url?{query}")


def article(result: Result) -> InlineQueryResultArticle:
    """Write an answer as a result of inline mode."""
    content = InputTextMessageContent(html(result.text), parse_mode=ParseMode.HTML)
    return InlineQueryResultArticle(result.id, result.title, content, description=result.description)


def _deep_link(bot_username: str, payload: str) -> str:
    return f"https://t.me/{bot_username}" + (f"?start={payload}" if payload else "")
