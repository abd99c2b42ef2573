"""What the chat page and its server say to each other, also as a hostile or clumsy client says it."""

import json

import pytest

from bot.tryout.frames import NOT_UNDERSTOOD
from bot.tryout.local_telegram import LocalTelegram
from bot.tryout.notice import KnowledgeNotice
from tests.tryout.calls import call
from tests.tryout.sockets import Connect, opened, read, send


async def test_chat_frame_shows_the_bot(connect: Connect) -> None:
    _, frame = await opened(connect)

    assert frame["bot"] == {
        "name": "Test bot",
        "username": "local_bot",
        "description": "What this bot does",
        "commands": [
            {"command": "start", "description": "Begin again"},
            {"command": "ask", "description": "Ask my name"},
        ],
    }


async def test_bot_answers_in_the_tab(connect: Connect) -> None:
    socket, _ = await opened(connect)
    await socket.write_message('{"type": "say", "text": "/start"}')
    said = (await read(socket, "message"))["message"]
    reply = (await read(socket, "message"))["message"]

    assert (said["fromBot"], said["text"]) == (False, "/start")
    assert (reply["fromBot"], reply["keyboard"][0][0]) == (
        True,
        {"text": "Turn the page", "callback_data": "page:2"},
    )

    await socket.write_message(json.dumps({"type": "press", "id": reply["id"], "data": "alert"}))
    assert await read(socket, "answer") == {
        "type": "answer",
        "id": reply["id"],
        "data": "alert",
        "text": "Careful!",
        "alert": True,
    }
    await socket.write_message(json.dumps({"type": "press", "id": reply["id"], "data": "page:2"}))
    assert (await read(socket, "edit"))["message"]["text"] == "Page two"
    await socket.write_message(json.dumps({"type": "press", "id": reply["id"], "data": "delete"}))
    assert (await read(socket, "delete"))["id"] == reply["id"]


async def test_chat_is_replayed_to_its_key_only(connect: Connect, telegram: LocalTelegram) -> None:
    socket, first = await opened(connect)
    await socket.write_message('{"type": "say", "text": "hello"}')
    await read(socket, "message")
    await telegram.idle()
    socket.close()
    _, again = await opened(connect, first["key"])
    _, other = await opened(connect)

    assert again["key"] == first["key"]
    assert [message["text"] for message in again["messages"]] == ["hello", "hello"]
    assert other["messages"] == []
    assert other["key"] != first["key"]


async def test_unknown_key_opens_a_new_chat(connect: Connect) -> None:
    _, frame = await opened(connect, "made up")

    assert frame["key"] != "made up"


async def test_reply_and_typing_and_new_profile_reach_the_tab(connect: Connect, telegram: LocalTelegram) -> None:
    socket, _ = await opened(connect)
    [chat] = telegram.chats
    await telegram.handle("sendChatAction", {"chat_id": chat.chat_id, "action": "typing"})
    await read(socket, "typing")
    await telegram.handle("setMyName", {"name": "New name"})
    assert (await read(socket, "bot"))["bot"]["name"] == "New name"

    await socket.write_message('{"type": "say", "text": "one"}')
    first = (await read(socket, "message"))["message"]
    await read(socket, "message")
    await socket.write_message(json.dumps({"type": "say", "text": "two", "replyTo": first["id"]}))
    assert (await read(socket, "message"))["message"]["replyTo"] == first["id"]
    assert (await read(socket, "message"))["message"]["text"] == "one → two"


async def test_inline_results_are_listed_chosen_and_edited(connect: Connect) -> None:
    socket, _ = await opened(connect)
    await send(socket, "inline", text="po", offset="")
    listed = await read(socket, "inline")
    assert listed == {
        "type": "inline",
        "query": listed["query"],
        "text": "po",
        "offset": "",
        "nextOffset": "",
        "results": [
            {"id": "points", "title": "What of my points?", "description": "About points"},
            {"id": "postal", "title": "The postal address", "description": "About postal"},
        ],
        "button": "Ask the bot",
        "start": "inl",
    }

    await send(socket, "choose", query=listed["query"], result="points")
    chosen = (await read(socket, "message"))["message"]
    assert (chosen["fromBot"], chosen["viaBot"], chosen["text"]) == (False, True, "What of my points?")
    await send(socket, "press", id=chosen["id"], data="more:points")
    assert (await read(socket, "edit"))["message"]["text"] == "More of it"


