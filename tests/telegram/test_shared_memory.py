"""Double taps and edits that come to another process than the first: one answer, and nothing about the person kept."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import create_engine, text

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.store import Store
from bot.telegram import PTBApplication, SharedMemory, build
from bot.telegram.application import processor_of
from bot.telegram.shared_claims import LEASE
from bot.telegram.updates import read
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.transport import LocalRequest
from tests.telegram.conftest import PATIENCE, TOKEN

LATER = timedelta(minutes=2)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Town:
    """One person, and two processes to which Telegram brings what the person does."""

    def __init__(self, telegram: LocalTelegram, replicas: list[PTBApplication], clock: Clock) -> None:
        self.telegram = telegram
        self.replicas = replicas
        self.clock = clock
        self.chat: Chat = telegram.open_chat("花子")

    async def bring(self, replica: int, act: Callable[[], object]) -> None:
        """Do something of which one process hears, and let it do all its work."""
        act()
        application = self.replicas[replica]
        update = read(self.telegram.updates.pending()[-1], application.bot)
        async with asyncio.timeout(PATIENCE):
            await processor_of(application).handle(update, application.process_update(update))

    def press(self, message_id: int, data: str) -> Callable[[], object]:
        return lambda: self.chat.press(message_id, data)

    async def asked(self, replica: int, question: str) -> tuple[int, int]:
        """Ask one process; return the ids of the question and of the last message of its answer."""
        await self.bring(replica, lambda: self.chat.say(question))
        numbers = list(self.chat.messages)
        return next(n for n in reversed(numbers) if not self.chat.messages[n].from_bot), numbers[-1]

    def shown(self) -> list[str]:
        return [message.text for message in self.chat.messages.values() if message.from_bot]

    def kinds_since(self, start: int) -> list[str]:
        return sorted(e.kind for e in self.chat.events[start:] if e.message is None or e.message.from_bot)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@asynccontextmanager
async def processes(url: str, dialogue: Dialogue, clock: Clock) -> AsyncIterator[Town]:
    """Run two over one database."""
    telegram = LocalTelegram()
    replicas = []
    async with AsyncExitStack() as end:
        for _ in range(2):
            store = Store(url)
            memory = SharedMemory(store, TOKEN, clock)
            transports = LocalRequest(telegram), LocalRequest(telegram)
            application = build(lambda: dialogue, TOKEN, transports=transports, memory=memory)
            end.callback(store.close)
            end.callback(memory.close)
            replicas.append(await end.enter_async_context(application))
        yield Town(telegram, replicas, clock)


@pytest.fixture
async def town(database_url: str, dialogue: Dialogue, clock: Clock) -> AsyncIterator[Town]:
    async with processes(database_url, dialogue, clock) as opened:
        yield opened


# Double taps


async def test_the_second_tap_of_a_double_tap_is_answered_by_nobody(town: Town):
    _, welcome = await town.asked(0, "/start")
    tap, start = town.press(welcome, "1|a|m3-points"), len(town.chat.events)
    await town.bring(0, tap)
    await town.bring(1, tap)
    assert town.kinds_since(start) == ["answer", "answer", "reply"]
    await town.bring(1, town.press(welcome, "1|a|cautions"))
    assert town.kinds_since(start) == ["answer"] * 3 + ["reply"] * 2
    town.clock.now += timedelta(seconds=1)
    await town.bring(0, town.press(welcome, "1|a|cautions"))
    assert town.kinds_since(start) == ["answer"] * 4 + ["reply"] * 3


async def test_a_second_tap_while_the_first_is_being_answered_is_known(town: Town):
    _, welcome = await town.asked(0, "/start")
    tap, start = town.press(welcome, "1|a|m3-points"), len(town.chat.events)
    sending = town.telegram.faults.hold("sendMessage")
    first = asyncio.create_task(town.bring(0, tap))
    await sending.reached.wait()
    await town.bring(1, tap)
    assert town.kinds_since(start) == ["answer", "answer"]
    sending.set()
    await first
    assert town.kinds_since(start) == ["answer", "answer", "reply"]


@pytest.mark.parametrize("how", ["refused", "cut off"])
async def test_a_press_that_was_not_answered_is_answered_when_it_comes_again(town: Town, how: str):
    _, welcome = await town.asked(0, "/start")
    tap, start = town.press(welcome, "1|a|m3-points"), len(town.chat.events)
    if how == "refused":
        town.telegram.faults.refuse("sendMessage", 400, "Bad Request: unlike any other")
        await town.bring(0, tap)
        assert town.kinds_since(start) == ["answer", "reply"]  # an apology
    else:
        sending = town.telegram.faults.hold("sendMessage")
        first = asyncio.create_task(town.bring(0, tap))
        await sending.reached.wait()
        first.cancel()
        await asyncio.wait({first})
        sending.set()
    before = len(town.chat.events)
    await town.bring(1, tap)
    assert town.kinds_since(before) == ["answer", "reply"]


async def test_a_press_of_a_process_that_was_killed_is_answered_by_another(town: Town):
    """Its claim ends before that of its update, with which it comes again."""
    _, welcome = await town.asked(0, "/start")
    tap = town.press(welcome, "1|a|m3-points")
    town.telegram.faults.hold("sendMessage")
    killed = asyncio.create_task(town.bring(0, tap))
    while town.kinds_since(0).count("answer") < 1:  # noqa: ASYNC110 - a call rings no bell
        await asyncio.sleep(0.01)
    town.clock.now += LEASE
    before = len(town.chat.events)
    await town.bring(1, tap)
    assert town.kinds_since(before) == ["answer", "reply"]
    killed.cancel()
    await asyncio.wait({killed})


# Edits


async def test_an_edit_that_another_process_hears_of_edits_the_answer(town: Town, knowledge: Knowledge):
    question, answer = await town.asked(0, knowledge.entries["m3-points"].question)
    for replica, entry_id in ((1, "email"), (0, "consultant-message"), (1, "cautions")):
        changed = knowledge.entries[entry_id].question
        await town.bring(replica, partial(town.chat.edit, question, changed))
        assert town.chat.messages[answer].text.startswith(changed)
    assert len(town.shown()) == 1


async def test_what_was_edited_elsewhere_is_known_to_the_first(town: Town, knowledge: Knowledge):
    question, _ = await town.asked(0, knowledge.entries["m3-points"].question)
    await town.bring(1, partial(town.chat.edit, question, knowledge.entries["email"].question))
    assert len(town.shown()) == 3
    await town.bring(0, partial(town.chat.edit, question, knowledge.entries["cautions"].question))
    assert len(town.shown()) == 1


async def test_after_a_while_only_the_process_that_answered_knows(town: Town, knowledge: Knowledge, database_url: str):
    question, answer = await town.asked(0, knowledge.entries["m3-points"].question)
    town.clock.now += LATER
    changed = knowledge.entries["cautions"].question
    await town.bring(1, partial(town.chat.edit, question, changed))
    assert len(town.shown()) == 2
    town.clock.now += LATER
    await town.bring(0, partial(town.chat.edit, question, knowledge.entries["reregister"].question))
    assert town.chat.messages[answer].text.startswith(knowledge.entries["reregister"].question)
    with closing(Store(database_url)) as store:
        store.forget_moments(town.clock.now)
        assert kept(database_url)["answers"] != []
        store.forget_moments(town.clock.now + LATER)
    assert kept(database_url)["answers"] == []


# And what of it is kept


def kept(url: str) -> dict[str, list[str]]:
    """All rows of the tables by which the processes understand each other."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        rows = {
            name: [str(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608 - ours
            for name in ("answers", "claims")
        }
    engine.dispose()
    return rows


async def test_nothing_tells_whose_it_was_or_what_was_said(town: Town, database_url: str):
    question, answer = await town.asked(0, "退会後のポイントはどうなりますか")
    await town.bring(0, town.press(answer, "1|a|cautions"))
    rows = kept(database_url)
    (remembered,), (press,) = rows["answers"], rows["claims"]
    assert f"'{answer}'" in remembered
    assert re.match(r"\('[0-9a-f]{64}', ", remembered)
    assert re.match(r"\(-\d+, '[0-9a-f]{16}', ", press)
    for row in (remembered, press):
        assert str(town.chat.chat_id) not in row
        assert "cautions" not in row
        assert "ポイント" not in row
    with closing(Store(database_url)) as store:
        store.claim(1, "a", town.clock.now, LEASE)
        store.forget_moments(town.clock.now + timedelta(seconds=1))
        assert [row.split(",")[0] for row in kept(database_url)["claims"]] == ["(1"]
        store.forget_moments(town.clock.now + LEASE)
    assert len(kept(database_url)["claims"]) == 1  # an update is remembered for a day
    assert hashlib.sha256(repr(("question", town.chat.chat_id, question)).encode()).hexdigest() not in remembered


async def test_without_the_database_each_remembers_alone(
    dialogue: Dialogue, knowledge: Knowledge, clock: Clock, bot_logs: Callable[[], list[str]]
):
    async with processes("postgresql://bot:sesame@127.0.0.1:1/bot", dialogue, clock) as town:
        question, answer = await town.asked(0, knowledge.entries["m3-points"].question)
        changed = knowledge.entries["cautions"].question
        await town.bring(0, partial(town.chat.edit, question, changed))
        assert town.chat.messages[answer].text.startswith(changed)
        start = len(town.chat.events)
        for _ in range(2):
            await town.bring(0, town.press(answer, "1|a|email"))
        assert town.kinds_since(start).count("reply") == 3  # one answer with its template
    (line,) = [line for line in bot_logs() if "cannot be asked" in line]
    assert line.startswith("the database cannot be asked what was just answered (")
    assert "sesame" not in line
