"""The Bot API's methods about the bot itself: who it is, its commands, name, descriptions and menu button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.tryout.checks import commands, short_text
from bot.tryout.params import Params
from bot.tryout.refusal import BadRequest

BOT_ID = 8_000_001
PAGE_LANGUAGE = "ja"
LIMITS = {  # the parameter: its limit, and Telegram's word for too much
    "name": (64, "NAME_TOO_LONG"),
    "description": (512, "DESCRIPTION_TOO_LONG"),
    "short_description": (120, "ABOUT_TOO_LONG"),
}


class Profile:
    """What a person sees of the bot outside of its messages."""

    def __init__(
        self, name: str, username: str, changed: Callable[[], None], known: Callable[[int], bool] = lambda _: True
    ) -> None:
        self._username = username
        self._known = known
        self._changed = changed
        self._texts: dict[tuple[str, str], str] = {("name", ""): name}
        self._commands: dict[tuple[str, str, str], list[dict[str, str]]] = {}
        self.menu_button: dict[str, Any] = {"type": "default"}

    @property
    def username(self) -> str:
        """Return the name after the @."""
        return self._username

    def me(self) -> dict[str, Any]:
        """Return the bot as a user."""
        return {"id": BOT_ID, "is_bot": True, "first_name": self.text("name"), "username": self._username}

    def get_me(self, params: Params) -> dict[str, Any]:  # noqa: ARG002 - the shape of a method
        """Answer getMe."""
        rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}
        return self.me() | rights

    def text(self, kind: str, language: str = PAGE_LANGUAGE) -> str:
        """Return the name or a description in this language, or else in the default one."""
        return self._texts.get((kind, language)) or self._texts.get((kind, ""), "")

    def shown_commands(self, chat_id: int) -> list[dict[str, str]]:
        """Return the commands that the menu of a private chat shows: the narrowest scope wins."""
        for scope, place in (("chat", str(chat_id)), ("all_private_chats", ""), ("default", "")):
            for language in (PAGE_LANGUAGE, ""):
                if found := self._commands.get((scope, place, language)):
                    return found
        return []

    def set_text(self, kind: str) -> Callable[[Params], bool]:
        """Return the method that sets the name or a description."""

        def method(params: Params) -> bool:
            limit, words = LIMITS[kind]
            self._texts[kind, params.text("language_code") or ""] = short_text(params, kind, limit, words)
            self._changed()
            return True

        return method

    def get_text(self, kind: str) -> Callable[[Params], dict[str, str]]:
        """Return the method that tells the name or a description."""
        return lambda params: {kind: self.text(kind, params.text("language_code") or "")}

    def set_commands(self, params: Params) -> bool:
        """Answer setMyCommands."""
        self._commands[self._scope(params)] = commands(params.json("commands"))
        self._changed()
        return True

    def get_commands(self, params: Params) -> list[dict[str, str]]:
        """Answer getMyCommands."""
        return self._commands.get(self._scope(params), [])

    def set_menu_button(self, params: Params) -> bool:
        """Answer setChatMenuButton."""
        self.menu_button = params.json("menu_button") or {"type": "default"}
        return True

    def _scope(self, params: Params) -> tuple[str, str, str]:
        scope = params.json("scope") or {}
        if scope.get("type") == "chat" and not self._known(int(scope.get("chat_id", 0))):
            raise BadRequest("chat not found")
        return scope.get("type", "default"), str(scope.get("chat_id", "")), params.text("language_code") or ""
