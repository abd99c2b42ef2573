"""What the program remembers, in SQLite or PostgreSQL: what the operator learns, and no more."""

from bot.store.recorder import Recorder
from bot.store.store import Claim, Store

__all__ = ["Claim", "Recorder", "Store"]
