"""The chat page's server over real HTTP and WebSockets, as a hostile or clumsy client sees it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from bot.errors import CannotStart
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.page import FOLDER, serve_page

Frame = dict[str, Any]
Connect = Callable[..., Awaitable[WebSocketClientConnection]]


async def fetch(url: str, **headers: str) -> HTTPResponse:
    return await AsyncHTTPClient().fetch(HTTPRequest(url, headers=headers), raise_error=False)


async def read(socket: WebSocketClientConnection, kind: str) -> Frame:
    """Return the next frame of this kind."""
    while True:
        raw = await socket.read_message()
        assert raw is not None, "the server closed the socket"
        frame: Frame = json.loads(raw)
        if frame["type"] == kind:
            return frame


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


async def opened(connect: Connect, key: str | None = None) -> tuple[WebSocketClientConnection, Frame]:
    socket = await connect()
    await socket.write_message(json.dumps({"type": "open", "key": key}))
    return socket, await read(socket, "chat")


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
async def test_every_file_is_served_with_its_type(url: str, path: Any) -> None:
    response = await fetch(url + path.name)

    assert response.code == 200
    assert response.body == path.read_bytes()
    types = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    assert response.headers["Content-Type"] == f"{types[path.suffix]}; charset=utf-8"


async def test_page_allows_nothing_from_elsewhere(url: str) -> None:
    response = await fetch(url)
    policy = response.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_files_name_no_other_address(path: Any) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert "http://" not in text
    assert "https://" not in text
    assert "innerHTML" not in text


@pytest.mark.parametrize("path", ["page.py", "../page.py", "%2e%2e/page.py", "//etc/passwd", "missing.js"])
async def test_nothing_else_is_served(url: str, path: str) -> None:
    assert (await fetch(url + path)).code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1"])
async def test_foreign_host_is_refused(url: str, host: str) -> None:
    response = await fetch(url, Host=host)

    assert response.code == 403
    assert response.body == b"This page answers only to 127.0.0.1 and localhost.\n"


async def test_localhost_is_a_name_of_this_page(url: str) -> None:
    assert (await fetch(url, Host=f"localhost:{url.split(':')[2].strip('/')}")).code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
    ids=str,
)
async def test_foreign_socket_is_refused(connect: Connect, telegram: LocalTelegram, headers: dict[str, str]) -> None:
    with pytest.raises(HTTPClientError, match="403"):
        await connect(**headers)
    assert list(telegram.chats) == []


async def test_own_origin_may_connect(connect: Connect, url: str) -> None:
    socket = await connect(Origin=url.strip("/"))
    await socket.write_message('{"type": "open"}')

    assert (await read(socket, "chat"))["messages"] == []


async def test_chat_frame_shows_the_bot(connect: Connect) -> None:
    _, frame = await opened(connect)

    assert frame["bot"] == {
        "name": "Test bot",
        "description": "What this bot does",
        "commands": [
            {"command": "start", "description": "Begin again"},
            {"command": "ask", "description": "Ask my name"},
        ],
    }


async def test_bot_answers_in_the_tab(connect: Connect) -> None:
    socket, _ = await opened(connect)
    await socket.write_message('{"type": "say", "text": "/start"}')
    said = (await read(socket, "message"))["message"]
    reply = (await read(socket, "message"))["message"]

    assert (said["fromBot"], said["text"]) == (False, "/start")
    assert (reply["fromBot"], reply["keyboard"][0][0]) == (
        True,
        {"text": "Turn the page", "callback_data": "page:2"},
    )

    await socket.write_message(json.dumps({"type": "press", "id": reply["id"], "data": "alert"}))
    assert await read(socket, "answer") == {
        "type": "answer",
        "id": reply["id"],
        "data": "alert",
        "text": "Careful!",
        "alert": True,
    }
    await socket.write_message(json.dumps({"type": "press", "id": reply["id"], "data": "page:2"}))
    assert (await read(socket, "edit"))["message"]["text"] == "Page two"
    await socket.write_message(json.dumps({"type": "press", "id": reply["id"], "data": "delete"}))
    assert (await read(socket, "delete"))["id"] == reply["id"]


async def test_chat_is_replayed_to_its_key_only(connect: Connect, telegram: LocalTelegram) -> None:
    socket, first = await opened(connect)
    await socket.write_message('{"type": "say", "text": "hello"}')
    await read(socket, "message")
    await telegram.idle()
    socket.close()
    _, again = await opened(connect, first["key"])
    _, other = await opened(connect)

    assert again["key"] == first["key"]
    assert [message["text"] for message in again["messages"]] == ["hello", "hello"]
    assert other["messages"] == []
    assert other["key"] != first["key"]


async def test_unknown_key_opens_a_new_chat(connect: Connect) -> None:
    _, frame = await opened(connect, "made up")

    assert frame["key"] != "made up"


async def test_reply_and_typing_and_new_profile_reach_the_tab(connect: Connect, telegram: LocalTelegram) -> None:
    socket, _ = await opened(connect)
    [chat] = telegram.chats
    await telegram.handle("sendChatAction", {"chat_id": chat.chat_id, "action": "typing"})
    await read(socket, "typing")
    await telegram.handle("setMyName", {"name": "New name"})
    assert (await read(socket, "bot"))["bot"]["name"] == "New name"

    await socket.write_message('{"type": "say", "text": "one"}')
    first = (await read(socket, "message"))["message"]
    await read(socket, "message")
    await socket.write_message(json.dumps({"type": "say", "text": "two", "replyTo": first["id"]}))
    assert (await read(socket, "message"))["message"]["replyTo"] == first["id"]
    assert (await read(socket, "message"))["message"]["text"] == "one → two"


NONSENSE = {
    "no JSON": "{",
    "no object": "[1]",
    "deep": "[" * 100_000,
    "unknown type": '{"type": "dance"}',
    "text is no text": '{"type": "say", "text": 5}',
    "half a surrogate": '{"type": "say", "text": "\\ud83d"}',
    "id is no number": '{"type": "press", "id": "1", "data": "x"}',
    "opened twice": '{"type": "open"}',
    "bytes": b"\xff\xfe",
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_is_answered_with_a_sentence(connect: Connect, nonsense: str | bytes) -> None:
    socket, _ = await opened(connect)
    await socket.write_message(nonsense, binary=isinstance(nonsense, bytes))

    error = await read(socket, "error")
    assert error["text"] == "not understood: expected say with a text, or press with an id and data"
    await socket.write_message('{"type": "say", "text": "still here"}')
    assert (await read(socket, "message"))["message"]["text"] == "still here"


async def test_acting_before_opening_is_answered_with_a_sentence(connect: Connect, telegram: LocalTelegram) -> None:
    socket = await connect()
    await socket.write_message('{"type": "say", "text": "hello"}')

    assert (await read(socket, "error"))["text"] == "not understood: expected open first"
    assert list(telegram.chats) == []


async def test_port_in_use_is_a_human_sentence(url: str, telegram: LocalTelegram) -> None:
    port = int(url.split(":")[2].strip("/"))
    sentence = f"chat page on 127.0.0.1:{port}: another program uses this port; stop it, or choose another port"

    with pytest.raises(CannotStart, match=sentence):
        async with serve_page(telegram, port):
            pytest.fail("two servers on one port")


async def test_impossible_port_is_a_human_sentence(telegram: LocalTelegram) -> None:
    with pytest.raises(CannotStart, match="there is no such port; choose one between 1024 and 65535"):
        async with serve_page(telegram, 70_000):
            pytest.fail("there is no such port")


async def test_port_is_free_again_after_serving(telegram: LocalTelegram) -> None:
    async with serve_page(telegram, 0) as first:
        port = int(first.split(":")[2].strip("/"))
        socket = await websocket_connect(f"ws://127.0.0.1:{port}/socket")
    assert await socket.read_message() is None
    socket.close()
    async with serve_page(telegram, port) as second:
        assert second == first
