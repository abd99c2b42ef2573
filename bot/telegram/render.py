"""Turn messages of the core into Telegram's HTML and keyboards."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Final

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.reply import Button, Copy, Rows
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


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Set the buttons below a message; None where there are none."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows]) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    if isinstance(button, Copy):
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.text))
    return InlineKeyboardButton(button.label, callback_data=button.data)
