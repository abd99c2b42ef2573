"""Calls that Telegram did not answer: which may be made again, when, and how they are told."""

from __future__ import annotations

import asyncio
import logging
import textwrap
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import CannotStart
from bot.telegram.limiter import seconds_to_wait
from bot.telegram.request import NotSent

_log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 0.5
_LONGEST_WAIT_SECONDS: Final = 30.0
_LONGEST_REASON: Final = 200  # a proxy's error can be a whole page of HTML

_Result = TypeVar("_Result")


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


async def once_more(call: Callable[[], Awaitable[_Result]], *, idempotent: bool) -> _Result:
    """Call Telegram, and once more after an outage if that cannot do anything twice.

    It cannot if the first call was surely not sent, or if the call is `idempotent`, such as an edit.
    """
    try:
        return await call()
    except TelegramError as error:
        if not (isinstance(error, NotSent) or (idempotent and _unanswered(error))):
            raise
        _log.info("a call failed (%s); it is made once more", reason(error))
    await asyncio.sleep(_PAUSE_SECONDS)
    return await call()


def reason(error: TelegramError) -> str:
    """Say on one short line what went wrong."""
    return textwrap.shorten(str(error), _LONGEST_REASON)


def _unanswered(error: TelegramError) -> bool:
    """Tell whether Telegram's answer is missing or cannot be read, which PTB raises as the bare base class."""
    return type(error) is TelegramError or (isinstance(error, NetworkError) and not isinstance(error, BadRequest))
