"""The local Telegram with the small bot on it, its page, and sockets to the page."""

from collections.abc import AsyncIterator

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.notice import KnowledgeNotice
from bot.tryout.page import serve_page
from tests.tryout.small_bot import App, running
from tests.tryout.sockets import Connect


@pytest.fixture
def telegram() -> LocalTelegram:
    return LocalTelegram("Test bot")


@pytest.fixture
def chat(telegram: LocalTelegram) -> Chat:
    return telegram.open_chat("Hanako")


@pytest.fixture
async def application(telegram: LocalTelegram) -> AsyncIterator[App]:
    async with running(telegram) as application:
        yield application


@pytest.fixture
def notice() -> KnowledgeNotice:
    return KnowledgeNotice()


@pytest.fixture
async def url(telegram: LocalTelegram, application: App, notice: KnowledgeNotice) -> AsyncIterator[str]:
    """The address of the chat page of the running bot."""
    async with serve_page(telegram, 0, notice) as address:
        yield address


@pytest.fixture
async def connect(url: str) -> AsyncIterator[Connect]:
    """Opens WebSockets and closes them at the end."""
    sockets = []

    async def connection(**headers: str) -> WebSocketClientConnection:
        address = url.replace("http://", "ws://") + "socket"
        socket = await websocket_connect(HTTPRequest(address, headers=headers))
        sockets.append(socket)
        return socket

    yield connection
    for socket in sockets:
        socket.close()
