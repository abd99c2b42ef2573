"""The chat page on 127.0.0.1: its files over HTTP, and a WebSocket for each open tab."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from bot.errors import CannotStart
from bot.tryout.chat import Chat
from bot.tryout.frames import act, chat_frame, event_frame, read_frame
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.notice import KnowledgeNotice

ADDRESS = "127.0.0.1"
FOLDER = Path(__file__).parent / "page"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
MAX_FRAME_BYTES = 256 * 1024


@asynccontextmanager
async def serve_page(telegram: LocalTelegram, port: int, notice: KnowledgeNotice | None = None) -> AsyncIterator[str]:
    """Serve the page on this port (0: any free one) and give its address; it shows the `notice` as it changes."""
    listener = _listen(port)
    port = listener.getsockname()[1]
    tabs = Tabs(telegram, port, notice or KnowledgeNotice())
    server = HTTPServer(Application([(r"/socket", TabSocket, {"tabs": tabs}), (r"/(.*)", File, {"tabs": tabs})]))
    server.add_sockets([listener])
    try:
        yield f"http://{ADDRESS}:{port}/"
    finally:
        server.stop()
        await tabs.close()
        await server.close_all_connections()


def _listen(port: int) -> socket.socket:
    place = f"chat page on {ADDRESS}:{port}"
    if not 0 <= port <= 65535:
        raise CannotStart(f"{place}: there is no such port; choose one between 1024 and 65535 with --port")
    try:
        listener = socket.create_server((ADDRESS, port))
    except OSError as error:
        raise CannotStart(f"{place}: {_cause_and_cure(error)} with --port") from error
    listener.setblocking(False)
    return listener


def _cause_and_cure(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program uses this port; stop it, or choose another port"
    if error.errno == errno.EACCES:
        return "this port needs administrator rights; choose one above 1023"
    return f"it cannot be opened ({error.strerror}); choose another port"


class Tabs:
    """The chats by the key that a tab remembers, and the sockets that are open."""

    def __init__(self, telegram: LocalTelegram, port: int, notice: KnowledgeNotice) -> None:
        self.telegram = telegram
        self.notice = notice
        notice.listen(self.tell)
        self.chats: dict[str, Chat] = {}
        self.sockets: set[TabSocket] = set()
        self.hosts = {f"{name}:{port}" for name in (ADDRESS, "localhost")} | (
            {ADDRESS, "localhost"} if port == 80 else set()
        )

    def chat(self, key: object) -> tuple[str, Chat]:
        """Return the chat with this key, or a new one with a key that nobody can guess."""
        if isinstance(key, str) and key in self.chats:
            return key, self.chats[key]
        key = secrets.token_urlsafe(16)
        self.chats[key] = self.telegram.open_chat()
        return key, self.chats[key]

    def tell(self, frame: dict[str, Any]) -> None:
        """Show something in all tabs that have opened their chat."""
        for tab in self.sockets:
            if tab.chat is not None:
                tab.show(frame)

    async def close(self) -> None:
        """End what the open sockets still do."""
        followers = [tab.follower for tab in self.sockets if tab.follower]
        for tab in list(self.sockets):
            tab.close()
        for follower in followers:
            follower.cancel()
        await asyncio.gather(*followers, return_exceptions=True)


class Guarded(RequestHandler):
    """Refuse names that are not this machine's, or a page elsewhere could read the chat (DNS rebinding)."""

    def initialize(self, tabs: Tabs) -> None:
        """Take what all handlers share."""
        self.tabs = tabs

    def prepare(self) -> None:
        """Answer 403 to a foreign Host."""
        if self.request.host.lower() not in self.tabs.hosts:
            self.set_status(403)
            self.finish("This page answers only to 127.0.0.1 and localhost.\n")

    def set_default_headers(self) -> None:
        """Allow nothing but this page's own files and socket."""
        sockets = f"ws://{self.request.host}"
        self.set_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {sockets}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")


class File(Guarded):
    """One of the files in the folder `page`."""

    def get(self, name: str) -> None:
        """Answer with the file; only names that lie in the folder are known."""
        files = {path.name: path for path in FOLDER.iterdir() if path.suffix in TYPES}
        path = files.get(name or "index.html")
        if path is None:
            self.set_status(404)
            self.finish("Not found.\n")
            return
        self.set_header("Content-Type", f"{TYPES[path.suffix]}; charset=utf-8")
        self.finish(path.read_bytes())


class TabSocket(WebSocketHandler, Guarded):
    """One open tab: it names its chat, is shown it, then follows it and acts in it."""

    follower: asyncio.Task[None] | None = None
    chat: Chat | None = None

    def check_origin(self, origin: str) -> bool:
        """Refuse pages of other origins."""
        parts = urlsplit(origin)
        return parts.scheme == "http" and parts.netloc.lower() in self.tabs.hosts

    @property
    def max_message_size(self) -> int:
        """Close the socket on a frame that no page sends."""
        return MAX_FRAME_BYTES

    def open(self, *_: str, **__: str) -> None:
        """Wait for the tab to say which chat is its own."""
        self.tabs.sockets.add(self)

    def on_message(self, message: str | bytes) -> None:
        """Open the chat, or do what the page asks; what makes no sense is answered with a sentence."""
        frame = read_frame(message)
        if frame.get("type") == "open" and self.chat is None:
            self._show(frame.get("key"))
        elif self.chat is None:
            self.show({"type": "error", "text": "not understood: expected open first"})
        elif told := act(frame, self.chat):
            self.show(told)

    def on_close(self) -> None:
        """Stop following; the chat stays for the next connection."""
        self.tabs.sockets.discard(self)
        if self.follower:
            self.follower.cancel()

    def _show(self, key: object) -> None:
        key, self.chat = self.tabs.chat(key)
        seen = len(self.chat.events)
        self.show(chat_frame(key, self.chat, self.tabs.telegram.profile))
        self.show(self.tabs.notice.frame())
        self.follower = asyncio.create_task(self._follow(self.chat, seen))

    async def _follow(self, chat: Chat, number: int) -> None:
        while True:
            event = await chat.event(number)
            number += 1
            self.show(event_frame(event, chat, self.tabs.telegram.profile))

    def show(self, frame: dict[str, Any]) -> None:
        """Send the page a frame; one that is closing needs none."""
        with contextlib.suppress(WebSocketClosedError, StreamClosedError):
            self.write_message(frame)
