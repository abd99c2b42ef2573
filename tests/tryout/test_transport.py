"""The real Application of python-telegram-bot over the local transport, with and without faults."""

import asyncio
import json

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.refusal import Refusal
from bot.tryout.transport import LocalRequest
from tests.tryout.small_bot import App, build_application


async def test_conversation_from_command_to_edited_page(application: App, telegram: LocalTelegram, chat: Chat) -> None:
    chat.say("/start")
    menu = await chat.next_reply()
    assert menu.text == "Welcome to the menu"
    assert menu.entities == ({"type": "bold", "offset": 0, "length": 7},)

    chat.tap("Turn the page")
    answer = await chat.next_event("answer")
    await telegram.idle()

    assert (answer.text, answer.alert, answer.message_id) == ("Turned", False, menu.message_id)
    assert chat.messages[menu.message_id].text == "Page two"
    assert [button["text"] for button in chat.messages[menu.message_id].buttons] == ["Back"]


async def test_idle_means_that_all_handlers_are_done(application: App, telegram: LocalTelegram, chat: Chat) -> None:
    for number in range(150):  # more than one batch of getUpdates
        chat.say(str(number))
    await telegram.idle()

    replies = [message.text for message in chat.messages.values() if message.from_bot]
    assert replies == [str(number) for number in range(150)]


async def test_idle_waits_for_a_slow_handler(application: App, telegram: LocalTelegram, chat: Chat) -> None:
    gate = telegram.faults.hold("sendMessage")
    chat.say("slow")
    idle = asyncio.create_task(telegram.idle())
    await gate.reached.wait()
    assert not idle.done()

    gate.set()
    await idle
    assert (await chat.next_reply()).text == "slow"


async def test_alert_and_deletion_are_seen(application: App, telegram: LocalTelegram, chat: Chat) -> None:
    chat.say("/start")
    menu = await chat.next_reply()
    chat.tap("Warn me")
    warning = await chat.next_event("answer")
    chat.tap("Delete")
    gone = await chat.next_event("delete")

    assert (warning.text, warning.alert) == ("Careful!", True)
    assert gone.message_id == menu.message_id
    assert menu.message_id not in chat.messages


async def test_application_starts_again_and_gets_what_was_said_meanwhile(telegram: LocalTelegram, chat: Chat) -> None:
    for text in ("one", "two"):
        chat.say(text)
        application = build_application(telegram)
        async with application:
            await application.start()
            assert application.updater is not None
            await application.updater.start_polling()
            assert (await chat.next_reply()).text == text
            await application.updater.stop()
            await application.stop()

    assert telegram.updates.pending() == []


async def test_refusals_become_the_errors_of_ptb(application: App, chat: Chat) -> None:
    with pytest.raises(BadRequest, match="Message is too long"):
        await application.bot.send_message(chat.chat_id, "x" * 4097)


async def test_request_over_one_mebibyte_becomes_a_network_error(application: App, chat: Chat) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await application.bot.send_message(chat.chat_id, "x" * (1024 * 1024))


async def test_ordered_refusal_carries_retry_after(
    application: App, telegram: LocalTelegram, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # python-telegram-bot's future form of retry_after
    telegram.faults.refuse("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)

    with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
        await application.bot.send_message(chat.chat_id, "hello")
    assert chat.messages == {}
    await application.bot.send_message(chat.chat_id, "again")
    assert [message.text for message in chat.messages.values()] == ["again"]


async def test_ordered_answer_is_given_as_it_is(telegram: LocalTelegram) -> None:
    telegram.faults.answer("getMe", 502, {"ok": False})

    assert await telegram.handle("getMe", {}) == (502, {"ok": False})
    assert (await telegram.handle("getMe", {}))[0] == 200


@pytest.mark.parametrize(("order", "delivered"), [("drop", []), ("lose_answer", ["hello"])])
async def test_broken_connection_before_and_after_delivery(
    application: App, telegram: LocalTelegram, chat: Chat, order: str, delivered: list[str]
) -> None:
    getattr(telegram.faults, order)("sendMessage")

    with pytest.raises(NetworkError, match="RemoteProtocolError"):
        await application.bot.send_message(chat.chat_id, "hello")
    assert [message.text for message in chat.messages.values()] == delivered


async def test_held_call_runs_into_the_read_timeout(telegram: LocalTelegram, chat: Chat) -> None:
    application = build_application(telegram, read_timeout=0)
    telegram.faults.hold("sendMessage")

    with pytest.raises(TimedOut):
        await application.bot.send_message(chat.chat_id, "hello")
    assert chat.messages == {}


async def test_second_poller_ends_the_first(telegram: LocalTelegram, chat: Chat) -> None:
    first = asyncio.create_task(telegram.handle("getUpdates", {"timeout": "50"}))
    await telegram.idle()
    second = asyncio.create_task(telegram.handle("getUpdates", {"timeout": "50"}))
    status, body = await first
    chat.say("hello")

    assert (status, body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    assert len((await second)[1]["result"]) == 1


async def test_calls_are_written_down(application: App, telegram: LocalTelegram, chat: Chat) -> None:
    await application.bot.send_message(chat.chat_id, "hello")

    assert telegram.called("sendMessage") == [{"chat_id": str(chat.chat_id), "text": "hello"}]
    assert telegram.calls[0] == ("getMe", {})


def test_refusal_writes_telegrams_body() -> None:
    assert Refusal(429, "Too Many Requests", retry_after=3).body() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests",
        "parameters": {"retry_after": 3},
    }


async def test_request_has_no_connection_to_open(telegram: LocalTelegram) -> None:
    request = LocalRequest(telegram, read_timeout=5)
    async with request:
        assert request.read_timeout == 5
        status, body = await request.do_request("https://api.telegram.org/bot1:local/getMe", "POST")

    assert (status, json.loads(body)["result"]["username"]) == (200, "local_bot")
