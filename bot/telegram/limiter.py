"""What Telegram's "too many requests" delays: the chat that it is about, and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.turns import Turns

_log = logging.getLogger(__name__)

# Nobody looks at a chat for longer than that to see what comes.
_LONGEST_WAIT_SECONDS: Final = 30.0
_TRIES: Final = 3

_Result = bool | dict[str, Any] | list[dict[str, Any]]


class ChatLimiter(BaseRateLimiter[None]):
    """Lets calls pass until Telegram refuses one; then the calls to that chat wait as long as Telegram asks.

    Calls to one chat are made in their order. Calls without a chat (the answers to presses and inline queries, getMe)
    are never delayed: RetryAfter passes on to whoever made them. It also does where a chat would have to wait for
    more than 30 seconds in all, or after the third refusal. `limited` is called at each refusal.
    """

    def __init__(
        self, sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep, limited: Callable[[], None] = lambda: None
    ) -> None:
        self._sleep = sleep
        self._limited = limited
        self._turns = Turns()

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
        async with self._turns.of(chat):
            waited, tries = 0.0, 1
            while True:
                try:
                    return await call()
                except RetryAfter as error:
                    pause = seconds_to_wait(error)
                    if tries == _TRIES or waited + pause > _LONGEST_WAIT_SECONDS:
                        _log.warning("Telegram wants a chat to wait for %.0f s; %s is given up", pause, endpoint)
                        raise
                _log.info("Telegram wants a chat to wait for %.0f s; %s waits", pause, endpoint)
                await self._sleep(pause)
                waited, tries = waited + pause, tries + 1


def seconds_to_wait(error: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait; PTB is about to change their type."""
    seconds = error.retry_after
    return float(seconds) if isinstance(seconds, int) else seconds.total_seconds()
