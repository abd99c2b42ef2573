"""Asking what may never answer, such as a database, in a thread that the end of the program does not wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, Final, TypeVar

from bot.errors import StoreError

_IN_SECONDS: Final = 10.0  # longer than what waits for a lock or a connection

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
