"""Floor 3: the conversation, pure: the same question gives the same reply."""

from bot.dialogue.decide import ANSWER_CONFIDENCE, SUGGEST_CONFIDENCE, Decision, Outcome
from bot.dialogue.dialogue import Dialogue

__all__ = ["ANSWER_CONFIDENCE", "SUGGEST_CONFIDENCE", "Decision", "Dialogue", "Outcome"]
