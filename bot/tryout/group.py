"""A group with its members, seen through Telegram's privacy mode; for tests, not on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.tryout.chat import Chat, edited, typed
from bot.tryout.entities import covered
from bot.tryout.people import Person
from bot.tryout.platform import Platform
from bot.tryout.room import Message, Room


class Group(Room):
    """A group or supergroup, forum or not; persons become members by what they do."""

    def __init__(
        self,
        chat_id: int,
        title: str,
        platform: Platform,
        private_chat: Callable[[Person], Chat],
        *,
        supergroup: bool,
        forum: bool,
        with_bot: bool,
    ) -> None:
        super().__init__(chat_id)
        self.title = title
        self.forum = forum
        self._kind = "supergroup" if supergroup or forum else "group"
        self._platform = platform
        self._private_chat = private_chat
        self._members: dict[str, Person] = {}
        self.closed = "" if with_bot else f"Forbidden: bot is not a member of the {self._kind} chat"

    @property
    def place(self) -> dict[str, Any]:
        """Return the group as the Bot API writes it."""
        body = {"id": self.chat_id, "type": self._kind, "title": self.title}
        return body | ({"is_forum": True} if self.forum else {})

    def member(self, name: str) -> Person:
        """Return the member with this name."""
        if name not in self._members:
            self._members[name] = self._platform.new_person(name)
        return self._members[name]

    def private_chat(self, name: str) -> Chat:
        """Return the private chat of this member with the bot."""
        return self._private_chat(self.member(name))

    def say(
        self, name: str, text: str, reply_to: int | None = None, thread: int | None = None, anonymous: bool = False
    ) -> Message:
        """Let a member send a text; the bot gets what privacy mode lets through."""
        content = typed(text)
        if len(content) != 1:
            raise ValueError("a member says 1 to 4,096 characters at a time")
        if anonymous and self._kind != "supergroup":
            raise ValueError("only supergroups have anonymous administrators")
        if thread and thread not in self.topics:
            raise ValueError(f"there is no topic {thread}; open it with open_topic")
        replied = self.messages.get(reply_to or 0)
        known = {"reply_to": replied.message_id, "thread": thread or replied.thread} if replied else {"thread": thread}
        return self._write(name, **content[0], **known, anonymous=anonymous)

    def edit(self, name: str, message_id: int, text: str) -> Message:
        """Let a member change a text of their own."""
        old = self.message(message_id)
        if old.author != self.member(name):
            raise ValueError(f"message {message_id} is not by {name}")
        message = edited(old, text, self._platform.now())
        if message is not old:
            self.keep("edit", message)
            self._deliver("edited_message", message)
        return message

    def press(self, name: str, message_id: int, data: str) -> str:
        """Let a member press a button, be it there (still) or not; return the id of the callback query."""
        return self._platform.press(self, self.member(name), message_id, data)

    def tap(self, name: str, label: str, message_id: int | None = None) -> str:
        """Let a member press the button with this label; open addresses in the member's `private_chat`."""
        message = self.keyboard(message_id)
        button = message.button(label)
        if "callback_data" not in button:
            raise LookupError(f"the button {label!r} asks nothing of the bot in this group: {button}")
        return self.press(name, message.message_id, button["callback_data"])

    def open_topic(self, name: str, topic: str) -> int:
        """Let a member open a topic of the forum; return its id."""
        if not self.forum:
            raise ValueError("only forums have topics")
        message_id = self._platform.new_message_id()
        self.topics.add(message_id)
        created = {"forum_topic_created": {"name": topic, "icon_color": 7_322_096}}
        self._write(name, message_id=message_id, thread=message_id, service=created)
        return message_id

    def add_bot(self, by: str) -> None:
        """Let a member add the bot."""
        self.closed = ""
        self._bot_became({"status": "left"}, {"status": "member"}, by)
        self._write(by, service={"new_chat_members": [self._platform.me()]})

    def remove_bot(self, by: str) -> None:
        """Let a member remove the bot; from now on it gets nothing and may write nothing."""
        self._bot_became({"status": "member"}, {"status": "kicked", "until_date": 0}, by)
        self.closed = f"Forbidden: bot was kicked from the {self._kind} chat"
        self._write(by, service={"left_chat_member": self._platform.me()})

    def move(self, by: str, supergroup: int) -> None:
        """Let a member make a supergroup of it, which has this id; here nothing more can be said."""
        self._write(by, service={"migrate_to_chat_id": supergroup})
        self.moved_to = supergroup

    def _bot_became(self, old: dict[str, Any], new: dict[str, Any], by: str) -> None:
        user = {"user": self._platform.me()}
        change = {"chat": self.place, "from": self.member(by).as_json(), "date": self._platform.now()}
        self._platform.deliver(
            "my_chat_member", change | {"old_chat_member": user | old, "new_chat_member": user | new}
        )

    def _write(self, name: str, **content: Any) -> Message:
        message = self._platform.new_message(from_bot=False, author=self.member(name), **content)
        self.keep("said", message)
        self._deliver("message", message)
        return message

    def _deliver(self, kind: str, message: Message) -> None:
        if not self.closed and self._is_for_bot(message):
            self._platform.deliver(kind, self._platform.as_json(self, message))

    def _is_for_bot(self, message: Message) -> bool:
        """Tell whether privacy mode lets the message through.

        Bare commands pass, as they do while no other bot has written since.
        """
        replied = self.messages.get(message.reply_to or 0)
        if message.service or (replied and replied.from_bot):
            return True
        mine = f"@{self._platform.me()['username']}".lower()
        for entity in message.entities:
            words = covered(message.text, entity).lower()
            bare_command = entity["type"] == "bot_command" and entity["offset"] == 0 and "@" not in words
            if bare_command or (entity["type"] in {"bot_command", "mention"} and words.endswith(mine)):
                return True
        return False
