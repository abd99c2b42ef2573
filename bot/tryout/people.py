"""Who writes in a chat: persons, the bots of Telegram itself, and how the Bot API writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Person:
    """One account."""

    user_id: int
    name: str
    username: str = ""
    is_bot: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the account as the Bot API writes a user."""
        body: dict[str, Any] = {"id": self.user_id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            body["username"] = self.username
        return body if self.is_bot else body | {"language_code": "ja"}


# Writes in place of an administrator who stays anonymous.
ANONYMOUS_ADMIN = Person(1_087_968_824, "Group", "GroupAnonymousBot", is_bot=True)
