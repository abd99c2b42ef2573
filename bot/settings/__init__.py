"""Floor 4: settings: the environment over `.env` over the defaults; read once, by the command line."""

from bot.settings.oversights import oversights
from bot.settings.settings import Settings

__all__ = ["Settings", "oversights"]
