"""The local try-out as a process: the page over HTTP, and the chat in the terminal."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

from tests.cli.conftest import PATIENCE, TOKEN, finished, running

ADDRESS = "Chat with the bot at "


async def answers(url: str, text: str) -> list[dict[str, Any]]:
    """Open the chat as a tab of a browser does, say something, and return what the chat shows until the answer."""
    socket_url = url.replace("http://", "ws://") + "socket"
    connection = await websocket_connect(socket_url)
    frames: list[dict[str, Any]] = []
    try:
        await connection.write_message(json.dumps({"type": "open", "key": None}))
        await connection.write_message(json.dumps({"type": "say", "text": text}))
        async with asyncio.timeout(PATIENCE):
            while not any(frame.get("message", {}).get("fromBot") for frame in frames):
                frames.append(json.loads(await connection.read_message() or "{}"))
    finally:
        connection.close()
    return frames


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_page_is_served_and_answers_until_a_signal(home: Path, number: signal.Signals):
    """A token that happens to be set is not touched."""
    async with running("try", "--port", "0", cwd=home, TELEGRAM_BOT_TOKEN=TOKEN) as bot:
        url = (await bot.says(ADDRESS)).removeprefix(ADDRESS).split()[0]
        page = await AsyncHTTPClient().fetch(url)
        assert page.code == 200
        assert b"<html" in page.body
        frames = await answers(url, "ポイントは消える")
        assert "ポイントは消滅します。" in frames[-1]["message"]["text"]
        bot.kill(number)
        bot.kill(number)
        assert await bot.ends() == 0
    assert bot.err == []


async def test_without_a_token_the_bot_says_so_and_is_the_try_out(home: Path):
    async with running(cwd=home) as bot:
        # On a machine that uses port 8080 for something else, it says that instead.
        place = await bot.says("127.0.0.1:8080")
        if place.startswith(ADDRESS):
            bot.kill(signal.SIGTERM)
        code = await bot.ends()
    assert bot.out[0].startswith("No TELEGRAM_BOT_TOKEN is set, so this is the local try-out")
    assert code == (0 if place.startswith(ADDRESS) else 2)


def test_a_port_in_use_is_one_sentence(home: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = finished("try", "--port", str(port), cwd=home)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "--port" in line


def test_the_terminal_answers_what_is_piped_in(home: Path):
    typed = "ポイントは消える\n/menu\n1\n/quit\nnever read\n".encode()
    done = finished("try", "--terminal", cwd=home, stdin=typed)
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("こんにちは。", "ポイントは消滅します。", "[1] 退会", "[1] ポイントは退会するとどうなりますか？"):
        assert words in done.stdout


def test_the_terminal_ends_with_its_input(home: Path):
    done = finished("try", "--terminal", cwd=home, stdin=b"\xff\xfe\x83\n\n\x00\n" + "あ".encode() * 5000)
    assert (done.returncode, done.stderr) == (0, "")
