"""The local Telegram's way to say no: an HTTP status and Telegram's own words."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - an answer of Telegram, no fault of this program
    """A Bot API call that is refused; `parameters` are Telegram's, such as `retry_after`."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON body that Telegram sends with this refusal."""
        body = {"ok": False, "error_code": self.status, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class BadRequest(Refusal):
    """Status 400, with the words that follow "Bad Request: "."""

    def __init__(self, words: str) -> None:
        super().__init__(400, f"Bad Request: {words}")
        self.words = words
