"""What Telegram's "too many requests" delays: the chat that it is about, and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from math import ceil
from time import monotonic
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.recent import Recent
from bot.telegram.turns import Turns

_log = logging.getLogger(__name__)

# Nobody looks at a chat for longer than that to see what comes.
_LONGEST_WAIT_SECONDS: Final = 30.0
_TRIES: Final = 3
_CHATS_KEPT: Final = 1000

_Result = bool | dict[str, Any] | list[dict[str, Any]]


class ChatLimiter(BaseRateLimiter[None]):
    """Lets calls pass until Telegram refuses one; then the calls to that chat wait as long as Telegram asks.

    Calls to one chat are made in their order. Calls without a chat (the answers to presses and inline queries, getMe)
    are never delayed: RetryAfter passes on to whoever made them. It also does where a call would have to wait for
    more than 30 seconds in all, those behind others of its chat included, or after the third refusal. `limited` is
    called at each refusal; `clock` gives seconds.
    """

    def __init__(
        self,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        limited: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._sleep = sleep
        self._limited = limited
        self._clock = clock
        self._turns = Turns()
        self._free_at: Recent[int | str, float] = Recent(_CHATS_KEPT)

    async def initialize(self) -> None:
        """Do nothing; there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing; there is nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002 - PTB's form
    ) -> _Result:
        """Make one call, in its chat's turn and again after the waits that Telegram asks for."""

        async def call() -> _Result:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter:
                self._limited()
                raise

        chat = data.get("chat_id")
        if chat is None:
            return await call()
        deadline = self._clock() + _LONGEST_WAIT_SECONDS
        async with self._turns.of(chat):
            for left in reversed(range(_TRIES)):
                await self._wait_until_free(chat, deadline, endpoint)
                try:
                    return await call()
                except RetryAfter as error:
                    self._free_at[chat] = self._clock() + seconds_to_wait(error)
                    if not left:
                        _given_up(seconds_to_wait(error), endpoint)
                        raise
        raise AssertionError  # the last try returns or raises

    async def _wait_until_free(self, chat: int | str, deadline: float, endpoint: str) -> None:
        """Wait as long as Telegram has asked for; raises RetryAfter at once where that is after the deadline."""
        free_at = self._free_at.get(chat) or 0.0
        pause = free_at - self._clock()
        if pause <= 0:
            return
        if free_at > deadline:
            _given_up(pause, endpoint)
            raise RetryAfter(ceil(pause))
        _log.info("Telegram wants a chat to wait for %.0f s; %s waits", pause, endpoint)
        await self._sleep(pause)


def _given_up(seconds: float, endpoint: str) -> None:
    _log.warning("Telegram wants a chat to wait for %.0f s; %s is given up", seconds, endpoint)


def seconds_to_wait(error: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait; PTB is about to change their type."""
    seconds = error.retry_after
    return float(seconds) if isinstance(seconds, int) else seconds.total_seconds()
