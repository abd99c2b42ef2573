"""The HTTP server: takes a call, lets it meet its fault, and hands it to the local Telegram."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.tryout.faults import Answer, DroppedConnection
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api.faults import Changed, Dropped, Fault, Faults, Held, Late, Raw

TOKEN_SHAPE = re.compile(r"\d+:[A-Za-z0-9_-]+")
KEPT = 10_000


@dataclass(frozen=True)
class Call:
    """One call of the bot; `at` is in seconds on the monotonic clock."""

    method: str
    parameters: dict[str, Any]
    at: float


class BotApiServer:
    """One bot's Telegram, at `url`; the package's docstring tells what tests do with it."""

    def __init__(self, telegram: LocalTelegram, token: str, port: int) -> None:
        self.telegram = telegram
        self.token = token
        self.url = f"http://127.0.0.1:{port}"
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=KEPT)
        self.delivered: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.open_calls = 0
        self.most_open_calls = 0
        self.connections = 0
        self.hung_up = asyncio.Event()

    def called(self, method: str, chat: int | None = None) -> list[Call]:
        """Return the calls of one method, of one chat if wanted, oldest first."""
        return [
            call
            for call in self.calls
            if call.method == method and (chat is None or str(chat) == str(call.parameters.get("chat_id")))
        ]

    async def handle(self, method: str, parameters: dict[str, Any]) -> Raw:
        """Answer one call; raises DroppedConnection where the connection shall break."""
        self.calls.append(Call(method, parameters, monotonic()))
        self.open_calls += 1
        self.most_open_calls = max(self.most_open_calls, self.open_calls)
        try:
            return await self._answer(method, parameters, self.faults.take(method, parameters))
        finally:
            self.open_calls -= 1

    async def _answer(self, method: str, parameters: dict[str, Any], fault: Fault | None) -> Raw:
        match fault:
            case Raw():
                return fault
            case Dropped(done=False):
                raise DroppedConnection(f"{method}: dropped on order")
            case Held(gate):
                await gate.wait()
        status, body = await self._done(method, parameters, fault)
        match fault:
            case Dropped():
                raise DroppedConnection(f"{method}: answer lost on order")
            case Late(seconds):
                await asyncio.sleep(seconds)
        return Raw(status, json.dumps(body).encode())

    async def _done(self, method: str, parameters: dict[str, Any], fault: Fault | None) -> Answer:
        status, body = await self.telegram.handle(method, parameters)
        if isinstance(fault, Changed):
            body = body | {"result": fault.change(body["result"])}
        if method == "getUpdates" and body["ok"]:
            self.delivered.extend(body["result"])
        return status, body


def delivered_again(api: BotApiServer) -> Changed:
    """Hand out everything that was handed out before once more, ahead of what is new."""
    return Changed(lambda updates: [*api.delivered, *updates])


@asynccontextmanager
async def serve(telegram: LocalTelegram, token: str, port: int = 0) -> AsyncIterator[BotApiServer]:
    """Serve this Telegram to the bot with this token; port 0 is any free one."""
    sockets = bind_sockets(port, "127.0.0.1")
    api = BotApiServer(telegram, token, sockets[0].getsockname()[1])
    http = CountingServer(Application([(r"/bot([^/]*)/(\w+)", Method, {"api": api})], log_function=lambda _: None))
    http.api = api
    http.add_sockets(sockets)
    try:
        yield api
    finally:
        http.stop()
        await http.close_all_connections()


class CountingServer(HTTPServer):
    """Counts the connections that clients open."""

    api: BotApiServer

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Take a new connection."""
        self.api.connections += 1
        super().handle_stream(stream, address)


class Method(RequestHandler):
    """One call of the Bot API."""

    def initialize(self, api: BotApiServer) -> None:
        self._api = api
        self._call: asyncio.Task[Raw] | None = None

    async def get(self, token: str, method: str) -> None:
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        if not TOKEN_SHAPE.fullmatch(token):
            self._refuse(404, "Not Found")
            return
        if token != self._api.token:
            self._refuse(401, "Unauthorized")
            return
        self._call = asyncio.create_task(self._api.handle(method, self._parameters()))
        try:
            self._answer(await self._call)
        except DroppedConnection:
            self.detach().close()
        except asyncio.CancelledError:  # the client has left
            self.finish()

    def on_connection_close(self) -> None:
        self._api.hung_up.set()
        if self._call:
            self._call.cancel()

    def _parameters(self) -> dict[str, Any]:
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            return dict(json.loads(self.request.body))
        return {name: values[-1].decode() for name, values in self.request.arguments.items()}

    def _refuse(self, status: int, description: str) -> None:
        self._answer(Raw(status, json.dumps({"ok": False, "error_code": status, "description": description}).encode()))

    def _answer(self, answer: Raw) -> None:
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.content_type)
        self.finish(answer.body)
