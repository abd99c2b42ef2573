"""Walk through a bot by its buttons, as a person with much patience would, and judge every screen."""

from __future__ import annotations

import html
from collections.abc import Iterable

from telegram import constants

from bot import limits
from bot.dialogue import Dialogue
from bot.reply import Copy, Message, Press, Reply
from bot.text import Mark


def presses(reply: Reply) -> list[str]:
    """The callback data of all buttons that come back to the bot."""
    return [b.data for message in reply.messages for row in message.rows for b in row if isinstance(b, Press)]


def labels(reply: Reply) -> list[str]:
    return [button.label for message in reply.messages for row in message.rows for button in row]


def copied(reply: Reply) -> list[str]:
    return [b.text for message in reply.messages for row in message.rows for b in row if isinstance(b, Copy)]


def texts(reply: Reply) -> list[str]:
    return [str(message.text) for message in reply.messages]


def openings(dialogue: Dialogue) -> list[Reply]:
    """What a person meets without pressing anything."""
    return [
        *(dialogue.command(name) for name in dialogue.commands),
        dialogue.command("nonsense"),
        dialogue.no_text(),
        dialogue.went_wrong(),
        dialogue.press("nonsense"),
    ]


class Walk:
    """All presses that can be reached, with the reply to each and the presses that it offers."""

    def __init__(self, dialogue: Dialogue, start: Iterable[Reply]) -> None:
        self.replies: dict[str, Reply] = {}
        ahead = [data for reply in start for data in presses(reply)]
        while ahead:
            data = ahead.pop()
            if data not in self.replies:
                self.replies[data] = dialogue.press(data)
                ahead += presses(self.replies[data])

    def leading_to(self, goal: str) -> set[str]:
        """The presses from which `goal` can be reached."""
        reached = {goal}
        while more := {d for d, r in self.replies.items() if d not in reached and reached & set(presses(r))}:
            reached |= more
        return reached


def check(reply: Reply) -> None:
    """Hold a reply to every limit of Telegram and of the house."""
    assert reply.messages
    assert presses(reply), "no button leads on"
    for message in reply.messages:
        _check_text(message)
        _check_buttons(message)


def _check_text(message: Message) -> None:
    assert str(message.text).strip()
    assert 1 <= len(message.text) <= constants.MessageLimit.MAX_TEXT_LENGTH
    # Before Telegram reads the marks, it wants no more than 32,768 bytes.
    tags = len("<blockquote></blockquote><code></code>") * len(message.text.spans)
    assert len(html.escape(str(message.text)).encode()) + tags <= 32_768
    marked = [span for span in message.text.spans if span.mark is not Mark.PLAIN or span.quoted]
    assert len(marked) <= constants.MessageLimit.MESSAGE_ENTITIES


def _check_buttons(message: Message) -> None:
    buttons = [button for row in message.rows for button in row]
    assert len(buttons) <= limits.BUTTONS_A_SCREEN
    assert len(set(buttons)) == len(buttons)
    for row in message.rows:
        assert 1 <= len(row) <= constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    for button in buttons:
        assert 1 <= len(button.label) <= limits.LABEL_CHARACTERS
        if isinstance(button, Press):
            assert 1 <= len(button.data.encode()) <= constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
        else:
            assert 1 <= len(button.text) <= constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT
