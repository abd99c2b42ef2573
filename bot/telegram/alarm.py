"""Tells administrators what goes wrong: faults of the program, and of the knowledge that is edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from telegram import Bot

from bot.telegram.admins import Admins
from bot.telegram.desk import Desk
from bot.telegram.recent import Recent

_QUIET_SECONDS: Final = 3600.0
_CAUSES_KEPT: Final = 200


class Alarm(Desk):
    """Tells of the same cause at most once an hour; `now` is a clock in seconds."""

    def __init__(self, admins: Admins, now: Callable[[], float] = monotonic) -> None:
        self._admins = admins
        self._now = now
        self._told: Recent[str, float] = Recent(_CAUSES_KEPT)
        self._bot: Bot | None = None
        self._refused = False

    async def open(self, bot: Bot) -> None:
        """Know through whom to tell."""
        self._bot = bot

    async def fault(self, cause: str) -> None:
        """Tell of a fault of the program; `cause` holds nothing personal."""
        screens, now = self._admins.screens, self._now()
        told_at = self._told.get(cause)
        if self._bot is None or screens is None or (told_at is not None and now - told_at < _QUIET_SECONDS):
            return
        self._told[cause] = now
        await self._admins.tell(self._bot, screens.fault(cause))

    async def knowledge_refused(self, problems: Sequence[str]) -> None:
        """Tell that an edit was not taken over; who calls this tells each problem once."""
        self._refused = True
        screens = self._admins.screens
        if self._bot is not None and screens is not None:
            await self._admins.tell(self._bot, screens.refused(problems))

    async def knowledge_changed(self) -> None:
        """Hear that a knowledge has become live: tell it where faults were told, and renew the menus."""
        screens = self._admins.screens
        if self._bot is None or screens is None:
            return
        await self._admins.publish(self._bot)
        if self._refused:
            self._refused = False
            await self._admins.tell(self._bot, screens.mended())
