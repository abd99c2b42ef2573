"""Floor 3: the conversation, pure: the same question gives the same reply."""

from bot.dialogue.decide import Decision, Outcome
from bot.dialogue.dialogue import Dialogue

__all__ = ["Decision", "Dialogue", "Outcome"]
