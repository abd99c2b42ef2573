"""Telegram's side of a webhook: brings each update until it hears 2xx, as its Bot API server does.

One request is open per chat for messages, and per person for presses and inline queries; the next update of that line
waits. After anything but 2xx an update comes again: at once, then after 2, 4, 8 … 60 seconds, or when Retry-After says.

    async with delivering(api, through="http://127.0.0.1:8443") as deliveries:
        chat.say("/start")
        await deliveries.settled()                # everything was taken
        deliveries.attempts                       # what was answered, oldest first
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.tryout.changes import Change
from tests.bot_api.server import BotApiServer

GIVES_UP_SECONDS = 60
LONGEST_PAUSE_SECONDS = 60


@dataclass(frozen=True)
class Attempt:
    """One request; `status` is None if the connection broke."""

    update_id: int
    status: int | None


class Deliveries:
    """The updates on their way; `through` is where the webhook's host is found, such as http://127.0.0.1:8443."""

    def __init__(self, api: BotApiServer, session: aiohttp.ClientSession, through: str) -> None:
        self.attempts: list[Attempt] = []
        self._updates = api.telegram.updates
        self._api = api
        self._session = session
        self._through = through
        self._known: set[int] = set()
        self._lines: dict[Hashable, deque[dict[str, Any]]] = {}
        self._taken = Change()

    async def run(self) -> None:
        """Bring what is queued until cancelled."""
        async with asyncio.TaskGroup() as lines:
            while True:
                for update in self._updates.pending() if self._updates.webhook["url"] else []:
                    if update["update_id"] not in self._known:
                        self._known.add(update["update_id"])
                        line = _line(update)
                        if line not in self._lines:
                            self._lines[line] = deque()
                            lines.create_task(self._bring_all(line))
                        self._lines[line].append(update)
                await self._updates.news()

    async def settled(self) -> None:
        """Wait until nothing is queued any more."""
        while self._updates.pending():
            await self._taken.wait()

    async def _bring_all(self, line: Hashable) -> None:
        await asyncio.sleep(0)  # until the first update stands in the line
        while self._lines[line]:
            await self._bring(self._lines[line][0])
            self._updates.confirm(self._lines[line].popleft()["update_id"])
            self._taken.notify()
        del self._lines[line]

    async def _bring(self, update: dict[str, Any]) -> None:
        pause = 0.0
        while (retry_after := await self._attempt(update)) is not None:
            await asyncio.sleep(retry_after or pause)
            pause = min(2 * pause or 2.0, LONGEST_PAUSE_SECONDS)

    async def _attempt(self, update: dict[str, Any]) -> float | None:
        """Make one request; None if it was taken, else the seconds of its Retry-After, 0 without one."""
        url = urlsplit(self._updates.webhook["url"])
        secret = self._api.called("setWebhook")[-1].parameters["secret_token"]
        headers = {"Host": url.netloc, "X-Telegram-Bot-Api-Secret-Token": secret}
        status, retry_after = None, 0.0
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            address = f"{self._through}{url.path}{f'?{url.query}' if url.query else ''}"
            async with self._session.post(address, json=update, headers=headers) as answer:
                status, retry_after = answer.status, float(answer.headers.get("Retry-After", 0))
        self.attempts.append(Attempt(update["update_id"], status))
        return None if status and 200 <= status < 300 else retry_after


@asynccontextmanager
async def delivering(api: BotApiServer, through: str) -> AsyncIterator[Deliveries]:
    """Bring updates to the webhook until the end of the block."""
    connector = aiohttp.TCPConnector(limit=100, ssl=False)
    timeout = aiohttp.ClientTimeout(total=GIVES_UP_SECONDS)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        deliveries = Deliveries(api, session, through)
        running = asyncio.create_task(deliveries.run())
        try:
            yield deliveries
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def _line(update: dict[str, Any]) -> Hashable:
    """Name what an update waits in: its chat, or its person for what Telegram orders by persons."""
    for kind in ("callback_query", "inline_query"):
        if kind in update:
            return kind, update[kind]["from"]["id"]
    message = update.get("message") or update.get("edited_message") or {}
    return "chat", message.get("chat", {}).get("id")
