"""Floor 3: the conversation, pure: the same question gives the same reply."""

from bot.dialogue.decide import THRESHOLDS, Decision, Outcome, Thresholds, decide
from bot.dialogue.dialogue import Dialogue

__all__ = ["THRESHOLDS", "Decision", "Dialogue", "Outcome", "Thresholds", "decide"]
