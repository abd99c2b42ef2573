"""The transport over aiohttp, against a Bot API server on real HTTP."""

from __future__ import annotations

import asyncio
import base64
import gc
import socket
import traceback
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData

from bot.telegram import request
from bot.telegram.request import AiohttpRequest, NotSent, NotSentInTime
from bot.tryout.local_telegram import LocalTelegram
from tests.bot_api import (
    BotApiServer,
    Dropped,
    Held,
    Order,
    Raw,
    bad_gateway,
    conflict,
    forbidden,
    malformed_json,
    migrated,
    refused,
    serve,
    server_error,
    too_many_requests,
    unauthorized,
)
from tests.telegram.conftest import PATIENCE, TOKEN


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with serve(LocalTelegram(), TOKEN) as server:
        yield server


def bot_over(transport: AiohttpRequest, url: str) -> Bot:
    return Bot(TOKEN, base_url=f"{url}/bot", request=transport, get_updates_request=AiohttpRequest(1))


@pytest.fixture
async def bot(api: BotApiServer) -> AsyncIterator[Bot]:
    async with bot_over(AiohttpRequest(), api.url) as running:
        yield running


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_a_call_arrives_as_it_was_made(bot: Bot, api: BotApiServer):
    chat = api.telegram.open_chat()
    text = "ポイント & 退会？ +100% 𠮷 <b>"
    sent = await bot.send_message(chat.chat_id, text, disable_notification=True)
    assert (sent.text, sent.chat.id) == (text, chat.chat_id)
    (call,) = api.called("sendMessage")
    assert call.parameters["disable_notification"] is True


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (too_many_requests(7), RetryAfter, "7 seconds"),
        (forbidden(), Forbidden, "bot was blocked by the user"),
        (migrated(-1001), ChatMigrated, "-1001"),
        (refused(400, "Bad Request: message is too long"), BadRequest, "Message is too long"),
        (unauthorized(), InvalidToken, "Unauthorized"),
        (conflict(), Conflict, "only one bot instance"),
        (server_error(), NetworkError, "Internal Server Error: restart"),
        (bad_gateway(), NetworkError, r"Bad Gateway \(502\)"),
        (malformed_json(), TelegramError, "Invalid server response"),
        (Raw(200, b"[]"), TelegramError, "Invalid server response"),
        (Raw(200, b"[" * 100_000), TelegramError, "Invalid server response"),
        (Raw(200, b'{"ok": true}'), TelegramError, "Invalid server response"),
        (Raw(302, b"", "text/html"), NetworkError, "302"),
        (Dropped(), NetworkError, "the connection broke: ServerDisconnectedError"),
        (Dropped(done=True), NetworkError, "the connection broke: ServerDisconnectedError"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_what_goes_wrong_is_the_error_that_ptb_knows(
    bot: Bot, api: BotApiServer, fault: Raw | Dropped, error: type[TelegramError], words: str
):
    api.faults.order("getMyCommands", fault)
    with pytest.raises(error, match=words) as caught:
        await bot.get_my_commands()
    assert type(caught.value) is error
    assert_hides_the_token(caught.value)
    assert await bot.get_my_commands() == ()  # the next call is fine


async def test_an_answer_that_does_not_come_is_timed_out(bot: Bot, api: BotApiServer):
    gate = asyncio.Event()
    api.faults.order("getMyCommands", Held(gate))
    with pytest.raises(TimedOut, match="no answer in time") as caught:
        await bot.get_my_commands(read_timeout=0.05)
    assert not isinstance(caught.value, NotSent)
    assert_hides_the_token(caught.value)
    gate.set()


async def test_no_connection_means_that_nothing_was_sent():
    async with AiohttpRequest() as transport:
        with pytest.raises(NotSent, match=r"no connection to 127\.0\.0\.1: Connect call failed") as caught:
            await transport.post(f"http://127.0.0.1:{free_port()}/bot{TOKEN}/getMe")
    assert_hides_the_token(caught.value)


async def test_a_pool_without_a_free_connection_means_that_nothing_was_sent(api: BotApiServer):
    gate = asyncio.Event()
    order = api.faults.order("getMyCommands", Held(gate))
    async with bot_over(AiohttpRequest(connections=1), api.url) as bot:
        held = asyncio.create_task(bot.get_my_commands())
        await order.met.wait()
        with pytest.raises(NotSentInTime, match="no connection in time") as caught:
            await bot.get_my_commands(pool_timeout=0.05, connect_timeout=0)
        gate.set()
        await held
    assert isinstance(caught.value, TimedOut)
    assert_hides_the_token(caught.value)
    assert len(api.called("getMyCommands")) == 1


@pytest.mark.parametrize("url", ["https://[", "nonsense", "ftp://example.org/bot{}/getMe"])
async def test_an_address_that_is_none_hides_the_token_too(url: str):
    async with AiohttpRequest() as transport:
        with pytest.raises(NetworkError) as caught:
            await transport.post(url.format(TOKEN))
    assert_hides_the_token(caught.value)


async def test_256_calls_travel_at_once(bot: Bot, api: BotApiServer):
    gate = asyncio.Event()
    all_met = [api.faults.order("sendMessage", Held(gate)) for _ in range(256)]
    chats = [api.telegram.open_chat() for _ in range(256)]
    sends = [asyncio.create_task(bot.send_message(chat.chat_id, "はい")) for chat in chats]
    async with asyncio.timeout(PATIENCE):
        for order in all_met:
            await order.met.wait()
        gate.set()
        await asyncio.gather(*sends)
    assert api.most_open_calls == 256
    assert [len(chat.messages) for chat in chats] == [1] * 256


async def test_connections_are_kept_and_used_again(bot: Bot, api: BotApiServer):
    for _ in range(3):
        await bot.get_my_commands()
    assert api.connections == 1


async def test_what_nobody_reads_of_a_sent_message_is_left_out(bot: Bot, api: BotApiServer):
    chat = api.telegram.open_chat()
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("はい", callback_data="1")]])
    sent = await bot.send_message(chat.chat_id, "<b>退会</b>", parse_mode="HTML", reply_markup=buttons)
    assert (sent.text, sent.entities, sent.reply_markup) == ("退会", (), None)
    (shown,) = chat.messages.values()
    assert [entity["type"] for entity in shown.entities] == ["bold"]
    assert [button["text"] for button in shown.buttons] == ["はい"]


