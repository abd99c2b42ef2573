"""Floor 4: Telegram, through python-telegram-bot; the try-out drives the same application."""

from bot.telegram.application import PTBApplication, build
from bot.telegram.heartbeat import Heartbeat
from bot.telegram.polling import poll
from bot.telegram.profile import publish_changes
from bot.telegram.shared_claims import SharedClaims
from bot.telegram.status import Status, serving
from bot.telegram.webhook import Webhook, serve_webhook

__all__ = [
    "Heartbeat",
    "PTBApplication",
    "SharedClaims",
    "Status",
    "Webhook",
    "build",
    "poll",
    "publish_changes",
    "serve_webhook",
    "serving",
]
