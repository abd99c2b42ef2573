"""The Bot API's methods about messages: send, edit, delete, answer a press, typing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.tryout.chat import Chat, Event, Message
from bot.tryout.chats import Chats
from bot.tryout.checks import answer_text, chat_action, message_text
from bot.tryout.keyboards import Markup, checked_markup
from bot.tryout.params import Params
from bot.tryout.refusal import BadRequest

DELETABLE_SECONDS = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


class MessageMethods:
    """Do to the chats what the bot asks."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def send_message(self, params: Params) -> dict[str, Any]:
        """Answer sendMessage."""
        chat = self._chats.named(params)
        text, entities = message_text(params)
        markup = checked_markup(params.json("reply_markup"))
        reply_to = self._reply_to(chat, params)
        message = replace(
            self._chats.new_message(from_bot=True),
            text=text,
            entities=tuple(entities),
            markup=markup,
            reply_to=reply_to,
        )
        chat.keep("reply", message)
        return self._chats.as_json(chat, message)

    def edit_text(self, params: Params) -> dict[str, Any]:
        """Answer editMessageText; without a markup the keyboard goes, as in Telegram."""
        chat, message = self._editable(params)
        text, entities = message_text(params)
        markup = checked_markup(params.json("reply_markup"), inline_only=True)
        return self._change(chat, message, replace(message, text=text, entities=tuple(entities), markup=markup))

    def edit_markup(self, params: Params) -> dict[str, Any]:
        """Answer editMessageReplyMarkup."""
        chat, message = self._editable(params)
        markup: Markup | None = checked_markup(params.json("reply_markup"), inline_only=True)
        return self._change(chat, message, replace(message, markup=markup))

    def delete(self, params: Params) -> bool:
        """Answer deleteMessage."""
        chat = self._chats.named(params)
        message = chat.messages.get(self._message_id(params))
        if message is None:
            raise BadRequest("message to delete not found")
        if self._chats.now() - message.date >= DELETABLE_SECONDS:
            raise BadRequest("message can't be deleted for everyone")
        chat.remove(message.message_id)
        return True

    def answer_query(self, params: Params) -> bool:
        """Answer answerCallbackQuery; a refused text leaves the query open."""
        text = answer_text(params)
        query_id = params.text("callback_query_id") or ""
        query = self._chats.take_query(query_id)
        event = Event("answer", query.message_id, None, text, params.flag("show_alert"), query.data, query_id)
        query.chat.happen(event)
        return True

    def send_action(self, params: Params) -> bool:
        """Answer sendChatAction."""
        chat = self._chats.named(params)
        chat.happen(Event("typing", text=chat_action(params)))
        return True

    def _change(self, chat: Chat, old: Message, new: Message) -> dict[str, Any]:
        if (old.text, old.entities, old.markup) == (new.text, new.entities, new.markup):
            raise BadRequest(NOT_MODIFIED)
        new = replace(new, edited=self._chats.now())
        chat.keep("edit", new)
        return self._chats.as_json(chat, new)

    def _editable(self, params: Params) -> tuple[Chat, Message]:
        chat = self._chats.named(params)
        message = chat.messages.get(self._message_id(params))
        if message is None:
            raise BadRequest("message to edit not found")
        if not message.from_bot or (message.markup and not message.buttons):
            raise BadRequest("message can't be edited")
        return chat, message

    def _message_id(self, params: Params) -> int:
        message_id = params.integer("message_id")
        if not message_id:
            raise BadRequest("message identifier is not specified")
        return message_id

    def _reply_to(self, chat: Chat, params: Params) -> int | None:
        """Return the message that is replied to, in the present form of the parameter or the old one."""
        reply = params.json("reply_parameters") or {}
        if not isinstance(reply, dict):
            raise BadRequest("can't parse reply parameters JSON object")
        message_id = reply.get("message_id") or params.integer("reply_to_message_id")
        if not message_id or message_id in chat.messages:
            return message_id or None
        if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return None
        raise BadRequest("message to be replied not found")