async def test_own_message_is_edited(connect: Connect) -> None:
    socket, _ = await opened(connect)
    await send(socket, "say", text="helo")
    said = (await read(socket, "message"))["message"]
    await send(socket, "edit", id=said["id"], text="hello")
    edited = (await read(socket, "edit"))["message"]

    assert (edited["id"], edited["text"], edited["edited"]) == (said["id"], "hello", True)


async def test_addresses_are_followed_as_far_as_this_machine(connect: Connect) -> None:
    socket, _ = await opened(connect)
    await send(socket, "follow", url="https://a.jp")
    assert await read(socket, "web") == {"type": "web", "url": "https://a.jp", "text": ""}
    await send(socket, "follow", url="https://t.me/share/url?url=a.jp&text=b")
    assert (await read(socket, "share"))["text"] == "a.jp\nb"
    await send(socket, "follow", url="https://t.me/local_bot?start=a")
    assert (await read(socket, "message"))["message"]["text"] == "/start a"


async def test_open_tabs_hear_of_the_files_and_later_ones_what_is_still_wrong(
    connect: Connect, notice: KnowledgeNotice
) -> None:
    socket, _ = await opened(connect)
    assert await read(socket, "knowledge") == {"type": "knowledge", "broken": [], "updated": None}
    notice.refused(["knowledge/faq/a: b.yaml:7: 'id' is missing: add it", "the disk is full"])
    broken = [
        {"place": "knowledge/faq/a: b.yaml:7", "what": "'id' is missing: add it"},
        {"place": "", "what": "the disk is full"},
    ]
    assert await read(socket, "knowledge") == {"type": "knowledge", "broken": broken, "updated": None}
    late, _ = await opened(connect)
    assert (await read(late, "knowledge"))["broken"] == broken

    notice.updated(added=("a",), edited=(), removed=())
    news = {"type": "knowledge", "broken": [], "updated": {"added": ["a"], "edited": [], "removed": []}}
    assert await read(socket, "knowledge") == await read(late, "knowledge") == news
    last, _ = await opened(connect)
    assert await read(last, "knowledge") == {"type": "knowledge", "broken": [], "updated": None}


IMPOSSIBLE = {
    "edit of the bot's message": ({"type": "edit", "id": 1, "text": "a"}, "message 1 is not a text"),
    "edit of no message": ({"type": "edit", "id": 99, "text": "a"}, "there is no message 99"),
    "choice without an answer": ({"type": "choose", "query": "1", "result": "a"}, "no inline query was answered"),
}


@pytest.mark.parametrize(("frame", "words"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
async def test_what_cannot_be_done_is_answered_with_a_sentence(
    connect: Connect, telegram: LocalTelegram, frame: dict[str, object], words: str
) -> None:
    socket, _ = await opened(connect)
    [chat] = telegram.chats
    await call(telegram, "sendMessage", chat_id=chat.chat_id, text="by the bot")
    await socket.write_message(json.dumps(frame))

    assert (await read(socket, "error"))["text"].startswith(f"not done: {words}")


NONSENSE = {
    "no JSON": "{",
    "no object": "[1]",
    "deep": "[" * 100_000,
    "unknown type": '{"type": "dance"}',
    "text is no text": '{"type": "say", "text": 5}',
    "half a surrogate": '{"type": "say", "text": "\\ud83d"}',
    "id is no number": '{"type": "press", "id": "1", "data": "x"}',
    "half a surrogate in a query": '{"type": "inline", "text": "\\ud83d", "offset": ""}',
    "edit without text": '{"type": "edit", "id": 1}',
    "opened twice": '{"type": "open"}',
    "bytes": b"\xff\xfe",
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_is_answered_with_a_sentence(connect: Connect, nonsense: str | bytes) -> None:
    socket, _ = await opened(connect)
    await socket.write_message(nonsense, binary=isinstance(nonsense, bytes))

    error = await read(socket, "error")
    assert error["text"] == NOT_UNDERSTOOD
    await socket.write_message('{"type": "say", "text": "still here"}')
    assert (await read(socket, "message"))["message"]["text"] == "still here"


async def test_acting_before_opening_is_answered_with_a_sentence(connect: Connect, telegram: LocalTelegram) -> None:
    socket = await connect()
    await socket.write_message('{"type": "say", "text": "hello"}')

    assert (await read(socket, "error"))["text"] == "not understood: expected open first"
    assert list(telegram.chats) == []
