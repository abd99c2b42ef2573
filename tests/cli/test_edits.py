"""Edits of the knowledge, SIGHUP and a closed terminal, as a person meets them."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import signal
from pathlib import Path

import pytest
from tornado.websocket import websocket_connect

from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import serve
from tests.cli.conftest import FAQ, PATIENCE, TOKEN, BotProcess, command, environment, running, write_knowledge
from tests.cli.test_try import ADDRESS, answers

NEW = "ポイントは退会の日に消えます。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_knowledge(tmp_path / "knowledge")
    return tmp_path


def edit(folder: Path, old: str, new: str) -> None:
    faq = folder / "knowledge" / "faq" / "leaving.yaml"
    faq.write_text(FAQ.replace(old, new), encoding="utf-8")


async def broken_on_the_page(url: str) -> list[dict[str, str]]:
    """Tell what the page says is wrong when it is opened now."""
    connection = await websocket_connect(url.replace("http://", "ws://") + "socket")
    try:
        await connection.write_message(json.dumps({"type": "open", "key": None}))
        async with asyncio.timeout(PATIENCE):
            while (frame := json.loads(await connection.read_message() or "{}")).get("type") != "knowledge":
                assert frame
    finally:
        connection.close()
    return list(frame["broken"])


async def test_an_edit_shows_in_the_try_out(folder: Path):
    async with running("try", "--port", "0", cwd=folder) as bot:
        url = (await bot.says(ADDRESS)).removeprefix(ADDRESS).split()[0]
        edit(folder, "related: [email]", "related: [emial]")
        assert "did you mean 'email'?" in await bot.says("faq/leaving.yaml:")
        (broken,) = await broken_on_the_page(url)
        assert re.fullmatch(r"knowledge/faq/leaving\.yaml:\d+", broken["place"])
        assert broken["what"] == "there is no entry 'emial'; did you mean 'email'?"
        edit(folder, "", "")
        told = await bot.says("The files are sound again, and nothing has changed")
        assert re.match(r"\d\d:\d\d:\d\d The files", told)
        assert await broken_on_the_page(url) == []
        edit(folder, "ポイントは消滅します。", NEW)
        told = await bot.says("The chat knows your edit now (edited: m3-points)")
        assert re.match(r"\d\d:\d\d:\d\d The chat", told)
        frames = await answers(url, "ポイントは消える")
        assert NEW in frames[-1]["message"]["text"]
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0


async def test_a_hangup_reads_the_knowledge_again(folder: Path):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    async with (
        serve(telegram, TOKEN) as api,
        running("run", cwd=folder, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url) as bot,
    ):
        await bot.says("is listening")
        bot.kill(signal.SIGHUP)
        await bot.says("was read again: nothing has changed")
        chat.say("/start m3-points")
        assert "ポイントは消滅します。" in (await chat.next_reply(PATIENCE)).text
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0


async def test_a_bot_whose_terminal_is_closed_ends(folder: Path):
    """Left behind, it would take the updates away from the one that is started next."""
    terminal, stdin = pty.openpty()
    async with serve(LocalTelegram(), TOKEN) as api:
        process = await asyncio.create_subprocess_exec(
            *command("run"),
            cwd=folder,
            env=environment(TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url),
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        os.close(stdin)
        bot = BotProcess(process)
        try:
            await bot.says("is listening")
            os.close(terminal)
            bot.kill(signal.SIGHUP)
            assert await bot.ends() == 0
        finally:
            bot.kill()
