"""Decide from a ranking what to do: answer, suggest, chat, or say that nothing fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.matching import Kind, Match, Ranking

# Set on held-out phrases and checked by the gates of tests/test_quality.py: python -m bot evaluate FILE
ANSWER_CONFIDENCE: Final = 0.5
SUGGEST_CONFIDENCE: Final = 0.1
OUTSIDE_SCORE: Final = 0.4
MAX_SUGGESTIONS: Final = 3


class Outcome(Enum):
    """What the person gets."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    SMALLTALK = "smalltalk"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Decision:
    """What to do with a question.

    `chosen` is the match that is answered: of the FAQ for `answer`, of small talk for `smalltalk`,
    of the out-of-scope kinds for a `fallback` that knows why; otherwise None.
    `offered` are the two or three FAQ entries that `suggest` shows.
    """

    outcome: Outcome
    ranking: Ranking
    chosen: Match | None = None
    offered: tuple[Match, ...] = ()

    @property
    def confidence(self) -> float:
        """The probability, 0 to 1, that the best entry of the FAQ is the right one."""
        return self.ranking.confidence

    @property
    def candidates(self) -> tuple[Match, ...]:
        """The FAQ entries, best first."""
        return self.ranking.of_kind(Kind.FAQ)


def decide(ranking: Ranking) -> Decision:
    """Choose by confidence; the same ranking gives the same decision."""
    candidates = ranking.of_kind(Kind.FAQ)
    if candidates and ranking.confidence >= ANSWER_CONFIDENCE:
        return Decision(Outcome.ANSWER, ranking, chosen=candidates[0])
    top = ranking.matches[0] if ranking.matches else None
    if top and top.kind is not Kind.FAQ and top.score >= OUTSIDE_SCORE:
        outcome = Outcome.SMALLTALK if top.kind is Kind.SMALLTALK else Outcome.FALLBACK
        return Decision(outcome, ranking, chosen=top)
    if len(candidates) > 1 and ranking.confidence >= SUGGEST_CONFIDENCE:
        return Decision(Outcome.SUGGEST, ranking, offered=candidates[:MAX_SUGGESTIONS])
    return Decision(Outcome.FALLBACK, ranking)
