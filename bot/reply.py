"""What the core answers: messages with buttons, and how they are to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot import limits
from bot.records import Record
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


@dataclass(frozen=True)
class Link:
    """A button that opens the private chat with the bot, as if `/start payload` were sent there."""

    label: str
    payload: str


@dataclass(frozen=True)
class Share:
    """A button that lets the person send `text` with a link to `/start payload` to somebody else."""

    label: str
    text: str
    payload: str


Button = Press | Copy | Link | Share
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Message:
    """One message: a text of 1 to 4,096 characters and its rows of buttons.

    With a `prompt`, up to 64 characters, it asks for a reply and shows that in the input field; it has no buttons.
    Where it `quotes`, it is shown as a reply to the question, so that its buttons know what was asked.
    """

    text: Text
    rows: Rows = ()
    prompt: str = ""
    quotes: bool = False


@dataclass(frozen=True)
class Reply:
    """All that is said to one question or press.

    `in_place`: the first message takes the place of the one whose button was pressed; `row`, where given, takes the
    place of the row of that button, and the rest of its message stays; `notice` is shown for a moment, up to 200
    characters; `record` is what the operator may learn from it; `unresolved` says that the question is still open. What
    `stays` is not changed when the question is edited, which is answered anew.
    """

    messages: tuple[Message, ...] = ()
    in_place: bool = False
    row: tuple[Button, ...] = ()
    notice: str = ""
    record: Record | None = None
    unresolved: bool = False
    stays: bool = False


@dataclass(frozen=True)
class Result:
    """An answer offered while somebody is still typing: `title` and `description` are shown, `text` is sent."""

    id: str
    title: str
    description: str
    text: Text
