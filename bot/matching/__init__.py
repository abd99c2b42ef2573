"""Floor 2: from a question to ranked entries."""

from bot.matching.confidence import Evidence
from bot.matching.duplicates import NearDuplicate, near_duplicates
from bot.matching.matcher import Matcher
from bot.matching.ranking import VIEWS, Explanation, Kind, Match, Ranking

__all__ = [
    "VIEWS",
    "Evidence",
    "Explanation",
    "Kind",
    "Match",
    "Matcher",
    "NearDuplicate",
    "Ranking",
    "near_duplicates",
]
