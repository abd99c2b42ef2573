"""Floor 2: from a question to ranked entries."""

from bot.matching.matcher import Matcher
from bot.matching.ranking import Explanation, Kind, Match, Ranking

__all__ = ["Explanation", "Kind", "Match", "Matcher", "Ranking"]
