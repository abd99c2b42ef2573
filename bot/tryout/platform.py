"""What all chats share: numbers, the clock, the queries that wait for an answer, and the way to the bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.tryout.people import Person
from bot.tryout.refusal import BadRequest
from bot.tryout.room import Message, Room
from bot.tryout.wire import inaccessible_json, message_json

FIRST_PERSON = 1_000_001
QUERY_SECONDS = 150
INLINE_QUERY_SECONDS = 30
MAX_INLINE_QUERY = 256  # clients cut what is longer


@dataclass(frozen=True)
class Query:
    """A press of a button, or an inline query, that waits for the bot's answer."""

    room: Room
    dead_at: float
    message_id: int = 0
    data: str = ""
    offset: str = ""


class Platform:
    """Turns what persons do into updates for the bot."""

    def __init__(
        self,
        me: Callable[[], dict[str, Any]],
        deliver: Callable[[str, dict[str, Any]], None],
        clock: Callable[[], float],
    ) -> None:
        self.me = me
        self.deliver = deliver
        self.inline_feedback = False
        self._clock = clock
        self._presses: dict[str, Query] = {}
        self._inline_queries: dict[str, Query] = {}
        self._message_count = 0
        self._query_count = 0
        self._person_count = 0

    def now(self) -> int:
        """Return the present time as Telegram writes it."""
        return int(self._clock())

    def new_person(self, name: str, user_id: int | None = None) -> Person:
        """Return a person, with the next id unless it is given."""
        self._person_count += 1
        return Person(user_id or FIRST_PERSON - 1 + self._person_count, name)

    def new_message_id(self) -> int:
        """Return the next id; ids count through all chats."""
        self._message_count += 1
        return self._message_count

    def new_message(self, *, from_bot: bool, message_id: int | None = None, **content: Any) -> Message:
        """Return a message of now, with the next id unless it is given."""
        return Message(message_id or self.new_message_id(), from_bot, self.now(), **content)

    def as_json(self, room: Room, message: Message) -> dict[str, Any]:
        """Return a message as the Bot API writes it."""
        return message_json(room, message, self.me())

    def press(self, room: Room, person: Person, message_id: int, data: str) -> str:
        """Queue a callback query; a message that is gone arrives as an inaccessible one, an inline one by its id."""
        query_id = self._remember(self._presses, Query(room, self._clock() + QUERY_SECONDS, message_id, data))
        message = room.messages.get(message_id)
        body = {"id": query_id, "from": person.as_json(), "data": data, "chat_instance": str(room.chat_id)}
        if message and message.inline_id:
            body["inline_message_id"] = message.inline_id
        else:
            body["message"] = self.as_json(room, message) if message else inaccessible_json(room, message_id)
        self.deliver("callback_query", body)
        return query_id

    def inline_query(self, room: Room, person: Person, text: str, offset: str) -> str:
        """Queue an inline query."""
        text = text[:MAX_INLINE_QUERY]
        query = Query(room, self._clock() + INLINE_QUERY_SECONDS, data=text, offset=offset)
        query_id = self._remember(self._inline_queries, query)
        body = {"id": query_id, "from": person.as_json(), "query": text, "offset": offset, "chat_type": "sender"}
        self.deliver("inline_query", body)
        return query_id

    def take_press(self, query_id: str) -> Query:
        """Return the press, which is over with this; a second answer is refused."""
        return self._take(self._presses, query_id)

    def take_inline_query(self, query_id: str) -> Query:
        """Return the inline query, which is over with this; a second answer is refused."""
        return self._take(self._inline_queries, query_id)

    def _remember(self, queries: dict[str, Query], query: Query) -> str:
        now = self._clock()
        for old in [key for key, waiting in queries.items() if waiting.dead_at <= now]:
            del queries[old]
        self._query_count += 1
        query_id = str(7_000_000_000 + self._query_count)
        queries[query_id] = query
        return query_id

    def _take(self, queries: dict[str, Query], query_id: str) -> Query:
        query = queries.pop(query_id, None)
        if query is None or query.dead_at <= self._clock():
            raise BadRequest("query is too old and response timeout expired or query ID is invalid")
        return query
