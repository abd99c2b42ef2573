"""The PTB application: how it is built, started, kept polling and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any, Final

from telegram import LinkPreviewOptions
from telegram.constants import UpdateType
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, Defaults
from telegram.request import BaseRequest

from bot.dialogue import Dialogue
from bot.errors import CannotStart
from bot.telegram.handlers import Handlers
from bot.telegram.profile import publish

_log = logging.getLogger(__name__)

PTBApplication = Application[Any, Any, Any, Any, Any, Any]

# Named in full: Telegram keeps the setting of an earlier program where a request is silent about it.
ALLOWED_UPDATES: Final = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY)
_LONG_POLL_SECONDS: Final = 30
_LONGEST_WAIT_SECONDS: Final = 30.0


def build(
    dialogue: Dialogue,
    token: str,
    *,
    api_url: str = "",
    transports: tuple[BaseRequest, BaseRequest] | None = None,
) -> PTBApplication:
    """Build the bot over `dialogue`.

    `api_url` is the address of a self-hosted Bot API server; `transports` replace the network, the first for
    calls, the second for getUpdates.
    """
    builder = ApplicationBuilder().token(token).job_queue(None)
    builder = builder.defaults(
        Defaults(allow_sending_without_reply=True, link_preview_options=LinkPreviewOptions(is_disabled=True))
    )
    if api_url:
        builder = builder.base_url(f"{api_url.rstrip('/')}/bot").base_file_url(f"{api_url.rstrip('/')}/file/bot")
    if transports:
        builder = builder.request(transports[0]).get_updates_request(transports[1])
    else:
        # getUpdates has connections of its own, more than one: a dead one must not end the polling.
        builder = builder.connect_timeout(5).pool_timeout(5).read_timeout(10).write_timeout(10)
        builder = builder.get_updates_connection_pool_size(4).get_updates_read_timeout(10)
    application = builder.build()
    Handlers(dialogue).register(application)
    return application


async def poll(application: PTBApplication, dialogue: Dialogue, stop: asyncio.Event) -> None:
    """Answer updates by long polling until `stop` is set; everything fetched by then is still answered.

    An unreachable Telegram is tried again and again. Raises CannotStart for a token that Telegram refuses.
    """
    stopped = asyncio.create_task(stop.wait())
    try:
        if not await _unless(stopped, _initialise(application)):
            return
        await publish(application.bot, dialogue)
        await application.start()
        updater = application.updater
        if updater is None:
            raise RuntimeError("the application was built without an updater")
        polling = updater.start_polling(
            timeout=_LONG_POLL_SECONDS, bootstrap_retries=-1, allowed_updates=ALLOWED_UPDATES
        )
        if await _unless(stopped, polling):
            _log.info("@%s is listening", application.bot.username)
            await stopped
        if updater.running:
            await updater.stop()
        await application.stop()
    finally:
        stopped.cancel()
        await application.shutdown()


async def _unless(stopped: asyncio.Task[Any], work: Coroutine[Any, Any, Any]) -> bool:
    """Do `work` unless the stop comes first; tell whether it was done."""
    task = asyncio.ensure_future(work)
    await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
        return True
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return False


async def _initialise(application: PTBApplication) -> None:
    """Greet Telegram (getMe) until it answers; the waits double up to half a minute."""
    wait = 1.0
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            # PTB's own message holds the token.
            raise CannotStart(
                "Telegram refuses the token; copy it again from @BotFather into TELEGRAM_BOT_TOKEN"
            ) from None
        except TelegramError as error:
            pause = max(wait, _asked_to_wait(error))
            _log.warning("Telegram cannot be reached (%s); trying again in %.0f s", error, pause)
            await asyncio.sleep(pause)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)
        else:
            return


def _asked_to_wait(error: TelegramError) -> float:
    if not isinstance(error, RetryAfter):
        return 0.0
    seconds = error.retry_after
    return float(seconds) if isinstance(seconds, int) else seconds.total_seconds()
