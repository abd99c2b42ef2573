"""The desks that the settings ask for, wired to the store and to the knowledge that is edited."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from bot.knowledge import stale_entries
from bot.live import LiveDialogue, Refused, Reloaded
from bot.matching.analysis import Analyser
from bot.matching.clusters import cluster
from bot.settings import Settings
from bot.store import Store
from bot.store.recorder import local_now
from bot.telegram.admin import AdminDesk
from bot.telegram.admins import Admins
from bot.telegram.alarm import Alarm
from bot.telegram.desk import Desk
from bot.telegram.digest import Digest
from bot.telegram.hand_over import HandOverDesk
from bot.telegram.overview import Overview

_log = logging.getLogger(__name__)

_Words = TypeVar("_Words")


def desks(
    settings: Settings,
    live: LiveDialogue,
    store: Store,
    heartbeat: Callable[[], float | None] = lambda: None,
    clock: Callable[[], datetime] = local_now,
) -> list[Desk]:
    """Make the desks; what is set without the words for it is logged, and the bot answers all the same.

    `heartbeat` gives the seconds since Telegram was last heard of, None if nobody knows; `clock` the time and its zone.
    """
    messages = live.current().knowledge.messages
    wanted: list[Desk] = []
    if settings.staff_chat_id is not None and _there(messages.hand_over, "STAFF_CHAT_ID", "hand_over"):
        wanted.append(HandOverDesk(live.current, store, settings.staff_chat_id, clock))
    if settings.admin_user_ids and _there(messages.admin, "ADMIN_USER_IDS", "admin"):
        wanted += _for_admins(settings, live, store, heartbeat, clock)
    return wanted


def _there(words: _Words | None, setting: str, block: str) -> bool:
    if words is None:
        _log.warning(
            "%s is set, but messages.yaml has no block %s:, so it changes nothing; take the block from the shipped "
            "messages.yaml and start again",
            setting,
            block,
        )
    return words is not None


def _for_admins(
    settings: Settings,
    live: LiveDialogue,
    store: Store,
    heartbeat: Callable[[], float | None],
    clock: Callable[[], datetime],
) -> list[Desk]:
    admins = Admins(live.current, settings.admin_user_ids)
    overview = Overview(
        store,
        clock,
        lambda texts: cluster(texts, Analyser(live.current().knowledge.synonyms)),
        lambda knowledge, day: stale_entries(knowledge, day, settings.stale_after_days),
    )
    alarm = Alarm(admins)

    async def reload() -> Sequence[str]:
        outcome = await live.reload()
        return outcome.complaints if isinstance(outcome, Refused) else ()

    async def on_fault(news: Refused) -> None:
        await alarm.knowledge_refused(news.complaints)

    async def on_change(_news: Reloaded) -> None:
        await alarm.knowledge_changed()

    live.on_fault(on_fault)
    live.on_change(on_change)
    digest = [Digest(admins, overview)] if settings.admin_digest == "weekly" else []
    return [AdminDesk(live.current, admins, overview, reload, heartbeat), alarm, *digest]
