"""The Bot API's methods about messages: send, edit, delete, answer a press or an inline query, typing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.tryout.chats import Chats
from bot.tryout.checks import answer_text, chat_action, message_text
from bot.tryout.inline_results import checked_answer
from bot.tryout.keyboards import Markup, checked_markup
from bot.tryout.params import Params
from bot.tryout.refusal import BadRequest
from bot.tryout.room import Event, Message, Room

DELETABLE_SECONDS = 48 * 3600
GENERAL_TOPIC = 1  # of a forum: an action may name it, a message may not
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


class MessageMethods:
    """Do to the chats what the bot asks."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._platform = chats.platform

    def send_message(self, params: Params) -> dict[str, Any]:
        """Answer sendMessage."""
        room = self._chats.named(params)
        text, entities = message_text(params)
        markup = checked_markup(params.json("reply_markup"))
        reply_to = self._reply_to(room, params)
        thread = self._thread(room, params) or (room.messages[reply_to].thread if reply_to else None)
        message = self._platform.new_message(
            from_bot=True, text=text, entities=tuple(entities), markup=markup, reply_to=reply_to, thread=thread
        )
        room.keep("reply", message)
        return self._platform.as_json(room, message)

    def edit_text(self, params: Params) -> dict[str, Any] | bool:
        """Answer editMessageText; without a markup the keyboard goes, as in Telegram."""
        room, message = self._editable(params)
        text, entities = message_text(params)
        markup = checked_markup(params.json("reply_markup"), inline_only=True)
        return self._change(room, message, replace(message, text=text, entities=tuple(entities), markup=markup))

    def edit_markup(self, params: Params) -> dict[str, Any] | bool:
        """Answer editMessageReplyMarkup."""
        room, message = self._editable(params)
        markup: Markup | None = checked_markup(params.json("reply_markup"), inline_only=True)
        return self._change(room, message, replace(message, markup=markup))

    def delete(self, params: Params) -> bool:
        """Answer deleteMessage."""
        room = self._chats.named(params)
        message = room.messages.get(self._message_id(params))
        if message is None:
            raise BadRequest("message to delete not found")
        if self._platform.now() - message.date >= DELETABLE_SECONDS:
            raise BadRequest("message can't be deleted for everyone")
        room.remove(message.message_id)
        return True

    def answer_press(self, params: Params) -> bool:
        """Answer answerCallbackQuery; a refused text leaves the query open."""
        text = answer_text(params)
        query_id = params.text("callback_query_id") or ""
        query = self._platform.take_press(query_id)
        event = Event("answer", query.message_id, None, text, params.flag("show_alert"), query.data, query_id)
        query.room.happen(event)
        return True

    def answer_inline(self, params: Params) -> bool:
        """Answer answerInlineQuery; refused results leave the query open."""
        answer = checked_answer(params)
        query = self._platform.take_inline_query(answer.query_id)
        answer = replace(answer, text=query.data, offset=query.offset)
        query.room.happen(Event("inline", query_id=answer.query_id, inline=answer))
        return True

    def send_action(self, params: Params) -> bool:
        """Answer sendChatAction."""
        room = self._chats.named(params)
        if params.integer("message_thread_id") != GENERAL_TOPIC or not room.topics:
            self._thread(room, params)
        room.happen(Event("typing", text=chat_action(params)))
        return True

    def _change(self, room: Room, old: Message, new: Message) -> dict[str, Any] | bool:
        """Put the new message in the old one's place; of an inline message Telegram tells only that it is done."""
        if (old.text, old.entities, old.markup) == (new.text, new.entities, new.markup):
            raise BadRequest(NOT_MODIFIED)
        new = replace(new, edited=self._platform.now())
        room.keep("edit", new)
        return True if new.inline_id else self._platform.as_json(room, new)

    def _editable(self, params: Params) -> tuple[Room, Message]:
        if inline_id := params.text("inline_message_id"):
            return self._chats.inline_message(inline_id)
        room = self._chats.named(params)
        message = room.messages.get(self._message_id(params))
        if message is None:
            raise BadRequest("message to edit not found")
        if not message.from_bot or (message.markup and not message.buttons):
            raise BadRequest("message can't be edited")
        return room, message

    def _message_id(self, params: Params) -> int:
        message_id = params.integer("message_id")
        if not message_id:
            raise BadRequest("message identifier is not specified")
        return message_id

    def _thread(self, room: Room, params: Params) -> int | None:
        thread = params.integer("message_thread_id")
        if thread and thread not in room.topics:
            raise BadRequest("message thread not found")
        return thread

    def _reply_to(self, room: Room, params: Params) -> int | None:
        """Return the message that is replied to, in the present form of the parameter or the old one."""
        reply = params.json("reply_parameters") or {}
        if not isinstance(reply, dict):
            raise BadRequest("can't parse reply parameters JSON object")
        message_id = reply.get("message_id") or params.integer("reply_to_message_id")
        if not message_id or message_id in room.messages:
            return message_id or None
        if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return None
        raise BadRequest("message to be replied not found")
