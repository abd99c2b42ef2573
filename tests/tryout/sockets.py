"""WebSockets to the chat page's server, as its own page opens them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from tornado.websocket import WebSocketClientConnection

Frame = dict[str, Any]
Connect = Callable[..., Awaitable[WebSocketClientConnection]]


async def read(socket: WebSocketClientConnection, kind: str) -> Frame:
    """Return the next frame of this kind."""
    while True:
        raw = await socket.read_message()
        assert raw is not None, "the server closed the socket"
        frame: Frame = json.loads(raw)
        if frame["type"] == kind:
            return frame


async def opened(connect: Connect, key: str | None = None) -> tuple[WebSocketClientConnection, Frame]:
    socket = await connect()
    await socket.write_message(json.dumps({"type": "open", "key": key}))
    return socket, await read(socket, "chat")


async def send(socket: WebSocketClientConnection, kind: str, **content: Any) -> None:
    """Send a frame of this kind."""
    await socket.write_message(json.dumps({"type": kind} | content))
