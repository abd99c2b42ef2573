"""Messages as the Bot API writes them."""

from __future__ import annotations

from typing import Any

from bot.tryout.people import ANONYMOUS_ADMIN
from bot.tryout.room import Message, Room

Json = dict[str, Any]

MEDIA: Json = {
    "photo": [{"file_id": "local-photo", "file_unique_id": "photo", "width": 90, "height": 90}],
    "voice": {"file_id": "local-voice", "file_unique_id": "voice", "duration": 2},
    "sticker": {
        "file_id": "local-sticker",
        "file_unique_id": "sticker",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
}


def message_json(room: Room, message: Message, me: Json, *, with_reply: bool = True) -> Json:
    """Return a message, with the one that it replies to."""
    body = {"message_id": message.message_id, "date": message.date, "chat": room.place}
    body |= _content(message) | _thread(room, message)
    if message.anonymous:
        body |= {"from": ANONYMOUS_ADMIN.as_json(), "sender_chat": room.place}
    else:
        body["from"] = message.author.as_json() if message.author else me
    if message.via_bot:
        body["via_bot"] = me
    # In a topic, what replies to nothing else replies to the message that opened the topic.
    replied = room.messages.get(message.reply_to or message.thread or 0)
    if replied and replied is not message and with_reply:
        body["reply_to_message"] = message_json(room, replied, me, with_reply=False)
    return body


def inaccessible_json(room: Room, message_id: int) -> Json:
    """Return a message that the bot can no longer see."""
    return {"chat": room.place, "message_id": message_id, "date": 0}


def _content(message: Message) -> Json:
    body: Json = dict(message.service)
    if message.text:
        body["text"] = message.text
    if message.entities:
        body["entities"] = [dict(entity) for entity in message.entities]
    if message.media:
        body[message.media] = MEDIA[message.media]
    if message.edited:
        body["edit_date"] = message.edited
    if message.buttons:
        body["reply_markup"] = message.markup
    return body


def _thread(room: Room, message: Message) -> Json:
    if message.thread:
        return {"message_thread_id": message.thread, "is_topic_message": True}
    if room.place["type"] != "supergroup" or room.place.get("is_forum"):
        return {}
    # Without topics, a thread is what replies to one message: Telegram gives it an id too, but nobody can send to it.
    root, step = None, message
    while step.reply_to and step.reply_to in room.messages:
        step = room.messages[step.reply_to]
        root = step.message_id
    return {"message_thread_id": root} if root else {}
