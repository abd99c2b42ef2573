"""What a bot answers to an inline query, and Telegram's checks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.tryout.checks import formatted_text
from bot.tryout.html import Entity
from bot.tryout.keyboards import Markup, checked_markup
from bot.tryout.params import Params, checked_utf8
from bot.tryout.refusal import BadRequest

MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_OFFSET_BYTES = 64
MAX_START_PARAMETER = 64
DEFAULT_CACHE_SECONDS = 300


@dataclass(frozen=True)
class InlineResult:
    """An article of the list, and the message that a tap on it sends."""

    result_id: str
    title: str
    description: str
    url: str
    text: str
    entities: tuple[Entity, ...]
    markup: Markup | None


@dataclass(frozen=True)
class InlineButton:
    """The button above the results; a tap says /start with its parameter in the private chat."""

    text: str
    start_parameter: str


@dataclass(frozen=True)
class InlineAnswer:
    """The answer to one query; nothing here caches it, whatever `cache_time` says."""

    query_id: str
    results: tuple[InlineResult, ...]
    next_offset: str
    button: InlineButton | None
    cache_time: int
    is_personal: bool
    text: str = ""  # what was asked, and from where in the list
    offset: str = ""

    def result(self, result_id: str) -> InlineResult:
        """Return the result with this id."""
        for result in self.results:
            if result.result_id == result_id:
                return result
        raise LookupError(f"no result {result_id!r} among {[result.result_id for result in self.results]}")


def checked_answer(params: Params) -> InlineAnswer:
    """Return the answer of answerInlineQuery; the query's own text and offset are not known yet."""
    results = _results(params.json("results"))
    next_offset = params.text("next_offset") or ""
    if len(next_offset.encode()) > MAX_OFFSET_BYTES:
        raise BadRequest("NEXT_OFFSET_INVALID")
    cache_time = params.integer("cache_time")
    return InlineAnswer(
        query_id=params.text("inline_query_id") or "",
        results=results,
        next_offset=next_offset,
        button=_results_button(params.json("button")),
        cache_time=DEFAULT_CACHE_SECONDS if cache_time is None else max(cache_time, 0),
        is_personal=params.flag("is_personal"),
    )


def _results(value: Any) -> tuple[InlineResult, ...]:
    if not isinstance(value, list):
        raise BadRequest("can't parse inline query results: expected an Array of InlineQueryResult")
    if len(value) > MAX_RESULTS:
        raise BadRequest("too many inline query results specified")
    results = tuple(_result(item) for item in value)
    if len({result.result_id for result in results}) < len(results):
        raise BadRequest("RESULT_ID_DUPLICATE")
    return results


def _result(item: Any) -> InlineResult:
    if not isinstance(item, dict):
        raise _cannot_parse("expected an Object")
    if item.get("type") != "article":  # Telegram knows other types too; this project sends texts
        raise _cannot_parse(f'type "{item.get("type", "")}" is unsupported for the inline query result')
    if not isinstance(item.get("id"), str | int):
        raise _cannot_parse('Can\'t find field "id"')
    result_id = checked_utf8(str(item["id"]))
    if not result_id:
        raise BadRequest("RESULT_ID_EMPTY")
    if len(result_id.encode()) > MAX_ID_BYTES:
        raise BadRequest("RESULT_ID_INVALID")
    title = _optional(item, "title")
    if not title.strip():
        raise BadRequest("ARTICLE_TITLE_EMPTY")
    text, entities = _content(item.get("input_message_content"))
    markup = checked_markup(item.get("reply_markup"), inline_only=True)
    description, url = _optional(item, "description"), _optional(item, "url")
    return InlineResult(result_id, title, description, url, text, tuple(entities), markup)


def _content(value: Any) -> tuple[str, list[Entity]]:
    if not isinstance(value, dict) or not isinstance(value.get("message_text"), str):
        raise _cannot_parse('Can\'t find field "message_text"')  # other contents are not texts
    try:
        return formatted_text(
            checked_utf8(value["message_text"]), _optional(value, "parse_mode"), value.get("entities")
        )
    except BadRequest as refusal:
        if refusal.words == "message is too long":
            raise BadRequest("MESSAGE_TOO_LONG") from None
        raise _cannot_parse(refusal.words[0].upper() + refusal.words[1:]) from None


def _results_button(value: Any) -> InlineButton | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str) or not value["text"].strip():
        raise BadRequest("can't parse InlineQueryResultsButton: Can't find field \"text\"")
    parameter = value.get("start_parameter")
    if not isinstance(parameter, str):  # Telegram knows web_app too; this project has none
        raise BadRequest("can't parse InlineQueryResultsButton: exactly one of the fields must be used")
    if not parameter:
        raise BadRequest("can't use empty start_parameter")
    if len(parameter) > MAX_START_PARAMETER:
        raise BadRequest("too long start_parameter specified")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", parameter):
        raise BadRequest("unallowed characters in start_parameter are used")
    return InlineButton(checked_utf8(value["text"]), parameter)


def _optional(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if value is not None and not isinstance(value, str):
        raise _cannot_parse(f'Field "{name}" must be of type String')
    return checked_utf8(value or "")


def _cannot_parse(words: str) -> BadRequest:
    return BadRequest(f"can't parse inline query result: {words}")
