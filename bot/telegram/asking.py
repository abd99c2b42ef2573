"""Asking what may never answer, such as a database, without waiting for it for long, or at the end of the program."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any, Final, TypeVar

from bot.errors import StoreError

_log = logging.getLogger(__name__)

_IN_SECONDS: Final = 10.0  # longer than what waits for a lock or a connection
# A database that hangs must not cost an answer, nor one that is down cost each update this time.
_ASKED_WITHIN_SECONDS: Final = 2.0
_LEFT_ALONE_SECONDS: Final = 10.0
_AT_ONCE: Final = 8

_Answer = TypeVar("_Answer")


async def ask(question: Callable[..., _Answer], *arguments: object, seconds: float = _IN_SECONDS) -> _Answer:
    """Call `question` in a thread; raises what it raises, and StoreError if it needs longer than `seconds`.

    `asyncio.to_thread` will not do: its threads are waited for when the program ends.
    """
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[_Answer] = loop.create_future()

    def settle(how: Callable[[Any], None], what: object) -> None:
        if not answered.done():
            how(what)

    def work() -> None:
        try:
            how, what = answered.set_result, question(*arguments)
        except Exception as error:
            how, what = answered.set_exception, error  # type: ignore[assignment]
        with suppress(RuntimeError):  # the loop is closed, and nobody wants to know any more
            loop.call_soon_threadsafe(settle, how, what)

    Thread(target=work, name="store", daemon=True).start()
    try:
        async with asyncio.timeout(seconds):
            return await answered
    except TimeoutError:
        raise StoreError("the database does not answer in time; it is slow or out of reach") from None


class AskingInTime:
    """Asks a store that can be done without: for a moment only, and not at all for a while after it did not answer.

    `what` and `meanwhile` say in the log what it cannot be asked then, and what that costs.
    """

    def __init__(self, what: str, meanwhile: str, monotonic_clock: Callable[[], float] = monotonic) -> None:
        self._what = what
        self._meanwhile = meanwhile
        self._monotonic = monotonic_clock
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._closed = False
        self._down_until: float | None = None

    async def ask(self, question: Callable[[], _Answer]) -> _Answer | None:
        """Ask the store; None if it does not answer, which is told once."""
        if self._closed or (self._down_until is not None and self._monotonic() < self._down_until):
            return None
        try:
            async with asyncio.timeout(_ASKED_WITHIN_SECONDS), self._room:
                answer = await ask(question)
        except (StoreError, TimeoutError) as error:
            if self._down_until is None:
                cause = error if isinstance(error, StoreError) else "no answer in time"
                _log.error("the database cannot be asked %s (%s); until it can, %s", self._what, cause, self._meanwhile)
            self._down_until = self._monotonic() + _LEFT_ALONE_SECONDS
            return None
        if self._down_until is not None:
            self._down_until = None
            _log.info("the database can be asked again %s", self._what)
        return answer

    def close(self) -> None:
        """Ask no more; what is still being asked is not waited for."""
        self._closed = True
