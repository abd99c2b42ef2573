"""The local Telegram: one bot, its chats, and the Bot API's methods with Telegram's refusals."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.tryout.chat import Chat
from bot.tryout.chats import Chats
from bot.tryout.faults import Answer, DroppedConnection, Faults
from bot.tryout.group import Group
from bot.tryout.messages import MessageMethods
from bot.tryout.params import Params
from bot.tryout.platform import Platform
from bot.tryout.profile import Profile
from bot.tryout.refusal import Refusal
from bot.tryout.room import Event
from bot.tryout.updates import Updates

CALLS_KEPT = 2000


class LocalTelegram:
    """The platform in memory; all of it belongs to one event loop."""

    def __init__(
        self, bot_name: str = "Local bot", username: str = "local_bot", clock: Callable[[], float] = time.time
    ) -> None:
        self.updates = Updates(clock)
        self.profile = Profile(bot_name, username, self._profile_changed, lambda chat_id: chat_id in self.chats.ids)
        self.chats = Chats(Platform(self.profile.me, self.updates.add, clock))
        self.faults = Faults()
        self.calls: deque[tuple[str, dict[str, Any]]] = deque(maxlen=CALLS_KEPT)
        self._methods = self._table()

    def open_chat(self, name: str = "Hanako", chat_id: int | None = None) -> Chat:
        """Return a new private chat of the bot with one person."""
        return self.chats.open(name, chat_id)

    def open_group(
        self,
        title: str,
        forum: bool = False,
        chat_id: int | None = None,
        *,
        supergroup: bool = True,
        with_bot: bool = True,
    ) -> Group:
        """Return a new group; the bot is in it as if since long ago, so that nothing is delivered yet."""
        return self.chats.open_group(title, chat_id, supergroup=supergroup, forum=forum, with_bot=with_bot)

    def upgrade(self, group: Group, by: str) -> Group:
        """Let a member make a supergroup of a group: it has a new id, and its messages are numbered anew."""
        return self.chats.upgrade(group, by)

    @property
    def inline_feedback(self) -> bool:
        """Tell whether the bot is told which inline results are chosen, as BotFather's /setinlinefeedback asks."""
        return self.chats.platform.inline_feedback

    @inline_feedback.setter
    def inline_feedback(self, wanted: bool) -> None:
        self.chats.platform.inline_feedback = wanted

    async def handle(self, method: str, params: Mapping[str, Any]) -> Answer:
        """Answer one Bot API call; raise DroppedConnection only where a test ordered it."""
        self.calls.append((method, dict(params)))
        fault = self.faults.take(method)
        if fault and fault.hold:
            await fault.hold.wait()
        if fault and fault.drop:
            raise DroppedConnection(f"{method}: dropped on order")
        if fault and fault.answer:
            return fault.answer
        try:
            answer: Answer = 200, {"ok": True, "result": await self._result(method.lower(), Params(params))}
        except Refusal as refusal:
            answer = refusal.status, refusal.body()
        if fault and fault.lose_answer:
            raise DroppedConnection(f"{method}: answer lost on order")
        return answer

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of the calls of one method, oldest first."""
        return [params for name, params in self.calls if name == method]

    def watch(self, settled: Callable[[], Awaitable[Any]]) -> None:
        """Let `idle` also wait for this; give it `application.update_queue.join`."""
        self.updates.watch(settled)

    async def idle(self) -> None:
        """Wait until the bot has nothing more to do.

        Promised: every update was fetched and confirmed, and the bot waits in getUpdates again. A handler may
        still run then, for the transport cannot see handlers; with `watch(application.update_queue.join)` all
        handlers are done too, except for tasks which they left behind.
        """
        await self.updates.idle()

    async def _result(self, method: str, params: Params) -> Any:
        if method == "getupdates":
            return await self.updates.get(params)
        if method not in self._methods:
            raise Refusal(404, "Not Found: method not found")
        return self._methods[method](params)

    def _table(self) -> dict[str, Callable[[Params], Any]]:
        messages, profile, updates = MessageMethods(self.chats), self.profile, self.updates
        methods: dict[str, Callable[[Params], Any]] = {
            "getMe": profile.get_me,
            "setWebhook": updates.set_webhook,
            "deleteWebhook": updates.delete_webhook,
            "getWebhookInfo": updates.webhook_info,
            "sendMessage": messages.send_message,
            "editMessageText": messages.edit_text,
            "editMessageReplyMarkup": messages.edit_markup,
            "deleteMessage": messages.delete,
            "answerCallbackQuery": messages.answer_press,
            "answerInlineQuery": messages.answer_inline,
            "sendChatAction": messages.send_action,
            "setMyCommands": profile.set_commands,
            "getMyCommands": profile.get_commands,
            "setMyName": profile.set_text("name"),
            "setMyDescription": profile.set_text("description"),
            "setMyShortDescription": profile.set_text("short_description"),
            "getMyName": profile.get_text("name"),
            "getMyDescription": profile.get_text("description"),
            "getMyShortDescription": profile.get_text("short_description"),
            "setChatMenuButton": profile.set_menu_button,
            "logOut": lambda params: True,  # noqa: ARG005 - the shape of a method
            "close": lambda params: True,  # noqa: ARG005 - the shape of a method
        }
        return {name.lower(): method for name, method in methods.items()}

    def _profile_changed(self) -> None:
        for chat in self.chats:
            chat.happen(Event("profile"))
