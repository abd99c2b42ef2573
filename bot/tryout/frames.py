"""What the server and the chat page say to each other over the WebSocket, as plain JSON."""

from __future__ import annotations

import json
from typing import Any

from bot.tryout.chat import Chat
from bot.tryout.inline_results import InlineAnswer
from bot.tryout.profile import Profile
from bot.tryout.room import Event, Message

Frame = dict[str, Any]

NOT_UNDERSTOOD = "not understood: expected say, edit, press, follow, inline or choose with what belongs to it"


def chat_frame(key: str, chat: Chat, profile: Profile) -> Frame:
    """Return the whole chat, which a page shows after it opened or connected again."""
    messages = [message_frame(message) for message in chat.messages.values()]
    return {"type": "chat", "key": key, "messages": messages, "bot": bot_frame(chat, profile)}


def bot_frame(chat: Chat, profile: Profile) -> Frame:
    """Return what the page shows of the bot itself."""
    return {
        "name": profile.text("name"),
        "username": profile.username,
        "description": profile.text("description"),
        "commands": profile.shown_commands(chat.chat_id),
    }


def message_frame(message: Message) -> Frame:
    """Return one message."""
    markup = message.markup or {}
    return {
        "id": message.message_id,
        "fromBot": message.from_bot,
        "viaBot": message.via_bot,
        "date": message.date,
        "edited": message.edited is not None,
        "text": message.text,
        "entities": list(message.entities),
        "media": message.media,
        "replyTo": message.reply_to,
        "keyboard": markup.get("inline_keyboard", []),
        "forceReply": markup if markup.get("force_reply") else None,
    }


def inline_frame(answer: InlineAnswer) -> Frame:
    """Return the results of an inline query, without the messages that they would send."""
    return {
        "type": "inline",
        "query": answer.query_id,
        "text": answer.text,
        "offset": answer.offset,
        "nextOffset": answer.next_offset,
        "results": [{"id": r.result_id, "title": r.title, "description": r.description} for r in answer.results],
        "button": answer.button.text if answer.button else "",
        "start": answer.button.start_parameter if answer.button else "",
    }


def event_frame(event: Event, chat: Chat, profile: Profile) -> Frame:
    """Return one event of the chat."""
    if event.kind == "profile":
        return {"type": "bot", "bot": bot_frame(chat, profile)}
    if event.kind == "answer":
        return {"type": "answer", "id": event.message_id, "data": event.data, "text": event.text, "alert": event.alert}
    if event.inline is not None:
        return inline_frame(event.inline)
    if event.message is not None:
        kind = "edit" if event.kind == "edit" else "message"
        return {"type": kind, "message": message_frame(event.message)}
    return {"type": event.kind, "id": event.message_id}


def read_frame(raw: str | bytes) -> Frame:
    """Return what a page said; anything that is not a JSON object becomes an empty frame."""
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


def act(frame: Frame, chat: Chat) -> Frame | None:
    """Do in the chat what the page asks for; return what only this page is to be told, such as an error."""
    if not all(_is_unicode(value) for value in frame.values() if isinstance(value, str)):
        return _error(NOT_UNDERSTOOD)
    try:
        return _act(frame, chat)
    except (LookupError, ValueError) as error:  # a message or result that is gone, or not the person's own
        return _error(f"not done: {error}")


def _act(frame: Frame, chat: Chat) -> Frame | None:
    match frame:
        case {"type": "say", "text": str(text)}:
            reply_to = frame.get("replyTo")
            chat.say(text, reply_to if isinstance(reply_to, int) else None)
        case {"type": "edit", "id": int(message_id), "text": str(text)}:
            chat.edit(message_id, text)
        case {"type": "press", "id": int(message_id), "data": str(data)}:
            chat.press(message_id, data)
        case {"type": "follow", "url": str(url)}:
            link = chat.open(url)
            return None if link.kind == "start" else {"type": link.kind, "url": link.url, "text": link.text}
        case {"type": "inline", "text": str(text), "offset": str(offset)}:
            chat.inline(text, offset)
        case {"type": "choose", "query": str(query_id), "result": str(result_id)}:
            chat.choose(result_id, query_id)
        case _:
            return _error(NOT_UNDERSTOOD)
    return None


def _error(sentence: str) -> Frame:
    return {"type": "error", "text": sentence}


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
