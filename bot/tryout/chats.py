"""All chats of the local Telegram, by id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.tryout.chat import Chat
from bot.tryout.group import Group
from bot.tryout.params import Params
from bot.tryout.people import Person
from bot.tryout.platform import Platform
from bot.tryout.refusal import BadRequest, Refusal
from bot.tryout.room import Message, Room

FIRST_SUPERGROUP = -1_001_000_000_000
FIRST_GROUP = -4_001_000_000
INLINE_ID = re.compile(r"local-(-?\d+)-(\d+)")


class Chats:
    """The private chats and the groups."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._rooms: dict[int, Room] = {}

    def __iter__(self) -> Iterator[Room]:
        return iter(self._rooms.values())

    def open(self, name: str, chat_id: int | None = None) -> Chat:
        """Return a new private chat with one person; nothing is said in it yet."""
        return self._add_private(self.platform.new_person(name, chat_id))

    def private(self, person: Person) -> Chat:
        """Return the private chat with this person."""
        chat = self._rooms.get(person.user_id)
        return chat if isinstance(chat, Chat) else self._add_private(person)

    def open_group(self, title: str, chat_id: int | None, *, supergroup: bool, forum: bool, with_bot: bool) -> Group:
        """Return a new group in which nobody has said anything."""
        chat_id = chat_id or (FIRST_SUPERGROUP if supergroup or forum else FIRST_GROUP) - len(self._rooms)
        group = Group(
            chat_id, title, self.platform, self.private, supergroup=supergroup, forum=forum, with_bot=with_bot
        )
        self._rooms[chat_id] = group
        return group

    @property
    def ids(self) -> set[int]:
        """Return the ids of all chats."""
        return set(self._rooms)

    def upgrade(self, group: Group, by: str) -> Group:
        """Return the supergroup that a group has become."""
        new = self.open_group(group.title, None, supergroup=True, forum=False, with_bot=not group.closed)
        group.move(by, new.chat_id)
        return new

    def named(self, params: Params) -> Room:
        """Return the chat that a call names, if the bot may write there."""
        if not params.text("chat_id"):
            raise BadRequest("chat_id is empty")
        room = self._rooms.get(params.integer("chat_id") or 0)
        if room is None:
            raise BadRequest("chat not found")
        if room.moved_to:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, words, migrate_to_chat_id=room.moved_to)
        if room.closed:
            raise Refusal(403, room.closed)
        return room

    def inline_message(self, inline_id: str) -> tuple[Room, Message]:
        """Return the message that was sent by inline mode and has this id."""
        numbers = INLINE_ID.fullmatch(inline_id)
        if not numbers:
            raise BadRequest("invalid inline message identifier specified")
        room = self._rooms.get(int(numbers[1]))
        message = room.messages.get(int(numbers[2])) if room else None
        if room is None or message is None or message.inline_id != inline_id:
            raise BadRequest("MESSAGE_ID_INVALID")
        return room, message

    def _add_private(self, person: Person) -> Chat:
        chat = Chat(person, self.platform)
        self._rooms[chat.chat_id] = chat
        return chat
