"""All chats of the local Telegram: ids, the updates that persons cause, and messages in the Bot API's form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.tryout.chat import Chat, Message, Platform
from bot.tryout.params import Params
from bot.tryout.refusal import BadRequest

FIRST_PERSON = 1_000_001
QUERY_SECONDS = 150
MEDIA: dict[str, Any] = {
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


@dataclass(frozen=True)
class Query:
    """A press of a button that waits for the bot's answer."""

    chat: Chat
    message_id: int
    data: str
    dead_at: float


class Chats(Platform):
    """The chats, and what happens in them on the way to the bot."""

    def __init__(
        self,
        me: Callable[[], dict[str, Any]],
        deliver: Callable[[str, dict[str, Any]], None],
        clock: Callable[[], float],
    ) -> None:
        self._me = me
        self._deliver = deliver
        self._clock = clock
        self._chats: dict[int, Chat] = {}
        self._queries: dict[str, Query] = {}
        self._message_count = 0
        self._query_count = 0

    def __iter__(self) -> Any:
        return iter(self._chats.values())

    def open(self, name: str, chat_id: int | None = None) -> Chat:
        """Return a new private chat with one person; nothing is said in it yet."""
        chat = Chat(chat_id or FIRST_PERSON + len(self._chats), name, self)
        self._chats[chat.chat_id] = chat
        return chat

    def named(self, params: Params) -> Chat:
        """Return the chat that a call names."""
        if not params.text("chat_id"):
            raise BadRequest("chat_id is empty")
        chat = self._chats.get(params.integer("chat_id") or 0)
        if chat is None:
            raise BadRequest("chat not found")
        return chat

    def now(self) -> int:
        """Return the present time as Telegram writes it."""
        return int(self._clock())

    def new_message(self, *, from_bot: bool) -> Message:
        """Return an empty message with the next id; ids count through all private chats of a bot."""
        self._message_count += 1
        return Message(self._message_count, from_bot, self.now())

    def said(self, chat: Chat, message: Message) -> None:
        """Queue a person's message."""
        self._deliver("message", self.as_json(chat, message))

    def press(self, chat: Chat, message_id: int, data: str) -> str:
        """Queue a callback query; a message that is gone arrives as an inaccessible one."""
        now = self._clock()
        self._queries = {key: query for key, query in self._queries.items() if query.dead_at > now}
        self._query_count += 1
        query_id = str(7_000_000_000 + self._query_count)
        self._queries[query_id] = Query(chat, message_id, data, now + QUERY_SECONDS)
        message = chat.messages.get(message_id)
        place = self.as_json(chat, message) if message else self._inaccessible(chat, message_id)
        body = {"id": query_id, "from": person(chat), "message": place, "data": data}
        self._deliver("callback_query", body | {"chat_instance": str(chat.chat_id)})
        return query_id

    def take_query(self, query_id: str) -> Query:
        """Return the query, which is over with this; a second answer is refused."""
        query = self._queries.pop(query_id, None)
        if query is None or query.dead_at <= self._clock():
            raise BadRequest("query is too old and response timeout expired or query ID is invalid")
        return query

    def as_json(self, chat: Chat, message: Message, *, with_reply: bool = True) -> dict[str, Any]:
        """Return a message as the Bot API writes it."""
        sender = self._me() if message.from_bot else person(chat)
        body = {"message_id": message.message_id, "from": sender, "chat": _place(chat), "date": message.date}
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
        replied = chat.messages.get(message.reply_to or 0)
        if replied and with_reply:
            body["reply_to_message"] = self.as_json(chat, replied, with_reply=False)
        return body

    def _inaccessible(self, chat: Chat, message_id: int) -> dict[str, Any]:
        return {"chat": _place(chat), "message_id": message_id, "date": 0}


def person(chat: Chat) -> dict[str, Any]:
    """Return the person of a chat as the Bot API writes a user."""
    return {"id": chat.chat_id, "is_bot": False, "first_name": chat.name, "language_code": "ja"}


def _place(chat: Chat) -> dict[str, Any]:
    return {"id": chat.chat_id, "type": "private", "first_name": chat.name}
