"""A private chat: its messages and events, and the side of the person who writes and presses in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.tryout.changes import Change
from bot.tryout.entities import clean, is_blank, settle
from bot.tryout.html import Entity
from bot.tryout.keyboards import Markup

MAX_TYPED = 4096  # a Telegram client splits what is longer

EventKind = Literal["said", "reply", "edit", "delete", "answer", "typing", "profile"]
Deliver = Callable[[str, dict[str, Any]], None]


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
    """Something that the person can see happen; `message_id` says at which message."""

    kind: EventKind
    message_id: int = 0
    message: Message | None = None
    text: str = ""
    alert: bool = False
    data: str = ""
    query_id: str = ""


class Chat:
    """What one person sees and does; every act becomes an update for the bot at once."""

    def __init__(self, chat_id: int, name: str, platform: Platform) -> None:
        self.chat_id = chat_id
        self.name = name
        self.messages: dict[int, Message] = {}
        self.events: list[Event] = []
        self._platform = platform
        self._change = Change()
        self._read = 0

    # The person's side

    def say(self, text: str, reply_to: int | None = None) -> list[Message]:
        """Send a text; one longer than 4,096 characters is split, a blank one is not sent."""
        text = clean(text).strip()
        pieces = [text[at : at + MAX_TYPED] for at in range(0, len(text), MAX_TYPED)]
        return [self._said(*settle(piece, []), reply_to=reply_to) for piece in pieces if not is_blank(piece)]

    def send_photo(self) -> Message:
        """Send a photo."""
        return self._said(media="photo")

    def send_sticker(self) -> Message:
        """Send a sticker."""
        return self._said(media="sticker")

    def send_voice(self) -> Message:
        """Send a voice message."""
        return self._said(media="voice")

    def press(self, message_id: int, data: str) -> str:
        """Press a button, be it there (still) or not; return the id of the callback query."""
        return self._platform.press(self, message_id, data)

    def tap(self, label: str, message_id: int | None = None) -> str:
        """Press the button with this label at the message, or at the newest one with a keyboard."""
        message = self.messages[message_id] if message_id else self.newest_keyboard()
        if message is None:
            raise LookupError("no message in this chat has buttons")
        button = message.button(label)
        if "callback_data" not in button:
            raise LookupError(f"the button {label!r} asks nothing of the bot: {button}")
        return self.press(message.message_id, button["callback_data"])

    def newest_keyboard(self) -> Message | None:
        """Return the newest message that has buttons."""
        return next((m for m in reversed(self.messages.values()) if m.buttons), None)

    # What happened

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

    # The platform's side

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

    def _said(
        self, text: str = "", entities: list[Entity] | None = None, *, reply_to: int | None = None, media: str = ""
    ) -> Message:
        message = self._platform.new_message(from_bot=False)
        known = reply_to if reply_to in self.messages else None
        message = replace(message, text=text, entities=tuple(entities or ()), reply_to=known, media=media)
        self.keep("said", message)
        self._platform.said(self, message)
        return message


class Platform:
    """What a chat needs of the platform."""

    def new_message(self, *, from_bot: bool) -> Message:
        """Return an empty message with a new id and the present time."""
        raise NotImplementedError

    def said(self, chat: Chat, message: Message) -> None:
        """Tell the bot what a person sent."""
        raise NotImplementedError

    def press(self, chat: Chat, message_id: int, data: str) -> str:
        """Tell the bot which button a person pressed."""
        raise NotImplementedError
