"""Floor 4: Telegram, through python-telegram-bot; the try-out drives the same application."""

from bot.telegram.application import build, poll

__all__ = ["build", "poll"]
