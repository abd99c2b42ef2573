"""What the server and the chat page say to each other over the WebSocket, as plain JSON."""

from __future__ import annotations

import json
from typing import Any

from bot.tryout.chat import Chat, Event, Message
from bot.tryout.profile import Profile

Frame = dict[str, Any]


def chat_frame(key: str, chat: Chat, profile: Profile) -> Frame:
    """Return the whole chat, which a page shows after it opened or connected again."""
    messages = [message_frame(message) for message in chat.messages.values()]
    return {"type": "chat", "key": key, "messages": messages, "bot": bot_frame(chat, profile)}


def bot_frame(chat: Chat, profile: Profile) -> Frame:
    """Return what the page shows of the bot itself."""
    return {
        "name": profile.text("name"),
        "description": profile.text("description"),
        "commands": profile.shown_commands(chat.chat_id),
    }


def message_frame(message: Message) -> Frame:
    """Return one message."""
    markup = message.markup or {}
    return {
        "id": message.message_id,
        "fromBot": message.from_bot,
        "date": message.date,
        "edited": message.edited is not None,
        "text": message.text,
        "entities": list(message.entities),
        "media": message.media,
        "replyTo": message.reply_to,
        "keyboard": markup.get("inline_keyboard", []),
        "forceReply": markup if markup.get("force_reply") else None,
    }


def event_frame(event: Event, chat: Chat, profile: Profile) -> Frame:
    """Return one event of the chat."""
    if event.kind == "profile":
        return {"type": "bot", "bot": bot_frame(chat, profile)}
    if event.kind == "answer":
        return {"type": "answer", "id": event.message_id, "data": event.data, "text": event.text, "alert": event.alert}
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


def act(frame: Frame, chat: Chat) -> str:
    """Do in the chat what the page asks for; return a sentence if it asks for nothing that is known."""
    match frame:
        case {"type": "say", "text": str(text)} if _is_unicode(text):
            reply_to = frame.get("replyTo")
            chat.say(text, reply_to if isinstance(reply_to, int) else None)
        case {"type": "press", "id": int(message_id), "data": str(data)} if _is_unicode(data):
            chat.press(message_id, data)
        case _:
            return "not understood: expected say with a text, or press with an id and data"
    return ""


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
