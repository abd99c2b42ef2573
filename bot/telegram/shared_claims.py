"""Claims that several processes share through the store, so that of all of them one answers an update."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final, TypeVar

from bot.errors import StoreError
from bot.store import Claim, Store
from bot.telegram.asking import ask
from bot.telegram.seen import InMemoryClaims

_log = logging.getLogger(__name__)

# So late an answer may be after the replica that worked on it was killed. A replica that lives renews its leases.
LEASE: Final = timedelta(seconds=15)
# A database that hangs must not cost an answer, nor one that is down cost each update this time.
_ASKED_WITHIN_SECONDS: Final = 2.0
_LEFT_ALONE_SECONDS: Final = 10.0
_AT_ONCE: Final = 8

_Answer = TypeVar("_Answer")


class SharedClaims:
    """Asks the store; while it does not answer, the claims of this process alone."""

    def __init__(
        self,
        store: Store,
        *,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic_clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store = store
        self._owner = secrets.token_hex(8)
        self._lease = lease
        self._clock = clock
        self._monotonic = monotonic_clock
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._closed = False
        self._renewals: dict[int, asyncio.Task[None]] = {}
        self._alone = InMemoryClaims()
        self._failed_at: float | None = None

    async def claim(self, update_id: int) -> Claim:
        """Ask to handle an update; where the store does not tell, this process decides for itself."""
        if update_id in self._alone:
            return await self._alone.claim(update_id)
        answer = await self._ask(lambda: self._store.claim(update_id, self._owner, self._clock(), self._lease))
        if answer is None:
            return await self._alone.claim(update_id)
        if answer is Claim.NEW:
            self._renewals[update_id] = asyncio.create_task(self._renew(update_id))
        return answer

    async def finish(self, update_id: int) -> None:
        """Note that an update has been handled."""
        self._renew_no_more(update_id)
        await self._alone.finish(update_id)
        await self._ask(lambda: self._store.finish(update_id, self._owner))

    async def release(self, update_id: int) -> None:
        """Give an update back, for another process to answer it at once."""
        self._renew_no_more(update_id)
        await self._alone.release(update_id)
        await self._ask(lambda: self._store.release(update_id, self._owner))

    def close(self) -> None:
        """Ask no more; what is still being asked is not waited for."""
        self._closed = True

    async def _renew(self, update_id: int) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            await self._ask(lambda: self._store.renew(update_id, self._owner, self._clock(), self._lease))

    def _renew_no_more(self, update_id: int) -> None:
        if renewal := self._renewals.pop(update_id, None):
            renewal.cancel()

    async def _ask(self, question: Callable[[], _Answer]) -> _Answer | None:
        """Ask the store; None if it does not answer, which is told once."""
        async with self._room:
            begun = self._monotonic()
            if self._closed or (self._failed_at is not None and begun < self._failed_at + _LEFT_ALONE_SECONDS):
                return None
            try:
                async with asyncio.timeout(_ASKED_WITHIN_SECONDS):
                    answer = await ask(question)
            except (StoreError, TimeoutError) as error:
                if self._failed_at is None:
                    _log.error(
                        "the database cannot be asked who handles an update (%s); until it can, one that comes twice "
                        "may be answered twice",
                        error if isinstance(error, StoreError) else "no answer in time",
                    )
                self._failed_at = self._monotonic()
                return None
        # An answer to what was asked before the failure does not prove that it is over.
        if self._failed_at is not None and begun > self._failed_at:
            self._failed_at = None
            _log.info("the database can be asked again who handles an update")
        return answer
