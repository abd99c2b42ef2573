"""What Telegram or the program itself may do wrong while a message is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.reply import Reply
from bot.telegram import build, outages, poll
from bot.telegram.desk import Desk
from bot.telegram.request import NotSent
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.transport import LocalRequest
from tests.telegram.conftest import PATIENCE, TOKEN, LiveBot, Start

Logs = Callable[[], list[str]]
BLOCKED = "Forbidden: bot was blocked by the user"
REFUSED = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'


class Failing(Dialogue):
    """A dialogue with a fault that quotes what it was asked."""

    def question(self, question: str) -> Reply:
        raise RuntimeError(f"cannot think about {question!r}")

    def press(self, data: str) -> Reply:
        raise KeyError(data)


@pytest.fixture
async def failing(start: Start, small: Knowledge):
    async with start(talk=Failing(small, Matcher(small))) as bot:
        yield bot


async def test_a_fault_of_the_program_brings_one_apology(failing: LiveBot, small: Knowledge):
    (apology,) = await failing.says("秘密の質問")
    assert apology.text == small.messages.went_wrong.strip()
    assert len(await failing.says("/help")) == 1


async def test_a_fault_is_logged_with_its_place_and_without_what_was_said(
    failing: LiveBot, caplog: pytest.LogCaptureFixture
):
    await failing.says("秘密の質問")
    assert "failed: RuntimeError" in caplog.text
    assert "test_faults.py" in caplog.text
    assert "raise RuntimeError" in caplog.text
    assert "秘密" not in caplog.text
    assert "花子" not in caplog.text
    assert TOKEN not in caplog.text


async def test_a_press_that_fails_is_logged_and_apologised_for(failing: LiveBot, small: Knowledge):
    (welcome,) = await failing.says("/start")
    (apology,) = await failing.after(lambda: failing.chat.press(welcome.message_id, "1|m"))
    assert apology.text == small.messages.went_wrong.strip()


async def test_an_apology_that_fails_too_is_only_logged(failing: LiveBot, caplog: pytest.LogCaptureFixture):
    failing.telegram.faults.refuse("sendMessage", 403, BLOCKED)
    assert await failing.says("秘密の質問") == []
    assert "the apology failed too: Forbidden" in caplog.text
    assert len(await failing.says("/help")) == 1


async def test_a_chat_that_blocked_the_bot_is_ordinary_life(bot: LiveBot, bot_logs: Logs, knowledge: Knowledge):
    bot.telegram.faults.refuse("sendMessage", 403, BLOCKED)
    assert await bot.says(knowledge.entries["m3-points"].question) == []
    assert bot_logs() == ["a chat is closed to the bot: it was blocked or removed"]
    assert len(await bot.says("/help")) == 1


async def test_refused_markup_is_sent_again_as_plain_text(bot: LiveBot, bot_logs: Logs, knowledge: Knowledge):
    expected, *_ = await bot.says(knowledge.entries["m3-points"].question)
    bot.telegram.faults.refuse("sendMessage", 400, REFUSED)
    (plain,) = await bot.says(knowledge.entries["m3-points"].question)
    assert (plain.text, plain.markup) == (expected.text, expected.markup)
    assert [entity for entity in plain.entities if entity["type"] == "bold"] == []
    (line,) = bot_logs()
    assert "refused the markup" in line


async def test_refused_markup_of_an_edit_is_edited_as_plain_text(bot: LiveBot, knowledge: Knowledge):
    category = next(iter(knowledge.categories.values()))
    (menu,) = await bot.says("/menu")
    bot.telegram.faults.refuse("editMessageText", 400, REFUSED)
    assert await bot.after(lambda: bot.chat.tap(category.label, menu.message_id)) == []
    assert category.label in bot.chat.messages[menu.message_id].text


async def test_another_refusal_is_a_fault_of_the_program(
    bot: LiveBot, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
):
    bot.telegram.faults.refuse("sendMessage", 400, "Bad Request: message is too long")
    (apology,) = await bot.says("/help")
    assert apology.text == knowledge.messages.went_wrong.strip()
    assert "BadRequest: Message is too long" in caplog.text
    assert "delivery.py" in caplog.text


@pytest.mark.parametrize("fault", ["dropped", "answer lost", "bad gateway", "flood"])
async def test_an_outage_is_logged_without_traceback_and_never_doubles_a_message(
    bot: LiveBot, caplog: pytest.LogCaptureFixture, fault: str
):
    faults = bot.telegram.faults
    order = {
        "dropped": lambda: faults.drop("sendMessage"),
        "answer lost": lambda: faults.lose_answer("sendMessage"),
        "bad gateway": lambda: faults.answer("sendMessage", 502, {"ok": False, "description": "Bad Gateway"}),
        "flood": lambda: faults.refuse("sendMessage", 429, "Too Many Requests: retry after 99", retry_after=99),
    }
    order[fault]()
    replies = await bot.says("/help")
    assert len(replies) == (1 if fault == "answer lost" else 0)  # it had arrived: nothing is sent twice
    assert "failed in Telegram" in caplog.text
    assert "Traceback" not in caplog.text
    assert "delivery.py" not in caplog.text
    # A flooded chat is not written to for 99 s.
    assert len(await bot.says("/help", bot.telegram.open_chat())) == 1


class Unconnected(LocalRequest):
    """A transport that cannot make its connection for the next calls of a method."""

    def __init__(self, telegram: LocalTelegram) -> None:
        super().__init__(telegram)
        self.method, self.times = "", 0

    async def do_request(self, url: str, method: str, *more: Any, **options: Any) -> tuple[int, bytes]:
        if url.endswith(self.method) and self.times > 0:
            self.times -= 1
            raise NotSent("no connection to 127.0.0.1: refused")
        return await super().do_request(url, method, *more, **options)


@pytest.mark.parametrize(("times", "arrives"), [(5, True), (6, False)])
async def test_what_was_surely_not_sent_is_tried_for_some_seconds(
    dialogue: Dialogue,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    arrives: bool,
):
    now = 0.0
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        nonlocal now
        pauses.append(seconds)
        now += seconds

    monkeypatch.setattr(outages, "monotonic", lambda: now)
    monkeypatch.setattr(outages, "asyncio", SimpleNamespace(sleep=pause))
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    transport = Unconnected(telegram)
    application = build(lambda: dialogue, TOKEN, transports=(transport, LocalRequest(telegram)))
    telegram.watch(application.update_queue.join)
    stop = asyncio.Event()
    running = asyncio.create_task(poll(application, dialogue, stop))
    async with asyncio.timeout(PATIENCE):
        await telegram.idle()
        transport.method, transport.times = "sendMessage", times
        chat.say("/help")
        await telegram.idle()
        stop.set()
        await running
    assert len([event for event in chat.events if event.kind == "reply"]) == arrives
    assert ("failed in Telegram: NotSent" in caplog.text) is not arrives
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0]


async def test_a_group_that_became_a_supergroup_gets_its_answer_there(bot: LiveBot, bot_logs: Logs):
    group, new = bot.telegram.open_group("薬剤師の部屋", supergroup=False), bot.telegram.open_group("薬剤師の部屋")
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    bot.telegram.faults.refuse("sendMessage", 400, words, migrate_to_chat_id=new.chat_id)
    start = len(bot.telegram.calls)
    group.say("花子", "/help@local_bot")
    await bot.settled()
    sent = [params["chat_id"] for method, params in list(bot.telegram.calls)[start:] if method == "sendMessage"]
    assert sent == [str(group.chat_id), str(new.chat_id)]
    assert bot_logs() == ["a group has become a supergroup; the message is sent there"]


class Deaf(Desk):
    """A desk that fails itself where it is told of a fault."""

    async def fault(self, cause: str) -> None:
        raise RuntimeError(cause)


async def test_a_desk_that_cannot_hear_of_a_fault_does_not_cost_the_apology(
    start: Start, small: Knowledge, bot_logs: Logs
):
    async with start(talk=Failing(small, Matcher(small)), desks=[Deaf()]) as bot:
        (apology,) = await bot.says("秘密の質問")
    assert apology.text == small.messages.went_wrong.strip()
    assert "a desk could not be told of the fault: RuntimeError" in bot_logs()
