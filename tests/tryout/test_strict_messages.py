"""What Telegram refuses to send, and in which words."""

import json
from typing import Any

import pytest

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram
from tests.tryout.calls import call, copied, data, inline, refusal

REFUSED_MESSAGES: dict[str, tuple[dict[str, Any], str]] = {
    "no text": ({"text": ""}, "message text is empty"),
    "white space": ({"text": " \n\t"}, "text must be non-empty"),
    "wide white space": ({"text": "\u3000\u200b"}, "text must be non-empty"),
    "only tags": ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    "4,097 characters": ({"text": "あ" * 4097}, "message is too long"),
    "4,097 characters without tags": ({"text": f"<b>{'x' * 4097}</b>", "parse_mode": "HTML"}, "message is too long"),
    "32,769 bytes": ({"text": "<b></b>" * 4681 + "xx", "parse_mode": "HTML"}, "text is too long"),
    "bad markup": (
        {"text": "<p>a</p>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
    ),
    "markdown": ({"text": "*a*", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
    "surrogate": ({"text": "a\ud83d"}, "strings must be encoded in UTF-8"),
    "surrogate in a button": ({"reply_markup": inline([data("a", "\ud83d")])}, "strings must be encoded in UTF-8"),
    "unknown chat": ({"chat_id": "5"}, "chat not found"),
    "no chat": ({"chat_id": ""}, "chat_id is empty"),
    "reply to nothing": ({"reply_parameters": '{"message_id": 99}'}, "message to be replied not found"),
    "old reply to nothing": ({"reply_to_message_id": "99"}, "message to be replied not found"),
    "65 bytes of data": ({"reply_markup": inline([data("あ" * 21 + "xx")])}, "BUTTON_DATA_INVALID"),
    "empty data": ({"reply_markup": inline([data("")])}, "BUTTON_DATA_INVALID"),
    "257 characters to copy": ({"reply_markup": inline([copied("あ" * 257)])}, "BUTTON_COPY_TEXT_INVALID"),
    "nothing to copy": ({"reply_markup": inline([copied("")])}, "BUTTON_COPY_TEXT_INVALID"),
    "button without text": (
        {"reply_markup": inline([data("a", " ")])},
        "inline keyboard button text must be non-empty",
    ),
    "button without action": (
        {"reply_markup": inline([{"text": "a"}])},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "button with two actions": (
        {"reply_markup": inline([data("a") | {"url": "https://a.jp"}])},
        "can't parse inline keyboard button: exactly one action is allowed, found callback_data, url",
    ),
    "telephone link": (
        {"reply_markup": inline([{"text": "a", "url": "tel:03"}])},
        "inline keyboard button URL 'tel:03' is invalid: Wrong HTTP URL",
    ),
    "nine in a row": ({"reply_markup": inline([data("a")] * 9)}, "REPLY_MARKUP_TOO_LONG"),
    "101 buttons": ({"reply_markup": inline(*[[data("a")]] * 101)}, "REPLY_MARKUP_TOO_LONG"),
    "markup is no JSON": ({"reply_markup": "{"}, "can't parse reply markup JSON object"),
    "markup is no object": ({"reply_markup": "[]"}, "object expected as reply markup"),
    "placeholder": (
        {"reply_markup": json.dumps({"force_reply": True, "input_field_placeholder": "x" * 65})},
        "reply markup placeholder is too long",
    ),
    "reply keyboard": (
        {"reply_markup": json.dumps({"keyboard": [[{"text": "a"}]]})},
        "the local Telegram has no keyboards below the composer; use an inline keyboard",
    ),
}


@pytest.mark.parametrize(("params", "words"), REFUSED_MESSAGES.values(), ids=REFUSED_MESSAGES.keys())
async def test_message_is_refused(telegram: LocalTelegram, chat: Chat, params: dict[str, Any], words: str) -> None:
    given = {"chat_id": str(chat.chat_id), "text": "hello"} | params

    assert await refusal(telegram, "sendMessage", **given) == (400, f"Bad Request: {words}")
    assert chat.messages == {}


AT_THE_LIMIT: dict[str, dict[str, Any]] = {
    "4,096 characters": {"text": "😀" * 4096},
    "4,096 without tags": {"text": f"<b>{'あ' * 4096}</b>", "parse_mode": "HTML"},
    "32,768 bytes": {"text": "<b></b>" * 4681 + "x", "parse_mode": "HTML"},
    "64 bytes of data": {"reply_markup": inline([data("あ" * 21 + "x")])},
    "256 characters to copy": {"reply_markup": inline([copied("あ" * 256)])},
    "eight in a row": {"reply_markup": inline([data("a")] * 8)},
    "100 buttons": {"reply_markup": inline(*[[data("a")]] * 100)},
    "reply to nothing, allowed": {"reply_parameters": '{"message_id": 99, "allow_sending_without_reply": true}'},
}


@pytest.mark.parametrize("params", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT.keys())
async def test_message_at_the_limit_is_sent(telegram: LocalTelegram, chat: Chat, params: dict[str, Any]) -> None:
    message = await call(telegram, "sendMessage", **({"chat_id": str(chat.chat_id), "text": "hello"} | params))

    assert list(chat.messages) == [message["message_id"]]


async def test_text_is_cleaned_and_trimmed(telegram: LocalTelegram, chat: Chat) -> None:
    message = await call(telegram, "sendMessage", chat_id=chat.chat_id, text=" \n a\x00b\r\nc \n")

    assert message["text"] == "a b\nc"


async def test_one_mebibyte_of_parameters_is_refused(telegram: LocalTelegram, chat: Chat) -> None:
    """A kana is nine bytes in a form, so this is over the limit although it is 350 KB of UTF-8."""
    words = await refusal(telegram, "sendMessage", chat_id=chat.chat_id, text="あ" * 117_000)

    assert words == (413, "Request Entity Too Large")


async def test_unknown_method_is_not_found(telegram: LocalTelegram) -> None:
    assert await refusal(telegram, "sendRocket") == (404, "Not Found: method not found")


async def test_methods_are_known_in_any_case(telegram: LocalTelegram) -> None:
    assert (await call(telegram, "getme"))["is_bot"] is True
