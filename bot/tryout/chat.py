"""A private chat, from the side of the person who writes, presses and chooses in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.tryout.entities import clean, is_blank, settle
from bot.tryout.html import Entity
from bot.tryout.inline_results import InlineAnswer
from bot.tryout.links import Link, read_link
from bot.tryout.people import Person
from bot.tryout.platform import Platform
from bot.tryout.room import Event, Message, Room

__all__ = ["Chat", "Event", "Message"]

MAX_TYPED = 4096  # a Telegram client splits what is longer


class Chat(Room):
    """What one person sees and does; every act becomes an update for the bot at once."""

    def __init__(self, person: Person, platform: Platform) -> None:
        super().__init__(person.user_id)
        self.person = person
        self._platform = platform

    @property
    def name(self) -> str:
        """Return the person's name."""
        return self.person.name

    @property
    def place(self) -> dict[str, Any]:
        """Return the chat as the Bot API writes it."""
        return {"id": self.chat_id, "type": "private", "first_name": self.name}

    def say(self, text: str, reply_to: int | None = None) -> list[Message]:
        """Send a text; one longer than 4,096 characters is split, a blank one is not sent."""
        known = reply_to if reply_to in self.messages else None
        return [self._said(**piece, reply_to=known) for piece in typed(text)]

    def edit(self, message_id: int, text: str) -> Message:
        """Change a text that the person wrote; the same text again changes nothing."""
        old = self.message(message_id)
        message = edited(old, text, self._platform.now())
        if message is not old:
            self.keep("edit", message)
            self._platform.deliver("edited_message", self._platform.as_json(self, message))
        return message

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
        return self._platform.press(self, self.person, message_id, data)

    def tap(self, label: str, message_id: int | None = None) -> str:
        """Tap the button with this label at the message, or at the newest one with a keyboard.

        Return the id of the query that this asks the bot, or "" if it only opens an address.
        """
        message = self.keyboard(message_id)
        button = message.button(label)
        if "callback_data" in button:
            return self.press(message.message_id, button["callback_data"])
        if "switch_inline_query_current_chat" in button:
            return self.inline(button["switch_inline_query_current_chat"])
        if "url" in button:
            self.open(button["url"])
            return ""
        raise LookupError(f"the button {label!r} asks nothing of the bot: {button}")

    def open(self, url: str) -> Link:
        """Tap an address; a deep link to the bot says /start with its payload, others say only what they would do."""
        link = read_link(url, self._platform.me()["username"])
        if link.kind == "start":
            self.say(link.text)
        return link

    # Inline mode

    def inline(self, text: str, offset: str = "") -> str:
        """Type the bot's name and a text; return the id of the inline query, which an "inline" event answers."""
        return self._platform.inline_query(self, self.person, clean(text), offset)

    def inline_answer(self, query_id: str | None = None) -> InlineAnswer:
        """Return the answer to this inline query, or the newest answer."""
        for event in reversed(self.events):
            if event.inline and query_id in {None, event.query_id}:
                return event.inline
        raise LookupError("no inline query was answered" + (f" with the id {query_id}" if query_id else ""))

    def choose(self, result_id: str, query_id: str | None = None) -> Message:
        """Tap a result: its message is sent in the person's name."""
        answer = self.inline_answer(query_id)
        result = answer.result(result_id)
        message = self._said(text=result.text, entities=result.entities, markup=result.markup, via_bot=True)
        if self._platform.inline_feedback:
            chosen = {"result_id": result_id, "from": self.person.as_json(), "query": answer.text}
            by_id = {"inline_message_id": message.inline_id} if message.inline_id else {}
            self._platform.deliver("chosen_inline_result", chosen | by_id)
        return message

    def tap_results_button(self) -> None:
        """Tap the button above the results: it says /start with its parameter."""
        button = self.inline_answer().button
        if button is None:
            raise LookupError("the newest inline answer has no button")
        self.say(f"/start {button.start_parameter}")

    def _said(self, **content: Any) -> Message:
        message = self._platform.new_message(from_bot=False, author=self.person, **content)
        if message.via_bot and message.markup:  # without a keyboard there is nothing to edit it by
            message = replace(message, inline_id=f"local-{self.chat_id}-{message.message_id}")
        self.keep("said", message)
        self._platform.deliver("message", self._platform.as_json(self, message))
        return message


def typed(text: str) -> list[dict[str, Any]]:
    """Return text and entities of the messages that a client makes of what was typed."""
    text = clean(text).strip()
    pieces = [text[at : at + MAX_TYPED] for at in range(0, len(text), MAX_TYPED)]
    return [_settled(piece) for piece in pieces if not is_blank(piece)]


def edited(message: Message, text: str, now: int) -> Message:
    """Return the message with the new text, or itself if that is the same."""
    if message.from_bot or message.via_bot or not message.text:
        raise ValueError(f"message {message.message_id} is not a text that this person wrote")
    content = typed(text)[:1]
    if not content:
        raise ValueError("a message cannot be edited to nothing")
    if content[0]["text"] == message.text:
        return message
    return replace(message, **content[0], edited=now)


def _settled(piece: str) -> dict[str, Any]:
    entities: list[Entity]
    piece, entities = settle(piece, [])
    return {"text": piece, "entities": tuple(entities)}
