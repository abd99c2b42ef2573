"""Telegram's checks of texts: lengths, parse mode, commands and descriptions, with Telegram's words."""

from __future__ import annotations

import re
from typing import Any

from bot.tryout.entities import clean, is_blank, settle
from bot.tryout.html import Entity, parse_html, utf16_length
from bot.tryout.params import Params
from bot.tryout.refusal import BadRequest

MAX_TEXT = 4096  # code points, after the tags are taken out
MAX_SOURCE_BYTES = 32_768
MAX_ENTITIES = 100  # Telegram ignores the rest
MAX_ANSWER = 200
MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def message_text(params: Params) -> tuple[str, list[Entity]]:
    """Return a message's text and entities as Telegram would keep them."""
    return formatted_text(params.text("text") or "", params.text("parse_mode") or "", params.json("entities"))


def formatted_text(source: str, parse_mode: str, given: Any) -> tuple[str, list[Entity]]:
    """Return text and entities, of which the entities are marked up in the text or given."""
    if not source:
        raise BadRequest("message text is empty")
    if len(source.encode()) > MAX_SOURCE_BYTES:
        raise BadRequest("text is too long")
    mode = parse_mode.lower()
    if mode not in {"", "html"}:  # Telegram knows Markdown too; this project does not use it
        raise BadRequest("unsupported parse_mode")
    source = clean(source)
    text, entities = parse_html(source) if mode else (source, explicit_entities(given, source))
    text, entities = settle(clean(text), entities)
    if is_blank(text):
        raise BadRequest("text must be non-empty")
    if len(text) > MAX_TEXT:
        raise BadRequest("message is too long")
    return text, entities[:MAX_ENTITIES]


def explicit_entities(value: Any, text: str) -> list[Entity]:
    """Return the entities that a caller gave itself; those that lie outside of the text are dropped."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entity, dict) for entity in value):
        raise BadRequest("can't parse entities: expected an Array of MessageEntity")
    limit = utf16_length(text)
    kept = []
    for entity in value:
        offset, length = entity.get("offset"), entity.get("length")
        if not (isinstance(offset, int) and isinstance(length, int) and isinstance(entity.get("type"), str)):
            raise BadRequest("can't parse entities: MessageEntity must have type, offset and length")
        if offset >= 0 and length > 0 and offset + length <= limit:
            kept.append(dict(entity))
    return sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def answer_text(params: Params) -> str:
    """Return the text of an answer to a callback query."""
    text = params.text("text") or ""
    if len(text) > MAX_ANSWER:
        raise BadRequest("MESSAGE_TOO_LONG")
    return text


def chat_action(params: Params) -> str:
    """Return the action of sendChatAction."""
    action = params.text("action")
    if action not in ACTIONS:
        raise BadRequest("wrong parameter action in request")
    return action


def commands(value: Any) -> list[dict[str, str]]:
    """Return the commands of setMyCommands."""
    if not isinstance(value, list):
        raise BadRequest("can't parse commands: expected an Array of BotCommand")
    if len(value) > MAX_COMMANDS:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    return [_command(item) for item in value]


def _command(item: Any) -> dict[str, str]:
    if not isinstance(item, dict):
        raise BadRequest("can't parse BotCommand: expected an Object")
    name, description = str(item.get("command", "")).removeprefix("/"), str(item.get("description", "")).strip()
    if not COMMAND.fullmatch(name):
        raise BadRequest("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= MAX_COMMAND_DESCRIPTION:
        raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def short_text(params: Params, name: str, limit: int, words: str) -> str:
    """Return a text of the bot's profile that has at most `limit` characters."""
    text = (params.text(name) or "").strip()
    if len(text) > limit:
        raise BadRequest(words)
    return text
