"""The end of an application: all that was taken on is answered, within a limit."""

from __future__ import annotations

import asyncio
import logging

from bot.telegram.application import PTBApplication, processor_of

_log = logging.getLogger(__name__)


async def answer_the_rest(application: PTBApplication, seconds: float) -> list[int]:
    """Stop a running application once all queued updates are answered; return the ids of those left, in order."""
    left: list[int] = []
    _log.info("stopping; what was taken on is still answered")
    try:
        async with asyncio.timeout(seconds):
            await application.update_queue.join()
    except TimeoutError:
        left = await processor_of(application).abandon()
        _log.error(
            "%d updates are left unanswered: %.0f s after the stop there is no more time for them", len(left), seconds
        )
    await application.stop()
    _log.info("stopped")
    return left
