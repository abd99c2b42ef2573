"""The weekly digest for administrators: on Mondays at nine in the morning in Japan, once."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from telegram import Bot

from bot.errors import StoreError
from bot.store import Claim
from bot.store.recorder import JAPAN
from bot.telegram.admins import Admins
from bot.telegram.asking import ask
from bot.telegram.desk import Desk
from bot.telegram.overview import Overview

_log = logging.getLogger(__name__)

_HOUR: Final = 9
_WEEK: Final = timedelta(days=7)
_LEASE: Final = timedelta(hours=1)
_LOOK_EVERY: Final = timedelta(minutes=10)


def due_on(now: datetime) -> date | None:
    """Return the Monday whose digest is due: from nine o'clock until the end of that day in Japan."""
    here = now.astimezone(JAPAN)
    return here.date() if here.weekday() == 0 and here.hour >= _HOUR else None


class Digest(Desk):
    """Sends the digest of the week before, once for all replicas and restarts, for the store knows that it was sent."""

    def __init__(self, admins: Admins, overview: Overview) -> None:
        self._admins = admins
        self._overview = overview
        self._owner = uuid4().hex
        self._sending: asyncio.Task[None] | None = None

    async def open(self, bot: Bot) -> None:
        """Begin to look whether a digest is due."""
        self._sending = asyncio.create_task(self._send_all(bot))

    async def close(self) -> None:
        """Look no more."""
        if self._sending is not None:
            self._sending.cancel()
            with suppress(asyncio.CancelledError):
                await self._sending

    async def _send_all(self, bot: Bot) -> None:
        # Looked at again and again, because a machine may sleep and a clock be set.
        while True:
            try:
                await self.send_if_due(bot)
            except StoreError as error:
                _log.warning("the weekly digest waits: %s", error)
            except Exception as error:  # one digest less is no reason to send none any more
                _log.error("the weekly digest failed: %s", type(error).__name__)
            await asyncio.sleep(_LOOK_EVERY.total_seconds())

    async def send_if_due(self, bot: Bot) -> bool:
        """Send the digest if it is Monday and nobody did; say whether it was sent. Raises StoreError."""
        now = self._overview.clock()
        monday, screens = due_on(now), self._admins.screens
        if monday is None or screens is None:
            return False
        store = self._overview.store
        # Telegram counts its updates from 1 up, so the numbers below are free for days.
        number = -monday.toordinal()
        if await ask(store.claim, number, self._owner, now, _LEASE) is not Claim.NEW:
            return False
        first, last = monday - _WEEK, monday - timedelta(days=1)
        figures = await self._overview.figures(first, last)
        groups = await self._overview.groups()
        stale = self._overview.stale(screens.knowledge, monday)
        if not await self._admins.tell(bot, screens.digest(first, last, figures, len(groups), stale)):
            return False  # tried again when the lease has ended
        await ask(store.finish, number, self._owner)
        return True
