"""What Telegram shows around the chat: the command menu and the descriptions."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.dialogue import Dialogue

_log = logging.getLogger(__name__)


async def publish(bot: Bot, dialogue: Dialogue) -> None:
    """Set commands and descriptions where they differ; a refusal is logged and never stops the bot.

    Telegram limits how often they may be set, so they are read first.
    """
    messages = dialogue.knowledge.messages
    commands = [BotCommand(name, description) for name, description in dialogue.commands.items()]
    try:
        if list(await bot.get_my_commands()) != commands:
            await bot.set_my_commands(commands)
        if (await bot.get_my_description()).description != messages.description:
            await bot.set_my_description(messages.description)
        if (await bot.get_my_short_description()).short_description != messages.short_description:
            await bot.set_my_short_description(messages.short_description)
    except TelegramError as error:
        _log.warning("the command menu and descriptions could not be set (%s); next time at the next start", error)


async def publish_changes(bot: Bot, before: Dialogue, after: Dialogue) -> None:
    """Publish what an edit of the knowledge changed; Telegram is not asked where that is nothing."""
    if _shown(before) != _shown(after):
        await publish(bot, after)


def _shown(dialogue: Dialogue) -> tuple[dict[str, str], str, str]:
    messages = dialogue.knowledge.messages
    return dialogue.commands, messages.description, messages.short_description
