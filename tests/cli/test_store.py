"""What a running bot keeps: in the database that the settings name, and only with a token."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.records import EntryFigures, Figures
from bot.store import Store
from bot.store.migrations import MIGRATIONS, Migration
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import serve
from tests.cli.conftest import PATIENCE, TOKEN, Finished, running

Call = Callable[..., Finished]


async def asked(home: Path, telegram: LocalTelegram, *questions: str, **settings: str) -> str:
    """Ask a running bot, end it, and return what it logged."""
    async with serve(telegram, TOKEN) as api:
        given = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url, **settings}
        async with running(cwd=home, **given) as bot:
            for question in questions:
                telegram.open_chat().say(question)
            await bot.says("is listening")
            async with asyncio.timeout(PATIENCE):
                await telegram.idle()
            bot.kill(signal.SIGTERM)
            assert await bot.ends() == 0
        return bot.output


async def test_a_bot_keeps_counts_and_masked_questions_until_its_end(home: Path, database_url: str):
    output = await asked(
        home,
        LocalTelegram(),
        "ポイントは退会するとどうなりますか？",
        "qzxv 山田さん 090-1234-5678",
        DATABASE_URL=database_url,
    )

    with closing(Store(database_url, create=False)) as store:
        figures = store.figures(date.min, date.max)
        assert figures == Figures({"answer": 1, "fallback": 1}, {"m3-points": EntryFigures(asked=1)})
        assert [one.question for one in store.unanswered(date.min)] == ["qzxv ［名前］さん ［電話］"]
    assert "山田" not in output


async def test_a_database_out_of_order_costs_nobody_an_answer(home: Path, tmp_path: Path):
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    telegram = LocalTelegram()
    output = await asked(
        home, telegram, "ポイントは退会するとどうなりますか？", DATABASE_URL=f"sqlite:///{tmp_path}/data/bot.sqlite3"
    )
    (chat,) = telegram.chats
    assert any("ポイントは消滅します" in message.text for message in chat.messages.values())
    assert output.count("the database cannot be opened") == 1


WRONG = {
    "no URL": ("data/bot.sqlite3", "DATABASE_URL: this is no address of a database"),
    "another database": ("mysql://user:geheim@127.0.0.1/bot", "DATABASE_URL: this is no address of a database"),
    "memory": ("sqlite://", "DATABASE_URL: name a file after three slashes"),
}


@pytest.mark.parametrize(("url", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_url_ends_the_bot_with_one_sentence(call: Call, url: str, words: str):
    done = call(TELEGRAM_BOT_TOKEN=TOKEN, DATABASE_URL=url)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(words)
    assert "geheim" not in line


def test_a_newer_schema_ends_the_bot_with_one_sentence(call: Call, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/bot.sqlite3"
    with closing(Store(url, migrations=(*MIGRATIONS, Migration("future", ("CREATE TABLE f (a INTEGER)",))))) as newer:
        newer.check()
    done = call(TELEGRAM_BOT_TOKEN=TOKEN, DATABASE_URL=url)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{tmp_path}/bot.sqlite3: the database has schema {len(MIGRATIONS) + 1}")


@pytest.mark.parametrize("days", ["0", "3651", "ten", "1.5"])
def test_a_retention_out_of_range_is_refused(call: Call, days: str):
    done = call("check", RETENTION_DAYS=days)
    assert done.returncode == 2
    assert done.stderr.startswith("settings: RETENTION_DAYS: ")


async def test_the_try_out_keeps_nothing_but_what_it_learnt(home: Path, tmp_path: Path):
    settings = {"KNOWLEDGE_DIR": str(home / "knowledge"), "DATABASE_URL": f"sqlite:///{tmp_path}/data/bot.sqlite3"}
    async with running("try", "--port", "0", cwd=tmp_path, **settings) as bot:
        await bot.says("Chat with the bot")
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]  # noqa: ASYNC240 - nothing runs beside it
    assert {path.parent for path in kept} <= {tmp_path / "data" / "learnt"}
