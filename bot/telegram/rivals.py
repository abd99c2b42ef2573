"""Two processes that fetch with one token: told at once, and ended when it goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from telegram.error import Conflict

from bot.errors import CannotStart

_log = logging.getLogger(__name__)

_ENDURED_SECONDS: Final = 60.0
# Two that wait for half a minute after each conflict may meet once a minute only.
_FORGOTTEN_SECONDS: Final = 120.0


class Rivals:
    """Watches the conflicts that Telegram reports; two minutes without one, and they are forgotten.

    A deploy, where the old process still runs for some seconds, is endured; two that stay take each other's messages.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._first = self._latest = float("-inf")

    def met(self, conflict: Conflict) -> None:
        """Take note of a conflict; raises CannotStart if a minute of them has passed, or if a webhook was set."""
        if "webhook" in str(conflict).lower():
            raise CannotStart("a webhook was set for this token, so Telegram hands out no more messages to polling")
        now = self._clock()
        if now - self._latest > _FORGOTTEN_SECONDS:
            self._first = now
            _log.error(
                "another process polls with the same token, and each takes messages from the other; stop one of them "
                "(this one ends after a minute of it)"
            )
        self._latest = now
        if now - self._first >= _ENDURED_SECONDS:
            raise CannotStart("another process polls with the same token; stop that one, then start this one again")
