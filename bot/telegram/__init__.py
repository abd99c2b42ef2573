"""Floor 4: Telegram, through python-telegram-bot; the try-out drives the same application."""

from bot.telegram.application import PTBApplication, build
from bot.telegram.polling import poll
from bot.telegram.profile import publish_changes

__all__ = ["PTBApplication", "build", "poll", "publish_changes"]
