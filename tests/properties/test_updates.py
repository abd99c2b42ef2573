"""Any update that Telegram could send leaves the bot alive, breaks no limit, is answered once, and is not quoted."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import io
import logging
import sys
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.dialogue import Dialogue
from bot.dialogue.hand_over import Deed
from bot.records import Asked
from bot.store import Store
from bot.telegram import build
from bot.telegram.admin import AdminDesk
from bot.telegram.admins import Admins
from bot.telegram.application import processor_of
from bot.telegram.desk import Desk
from bot.telegram.hand_over import HandOverDesk
from bot.telegram.overview import Overview
from bot.telegram.updates import fetch, read
from bot.tryout.faults import Answer
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.transport import LocalRequest
from tests.dialogue.walk import Walk, openings
from tests.properties.conftest import share
from tests.properties.updates import (
    ADMIN,
    FORUM,
    GROUP,
    MARKER,
    PERSONS,
    PRESSED,
    PRIVATE,
    STAFF,
    SUPERGROUP,
    TOPIC,
    Json,
    updates,
)
from tests.telegram.conftest import TOKEN, message_json

pytestmark = pytest.mark.timeout(1800)  # to find the smallest example takes minutes

# An answer, the lead of a letter, and the letter.
LONGEST_REPLY = 3
FOR_ADMINS = ("getWebhookInfo",)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SENT = ("sendMessage", "editMessageText")
# These only tell that a message is gone or stays as it is; all others are limits and forms.
ORDINARY = ("message to edit not found", "message is not modified")


class Platform(LocalTelegram):
    """A strict Telegram with a chat of each kind, and a message of the bot in each, which remembers its refusals."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: list[str] = []
        for person in PERSONS:
            self.open_chat(MARKER, person)
        self.open_group(MARKER, chat_id=GROUP, supergroup=False)
        self.open_group(MARKER, chat_id=SUPERGROUP)
        self.open_group(MARKER, chat_id=FORUM, forum=True).topics.add(TOPIC)
        self.open_group(MARKER, chat_id=STAFF)

    async def handle(self, method: str, params: Mapping[str, Any]) -> Answer:
        status, body = answer = await super().handle(method, params)
        if status != 200 and not any(words in body["description"] for words in ORDINARY):
            self.refusals.append(f"{method}: {body['description']}")
        return answer

    def asked(self, body: Json) -> Json:
        """Give the query in an update an id that waits for its answer."""
        room, person = next(iter(self.chats)), self.chats.platform.new_person(MARKER)
        if "callback_query" in body:
            number = self.chats.platform.press(room, person, 1, "")
            return body | {"callback_query": body["callback_query"] | {"id": number}}
        if "inline_query" in body:
            number = self.chats.platform.inline_query(room, person, "", "")
            return body | {"inline_query": body["inline_query"] | {"id": number}}
        return body


class Bot:
    """The real application with all its desks over such a Telegram, handed its updates one by one."""

    def __init__(self, dialogue: Dialogue, store: Store) -> None:
        self.telegram = Platform()
        transports = LocalRequest(self.telegram), LocalRequest(self.telegram)
        for person in PERSONS:
            store.forget_person(person, "", NOON, timedelta(days=6))
        store.hand_over(STAFF, PRESSED[STAFF], PERSONS[0], 1, NOON + timedelta(days=1))
        store.write([Asked("fallback", None, (), f"{MARKER}{number}") for number in range(3)], NOON.date())
        self.application = build(lambda: dialogue, TOKEN, desks=desks(dialogue, store), transports=transports)
        self.update_id = 0

    async def __aenter__(self) -> Bot:
        for chat_id, number in PRESSED.items():
            _, body = await self.telegram.handle("sendMessage", {"chat_id": chat_id, "text": "?"})
            assert body["result"]["message_id"] == number
        await self.application.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.application.shutdown()

    async def calls_after(self, body: Json, *, again: bool = False) -> list[tuple[str, Json]]:
        """Deliver an update, or the one before once more, and return what the bot does."""
        self.update_id += not again
        self.telegram.calls.clear()
        update = read(copy.deepcopy(body) | {"update_id": self.update_id}, self.application.bot)
        await processor_of(self.application).handle(update, self.application.process_update(update))
        return list(self.telegram.calls)


