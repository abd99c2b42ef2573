"""The whole bot over real HTTP while Telegram, or the network before it, fails: nothing is lost and nothing doubled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.dialogue import Dialogue
from bot.knowledge import Knowledge
from bot.telegram import build, poll
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import (
    BotApiServer,
    Changed,
    Dropped,
    Held,
    Late,
    Raw,
    bad_gateway,
    conflict,
    delivered_again,
    duplicates,
    malformed_json,
    out_of_order,
    serve,
    server_error,
    too_many_requests,
)
from tests.telegram.conftest import PATIENCE, TOKEN, texts

Fault = Changed | Dropped | Late | Raw
Logs = Callable[[], list[str]]


@asynccontextmanager
async def live(dialogue: Dialogue) -> AsyncIterator[BotApiServer]:
    """Serve a Telegram of its own to a bot that polls it."""
    telegram = LocalTelegram()
    stop = asyncio.Event()
    async with serve(telegram, TOKEN) as api:
        application = build(lambda: dialogue, TOKEN, api_url=api.url)
        telegram.watch(application.update_queue.join)
        polling = asyncio.create_task(poll(application, dialogue, stop))
        try:
            async with asyncio.timeout(PATIENCE):
                await telegram.idle()
                yield api
                await telegram.idle()
        finally:
            stop.set()
            await polling


@pytest.fixture
async def api(dialogue: Dialogue) -> AsyncIterator[BotApiServer]:
    async with live(dialogue) as server:
        yield server


def replies(chat: Chat) -> list[str]:
    return [event.message.text for event in chat.events if event.kind == "reply" and event.message]


FETCHING: dict[str, Callable[[BotApiServer], Fault]] = {
    "500": lambda _: server_error(),
    "502": lambda _: bad_gateway(),
    "flood": lambda _: too_many_requests(1),
    "second poller": lambda _: conflict(),
    "dropped": lambda _: Dropped(),
    "answer lost": lambda _: Dropped(done=True),
    "malformed JSON": lambda _: malformed_json(),
    "no object": lambda _: Raw(200, b"[]"),
    "no result": lambda _: Raw(200, b'{"ok": true}'),
    "no updates": lambda _: Raw(200, b'{"ok": true, "result": [{"nonsense": 1}]}'),
    "late": lambda _: Late(0.2),
    "duplicates": lambda _: duplicates(),
    "out of order": lambda _: out_of_order(),
    "delivered again": delivered_again,
}


async def test_what_goes_wrong_with_fetching_loses_doubles_and_disorders_nothing(dialogue: Dialogue):
    """All at the same time, for after most of them the bot waits for a second."""

    async def happens(name: str) -> dict[str, list[list[str]]]:
        async with live(dialogue) as api:
            chats = [api.telegram.open_chat() for _ in range(3)]
            for _ in range(2):
                fault = api.faults.order("getUpdates", FETCHING[name](api))
                for chat in chats:
                    chat.say("/help")
                    chat.say("/menu")
                async with asyncio.timeout(PATIENCE):
                    await fault.met.wait()
                await api.telegram.idle()
        assert api.telegram.updates.pending() == []
        return {name: [replies(chat) for chat in chats]}

    found = await asyncio.gather(*map(happens, FETCHING))
    expected = 2 * (texts(dialogue.command("help", "")) + texts(dialogue.command("menu", "")))
    assert found == [{name: [expected] * 3} for name in FETCHING]


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        (server_error(), False),
        (bad_gateway(), False),
        (malformed_json(), False),
        (Dropped(), False),
        (Dropped(done=True), True),
        (Late(0.2), True),
        (too_many_requests(99), False),
    ],
    ids=["500", "502", "malformed JSON", "dropped", "answer lost", "late", "flood"],
)
async def test_a_message_whose_fate_is_unknown_is_not_sent_twice(
    api: BotApiServer, caplog: pytest.LogCaptureFixture, fault: Fault, arrives: bool
):
    chat = api.telegram.open_chat()
    api.faults.order("sendMessage", fault)
    chat.say("/help")
    await api.telegram.idle()
    assert len(api.called("sendMessage")) == 1
    assert len(replies(chat)) == arrives
    assert "Traceback" not in caplog.text
    assert TOKEN not in caplog.text
    after = api.telegram.open_chat()  # a flooded one is not written to for 99 s
    after.say("/help")
    assert (await after.next_reply(PATIENCE)).text


@pytest.mark.parametrize("method", ["editMessageText", "answerCallbackQuery"])
@pytest.mark.parametrize(
    "fault", [server_error(), malformed_json(), Dropped(), Dropped(done=True)], ids=["500", "JSON", "dropped", "lost"]
)
async def test_what_cannot_be_done_twice_is_done_once_more(
    api: BotApiServer, knowledge: Knowledge, method: str, fault: Fault
):
    chat = api.telegram.open_chat()
    chat.say("/menu")
    menu = await chat.next_reply(PATIENCE)
    await api.telegram.idle()
    order = api.faults.order(method, fault)
    category = next(iter(knowledge.categories.values()))
    chat.tap(category.label, menu.message_id)
    await api.telegram.idle()
    assert order.met.is_set()
    assert len(api.called(method)) == 2
    assert category.label in chat.messages[menu.message_id].text
    assert len(replies(chat)) == 1  # the menu was edited


async def test_an_edit_whose_answer_was_lost_counts_as_done(api: BotApiServer, dialogue: Dialogue):
    """Made again, Telegram says that nothing changes; what belongs below the edited message comes all the same."""
    chat = api.telegram.open_chat()
    chat.say("/start m3-points")
    answer = await chat.next_reply(PATIENCE)
    await api.telegram.idle()
    before = len(replies(chat))
    order = api.faults.order("editMessageReplyMarkup", Dropped(done=True))
    chat.tap(dialogue.knowledge.messages.button_not_helpful, answer.message_id)
    await api.telegram.idle()
    assert order.met.is_set()
    assert len(api.called("editMessageReplyMarkup")) == 2
    assert [text.partition("\n")[0] for text in replies(chat)[before:]] == [
        dialogue.knowledge.messages.not_helpful.partition("\n")[0]
    ]


async def test_a_flooded_chat_waits_alone_and_gets_its_answers_in_order(
    api: BotApiServer, dialogue: Dialogue, caplog: pytest.LogCaptureFixture
):
    flooded, other = api.telegram.open_chat(), api.telegram.open_chat()
    flood = api.faults.order("sendMessage", too_many_requests(1), chat=flooded.chat_id)
    flooded.say("/help")
    flooded.say("/menu")
    await flood.met.wait()
    other.say("/help")
    await other.next_reply(PATIENCE)
    assert replies(flooded) == []
    await api.telegram.idle()
    assert replies(flooded) == texts(dialogue.command("help", "")) + texts(dialogue.command("menu", ""))
    first, again, _ = api.called("sendMessage", flooded.chat_id)
    assert again.at - first.at >= 1  # as long as Telegram asked, by its own clock
    assert "failed" not in caplog.text


async def test_many_chats_are_answered_at_once(api: BotApiServer):
    chats = [api.telegram.open_chat() for _ in range(100)]
    gate = asyncio.Event()
    sends = [api.faults.order("sendMessage", Held(gate), chat=chat.chat_id) for chat in chats]
    for chat in chats:
        chat.say("/help")
    for send in sends:
        await send.met.wait()
    gate.set()
    await api.telegram.idle()
    assert [len(replies(chat)) for chat in chats] == [1] * 100


async def test_the_start_endures_everything_but_a_refused_token(dialogue: Dialogue):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    chat.say("/help")
    stop = asyncio.Event()
    async with serve(telegram, TOKEN) as api, asyncio.timeout(PATIENCE):
        orders = [
            api.faults.order("getMe", bad_gateway()),
            api.faults.order("getWebhookInfo", Dropped()),
            api.faults.order("getMyCommands", too_many_requests(600)),
        ]
        polling = asyncio.create_task(poll(build(lambda: dialogue, TOKEN, api_url=api.url), dialogue, stop))
        assert (await chat.next_reply(PATIENCE)).text
        assert all(order.met.is_set() for order in orders)
        stop.set()
        await polling
