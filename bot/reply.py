"""What the core answers: messages with buttons, and how they are to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot import limits
from bot.text import Text


@dataclass(frozen=True)
class Press:
    """A button that comes back to the bot: `data` is 1 to 64 bytes of ASCII."""

    label: str
    data: str


def fits_copy_button(text: str) -> bool:
    """Say whether a button can carry `text`, counted in UTF-16: the strictest reading of Telegram's "characters"."""
    return 0 < len(text.encode("utf-16-le")) // 2 <= limits.COPY_CHARACTERS


@dataclass(frozen=True)
class Copy:
    """A button that copies `text`, 1 to 256 characters, on the person's device."""

    label: str
    text: str


Button = Press | Copy
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Message:
    """One message: a text of 1 to 4,096 characters and its rows of buttons."""

    text: Text
    rows: Rows = ()


@dataclass(frozen=True)
class Reply:
    """All that is said to one question or press.

    `in_place`: the first message takes the place of the one whose button was pressed.
    """

    messages: tuple[Message, ...]
    in_place: bool = False
