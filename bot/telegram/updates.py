"""Fetching updates and reading them one by one, so that what cannot be read hides nothing else."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any, Final

from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.error import NetworkError, TelegramError

_log = logging.getLogger(__name__)

# Named in full: Telegram keeps the setting of an earlier program where a request is silent about it.
ALLOWED_UPDATES: Final = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
)


async def fetch(bot: Bot, offset: int, seconds: int) -> Sequence[Update]:
    """Confirm the updates before `offset`, and wait up to `seconds` for the next; raises TelegramError only."""
    try:
        return await bot.get_updates(offset, timeout=seconds, allowed_updates=ALLOWED_UPDATES)
    except TelegramError:
        raise
    except Exception:
        # PTB requires fields that an older Bot API server does not send (a poll is enough), and one update that
        # it cannot read hides all that came with it: without this, one person could make the bot deaf.
        return await _fetch_one_by_one(bot, offset)


def read(body: dict[str, Any], bot: Bot) -> Update:
    """Read an update; one that cannot be read becomes an empty one, which nothing answers."""
    try:
        return Update.de_json(body, bot)
    except Exception as error:
        _log.error("update %s cannot be read: %s", body["update_id"], type(error).__name__)
        return Update(body["update_id"])


async def _fetch_one_by_one(bot: Bot, offset: int) -> Sequence[Update]:
    """Fetch without waiting."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PTB advises to call get_updates
            bodies = await bot.do_api_request("getUpdates", {"offset": offset, "allowed_updates": ALLOWED_UPDATES})
        if not all(isinstance(body["update_id"], int) for body in bodies):
            raise TypeError
    except TelegramError:
        raise
    except Exception:  # whatever answered, it was not Telegram
        raise NetworkError("what came instead of updates cannot be read") from None
    return [read(body, bot) for body in bodies]
