"""Whether a message is meant for the bot, and what is command, argument and question in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from telegram import Message
from telegram.constants import ChatType

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A command, in lower case and without its slash; `named` if it was written `/command@bot`."""

    name: str
    argument: str = ""
    named: bool = False


@dataclass(frozen=True)
class Question:
    """Anything else that was written to the bot; `original` is the bot's message that it replies to."""

    text: str
    original: str = ""


def addressed(message: Message, bot_username: str) -> Command | Question | None:
    """Read what a message wants from the bot; None if it is not for the bot.

    In groups only commands, mentions and replies to the bot are. Full-width `／ｈｅｌｐ` is a command too. A result of
    inline mode that somebody sends is an answer of the bot already.
    """
    if message.via_bot and message.via_bot.username == bot_username:
        return None
    text = message.text or message.caption or ""
    command = _COMMAND.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if command:
        name, recipient, argument = command.groups(default="")
        mine = recipient.lower() in ("", bot_username.lower())
        return Command(name.lower(), argument.strip(), bool(recipient)) if mine else None
    # Only ASCII ends a name: Japanese goes on without a blank, as in @bot退会したい.
    mention = re.compile(rf"(?<!\w)@{re.escape(bot_username)}(?!\w)", re.ASCII | re.IGNORECASE)
    original = _original(message, bot_username)
    if message.chat.type == ChatType.PRIVATE or mention.search(text) or original:
        return Question(mention.sub(" ", text).strip(), original)
    return None


def _original(message: Message, bot_username: str) -> str:
    """Return the text of the bot's own message that is replied to; "" if it is no such reply."""
    original = message.reply_to_message
    own = original and original.from_user and original.from_user.username == bot_username
    return original.text or "" if original and own else ""
