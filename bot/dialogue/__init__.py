"""Floor 3: the conversation, pure: the same question gives the same reply."""

from bot.dialogue.answers import MAX_RELATED
from bot.dialogue.decide import THRESHOLDS, Decision, Outcome, Thresholds, decide
from bot.dialogue.dialogue import Dialogue

__all__ = ["MAX_RELATED", "THRESHOLDS", "Decision", "Dialogue", "Outcome", "Thresholds", "decide"]
