"""Floor 4: Telegram, through python-telegram-bot; the try-out drives the same application."""

from bot.telegram.application import build
from bot.telegram.polling import poll

__all__ = ["build", "poll"]