async def test_half_a_character_costs_nobody_an_answer(bot: Bot, api: BotApiServer):
    chat = api.telegram.open_chat()
    sent = await bot.send_message(chat.chat_id, "退会\ud83d")
    assert sent.text == "退会?"


async def test_it_can_be_closed_and_opened_again(api: BotApiServer):
    transport = AiohttpRequest()
    url = f"{api.url}/bot{TOKEN}/getMe"
    with pytest.raises(NetworkError, match="not initialized"):
        await transport.post(url)
    for _ in range(2):
        await transport.initialize()
        await transport.initialize()
        assert await transport.post(url)
        await transport.shutdown()
        await transport.shutdown()
    gc.collect()  # an unclosed session would warn here


async def test_files_are_refused_with_a_word(bot: Bot):
    with pytest.raises(NetworkError, match="sends no files"):
        await bot.send_document(1, b"content")


async def test_the_timeouts_of_a_call_count_and_no_timeout_is_one(bot: Bot, api: BotApiServer):
    nothing = {"read_timeout": None, "write_timeout": None, "connect_timeout": None, "pool_timeout": None}
    assert await bot.get_my_commands(**nothing) == ()
    assert AiohttpRequest().read_timeout == 10


@pytest.fixture
async def proxy() -> AsyncIterator[tuple[str, list[tuple[str, ...]]]]:
    """A proxy that answers everything itself; it tells what it was asked, and as whom."""
    asked: list[tuple[str, ...]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        names = [line.split(": ", 1)[1] for line in head if line.lower().startswith("proxy-authorization:")]
        asked.append((head[0], *names))
        body = b'{"ok": true, "result": true}'
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    request.proxy_for.cache_clear()
    return monkeypatch


@pytest.mark.parametrize("written", ["http://{}", "{}"])
async def test_the_proxy_of_the_environment_is_used(proxy, environment: pytest.MonkeyPatch, written: str):
    address, asked = proxy
    environment.setenv("http_proxy", written.format(address))
    async with AiohttpRequest() as transport:
        assert await transport.post("http://telegram.test/botX/getMe", RequestData()) is True
    assert asked == [("POST http://telegram.test/botX/getMe HTTP/1.1",)]


async def test_the_proxy_is_told_its_password(proxy, environment: pytest.MonkeyPatch):
    address, asked = proxy
    environment.setenv("http_proxy", f"http://me:secret@{address}")
    async with AiohttpRequest() as transport:
        assert await transport.post("http://telegram.test/botX/getMe") is True
    assert asked[0][1] == "Basic " + base64.b64encode(b"me:secret").decode()


async def test_hosts_without_proxy_are_called_directly(api: BotApiServer, environment: pytest.MonkeyPatch):
    environment.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    environment.setenv("no_proxy", "127.0.0.1")
    async with AiohttpRequest() as transport:
        assert await transport.post(f"{api.url}/bot{TOKEN}/getMe")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "http://me:secret@[", "http://"])
async def test_a_proxy_that_cannot_be_used_is_told(environment: pytest.MonkeyPatch, proxy: str):
    environment.setenv("http_proxy", proxy)
    async with AiohttpRequest() as transport:
        with pytest.raises(NetworkError, match="a proxy is written http://host:port") as caught:
            await transport.post(f"http://telegram.test/bot{TOKEN}/getMe")
    assert "secret" not in repr(caught.value)
    assert_hides_the_token(caught.value)


def assert_hides_the_token(error: BaseException) -> None:
    """Neither the error nor anything that it carries along may show the token."""
    seen: BaseException | None = error
    while seen is not None:
        assert TOKEN not in f"{seen!r} {seen} {vars(seen)} {seen.args!r}"
        seen = seen.__cause__ or seen.__context__
    assert TOKEN not in "".join(traceback.format_exception(error))


def test_an_order_says_which_calls_it_fits():
    order = Order("sendMessage", Dropped(), chat=7)
    assert order.fits("SENDMESSAGE", {"chat_id": "7"})
    assert not order.fits("sendMessage", {"chat_id": "8"})
    assert not order.fits("getMe", {})
