"""Who the administrators are, how they are told something, and the commands in their menus."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from telegram import Bot, BotCommand, BotCommandScopeChat, Chat, User
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.dialogue import Dialogue
from bot.dialogue.admin import AdminScreens
from bot.reply import Message
from bot.telegram import delivery

_log = logging.getLogger(__name__)


class Admins:
    """The people with these Telegram ids; a private chat has the id of the person."""

    def __init__(self, dialogue: Callable[[], Dialogue], ids: Iterable[int]) -> None:
        self._current = dialogue
        self._ids = frozenset(ids)

    @property
    def screens(self) -> AdminScreens | None:
        """The screens in the words of the knowledge of now; None where it has none."""
        return AdminScreens.over(self._current().knowledge)

    def speak(self, user: User | None, chat: Chat) -> bool:
        """Tell whether this is an administrator, alone with the bot."""
        return user is not None and user.id in self._ids and chat.type == ChatType.PRIVATE and chat.id == user.id

    async def tell(self, bot: Bot, message: Message) -> int:
        """Send a message to all of them, and return how many it has reached; a failure is only logged."""
        reached = 0
        for admin in sorted(self._ids):
            try:
                reached += await delivery.send(bot, admin, message) is not None
            except TelegramError as error:
                _log.warning("an administrator could not be told: %s: %s", type(error).__name__, error)
        return reached

    async def publish(self, bot: Bot) -> None:
        """Add the administrators' commands to their menus where they are not there; a failure is only logged."""
        screens = self.screens
        if screens is None:
            return
        everybodys = self._current().commands
        commands = [BotCommand(name, words) for name, words in (everybodys | screens.commands).items()]
        for admin in sorted(self._ids):
            scope = BotCommandScopeChat(admin)
            try:
                if list(await bot.get_my_commands(scope)) != commands:
                    await bot.set_my_commands(commands, scope)
            except TelegramError as error:
                # Without the id, for it is a person's.
                _log.warning("the menu of an administrator could not be set (%s); who never wrote has none", error)
