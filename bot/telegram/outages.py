"""Calls that Telegram did not answer: which may be made again, when, and how they are told."""

from __future__ import annotations

import asyncio
import logging
import textwrap
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final, TypeVar

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import CannotStart
from bot.telegram.limiter import seconds_to_wait
from bot.telegram.request import NotSent

_log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 0.5
# A router that starts anew, or a change of network, is over by then; a stop waits no longer either.
_PERSISTENT_SECONDS: Final = 20.0
_LONGEST_WAIT_SECONDS: Final = 30.0
_LONGEST_REASON: Final = 200  # a proxy's error can be a whole page of HTML

_Result = TypeVar("_Result")


class SecondTry(BadRequest):
    """The refusal of a call that was made again for want of an answer; the first one may have been done."""


async def insist(call: Callable[[], Awaitable[_Result]]) -> _Result:
    """Call Telegram until it answers; the waits double up to half a minute.

    Raises CannotStart for a token that Telegram refuses.
    """
    wait = 1.0
    while True:
        try:
            return await call()
        except InvalidToken:
            # PTB's own message holds the token.
            raise CannotStart(
                "Telegram refuses the token; copy it again from @BotFather into TELEGRAM_BOT_TOKEN"
            ) from None
        except TelegramError as error:
            pause = max(wait, seconds_to_wait(error)) if isinstance(error, RetryAfter) else wait
            what = "cannot be reached" if _unanswered(error) else "refuses"
            _log.warning("Telegram %s (%s); trying again in %.0f s", what, reason(error), pause)
            await asyncio.sleep(pause)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)


async def persist(call: Callable[[], Awaitable[_Result]], *, idempotent: bool) -> _Result:
    """Call Telegram, and again after an outage if that cannot do anything twice.

    What was surely not sent is tried again for about 20 seconds, with pauses that double; what is `idempotent`, such as
    an edit, also once more where no answer came; if that is refused, SecondTry is raised.
    """
    deadline = monotonic() + _PERSISTENT_SECONDS
    pause, once_more = _PAUSE_SECONDS, idempotent
    while True:
        try:
            return await call()
        except TelegramError as error:
            if isinstance(error, NotSent):
                if monotonic() + pause > deadline:
                    raise
            elif once_more and _unanswered(error):
                once_more = False
            elif once_more is not idempotent and isinstance(error, BadRequest):
                raise SecondTry(error.message) from None
            else:
                raise
            _log.info("a call failed (%s); it is made again in %.1f s", reason(error), pause)
        await asyncio.sleep(pause)
        pause *= 2


def reason(error: TelegramError) -> str:
    """Say on one short line what went wrong."""
    return textwrap.shorten(str(error), _LONGEST_REASON)


def _unanswered(error: TelegramError) -> bool:
    """Tell whether Telegram's answer is missing or cannot be read, which PTB raises as the bare base class."""
    return type(error) is TelegramError or (isinstance(error, NetworkError) and not isinstance(error, BadRequest))
