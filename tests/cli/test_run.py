"""`python -m bot` with a token, over a Bot API server on real HTTP."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from bot.dialogue import Dialogue
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import serve
from tests.cli.conftest import PATIENCE, SHIPPED, TOKEN, running

TOPICS = [
    *("methods", "email", "email-required", "email-after", "consultant", "consultant-message", "consultant-retention"),
    *("deletion", "deletion-form", "deletion-reasons", "cautions", "deletion-timing", "data-recovery", "save-emails"),
    *("m3-points", "reregister", "reregister-fields", "dissatisfied", "no-good-jobs", "change-consultant", "pause"),
    *("about", "operator", "etiquette"),
]


@pytest.fixture(scope="module")
def answers(dialogue: Dialogue, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Ask each topic by its question, each in a chat of its own, and stop the bot with SIGTERM."""
    return asyncio.run(asked(dialogue, tmp_path_factory.mktemp("elsewhere")))


async def asked(dialogue: Dialogue, cwd: Path) -> dict[str, list[str]]:
    telegram = LocalTelegram()
    chats = {topic: telegram.open_chat() for topic in TOPICS}
    async with (
        serve(telegram, TOKEN) as api,
        running(cwd=cwd, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url, KNOWLEDGE_DIR=str(SHIPPED)) as bot,
    ):
        for topic, chat in chats.items():
            chat.say(dialogue.knowledge.entries[topic].question)
        async with asyncio.timeout(PATIENCE):
            await telegram.idle()
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0
        assert "@local_bot is listening" in bot.output
    return {topic: replies(chat) for topic, chat in chats.items()}


def replies(chat: Chat) -> list[str]:
    return [event.message.text for event in chat.events if event.kind == "reply" and event.message]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_comes_back_with_its_answer_source_and_template(
    answers: dict[str, list[str]], dialogue: Dialogue, topic: str
):
    entry = dialogue.knowledge.entries[topic]
    assert answers[topic] == [str(part.text).strip() for part in dialogue.command("start", topic).messages]
    assert str(entry.answer).strip() in answers[topic][0]
    assert entry.source in answers[topic][0].splitlines()[-1]


def test_there_are_24_topics(dialogue: Dialogue):
    assert len(set(TOPICS)) == 24
    assert set(TOPICS) <= set(dialogue.knowledge.entries)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_after_all_that_it_fetched_is_answered(home: Path, number: signal.Signals):
    """A second signal, from a supervisor in a hurry or a nervous finger, changes nothing."""
    telegram = LocalTelegram()
    chats = [telegram.open_chat() for _ in range(8)]
    first_answer = telegram.faults.hold("sendMessage")
    async with (
        serve(telegram, TOKEN) as api,
        running("run", cwd=home, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=f"{api.url}/") as bot,
    ):
        for chat in chats:
            chat.say("/start")
        async with asyncio.timeout(PATIENCE):
            await telegram.idle()  # all are fetched, and the first one waits for its answer
        bot.kill(number)
        async with asyncio.timeout(PATIENCE):
            await api.hung_up.wait()  # the bot fetches no more
        bot.kill(number)
        assert bot.running
        first_answer.set()
        assert await bot.ends() == 0
    assert [len(replies(chat)) for chat in chats] == [1] * 8
    assert telegram.updates.pending() == []


async def test_an_unreachable_telegram_is_told_and_tried_until_it_answers(home: Path):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    port = free_port()
    async with running(cwd=home, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=f"http://127.0.0.1:{port}") as bot:
        await bot.says("Telegram cannot be reached")
        async with serve(telegram, TOKEN, port):
            chat.say("/start")
            assert (await chat.next_reply(PATIENCE)).buttons
        await bot.says("the connection broke")  # it is gone again
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0


async def test_a_bot_that_never_reached_telegram_ends_on_a_signal(home: Path):
    url = f"http://127.0.0.1:{free_port()}"
    async with running(cwd=home, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=url) as bot:
        await bot.says("Telegram cannot be reached")
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0


async def test_a_token_that_telegram_refuses_ends_the_bot_with_one_sentence(home: Path):
    async with (
        serve(LocalTelegram(), "987654321:other") as api,
        running(cwd=home, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url) as bot,
    ):
        assert await bot.ends() == 2
        assert bot.err == ["Telegram refuses the token; copy it again from @BotFather into TELEGRAM_BOT_TOKEN\n"]
        assert bot.out == []


async def test_a_token_that_is_revoked_while_running_ends_the_bot_with_the_same_sentence(home: Path):
    telegram = LocalTelegram()
    async with (
        serve(telegram, TOKEN) as api,
        running(cwd=home, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url) as bot,
    ):
        await bot.says("is listening")
        await telegram.idle()
        api.token = f"9{TOKEN}"
        telegram.open_chat().say("/start")  # ends the long poll, and the next one is refused
        assert await bot.ends() == 2
        assert bot.err[-1].startswith("Telegram refuses the token; copy it again")


async def test_a_webhook_is_left_alone_unless_told(home: Path):
    telegram = LocalTelegram()
    telegram.updates.webhook["url"] = "https://example.org/hidden-path"
    chat = telegram.open_chat()
    async with serve(telegram, TOKEN) as api:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
        async with running(cwd=home, **settings) as bot:
            assert await bot.ends() == 2
            (sentence,) = bot.err
            assert "the webhook at example.org" in sentence
            assert "hidden-path" not in sentence
        assert api.called("deleteWebhook") == []
        async with running("run", "--take-over", cwd=home, **settings) as bot:
            await bot.says("the webhook at example.org is removed")
            chat.say("/start")
            assert (await chat.next_reply(PATIENCE)).buttons
            bot.kill(signal.SIGTERM)
            assert await bot.ends() == 0


async def test_debugging_shows_neither_the_token_nor_what_people_write(tmp_path: Path):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    settings = {"LOG_LEVEL": "DEBUG", "KNOWLEDGE_DIR": str(SHIPPED)}
    async with (
        serve(telegram, TOKEN) as api,
        running(cwd=tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=api.url, **settings) as bot,
    ):
        (question,) = chat.say("秘密の質問です")
        await chat.next_reply(PATIENCE)
        chat.edit(question.message_id, "内緒の質問です")
        chat.inline("内緒の質問")
        await chat.next_event("inline", within=PATIENCE)
        chat.press(question.message_id, "1|f|no-reason")
        prompt = await chat.next_reply(PATIENCE)
        assert prompt.markup
        assert prompt.markup["force_reply"]
        chat.say("秘密野\n内緒山花子", reply_to=prompt.message_id)
        letter = await chat.next_reply(PATIENCE)
        assert letter.text.endswith("内緒山花子")
        bot.kill(signal.SIGTERM)
        assert await bot.ends() == 0  # which looks for the token
        assert "秘密" not in bot.output
        assert "内緒" not in bot.output


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
