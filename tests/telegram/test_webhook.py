"""The webhook over real HTTP: who may bring updates, when they are confirmed, and how it starts and stops."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from bot.cli import live
from bot.dialogue import Dialogue
from bot.errors import CannotStart
from bot.metrics import Metrics
from bot.store import Claim
from bot.telegram import Status, Webhook, build, serve_webhook, webhook
from bot.telegram.seen import Claims
from bot.telegram.updates import ALLOWED_UPDATES
from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.transport import LocalRequest
from tests.telegram.conftest import PATIENCE, TOKEN

SECRET = "Sesame_open-0123456789"  # noqa: S105 - opens nothing
HEADER = "X-Telegram-Bot-Api-Secret-Token"
RIGHT = {HEADER: SECRET, "Content-Type": "application/json"}


class Called:
    """A bot with a webhook, and what comes to it."""

    def __init__(self, telegram: LocalTelegram, dialogue: Dialogue, claims: Claims | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.telegram = telegram
        self.stop = asyncio.Event()
        metrics = Metrics()
        transports = LocalRequest(telegram), LocalRequest(telegram)
        application = build(lambda: dialogue, TOKEN, transports=transports, claims=claims, metrics=metrics)
        self.status = Status(metrics, lambda: application.running)
        there = Webhook("https://bot.example.jp/telegram/hook.1?a=1", SECRET, ("127.0.0.1", self.port))
        self.running = asyncio.create_task(serve_webhook(application, dialogue, there, self.status, self.stop))

    async def ready(self) -> None:
        await until(lambda: self.running.done() or self.status.ready)

    async def get(self, path: str, **options: Any) -> HTTPResponse:
        url = f"http://127.0.0.1:{self.port}{path}"
        client = AsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(url, raise_error=False, request_timeout=PATIENCE, **options)
        finally:
            client.close()

    async def post(self, body: bytes | str | dict[str, Any], headers: dict[str, str] = RIGHT) -> HTTPResponse:
        if isinstance(body, dict):
            body = json.dumps(body)
        return await self.get("/telegram/hook.1", method="POST", body=body, headers=headers)

    async def bring(self) -> HTTPResponse:
        """Bring the newest update."""
        return await self.post(self.telegram.updates.pending()[-1])

    async def ends(self) -> None:
        self.stop.set()
        async with asyncio.timeout(PATIENCE):
            await self.running


async def until(happened: Callable[[], bool]) -> None:
    """Let the bot run on until something has happened."""
    async with asyncio.timeout(PATIENCE):
        while not happened():  # noqa: ASYNC110 - a socket rings no bell
            await asyncio.sleep(0)


@asynccontextmanager
async def started(
    dialogue: Dialogue, telegram: LocalTelegram | None = None, claims: Claims | None = None
) -> AsyncIterator[Called]:
    bot = Called(telegram or LocalTelegram(), dialogue, claims)
    try:
        yield bot
    finally:
        await bot.ends()


@pytest.fixture
async def bot(dialogue: Dialogue) -> AsyncIterator[Called]:
    async with started(dialogue) as running:
        await running.ready()
        yield running


@pytest.fixture
def chat(bot: Called) -> Chat:
    return bot.telegram.open_chat("花子")


def replies(chat: Chat) -> list[str]:
    return [event.message.text for event in chat.events if event.kind == "reply" and event.message]


async def test_an_update_is_confirmed_only_after_its_answer(bot: Called, chat: Chat):
    answer = bot.telegram.faults.hold("sendMessage")
    chat.say("/start")
    brought = asyncio.create_task(bot.bring())
    await answer.reached.wait()
    assert not brought.done()
    answer.set()
    assert (await brought).code == 200
    assert len(replies(chat)) == 1


async def test_buttons_and_inline_queries_come_the_same_way(bot: Called, chat: Chat):
    chat.say("/menu")
    assert (await bot.bring()).code == 200
    (menu,) = [event.message for event in chat.events if event.kind == "reply" and event.message]
    chat.tap(menu.buttons[0]["text"], menu.message_id)
    assert (await bot.bring()).code == 200
    chat.inline("ポイント")
    assert (await bot.bring()).code == 200
    assert {"answer", "edit", "inline"} <= {event.kind for event in chat.events}


@pytest.mark.parametrize(
    "secret",
    [None, "", SECRET[:-1], f"{SECRET}x", SECRET.lower(), "ÿ" * len(SECRET), "ひみつ".encode().decode("latin-1")],
)
async def test_a_stranger_is_refused(bot: Called, chat: Chat, bot_logs: Callable[[], list[str]], secret: str | None):
    chat.say("/start")
    headers = RIGHT | {HEADER: secret} if secret is not None else {"Content-Type": "application/json"}
    for _ in range(3):
        assert (await bot.post(bot.telegram.updates.pending()[-1], headers)).code == 403
    assert replies(chat) == []
    (line,) = [line for line in bot_logs() if "secret" in line]
    assert line.startswith("a request without the right secret was refused")


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
)
async def test_json_may_name_its_charset(bot: Called, chat: Chat, kind: str):
    chat.say("/start")
    assert (await bot.post(bot.telegram.updates.pending()[-1], RIGHT | {"Content-Type": kind})).code == 200
    assert len(replies(chat)) == 1


async def test_what_is_not_json_is_refused(bot: Called):
    assert (await bot.post("a=1", RIGHT | {"Content-Type": "application/x-www-form-urlencoded"})).code == 415


@pytest.mark.parametrize("bytes_sent", [1024 * 1024 + 1, 20 * 1024 * 1024], ids=["a byte too long", "20 MiB"])
@pytest.mark.parametrize("chunked", [False, True], ids=["with length", "chunked"])
async def test_a_body_of_more_than_a_mebibyte_is_refused(bot: Called, chat: Chat, bytes_sent: int, chunked: bool):
    """Over a bare socket, for a client that still writes may not see an answer that came early."""
    reader, writer = await asyncio.open_connection("127.0.0.1", bot.port)
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {bytes_sent}"
    head = [
        f"POST /telegram/hook.1 HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}",
        "Content-Type: application/json",
        length,
    ]
    writer.write("\r\n".join([*head, "", ""]).encode())
    if chunked:
        size = 1024 * 1024 + 1
        writer.write(f"{size:x}\r\n".encode() + b" " * size + b"\r\n")
    assert (await reader.readline()).split()[1] == b"413"
    writer.close()
    chat.say("/start")
    assert (await bot.bring()).code == 200


@pytest.mark.parametrize("length", ["x", "-1", "9" * 5000, "1, 2"])
async def test_a_length_that_makes_no_sense_is_refused(bot: Called, length: str):
    reader, writer = await asyncio.open_connection("127.0.0.1", bot.port)
    head = [*(f"{name}: {value}" for name, value in RIGHT.items()), f"Content-Length: {length}"]
    writer.write("\r\n".join(["POST /telegram/hook.1 HTTP/1.1", "Host: x", *head, "", ""]).encode())
    assert (await reader.readline()).split()[1] == b"400"
    writer.close()


async def test_a_body_of_a_mebibyte_is_read(bot: Called, chat: Chat):
    chat.say("/start")
    body = json.dumps(bot.telegram.updates.pending()[-1]).encode()
    assert (await bot.post(body.ljust(1024 * 1024))).code == 200
    assert len(replies(chat)) == 1


POISON = {
    "empty": b"",
    "no json": b"secret words",
    "half a json": b'{"update_id": 900, "message": {"text": "secret words"',
    "no utf-8": b'{"update_id": 900, "x": "\xff\xfe secret words"}',
    "a list": b'["secret words"]',
    "a number": b"7",
    "null": b"null",
    "nested too deep": b"[" * 100_000,
    "no id": b'{"message": {"text": "secret words"}}',
    "a message of nothing": b'{"update_id": 900, "message": {"text": "secret words"}}',
    "a message that is text": b'{"update_id": 900, "message": "secret words"}',
    "an id that is text": b'{"update_id": "secret words"}',
    "of no kind": b'{"update_id": 900}',
    "of a kind to come": b'{"update_id": 900, "telepathy": {"text": "secret words"}}',
}


@pytest.mark.parametrize("body", POISON.values(), ids=POISON)
async def test_an_update_that_nobody_can_read_is_confirmed_and_not_quoted(
    bot: Called, chat: Chat, bot_logs: Callable[[], list[str]], body: bytes, caplog: pytest.LogCaptureFixture
):
    """Refused, it would come again for a day, and its chat would get nothing else."""
    assert (await bot.post(body)).code == 200
    assert "secret words" not in caplog.text
    chat.say("/start")
    assert (await bot.bring()).code == 200
    assert len(replies(chat)) == 1


async def test_an_update_whose_answer_fails_is_confirmed(bot: Called, chat: Chat):
    bot.telegram.faults.refuse("sendMessage", 400, "Bad Request: something new")
    chat.say("ポイントは消えますか")
    assert (await bot.bring()).code == 200


async def test_an_update_that_takes_too_long_is_confirmed_and_still_finished(
    bot: Called, chat: Chat, monkeypatch: pytest.MonkeyPatch, bot_logs: Callable[[], list[str]]
):
    monkeypatch.setattr(webhook, "_ANSWERED_WITHIN_SECONDS", 0)
    answer = bot.telegram.faults.hold("sendMessage")
    chat.say("/start")
    assert (await bot.bring()).code == 200
    assert any("takes long" in line for line in bot_logs())
    answer.set()
    await chat.next_reply(PATIENCE)


class Elsewhere:
    """Another process has had every update."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim

    async def claim(self, update_id: int) -> Claim:
        return self._claim

    async def finish(self, update_id: int) -> None:
        raise AssertionError

    async def release(self, update_id: int) -> None:
        raise AssertionError


