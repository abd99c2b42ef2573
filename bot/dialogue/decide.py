"""Decide from a ranking what to do: answer, suggest, chat, or say that nothing fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.matching import Kind, Match, Ranking

# Set on the labelled questions in tests/data/dev.jsonl (see tests/test_quality.py).
ANSWER_SCORE = 0.5
SUGGEST_SCORE = 0.3
MARGIN = 0.08
MAX_SUGGESTIONS = 3


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
    `offered` are the one to three FAQ entries that `suggest` shows.
    """

    outcome: Outcome
    confidence: float
    ranking: Ranking
    chosen: Match | None = None
    offered: tuple[Match, ...] = ()

    @property
    def candidates(self) -> tuple[Match, ...]:
        """The FAQ entries, best first."""
        return self.ranking.of_kind(Kind.FAQ)


def decide(ranking: Ranking) -> Decision:
    """Choose by score and margin; the same ranking gives the same decision."""
    candidates = ranking.of_kind(Kind.FAQ)
    if not ranking.matches:
        return Decision(Outcome.FALLBACK, 0.0, ranking)
    top = ranking.matches[0]
    confidence = candidates[0].score if candidates else 0.0
    if top.kind is not Kind.FAQ and top.score >= ANSWER_SCORE:
        outcome = Outcome.SMALLTALK if top.kind is Kind.SMALLTALK else Outcome.FALLBACK
        return Decision(outcome, confidence, ranking, chosen=top)
    rival = ranking.matches[1].score if len(ranking.matches) > 1 else 0.0
    if top.kind is Kind.FAQ and top.score >= ANSWER_SCORE and top.score - rival >= MARGIN:
        return Decision(Outcome.ANSWER, confidence, ranking, chosen=top)
    offered = tuple(match for match in candidates if match.score >= SUGGEST_SCORE)[:MAX_SUGGESTIONS]
    if len(offered) > 1:
        return Decision(Outcome.SUGGEST, confidence, ranking, offered=offered)
    if offered and top.kind is Kind.FAQ:
        return Decision(Outcome.ANSWER, confidence, ranking, chosen=top)
    return Decision(Outcome.FALLBACK, confidence, ranking)
