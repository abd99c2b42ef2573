"""A desk: takes the messages and presses that are the operator's business before the FAQ sees them."""

from __future__ import annotations

from telegram import Bot, CallbackQuery, Message


class Desk:
    """Takes nothing; desks with a business of their own say what they take."""

    async def open(self, bot: Bot) -> None:
        """Begin to work, once Telegram was reached."""

    async def close(self) -> None:
        """End all work."""

    async def message(self, message: Message) -> bool:
        """Take a new message, text or not; False where it is none of this desk's business."""
        del message
        return False

    async def edited(self, message: Message) -> bool:
        """Take a message edited soon after it was written, unless it is known to be a desk's; False as above."""
        del message
        return False

    async def press(self, query: CallbackQuery, *, again: bool) -> bool:
        """Take a press, `again` if it is the second of a double tap; False where it is none of this desk's business."""
        del query, again
        return False

    async def fault(self, cause: str) -> None:
        """Hear of a fault of the program; `cause` holds nothing personal."""
