"""In which order updates are handled: a chat's own one after the other, different chats at once, each update once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Hashable
from contextlib import asynccontextmanager, closing
from typing import Any, Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.metrics import Metrics
from bot.store import Claim
from bot.telegram.seen import Claims
from bot.telegram.turns import Turns

_SLOTS: Final = 256
# Telegram keeps the rest until there is room: about 30 MB of updates. A batch more may be fetched.
_ROOM: Final = 5000
_BUSY_SECONDS: Final = 1.0


class ChatOrder(BaseUpdateProcessor):
    """Hands updates to the handlers: per chat in the order of their coming, up to 256 chats at once.

    PTB's own semaphore lies around all of an update's waiting, so that one person's flood would fill it and make
    everybody wait; it is left open, and the slots are taken here, by updates whose turn in their chat has come.
    """

    __slots__ = ("_busy_seconds", "_claims", "_has_room", "_metrics", "_room", "_slots", "_tasks", "_turns")

    def __init__(
        self,
        claims: Claims,
        *,
        metrics: Metrics | None = None,
        slots: int = _SLOTS,
        room: int = _ROOM,
        busy_seconds: float = _BUSY_SECONDS,
    ) -> None:
        super().__init__(sys.maxsize)
        self._claims = claims
        self._metrics = metrics or Metrics()
        self._metrics.watch_queue(lambda: self.pending)
        self._turns = Turns()
        self._slots = asyncio.Semaphore(slots)
        self._room = room
        self._busy_seconds = busy_seconds
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._tasks: dict[asyncio.Task[Any] | None, object] = {}

    @property
    def pending(self) -> int:
        """Return how many updates are being handled or wait for their turn."""
        return len(self._tasks)

    async def has_room(self) -> None:
        """Wait while there are so many updates that no more should be fetched."""
        await self._has_room.wait()

    async def initialize(self) -> None:
        """Do nothing; there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing; there is nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update from PTB's queue; one that another process has in hand is awaited."""
        await self._handle(update, coroutine, patient=True)

    async def handle(self, update: Update, coroutine: Awaitable[Any]) -> Claim:
        """Handle an update in its chat's turn, unless its claim is not NEW; return the claim.

        `coroutine` is `application.process_update(update)`, which is closed if it is not to run. If this is
        cancelled, the claim is released.
        """
        return await self._handle(update, coroutine, patient=False)

    async def abandon(self) -> list[int]:
        """Cancel all that is still being handled; return the ids of these updates in their order."""
        left = {task: update for task, update in self._tasks.items() if task}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return sorted(update.update_id for update in left.values() if isinstance(update, Update))

    async def _handle(self, update: object, coroutine: Awaitable[Any], patient: bool) -> Claim:
        """Handle an update if it is ours; `patient` waits for another process that has it in hand."""
        with closing(coroutine), self._metrics.handling(_kind(update)):  # type: ignore[type-var]  # always a coroutine
            async with self._turn(update):
                if not isinstance(update, Update):
                    await coroutine
                    return Claim.NEW
                claim = await self._claims.claim(update.update_id)
                while patient and claim is Claim.BUSY:
                    await asyncio.sleep(self._busy_seconds)
                    claim = await self._claims.claim(update.update_id)
                if claim is Claim.NEW:
                    await self._run(update.update_id, coroutine)
                return claim

    async def _run(self, update_id: int, coroutine: Awaitable[Any]) -> None:
        """Let the handlers run; what fails is done with too, since they told the person, but not what is cut off."""
        try:
            await coroutine
        except asyncio.CancelledError:
            await self._claims.release(update_id)
            raise
        except Exception:
            await self._claims.finish(update_id)
            raise
        await self._claims.finish(update_id)

    @asynccontextmanager
    async def _turn(self, update: object) -> AsyncIterator[None]:
        """Wait for the chat's turn, then for a slot; the place in the chat's line is taken at once."""
        task = asyncio.current_task()
        self._tasks[task] = update
        if self.pending >= self._room:
            self._has_room.clear()
        try:
            async with self._turns.of(_line(update)), self._slots:
                yield
        finally:
            del self._tasks[task]
            if self.pending < self._room:
                self._has_room.set()


def _line(update: object) -> Hashable:
    """Name the line in which an update waits: its chat's, or for what has no chat its person's."""
    if not isinstance(update, Update):
        return None
    user = update.effective_user
    if update.inline_query and user:
        return "inline", user.id  # whoever types in another chat does not wait for his own
    if update.effective_chat:
        return update.effective_chat.id
    return ("user", user.id) if user else ("update", update.update_id)


def _kind(update: object) -> str:
    """Name the field of an update that is filled, such as message."""
    kinds = (kind for kind in Update.ALL_TYPES if getattr(update, kind, None) is not None)
    return next(kinds, "other")
