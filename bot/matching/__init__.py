"""Floor 2: from a question to ranked entries."""

from bot.matching.matcher import Matcher
from bot.matching.ranking import Kind, Match, Ranking

__all__ = ["Kind", "Match", "Matcher", "Ranking"]
