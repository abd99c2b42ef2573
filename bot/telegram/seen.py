"""Every update at most once in effect: which updates this bot has taken on, and which it is done with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Final, Protocol

from bot.store import Claim

# Telegram keeps updates for a day; what it forgot it cannot deliver again.
_REMEMBERED_SECONDS: Final = 86_400.0
_REMEMBERED: Final = 100_000  # about 25 MB


class Claims(Protocol):
    """The updates taken on, of this process or of several that share a database.

    No method raises: where it cannot be known, an update is NEW, since a second answer is better than none.
    """

    async def claim(self, update_id: int) -> Claim:
        """Ask to handle an update: NEW is yours, BUSY is in hand elsewhere, DONE has been handled."""

    async def finish(self, update_id: int) -> None:
        """Note that an update, claimed before, has been handled."""

    async def release(self, update_id: int) -> None:
        """Give an update back that was claimed and not handled to its end, so that it can be claimed anew."""


class InMemoryClaims:
    """The claims of a single process: the updates of the last 24 hours, at most 100,000 of them."""

    def __init__(self, clock: Callable[[], float] = monotonic, limit: int = _REMEMBERED) -> None:
        self._clock = clock
        self._limit = limit
        self._claimed: OrderedDict[int, float] = OrderedDict()
        self._done: set[int] = set()

    def __contains__(self, update_id: int) -> bool:
        """Tell whether an update was claimed here."""
        return update_id in self._claimed

    async def claim(self, update_id: int) -> Claim:
        """Ask to handle an update. Ids are looked up, not compared: after a quiet week Telegram draws new ones."""
        self._forget()
        if update_id in self._claimed:
            return Claim.DONE if update_id in self._done else Claim.BUSY
        self._claimed[update_id] = self._clock()
        return Claim.NEW

    async def finish(self, update_id: int) -> None:
        """Note that an update has been handled."""
        if update_id in self._claimed:
            self._done.add(update_id)

    async def release(self, update_id: int) -> None:
        """Give an update back."""
        self._claimed.pop(update_id, None)

    def _forget(self) -> None:
        forgotten = self._clock() - _REMEMBERED_SECONDS
        while self._claimed and (len(self._claimed) >= self._limit or next(iter(self._claimed.values())) <= forgotten):
            update_id, _ = self._claimed.popitem(last=False)
            self._done.discard(update_id)
