"""The updates that wait for the bot: kept, handed out by long polling, confirmed, and the notion of idle."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.tryout.changes import Change
from bot.tryout.params import Params
from bot.tryout.refusal import BadRequest, Refusal

DAY = 86_400
KEPT_SECONDS = {
    "message": DAY,
    "edited_message": DAY,
    "my_chat_member": DAY,
    "callback_query": 150,
    "inline_query": 30,
    "chosen_inline_result": 600,
}
MAX_LIMIT = 100
MAX_TIMEOUT = 50


@dataclass(frozen=True)
class Update:
    """One update as Telegram sends it, and when Telegram forgets it."""

    update_id: int
    body: dict[str, Any]
    forgotten_at: float


class Updates:
    """The queue between the persons and the bot."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: list[Update] = []
        self._next_id = 1
        self._allowed: list[str] = []
        self._poll: asyncio.Future[None] | None = None
        self._change = Change()
        self._news = Change()
        self._settled: list[Callable[[], Awaitable[Any]]] = []
        self.webhook: dict[str, Any] = {"url": "", "has_custom_certificate": False}

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot said that it does not want its kind."""
        if self._allowed and kind not in self._allowed:
            return
        body = {"update_id": self._next_id, kind: payload}
        self._waiting.append(Update(self._next_id, body, self._clock() + KEPT_SECONDS[kind]))
        self._next_id += 1
        self._news.notify()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def pending(self) -> list[dict[str, Any]]:
        """Return the updates that the bot has not confirmed yet."""
        now = self._clock()
        self._waiting = [update for update in self._waiting if update.forgotten_at > now]
        return [update.body for update in self._waiting]

    async def news(self) -> None:
        """Wait until an update is queued."""
        await self._news.wait()

    def confirm(self, update_id: int) -> None:
        """Take an update off the queue, as Telegram does when a webhook has answered 2xx."""
        self._waiting = [update for update in self._waiting if update.update_id != update_id]

    def watch(self, settled: Callable[[], Awaitable[Any]]) -> None:
        """Let `idle` also wait for this, such as `application.update_queue.join`."""
        self._settled.append(settled)

    async def idle(self) -> None:
        """Wait until the bot polls with nothing pending and all that is watched has settled."""
        while True:
            while not (self._poll and not self._poll.done() and not self.pending()):
                await self._change.wait()
            handed_out = self._next_id
            for settled in self._settled:
                await settled()
            if handed_out == self._next_id and self._poll and not self._poll.done():
                return

    async def get(self, params: Params) -> list[dict[str, Any]]:
        """Answer getUpdates: confirm by offset, then wait up to the timeout for an update."""
        if self.webhook["url"]:
            words = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refusal(409, f"Conflict: {words}")
        self._remember_allowed(params)
        self._confirm(params.integer("offset") or 0)
        if self._poll and not self._poll.done():
            words = "terminated by other getUpdates request; make sure that only one bot instance is running"
            self._poll.set_exception(Refusal(409, f"Conflict: {words}"))
        seconds = min(params.integer("timeout") or 0, MAX_TIMEOUT)
        if seconds > 0 and not self.pending():
            await self._long_poll(seconds)
        limit = params.integer("limit") or MAX_LIMIT
        return self.pending()[: min(max(limit, 1), MAX_LIMIT)]

    async def _long_poll(self, seconds: int) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        self._change.notify()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def set_webhook(self, params: Params) -> bool:
        """Answer setWebhook; updates then stay pending, for nothing here calls the network."""
        url = params.text("url") or ""
        if url and not url.startswith("https://"):
            raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
        self._remember_allowed(params)
        return self._set_url(url, params)

    def delete_webhook(self, params: Params) -> bool:
        """Answer deleteWebhook."""
        return self._set_url("", params)

    def webhook_info(self, params: Params) -> dict[str, Any]:  # noqa: ARG002 - the shape of a method
        """Answer getWebhookInfo."""
        allowed = {"allowed_updates": self._allowed} if self._allowed else {}
        return self.webhook | {"pending_update_count": len(self.pending())} | allowed

    def _set_url(self, url: str, params: Params) -> bool:
        self.webhook["url"] = url
        if params.flag("drop_pending_updates"):
            self._waiting.clear()
        return True

    def _remember_allowed(self, params: Params) -> None:
        allowed = params.json("allowed_updates")  # omitted: the previous setting stays
        if isinstance(allowed, list):
            self._allowed = [str(kind) for kind in allowed]

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._waiting = [update for update in self._waiting if update.update_id >= offset]
        elif offset < 0:
            self._waiting = self._waiting[offset:]
