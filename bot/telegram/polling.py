"""Long polling: greet Telegram, queue its updates until the stop, answer all that were fetched.

PTB's Updater is not used: during an outage it sleeps through a stop for up to half a minute and logs a
traceback at each try, and once the token is revoked it stays deaf without a word.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import textwrap
import warnings
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.dialogue import Dialogue
from bot.errors import CannotStart
from bot.telegram.application import PTBApplication
from bot.telegram.profile import publish

_log = logging.getLogger(__name__)

# Named in full: Telegram keeps the setting of an earlier program where a request is silent about it.
ALLOWED_UPDATES: Final = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
)
_LONG_POLL_SECONDS: Final = 30
_LONGEST_WAIT_SECONDS: Final = 30.0
_LONGEST_REASON: Final = 200  # a proxy's error can be a whole page of HTML

_Result = TypeVar("_Result")


async def poll(application: PTBApplication, dialogue: Dialogue, stop: asyncio.Event) -> None:
    """Answer updates by long polling until `stop` is set; everything fetched by then is still answered.

    An unreachable Telegram is tried again and again. Raises CannotStart for a token that Telegram refuses.
    """
    running = asyncio.create_task(_run(application, dialogue))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        running.cancel()
        stopped.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def _run(application: PTBApplication, dialogue: Dialogue) -> None:
    """Do the bot's work until cancelled, and end it in good order."""
    bot = application.bot
    try:
        await _insist(application.initialize)
        await _insist(bot.delete_webhook)  # while one is set, Telegram refuses to be polled
        await publish(bot, dialogue)
        await application.start()
        _log.info("@%s is listening", bot.username)
        await _fetch(application)
    finally:
        await application.shutdown()


async def _fetch(application: PTBApplication) -> None:
    """Queue updates until cancelled; then wait for the answers and confirm the last updates."""
    updates: Sequence[Update] = ()
    offset = 0
    try:
        while True:
            updates = await _insist(partial(_updates, application.bot, offset, _LONG_POLL_SECONDS))
            for update in updates:
                application.update_queue.put_nowait(update)
                offset = update.update_id + 1
    finally:
        await application.stop()
        if updates:  # otherwise the last poll has confirmed all
            try:
                await _updates(application.bot, offset, 0)
            except TelegramError as error:
                _log.warning("the last updates could not be confirmed (%s); they may come again", _reason(error))


async def _updates(bot: Bot, offset: int, seconds: int) -> Sequence[Update]:
    try:
        return await bot.get_updates(offset, timeout=seconds, allowed_updates=ALLOWED_UPDATES)
    except TelegramError:
        raise
    except Exception:
        # PTB requires fields that an older Bot API server does not send (a poll is enough), and one update that
        # it cannot read hides all that came with it: without this, one person could make the bot deaf.
        return await _updates_one_by_one(bot, offset)


async def _updates_one_by_one(bot: Bot, offset: int) -> Sequence[Update]:
    """Fetch without waiting; an update that cannot be read becomes an empty one, which nothing answers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PTB advises to call get_updates
        bodies = await bot.do_api_request("getUpdates", {"offset": offset, "allowed_updates": ALLOWED_UPDATES})
    return [_read(body, bot) for body in bodies]


def _read(body: dict[str, Any], bot: Bot) -> Update:
    try:
        return Update.de_json(body, bot)
    except Exception as error:
        _log.error("update %s cannot be read: %s", body["update_id"], type(error).__name__)
        return Update(body["update_id"])


async def _insist(call: Callable[[], Awaitable[_Result]]) -> _Result:
    """Call Telegram until it answers; the waits double up to half a minute."""
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
            pause = max(wait, _asked_to_wait(error))
            _log.warning("Telegram cannot be reached (%s); trying again in %.0f s", _reason(error), pause)
            await asyncio.sleep(pause)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)


def _reason(error: TelegramError) -> str:
    return textwrap.shorten(str(error), _LONGEST_REASON)


def _asked_to_wait(error: TelegramError) -> float:
    if not isinstance(error, RetryAfter):
        return 0.0
    seconds = error.retry_after
    return float(seconds) if isinstance(seconds, int) else seconds.total_seconds()
