"""Floor 2: from a question to ranked entries."""

from bot.matching.confidence import Evidence
from bot.matching.matcher import Matcher
from bot.matching.ranking import Explanation, Kind, Match, Ranking

__all__ = ["Evidence", "Explanation", "Kind", "Match", "Matcher", "Ranking"]
