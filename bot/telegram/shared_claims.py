"""Claims that several processes share through the store, so that of all of them one answers an update."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final, TypeVar

from bot.errors import StoreError
from bot.store import Claim, Store
from bot.telegram.seen import InMemoryClaims

_log = logging.getLogger(__name__)

# So late an answer may be after the replica that worked on it was killed. A replica that lives and needs longer
# still has Telegram's request open, so nobody else is asked for it.
LEASE: Final = timedelta(seconds=15)
# A database that hangs must not cost an answer, nor one that is down cost each update this time.
_ASKED_WITHIN_SECONDS: Final = 2.0
_LEFT_ALONE_SECONDS: Final = 10.0
_THREADS: Final = 8

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
        self._threads = ThreadPoolExecutor(_THREADS, "claims")
        self._alone = InMemoryClaims()
        self._down_until: float | None = None

    async def claim(self, update_id: int) -> Claim:
        """Ask to handle an update; where the store does not tell, this process decides for itself."""
        if update_id in self._alone:
            return await self._alone.claim(update_id)
        answer = await self._ask(lambda: self._store.claim(update_id, self._owner, self._clock(), self._lease))
        return await self._alone.claim(update_id) if answer is None else answer

    async def finish(self, update_id: int) -> None:
        """Note that an update has been handled."""
        await self._alone.finish(update_id)
        await self._ask(lambda: self._store.finish(update_id))

    async def release(self, update_id: int) -> None:
        """Give an update back, for another process to answer it at once."""
        await self._alone.release(update_id)
        await self._ask(lambda: self._store.release(update_id))

    def close(self) -> None:
        """End the threads; what they still ask is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, question: Callable[[], _Answer]) -> _Answer | None:
        """Ask the store in a thread; None if it does not answer, which is told once."""
        if self._down_until is not None and self._monotonic() < self._down_until:
            return None
        try:
            asked = asyncio.get_running_loop().run_in_executor(self._threads, question)
            answer = await asyncio.wait_for(asked, _ASKED_WITHIN_SECONDS)
        except (StoreError, TimeoutError) as error:
            if self._down_until is None:
                _log.error(
                    "the database cannot be asked who handles an update (%s); until it can, one that comes twice may "
                    "be answered twice",
                    error if isinstance(error, StoreError) else "no answer in time",
                )
            self._down_until = self._monotonic() + _LEFT_ALONE_SECONDS
            return None
        if self._down_until is not None:
            self._down_until = None
            _log.info("the database can be asked again who handles an update")
        return answer
