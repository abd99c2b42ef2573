"""The chat page's server over real HTTP: its files, its guards, its port."""

from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import websocket_connect

from bot.errors import CannotStart
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.page import FOLDER, serve_page
from tests.tryout.sockets import Connect, read


async def fetch(url: str, **headers: str) -> HTTPResponse:
    return await AsyncHTTPClient().fetch(HTTPRequest(url, headers=headers), raise_error=False)


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