@pytest.mark.parametrize(("claim", "code"), [(Claim.BUSY, 503), (Claim.DONE, 200)])
async def test_what_another_process_has_is_left_to_it(dialogue: Dialogue, claim: Claim, code: int):
    """While that one works, Telegram asks again; should it die, the update is free when its lease ends."""
    async with started(dialogue, claims=Elsewhere(claim)) as bot:
        await bot.ready()
        chat = bot.telegram.open_chat()
        chat.say("/start")
        answer = await bot.bring()
        assert answer.code == code
        assert answer.headers.get("Retry-After") == ("1" if code == 503 else None)
        assert replies(chat) == []


async def test_an_update_that_comes_again_is_confirmed_and_answered_once(bot: Called, chat: Chat):
    answer = bot.telegram.faults.hold("sendMessage")
    chat.say("/start")
    first = asyncio.create_task(bot.bring())
    await answer.reached.wait()
    again = asyncio.create_task(bot.bring())
    answer.set()
    assert [(await first).code, (await again).code, (await bot.bring()).code] == [200, 200, 200]
    assert len(replies(chat)) == 1


async def test_no_more_than_the_agreed_requests_are_taken(bot: Called, chat: Chat, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(webhook, "MAX_CONNECTIONS", 1)
    answer = bot.telegram.faults.hold("sendMessage")
    chat.say("/start")
    brought = asyncio.create_task(bot.bring())
    await answer.reached.wait()
    chat.say("/help")
    refused = await bot.bring()
    assert (refused.code, refused.headers["Retry-After"]) == (503, "1")
    answer.set()
    assert (await brought).code == 200
    assert (await bot.bring()).code == 200


async def test_a_stop_finishes_what_runs_and_takes_nothing_new(dialogue: Dialogue):
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    async with started(dialogue, telegram) as bot:
        await bot.ready()
        answer = telegram.faults.hold("sendMessage")
        chat.say("/start")
        brought = asyncio.create_task(bot.bring())
        await answer.reached.wait()
        assert ((await bot.get("/readyz")).code, (await bot.get("/readyz")).body) == (200, b"ready\n")
        bot.stop.set()
        await until(lambda: bot.status.draining)
        chat.say("/help")
        refused = await bot.bring()
        assert (refused.code, refused.headers["Retry-After"]) == (503, "1")
        assert ((await bot.get("/readyz")).code, (await bot.get("/readyz")).body) == (503, b"draining\n")
        assert (await bot.get("/healthz")).code == 200
        answer.set()
        assert (await brought).code == 200
    assert len(replies(chat)) == 1
    assert telegram.updates.webhook["url"].startswith("https://bot.example.jp/")
    assert telegram.called("deleteWebhook") == []


async def test_a_body_that_arrives_after_the_stop_is_not_taken(dialogue: Dialogue):
    """Its handling would be cut off by the end of the process."""
    async with started(dialogue) as bot:
        await bot.ready()
        chat = bot.telegram.open_chat()
        answer = bot.telegram.faults.hold("sendMessage")
        chat.say("/start")
        brought = asyncio.create_task(bot.bring())
        await answer.reached.wait()
        chat.say("/help")
        body = json.dumps(bot.telegram.updates.pending()[-1]).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", bot.port)
        head = [*(f"{name}: {value}" for name, value in RIGHT.items()), f"Content-Length: {len(body)}"]
        writer.write("\r\n".join(["POST /telegram/hook.1 HTTP/1.1", "Host: x", *head, "", ""]).encode())
        await bot.get("/healthz")  # by then the head was read
        bot.stop.set()
        await until(lambda: bot.status.draining)
        writer.write(body)
        assert (await reader.readline()).split()[1] == b"503"
        writer.close()
        answer.set()
        assert (await brought).code == 200
    assert len(replies(chat)) == 1


async def test_a_stop_leaves_what_does_not_end(
    dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch, bot_logs: Callable[[], list[str]]
):
    monkeypatch.setattr(webhook, "_DRAIN_SECONDS", 0.0)
    telegram = LocalTelegram()
    chat = telegram.open_chat()
    async with started(dialogue, telegram) as bot:
        await bot.ready()
        answer = telegram.faults.hold("sendMessage")
        chat.say("/start")
        brought = asyncio.create_task(bot.bring())
        await answer.reached.wait()
        await bot.ends()
        assert (await brought).code == 503  # Telegram brings it again
    assert replies(chat) == []
    assert any(line.startswith("1 update(s) not finished within") for line in bot_logs())


def test_a_stop_ends_before_supervisors_kill():
    closing = 5.0  # of connections and desks
    assert webhook._DRAIN_SECONDS + closing + live._LAST_WRITES_SECONDS < 30


async def test_before_it_knows_its_name_the_bot_lives_but_takes_nothing(dialogue: Dialogue):
    telegram = LocalTelegram()
    telegram.open_chat().say("/start")
    name = telegram.faults.hold("getMe")
    async with started(dialogue, telegram) as bot:
        await name.reached.wait()
        assert ((await bot.get("/readyz")).code, (await bot.get("/readyz")).body) == (503, b"starting\n")
        assert (await bot.get("/healthz")).code == 200
        assert (await bot.bring()).code == 503
        name.set()
        await bot.ready()
        assert (await bot.get("/readyz")).code == 200
        assert (await bot.bring()).code == 200


async def test_the_webhook_is_set_once_with_all_that_belongs_to_it(bot: Called):
    await until(lambda: bool(bot.telegram.called("getMyCommands")))
    (call,) = bot.telegram.called("setWebhook")
    assert call["url"] == "https://bot.example.jp/telegram/hook.1?a=1"
    assert call["secret_token"] == SECRET
    assert json.loads(str(call["allowed_updates"]).replace("'", '"')) == list(ALLOWED_UPDATES)
    assert int(call["max_connections"]) == 100
    assert "drop_pending_updates" not in call


@pytest.mark.parametrize("fault", ["429", "outage"])
async def test_setting_the_webhook_is_tried_again(dialogue: Dialogue, fault: str, bot_logs: Callable[[], list[str]]):
    """Of replicas that start together Telegram hears one a second."""
    telegram = LocalTelegram()
    if fault == "429":
        telegram.faults.refuse("setWebhook", 429, "Too Many Requests: retry after 1", retry_after=1)
    else:
        telegram.faults.drop("setWebhook")
    async with started(dialogue, telegram) as bot:
        await until(lambda: bool(telegram.called("getMyCommands")))
        assert bot.status.ready
    assert len(telegram.called("setWebhook")) == 2
    assert telegram.updates.webhook["url"]
    assert any("trying again in 1 s" in line for line in bot_logs())


async def test_an_address_that_telegram_refuses_ends_the_bot_with_a_sentence(dialogue: Dialogue):
    telegram = LocalTelegram()
    telegram.faults.refuse("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host")
    bot = Called(telegram, dialogue)
    with pytest.raises(CannotStart, match=r"^WEBHOOK_URL: Telegram refuses it \(.*failed to resolve host\); check"):
        await bot.running


async def test_a_token_that_telegram_refuses_ends_the_bot_with_a_sentence(dialogue: Dialogue):
    telegram = LocalTelegram()
    telegram.faults.refuse("getMe", 401, "Unauthorized")
    with pytest.raises(CannotStart, match="Telegram refuses the token"):
        await Called(telegram, dialogue).running


async def test_a_token_that_is_revoked_later_ends_the_bot_with_a_sentence(dialogue: Dialogue):
    """Otherwise each update would be confirmed to Telegram, and none answered."""
    telegram = LocalTelegram()
    bot = Called(telegram, dialogue)
    await bot.ready()
    telegram.faults.refuse("sendMessage", 401, "Unauthorized")
    telegram.faults.refuse("getMe", 401, "Unauthorized")
    telegram.open_chat().say("/start")
    await bot.bring()
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(CannotStart, match="Telegram refuses the token"):
            await bot.running


async def test_one_call_refused_for_its_token_does_not_end_a_bot_whose_token_is_good(bot: Called, chat: Chat):
    asked = len(bot.telegram.called("getMe"))
    bot.telegram.faults.refuse("sendMessage", 401, "Unauthorized")
    chat.say("/start")
    await bot.bring()
    await until(lambda: len(bot.telegram.called("getMe")) > asked)
    chat.say("/start")
    assert (await bot.bring()).code == 200
    assert len(replies(chat)) == 1


@pytest.mark.parametrize("listen", [("127.0.0.1", 0), ("203.0.113.1", 80)])
async def test_an_address_that_cannot_be_listened_on_ends_the_bot_with_a_sentence(
    bot: Called, dialogue: Dialogue, listen: tuple[str, int]
):
    host, port = listen[0], listen[1] or bot.port
    there = Webhook("https://bot.example.jp/", SECRET, (host, port))
    application = build(lambda: dialogue, TOKEN)
    with pytest.raises(CannotStart, match=rf"^WEBHOOK_LISTEN: {host}:{port} cannot be listened on \([^()]+\); stop"):
        await serve_webhook(application, dialogue, there, bot.status, asyncio.Event())


async def test_a_stop_is_obeyed_while_telegram_cannot_be_reached(dialogue: Dialogue, bot_logs: Callable[[], list[str]]):
    telegram = LocalTelegram()
    telegram.faults.drop("getMe")
    async with started(dialogue, telegram):
        await until(lambda: any("trying again" in line for line in bot_logs()))
    assert telegram.called("setWebhook") == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/telegram/hook.1", 405),
        ("/", 404),
        ("/telegram", 404),
        ("/telegram/hook.1/", 404),
        ("/telegram/hookx1", 404),
        ("/bot", 404),
    ],
)
async def test_everything_else_is_answered_in_a_line(bot: Called, path: str, code: int):
    answer = await bot.get(path, headers=RIGHT)
    assert answer.code == code
    assert "Server" not in answer.headers
    assert b"<" not in answer.body


async def test_the_metrics_tell_what_happened_and_to_nobody_whom(bot: Called, chat: Chat):
    chat.say("ポイントは退会するとどうなりますか")
    await bot.bring()
    await bot.post("nonsense", {})
    answer = await bot.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    figures = dict(re.findall(r"^(bot_[^ ]+) (\S+)$", answer.body.decode(), flags=re.MULTILINE))
    assert figures['bot_decisions_total{outcome="answer"}'] == "1.0"
    assert figures['bot_webhook_requests_total{status="200"}'] == "1.0"
    assert figures['bot_webhook_requests_total{status="403"}'] == "1.0"
    assert "花子" not in answer.body.decode()
    assert "m3-points" not in answer.body.decode()
