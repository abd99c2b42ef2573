"""What every chat is: its messages, its events, and how to wait for what happens in it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.tryout.changes import Change
from bot.tryout.html import Entity
from bot.tryout.inline_results import InlineAnswer
from bot.tryout.keyboards import Markup
from bot.tryout.people import Person

EventKind = Literal["said", "reply", "edit", "delete", "answer", "typing", "profile", "inline"]


@dataclass(frozen=True)
class Message:
    """One message as the chat shows it now."""

    message_id: int
    from_bot: bool
    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    markup: Markup | None = None
    reply_to: int | None = None
    edited: int | None = None
    media: str = ""  # "photo", "sticker" or "voice" instead of a text
    author: Person | None = None  # None: the bot
    anonymous: bool = False  # an administrator who writes as the group
    thread: int | None = None  # the topic of a forum
    via_bot: bool = False  # a result of the bot's inline mode, sent by a person
    inline_id: str = ""  # the bot's only handle on such a message
    service: dict[str, Any] = field(default_factory=dict)  # "left_chat_member" and the like instead of a text

    @property
    def buttons(self) -> list[Markup]:
        """Return the buttons of its keyboard, row by row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def button(self, label: str) -> Markup:
        """Return the button with this label."""
        for button in self.buttons:
            if button["text"] == label:
                return button
        raise LookupError(f"no button {label!r} among {[button['text'] for button in self.buttons]}")


@dataclass(frozen=True)
class Event:
    """Something that can be seen to happen; `message_id` says at which message."""

    kind: EventKind
    message_id: int = 0
    message: Message | None = None
    text: str = ""
    alert: bool = False
    data: str = ""
    query_id: str = ""
    inline: InlineAnswer | None = None


class Room(ABC):
    """A chat of any kind."""

    def __init__(self, chat_id: int) -> None:
        self.chat_id = chat_id
        self.messages: dict[int, Message] = {}
        self.events: list[Event] = []
        self.topics: set[int] = set()
        self.moved_to = 0  # the supergroup that it has become
        self.closed = ""  # the refusal that the bot gets when it writes here
        self._change = Change()
        self._read = 0

    @property
    @abstractmethod
    def place(self) -> dict[str, Any]:
        """Return the chat as the Bot API writes it."""

    def newest_keyboard(self) -> Message | None:
        """Return the newest message that has buttons."""
        return next((m for m in reversed(self.messages.values()) if m.buttons), None)

    def message(self, message_id: int) -> Message:
        """Return the message with this id."""
        if message_id not in self.messages:
            raise LookupError(f"there is no message {message_id} in this chat")
        return self.messages[message_id]

    def keyboard(self, message_id: int | None) -> Message:
        """Return this message, or the newest one that has buttons."""
        message = self.message(message_id) if message_id else self.newest_keyboard()
        if message is None:
            raise LookupError("no message in this chat has buttons")
        return message

    async def next_reply(self, within: float = 5.0) -> Message:
        """Return the next new message of the bot that no earlier call has returned."""
        message = (await self.next_event("reply", within=within)).message
        if message is None:
            raise TypeError("a reply is an event with a message")
        return message

    async def next_event(self, *kinds: EventKind, within: float = 5.0) -> Event:
        """Return the next event of these kinds; earlier events count as read."""
        return await self.wait_for(lambda e: e.kind in kinds, within)

    async def wait_for(self, predicate: Callable[[Event], bool], within: float = 5.0) -> Event:
        """Return the next unread event that fits; those before it count as read."""
        start = self._read
        try:
            async with asyncio.timeout(within):
                while True:
                    event = await self.event(self._read)
                    self._read += 1
                    if predicate(event):
                        return event
        except TimeoutError:
            seen = [event.kind for event in self.events[start:]]
            raise TimeoutError(f"chat {self.chat_id}: not seen within {within} s; unread events were {seen}") from None

    async def event(self, number: int) -> Event:
        """Return event number n of this chat, waiting for it if it has not happened yet."""
        while len(self.events) <= number:
            await self._change.wait()
        return self.events[number]

    def happen(self, event: Event) -> None:
        """Write down an event and wake those who wait."""
        self.events.append(event)
        self._change.notify()

    def keep(self, kind: EventKind, message: Message) -> None:
        """Add or change a message."""
        self.messages[message.message_id] = message
        self.happen(Event(kind, message.message_id, message))

    def remove(self, message_id: int) -> None:
        """Take a message out of the chat."""
        del self.messages[message_id]
        self.happen(Event("delete", message_id))
