"""Long polling: greet Telegram, queue its updates until the stop, answer all that were fetched.

PTB's Updater is not used: during an outage it sleeps through a stop for up to half a minute and logs a
traceback at each try, and once the token is revoked it stays deaf without a word.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.error import Conflict, TelegramError

from bot.dialogue import Dialogue
from bot.errors import CannotStart
from bot.telegram.application import PTBApplication, processor_of
from bot.telegram.heartbeat import Heartbeat
from bot.telegram.outages import insist, reason
from bot.telegram.profile import publish
from bot.telegram.rivals import Rivals
from bot.telegram.stopping import answer_the_rest
from bot.telegram.updates import fetch

_log = logging.getLogger(__name__)

_LONG_POLL_SECONDS: Final = 30
# Both together, and the last writes of the records, stay below the 30 seconds after which supervisors kill.
_DRAIN_SECONDS: Final = 20.0
_FAREWELL_SECONDS: Final = 4.0


async def poll(
    application: PTBApplication,
    dialogue: Dialogue,
    stop: asyncio.Event,
    *,
    take_over: bool = False,
    heartbeat: Heartbeat | None = None,
    clock: Callable[[], float] = monotonic,
    drain_seconds: float = _DRAIN_SECONDS,
) -> None:
    """Answer updates by long polling until `stop` is set; everything fetched by then is still answered.

    That may last `drain_seconds`; what is left then is logged, and comes again after the next start where no later poll
    has confirmed it. `heartbeat` beats at each poll that Telegram answers.

    An unreachable Telegram is tried again and again. Raises CannotStart for a token that Telegram refuses, for a
    webhook that is set (with `take_over`, it is removed) and for another process that polls with the same token.
    """
    poller = _Poller(application, heartbeat or Heartbeat(), Rivals(clock), drain_seconds)
    running = asyncio.create_task(poller.run(dialogue, take_over))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
    finally:
        running.cancel()
        stopped.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


class _Poller:
    def __init__(self, application: PTBApplication, heartbeat: Heartbeat, rivals: Rivals, drain_seconds: float) -> None:
        self._application = application
        self._bot: Bot = application.bot
        self._heartbeat = heartbeat
        self._rivals = rivals
        self._drain_seconds = drain_seconds

    async def run(self, dialogue: Dialogue, take_over: bool) -> None:
        """Do the bot's work until cancelled, and end it in good order."""
        publishing: asyncio.Task[None] | None = None
        try:
            await insist(self._application.initialize)
            await _leave_webhook(self._bot, take_over)
            await self._application.start()
            publishing = asyncio.create_task(publish(self._bot, dialogue))  # nobody waits for the menu
            _log.info("@%s is listening", self._bot.username)
            await self._queue_updates()
        finally:
            if publishing:
                publishing.cancel()
                await asyncio.wait({publishing})
            await self._application.shutdown()
            await self._bot.shutdown()  # PTB leaves its connections open where the start did not come to its end

    async def _queue_updates(self) -> None:
        """Queue updates until cancelled; then wait for the answers and confirm the last updates."""
        updates: Sequence[Update] = ()
        offset = 0
        try:
            while True:
                await processor_of(self._application).has_room()
                updates = sorted(await insist(partial(self._fetch, offset)), key=lambda update: update.update_id)
                for update in updates:
                    self._application.update_queue.put_nowait(update)
                    offset = update.update_id + 1
        finally:
            left = await answer_the_rest(self._application, self._drain_seconds)
            # What was answered after the first that was not comes again with it, for twice is better than never.
            offset = min([*left, offset])
            if updates and offset > updates[0].update_id:  # otherwise the last poll has confirmed all that may be
                await self._confirm(offset)

    async def _fetch(self, offset: int) -> Sequence[Update]:
        try:
            updates = await fetch(self._bot, offset, _LONG_POLL_SECONDS)
        except Conflict as conflict:
            self._rivals.met(conflict)
            raise
        self._heartbeat.beat()
        return updates

    async def _confirm(self, offset: int) -> None:
        try:
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await fetch(self._bot, offset, 0)
        except (TelegramError, TimeoutError) as error:
            words = reason(error) if isinstance(error, TelegramError) else "no answer in time"
            _log.warning("the last updates could not be confirmed (%s); they may come again", words)


async def _leave_webhook(bot: Bot, take_over: bool) -> None:
    """Make sure that no webhook is set, for Telegram delivers to one or hands out to polling, never both."""
    url = (await insist(bot.get_webhook_info)).url
    if not url:
        return
    host = urlsplit(url).hostname
    if not take_over:
        raise CannotStart(
            f"Telegram delivers this bot's messages to the webhook at {host}, where another process may answer them; "
            "if polling shall take its place, start with `python -m bot run --take-over`"
        )
    await insist(bot.delete_webhook)
    _log.warning("the webhook at %s is removed; its messages are fetched from now on", host)
