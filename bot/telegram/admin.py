"""The desk of the administrators: figures, unanswered questions, reloading; in private chats with them only."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Final

from telegram import Bot, CallbackQuery, Message
from telegram.error import TelegramError

from bot import reply
from bot.dialogue import Dialogue
from bot.dialogue.admin import DAYS, AdminScreens, Condition, Page, Settle, position, seal, wish_of
from bot.errors import StoreError
from bot.redaction import redactor, without_addresses
from bot.reply import Reply
from bot.telegram import delivery
from bot.telegram.addressing import Command, addressed
from bot.telegram.admins import Admins
from bot.telegram.desk import Desk
from bot.telegram.overview import Overview

_log = logging.getLogger(__name__)

# Settling shows the next group in the same place: the second of two quick taps was not meant for that.
_DOUBLE_TAP_SECONDS: Final = 1.0


class AdminDesk(Desk):
    """Obeys administrators, who are checked at every call; to everybody else their commands do not exist.

    `reload` reads the knowledge again and returns what is wrong with it, nothing if it has become live. `heartbeat`
    gives the seconds since Telegram was last heard of, None if nobody knows; `tapped_at` a clock for double taps.
    """

    def __init__(
        self,
        dialogue: Callable[[], Dialogue],
        admins: Admins,
        overview: Overview,
        reload: Callable[[], Awaitable[Sequence[str]]],
        heartbeat: Callable[[], float | None] = lambda: None,
        tapped_at: Callable[[], float] = monotonic,
    ) -> None:
        self._current = dialogue
        self._admins = admins
        self._overview = overview
        self._reload = reload
        self._heartbeat = heartbeat
        self._tapped_at = tapped_at
        self._settled_at: dict[int, float] = {}  # by the chats of administrators

    async def open(self, bot: Bot) -> None:
        """Put the commands into the administrators' menus."""
        await self._admins.publish(bot)

    async def message(self, message: Message) -> bool:
        """Obey a command that an administrator has typed; forwarded ones are somebody else's words."""
        wish = addressed(message, message.get_bot().username)
        screens = self._admins.screens
        if screens is None or not isinstance(wish, Command) or message.forward_origin or message.via_bot:
            return False
        if not self._admins.speak(message.from_user, message.chat) or wish.name not in screens.commands:
            return False
        try:
            shown = await self._obeyed(wish.name, screens, message.get_bot())
        except StoreError as error:
            _log.warning("%s", error)
            shown = screens.unreadable()
        await delivery.answer(message, Reply((shown,)))
        return True

    async def press(self, query: CallbackQuery, *, again: bool) -> bool:
        """Turn pages and settle groups, in place."""
        del again  # edits in place are safe to repeat; what a tap settles is guarded below
        wish, screens, message = wish_of(query.data or ""), self._admins.screens, query.message
        if wish is None or screens is None or message is None or not self._admins.speak(query.from_user, message.chat):
            return False
        try:
            shown = await self._turned(wish, screens, message.chat.id)
        except StoreError as error:
            _log.warning("%s", error)
            shown = Reply((screens.unreadable(),))
        await delivery.answer_press(query, shown)
        return True

    async def _obeyed(self, name: str, screens: AdminScreens, bot: Bot) -> reply.Message:
        match name:
            case "unanswered":
                return screens.unanswered(await self._overview.groups())
            case "reload":
                before = self._current().knowledge
                problems = await self._reload()
                after = self._admins.screens or screens
                return after.refused(problems) if problems else after.reloaded(before)
        overview = self._overview
        today = overview.today
        return screens.stats(
            await overview.figures(today, today),
            await overview.figures(today - timedelta(days=DAYS - 1), today),
            overview.stale(self._current().knowledge, today),
            replace(await self._at_telegram(bot), heartbeat=self._heartbeat()),
        )

    async def _at_telegram(self, bot: Bot) -> Condition:
        """Ask Telegram how many updates wait, which it says for long polling as well, and which call failed last."""
        try:
            info = await bot.get_webhook_info()
        except TelegramError as error:
            _log.info("the number of waiting updates is not known: %s", error)
            return Condition()
        if not info.url or not info.last_error_date:
            return Condition(info.pending_update_count)
        cause = without_addresses(redactor()(info.last_error_message or ""))
        failed_at = info.last_error_date.astimezone(self._overview.clock().tzinfo)
        return Condition(info.pending_update_count, webhook_error=cause, failed_at=failed_at)

    async def _turned(self, wish: Page | Settle, screens: AdminScreens, chat_id: int) -> Reply:
        if isinstance(wish, Page):
            return Reply((screens.unanswered(await self._overview.groups(), wish.id),), in_place=True)
        if self._tapped_at() - self._settled_at.get(chat_id, -_DOUBLE_TAP_SECONDS) < _DOUBLE_TAP_SECONDS:
            return Reply()
        # Grouped as it was shown: what was asked since then could have changed the groups.
        shown = await self._overview.groups(wish.latest)
        at = position(shown, wish.id)
        if at is None or seal(shown[at]) != wish.seal:
            fresh = screens.unanswered(await self._overview.groups(), wish.id)
            return Reply((fresh,), in_place=True, notice=screens.texts.changed)
        await self._overview.settle(shown[at], wish.verdict)
        self._settled_at[chat_id] = self._tapped_at()
        following = shown[at + 1][0].id if at + 1 < len(shown) else 0
        fresh = screens.unanswered(await self._overview.groups(), following)
        return Reply((fresh,), in_place=True, notice=screens.texts.settled)
