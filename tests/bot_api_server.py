"""A stand-in for Telegram's Bot API server: real HTTP on 127.0.0.1 in front of the local Telegram."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.tryout.faults import DroppedConnection
from bot.tryout.local_telegram import LocalTelegram

TOKEN_SHAPE = re.compile(r"\d+:[A-Za-z0-9_-]+")


class BotApiServer:
    """One bot's Telegram, at `url`; `hung_up` is set when a client leaves before its answer."""

    def __init__(self, telegram: LocalTelegram, token: str, port: int) -> None:
        self.telegram = telegram
        self.token = token
        self.url = f"http://127.0.0.1:{port}"
        self.hung_up = asyncio.Event()


@asynccontextmanager
async def serve(telegram: LocalTelegram, token: str, port: int = 0) -> AsyncIterator[BotApiServer]:
    """Serve this Telegram to the bot with this token; port 0 is any free one."""
    sockets = bind_sockets(port, "127.0.0.1")
    api = BotApiServer(telegram, token, sockets[0].getsockname()[1])
    http = HTTPServer(Application([(r"/bot([^/]*)/(\w+)", Method, {"api": api})]))
    http.add_sockets(sockets)
    try:
        yield api
    finally:
        http.stop()
        await http.close_all_connections()


class Method(RequestHandler):
    """One call of the Bot API."""

    def initialize(self, api: BotApiServer) -> None:
        self._api = api
        self._call: asyncio.Task[Any] | None = None

    async def get(self, token: str, method: str) -> None:
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        if not TOKEN_SHAPE.fullmatch(token):
            self._answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})
            return
        if token != self._api.token:
            self._answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            return
        self._call = asyncio.create_task(self._api.telegram.handle(method, self._parameters()))
        try:
            self._answer(*await self._call)
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

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(body))
