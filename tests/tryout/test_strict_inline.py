"""What Telegram refuses as an answer to an inline query, and in which words."""

import json
from typing import Any

import pytest

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import TOO_OLD, answered, article, call, data, inline, refusal, text

START = "can't parse InlineQueryResultsButton: "
PARSE = "can't parse inline query result: "
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no results": ({"results": ""}, "can't parse inline query results: expected an Array of InlineQueryResult"),
    "result is no object": ({"results": "[1]"}, f"{PARSE}expected an Object"),
    "51 results": ({"results": [article(str(n)) for n in range(51)]}, "too many inline query results specified"),
    "same id twice": ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
    "no id": ({"results": [article(id=None)]}, f'{PARSE}Can\'t find field "id"'),
    "empty id": ({"results": [article("")]}, "RESULT_ID_EMPTY"),
    "65 bytes of id": ({"results": [article("あ" * 21 + "xx")]}, "RESULT_ID_INVALID"),
    "other type": ({"results": [article(type="gif")]}, f'{PARSE}type "gif" is unsupported for the inline query result'),
    "no title": ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
    "title is no text": ({"results": [article(title=5)]}, f'{PARSE}Field "title" must be of type String'),
    "no text": ({"results": [article(input_message_content={})]}, f'{PARSE}Can\'t find field "message_text"'),
    "empty text": ({"results": [article(**text(""))]}, f"{PARSE}Message text is empty"),
    "4,097 characters": ({"results": [article(**text("あ" * 4097))]}, "MESSAGE_TOO_LONG"),
    "bad markup": (
        {"results": [article(**text("<b>a", parse_mode="HTML"))]},
        f"{PARSE}Can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "bad keyboard": ({"results": [article(reply_markup={"force_reply": True})]}, "inline keyboard expected"),
    "65 bytes of data": (
        {"results": [article(reply_markup=json.loads(inline([data("x" * 65)])))]},
        "BUTTON_DATA_INVALID",
    ),
    "65 bytes of offset": ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
    "button without text": ({"button": {"start_parameter": "a"}}, f'{START}Can\'t find field "text"'),
    "button without parameter": ({"button": {"text": "a"}}, f"{START}exactly one of the fields must be used"),
    "empty parameter": ({"button": {"text": "a", "start_parameter": ""}}, "can't use empty start_parameter"),
    "65 characters": ({"button": {"text": "a", "start_parameter": "x" * 65}}, "too long start_parameter specified"),
    "Japanese parameter": (
        {"button": {"text": "a", "start_parameter": "あ"}},
        "unallowed characters in start_parameter are used",
    ),
    "unknown query": ({"inline_query_id": "1"}, TOO_OLD.removeprefix("Bad Request: ")),
}


@pytest.mark.parametrize(("params", "words"), REFUSED.values(), ids=REFUSED.keys())
async def test_answer_is_refused_and_the_query_stays_open(
    telegram: LocalTelegram, chat: Chat, params: dict[str, Any], words: str
) -> None:
    query = {"inline_query_id": chat.inline("po"), "results": [article()]}

    assert await refusal(telegram, "answerInlineQuery", **(query | params)) == (400, f"Bad Request: {words}")
    assert await call(telegram, "answerInlineQuery", **query) is True


async def test_answer_at_the_limits_is_shown(telegram: LocalTelegram, chat: Chat) -> None:
    results = [article("あ" * 21 + "x", **text("あ" * 4096))] + [article(str(n), description="D") for n in range(49)]
    button = {"text": "More", "start_parameter": "Az0_-" * 12 + "Az09"}
    await answered(telegram, chat, *results, next_offset="x" * 64, button=button, cache_time=5, is_personal="true")
    answer = (await chat.next_event("inline")).inline

    assert answer is not None
    assert (len(answer.results), answer.results[1].description, answer.results[1].text) == (50, "D", "Hello")
    assert (answer.text, answer.next_offset, answer.cache_time, answer.is_personal) == ("po", "x" * 64, 5, True)
    chat.tap_results_button()
    assert [message.text for message in chat.messages.values()] == [f"/start {button['start_parameter']}"]


async def test_query_is_answered_once(telegram: LocalTelegram, chat: Chat) -> None:
    query_id = await answered(telegram, chat)
    words = await refusal(telegram, "answerInlineQuery", inline_query_id=query_id, results="[]")

    assert words == (400, TOO_OLD)


async def test_query_dies_after_30_seconds() -> None:
    now = [1000.0]
    telegram = LocalTelegram(clock=lambda: now[0])
    query_id = telegram.open_chat().inline("po")
    now[0] += 31

    assert telegram.updates.pending() == []
    assert await refusal(telegram, "answerInlineQuery", inline_query_id=query_id, results="[]") == (400, TOO_OLD)


@pytest.mark.parametrize(
    ("inline_id", "words"),
    [("nonsense", "invalid inline message identifier specified"), ("local-5-7", "MESSAGE_ID_INVALID")],
)
async def test_edit_by_an_unknown_inline_id_is_refused(telegram: LocalTelegram, inline_id: str, words: str) -> None:
    refused = await refusal(telegram, "editMessageText", inline_message_id=inline_id, text="a")

    assert refused == (400, f"Bad Request: {words}")
