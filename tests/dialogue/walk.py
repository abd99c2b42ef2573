"""Walk through a bot by its buttons, as a person with much patience would, and judge every screen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from telegram import constants

from bot import limits
from bot.dialogue import Dialogue
from bot.reply import Button, Copy, Link, Message, Press, Reply, Result, Share
from bot.text import Mark, Text

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def buttons(reply: Reply) -> Iterator[Button]:
    """All buttons that a reply brings, those that replace a row included."""
    yield from reply.row
    for message in reply.messages:
        for row in message.rows:
            yield from row


def presses(reply: Reply) -> list[str]:
    """The callback data of all buttons that come back to the bot."""
    return [button.data for button in buttons(reply) if isinstance(button, Press)]


def labels(reply: Reply) -> list[str]:
    return [button.label for button in buttons(reply)]


def copied(reply: Reply) -> list[str]:
    return [button.text for button in buttons(reply) if isinstance(button, Copy)]


def texts(reply: Reply) -> list[str]:
    return [str(message.text) for message in reply.messages]


def labelled(reply: Reply, label: str) -> str:
    """The callback data of the one button with this label."""
    [data] = [button.data for button in buttons(reply) if isinstance(button, Press) and button.label == label]
    return data


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
    """All presses that can be reached, with the reply to each and the presses that it leads to.

    A prompt is answered on the way, since its input field is all that it offers.
    """

    def __init__(self, dialogue: Dialogue, start: Iterable[Reply]) -> None:
        self.replies: dict[str, Reply] = {}
        self.filled: dict[str, Reply] = {}
        self._onward: dict[str, set[str]] = {}
        ahead = [data for reply in start for data in presses(reply)]
        while ahead:
            data = ahead.pop()
            if data not in self.replies:
                reply = self.replies[data] = dialogue.press(data)
                onward = presses(reply)
                if reply.messages and reply.messages[-1].prompt:
                    self.filled[data] = dialogue.reply_to(texts(reply)[-1], "山田")
                    onward += presses(self.filled[data])
                self._onward[data] = set(onward)
                ahead += onward

    def leading_to(self, goal: str) -> set[str]:
        """The presses from which `goal` can be reached."""
        reached = {goal}
        while more := {data for data, onward in self._onward.items() if data not in reached and reached & onward}:
            reached |= more
        return reached


def check(reply: Reply) -> None:
    """Hold a reply to every limit of Telegram and of the house."""
    assert reply.messages or reply.row
    assert len(reply.notice) <= constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    asks = bool(reply.messages and reply.messages[-1].prompt)
    assert asks or any(isinstance(button, Press | Link) for button in buttons(reply)), "nothing leads on"
    assert not any(message.prompt for message in reply.messages[:-1])
    check_buttons((reply.row,) if reply.row else ())
    for message in reply.messages:
        check_text(message.text)
        check_buttons(message.rows)
        _check_prompt(message)


def check_result(result: Result) -> None:
    """Hold an answer of inline mode to every limit."""
    assert 1 <= len(result.id.encode()) <= constants.InlineQueryResultLimit.MAX_ID_LENGTH
    # A phone shows two lines of each; Telegram itself does not say where it cuts.
    assert 1 <= len(result.title) <= 200
    assert 1 <= len(result.description) <= 100
    assert "\n" not in result.description
    check_text(result.text)


def check_text(text: Text) -> None:
    """Hold a text to Telegram's limits for a message."""
    assert str(text).strip()
    assert 1 <= len(text) <= constants.MessageLimit.MAX_TEXT_LENGTH
    # Before Telegram reads the marks, it wants no more than 32,768 bytes.
    tags = len("<blockquote></blockquote><code></code>") * len(text.spans)
    assert len(html.escape(str(text)).encode()) + tags <= 32_768
    marked = [span for span in text.spans if span.mark is not Mark.PLAIN or span.quoted]
    assert len(marked) <= constants.MessageLimit.MESSAGE_ENTITIES


def _check_prompt(message: Message) -> None:
    # Telegram shows either buttons or an input field.
    assert not (message.prompt and message.rows)
    assert len(message.prompt) <= constants.ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER


def check_buttons(rows: tuple[tuple[Button, ...], ...]) -> None:
    """Hold the buttons of a message to every limit."""
    shown = [button for row in rows for button in row]
    assert len(shown) <= limits.BUTTONS_A_SCREEN
    assert len(set(shown)) == len(shown)
    for row in rows:
        assert 1 <= len(row) <= constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    for button in shown:
        assert 1 <= len(button.label) <= limits.LABEL_CHARACTERS
        match button:
            case Press(data=data):
                assert 1 <= len(data.encode()) <= constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
            case Copy(text=text):
                assert 1 <= len(text) <= constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT
            case Share(text=text, payload=payload):
                assert text.strip()
                assert _PAYLOAD.fullmatch(payload)
            case Link(payload=payload):
                assert payload == "" or _PAYLOAD.fullmatch(payload)
