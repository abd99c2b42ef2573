"""Calls of the Bot API as tests write them: by name, with keyboards in few words."""

import json
from typing import Any

from bot.tryout.chat import Chat
from bot.tryout.local_telegram import LocalTelegram

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def inline(*rows: list[dict[str, Any]]) -> str:
    return json.dumps({"inline_keyboard": rows})


def data(value: str, text: str = "x") -> dict[str, Any]:
    return {"text": text, "callback_data": value}


def copied(text: str) -> dict[str, Any]:
    return {"text": "x", "copy_text": {"text": text}}


async def call(telegram: LocalTelegram, method: str, **params: Any) -> Any:
    """Return the result of a call that succeeds."""
    status, body = await telegram.handle(method, params)
    assert (status, body.get("description")) == (200, None)
    return body["result"]


async def refusal(telegram: LocalTelegram, method: str, **params: Any) -> tuple[int, str]:
    """Return the status and the words of a refusal."""
    status, body = await telegram.handle(method, params)
    assert body["ok"] is False
    assert body["error_code"] == status
    return status, body["description"]


def article(result_id: str = "a", **fields: Any) -> dict[str, Any]:
    content = {"message_text": "<b>Hello</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": result_id, "title": "T", "input_message_content": content} | fields


def text(message_text: str, **fields: Any) -> dict[str, Any]:
    return {"input_message_content": {"message_text": message_text} | fields}


async def answered(telegram: LocalTelegram, chat: Chat, *results: dict[str, Any], **params: Any) -> str:
    """Ask an inline query and answer it."""
    query_id = chat.inline("po")
    await call(telegram, "answerInlineQuery", inline_query_id=query_id, results=json.dumps(results), **params)
    return query_id