def desks(dialogue: Dialogue, store: Store) -> list[Desk]:
    async def reload() -> list[str]:
        return []

    overview = Overview(store, lambda: NOON, lambda texts: [[n] for n in range(len(texts))], lambda *_: [])
    admin = AdminDesk(lambda: dialogue, Admins(lambda: dialogue, [ADMIN]), overview, reload)
    return [HandOverDesk(lambda: dialogue, store, STAFF, lambda: NOON), admin]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(f"sqlite:///{tmp_path_factory.mktemp('store')}/bot.sqlite3")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the bot logs, set up as in production at its most talkative."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    with contextlib.redirect_stderr(io.StringIO()) as written:
        logs.set_up("DEBUG")
        yield written
    for name in list(root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture(scope="module")
def anything(staffed: Dialogue) -> st.SearchStrategy[Json]:
    """Any update: some ask what the bot knows, reply to what it says, and press the buttons that it makes."""
    walk = Walk(staffed, [*openings(staffed), *map(staffed.question, ("m3ポイント", "メール"))])
    known = [entry.question for entry in staffed.knowledge.entries.values()]
    numbers = st.integers(0, 10**30) | st.integers(0, 4)
    of_desks = st.sampled_from([f"1|q|{deed}" for deed in Deed]) | st.builds(
        "1|{}".format, st.builds("u|{}".format, numbers) | st.builds("e|done|{}|{}|x".format, numbers, numbers)
    )
    said = [message for reply in walk.replies.values() for message in reply.messages]
    answers = sorted({str(message.text) for message in said})
    prompts = sorted({str(message.text) for message in said if message.prompt})
    return updates(
        st.sampled_from(known),
        st.sampled_from(answers) | st.sampled_from(prompts),
        st.sampled_from(sorted(walk.replies)) | of_desks | st.text(max_size=64),
    )


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@share(3)
@given(data=st.data())
def test_any_update_leaves_the_bot_alive_breaks_no_limit_and_is_answered_once(
    staffed: Dialogue, store: Store, anything: st.SearchStrategy[Json], log: io.StringIO, data: st.DataObject
):
    bodies = data.draw(st.lists(anything, min_size=1, max_size=8))
    asyncio.run(handled(staffed, store, bodies, log))


async def handled(dialogue: Dialogue, store: Store, bodies: list[Json], log: io.StringIO) -> None:
    log.seek(0)
    log.truncate()
    async with Bot(dialogue, store) as bot:
        for body in bodies:
            body = bot.telegram.asked(body)
            calls = await bot.calls_after(body)
            check_calls(calls, body)
            assert await bot.calls_after(body, again=True) == []
        entry = next(iter(dialogue.knowledge.entries.values()))
        question = {"message": message_json(PERSONS[0], text=entry.question)}
        calls = await bot.calls_after(question)
        assert [params["text"].startswith(f"<b>{entry.question}</b>") for _, params in calls][:1] == [True]
    assert bot.telegram.refusals == []
    assert "failed" not in log.getvalue()
    assert MARKER not in log.getvalue()
    assert TOKEN not in log.getvalue()


def check_calls(calls: list[tuple[str, Json]], body: Json) -> None:
    """Hold what the bot did after an update to what that may bring about."""
    (kind,) = set(body) - {"update_id"}
    count = Counter(method for method, _ in calls)
    assert count["answerCallbackQuery"] == (kind == "callback_query")
    assert count["answerInlineQuery"] == (kind == "inline_query")
    said = [params["text"] for method, params in calls if method in SENT]
    if kind not in ("message", "edited_message", "callback_query"):
        assert said == []
    assert len({params["text"] for method, params in calls if method == "sendMessage"}) == count["sendMessage"]
    assert count["sendMessage"] <= LONGEST_REPLY
    assert set(count) <= {*SENT, "editMessageReplyMarkup", "answerCallbackQuery", "answerInlineQuery", *FOR_ADMINS}
    if meant_for_the_bot(body):
        assert said
    place = body[kind].get("message", body[kind]).get("chat", {}).get("id")
    reached = {int(params["chat_id"]) for method, params in calls if method in SENT}
    # What is handed over comes from a private chat, and goes back to nobody but who asked.
    beyond = {STAFF} if kind == "callback_query" and place in PRIVATE else {PERSONS[0]} if place == STAFF else set()
    assert reached <= {place} | beyond


def meant_for_the_bot(body: Json) -> bool:
    """Tell whether this is surely a question: words in private, neither a command nor the bot's own."""
    message = body.get("message") or body.get("edited_message") or {}
    words = unicodedata.normalize("NFKC", message.get("text", "")).strip()
    return bool(words) and message["chat"]["id"] in PRIVATE and not words.startswith("/") and "via_bot" not in message


@share(10)
@given(data=st.data())
def test_whatever_comes_is_fetched_in_full(
    staffed: Dialogue, store: Store, anything: st.SearchStrategy[Json], data: st.DataObject
):
    """One update that cannot be read, as of a Bot API of years from now, hides no other."""
    drawn = data.draw(st.lists(anything, min_size=1, max_size=4))
    bodies = [body | {"update_id": number} for number, body in enumerate(drawn, start=5)]

    async def fetched() -> list[int]:
        async with Bot(staffed, store) as bot:
            for _ in range(2):  # once for all, and once more to read them one by one
                bot.telegram.faults.answer("getUpdates", 200, {"ok": True, "result": bodies})
            return [update.update_id for update in await fetch(bot.application.bot, 5, 0)]

    assert asyncio.run(fetched()) == [body["update_id"] for body in bodies]
