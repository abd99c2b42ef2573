"""A Bot API server that costs little, and the people who write to its bots: what a bot is measured against.

Each bot has its own token and its own people, so that several bots stand side by side on one server. Every person
writes once, in a private chat: what comes there first is the answer, however many messages follow it. What the bots
get back has the fields that Telegram's messages have, so that they have as much to read.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

_BATCH = 100  # as many updates as Telegram hands out at once
_FIRST_CHAT = 1_000_000
_FIELDS = ("chat_id", "text", "parse_mode", "reply_markup")
# What a bot may want to know before it listens; everything else is answered with true.
_RESULTS: dict[str, Any] = {
    "getMe": {
        "id": 123456789,
        "is_bot": True,
        "first_name": "bot",
        "username": "benchmark_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
    },
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    "getMyCommands": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}


@dataclass
class Load:
    """What came of a load: the seconds that it took, and those of each answer.

    `answering` counts from the hand-out of an update to its first answer, `waiting` from the moment in which the
    person wrote; `calls` are all calls that bring a message, which may be more than one an answer.
    """

    seconds: float = 0.0
    calls: int = 0
    answering: list[float] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)


@dataclass
class _Question:
    written: float
    handed_out: float = 0.0


class Account:
    """One bot's Telegram: the updates that wait for it, and its people who wait for answers."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._numbers = count(1)
        self._updates: deque[dict[str, Any]] = deque()
        self._polled = asyncio.Event()
        self._questions: dict[int, _Question] = {}
        self._load = Load()
        self._until = 0.0
        self._quiet = asyncio.Event()

    async def hurry(self, people: int, seconds: float) -> Load:
        """Have so many people wait for answers at once, another one for each who got his, until the time is over."""
        started = self._begin(seconds)
        for _ in range(people):
            self._write()
        return await self._ended(started)

    async def trickle(self, each_second: float, seconds: float, chance: random.Random) -> Load:
        """Have people write once each, at random moments, so many a second on average."""
        started = self._begin(0)
        at = chance.expovariate(each_second)
        while at < seconds:
            await asyncio.sleep(started + at - perf_counter())
            self._write()
            at += chance.expovariate(each_second)
        return await self._ended(started)

    async def handle(self, method: str, parameters: dict[str, Any]) -> Any:
        """Answer one call with its result."""
        if method == "getUpdates":
            return await self._poll(float(parameters.get("timeout", 0)))
        if method in ("sendMessage", "editMessageText"):
            return self._sent(parameters)
        return _RESULTS.get(method, True)

    def _begin(self, seconds: float) -> float:
        """Begin a load in which each answer makes another person write, for so many seconds."""
        started = perf_counter()
        self._load, self._until = Load(), started + seconds
        return started

    async def _ended(self, started: float) -> Load:
        while self._questions:
            self._quiet.clear()
            await self._quiet.wait()
        self._load.seconds = perf_counter() - started
        return self._load

    def _write(self) -> None:
        number = next(self._numbers)
        chat = _FIRST_CHAT + number
        person = {"id": chat, "is_bot": False, "first_name": "花子", "language_code": "ja"}
        message = {
            "message_id": number,
            "from": person,
            "chat": {"id": chat, "first_name": "花子", "type": "private"},
            "date": 1_790_000_000,
            "text": self._texts[number % len(self._texts)],
        }
        self._questions[chat] = _Question(perf_counter())
        self._updates.append({"update_id": number, "message": message})
        self._polled.set()

    async def _poll(self, seconds: float) -> list[dict[str, Any]]:
        if not self._updates and seconds:
            self._polled.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._polled.wait()
            except TimeoutError:
                return []
        batch = [self._updates.popleft() for _ in range(min(_BATCH, len(self._updates)))]
        now = perf_counter()
        for update in batch:
            self._questions[update["message"]["chat"]["id"]].handed_out = now
        return batch

    def _sent(self, parameters: dict[str, Any]) -> dict[str, Any]:
        now = perf_counter()
        chat = int(parameters["chat_id"])
        self._load.calls += 1
        question = self._questions.pop(chat, None)
        if question:  # otherwise a further message of the same answer
            self._load.answering.append(now - question.handed_out)
            self._load.waiting.append(now - question.written)
            if now < self._until:
                self._write()
            elif not self._questions:
                self._quiet.set()
        return _message(chat, parameters)


def _message(chat: int, parameters: dict[str, Any]) -> dict[str, Any]:
    """Write a bot's message as Telegram shows it to the bot: with its entities and buttons."""
    text = parameters["text"]
    message: dict[str, Any] = {
        "message_id": 1,
        "from": {"id": 123456789, "is_bot": True, "first_name": "bot", "username": "benchmark_bot"},
        "chat": {"id": chat, "first_name": "花子", "type": "private"},
        "date": 1_790_000_000,
        "text": text,
    }
    if parameters.get("parse_mode"):
        message["text"] = re.sub("<[^>]*>", "", text)
        message["entities"] = [{"type": "bold", "offset": at, "length": 1} for at in range(text.count("</"))]
    if buttons := parameters.get("reply_markup"):
        message["reply_markup"] = json.loads(buttons) if isinstance(buttons, str) else buttons
    return message


class Server:
    """The accounts by token, over HTTP on 127.0.0.1."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.url = ""

    async def respond(self, request: web.BaseRequest) -> web.Response:
        """Answer one request; the form is read by hand, since aiohttp takes much longer."""
        _, bot, method = request.path.split("/")
        body = await request.read()
        if request.content_type == "application/json":
            parameters = json.loads(body)
        elif request.content_type == "multipart/form-data":
            parameters = {name: str(value) for name, value in (await request.post()).items()}
        else:
            parameters = dict(parse_qsl(body.decode()))
        result = await self.accounts[bot.removeprefix("bot")].handle(method, parameters)
        answer = json.dumps({"ok": True, "result": result}).encode()
        return web.Response(body=answer, content_type="application/json")


@asynccontextmanager
async def serve() -> AsyncIterator[Server]:
    """Serve until the end of the block."""
    server = Server()
    # A poll whose bot has gone is not waited for.
    runner = web.ServerRunner(web.Server(server.respond, handler_cancellation=True), shutdown_timeout=0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        await runner.cleanup()
