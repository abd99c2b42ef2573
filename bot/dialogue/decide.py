"""Decide from a ranking what to do: answer, suggest, chat, or say that nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.matching import Kind, Match, Ranking


@dataclass(frozen=True)
class Thresholds:
    """From where on a question is answered, suggestions are made, and small talk or an outsider is recognised.

    `answer` and `suggest` are confidences, the others scores, all 0 to 1. Answered is what is more probably right than
    wrong, and ahead of the next entry by `margin`: of two that are as good, both are offered, and a third one if its
    score is `likely`. Words that nobody knows resemble everything a little: small talk needs the score `talk`, and what
    is out of scope `outside`, below which a third of the phrases held out get the word for another kind; below `sure`,
    both have to be ahead of every entry by `ahead`. Set with: python -m bot evaluate --held-out; held by the gates of
    .ci/run.
    """

    answer: float = 0.5
    margin: float = 0.05
    suggest: float = 0.15
    likely: float = 0.02
    talk: float = 0.2
    outside: float = 0.3
    sure: float = 0.5
    ahead: float = 0.05


THRESHOLDS: Final = Thresholds()
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
    `offered` are the two or three FAQ entries that `suggest` shows, or what is asked for beside a question outside.
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
    def understood(self) -> bool:
        """Whether it is surely clear what was asked, even if these are two things at once."""
        chosen = self.chosen
        unsure = chosen and chosen.kind is Kind.OUT_OF_SCOPE and chosen.score < THRESHOLDS.sure
        return len(self.ranking.wishes) > 1 or (chosen is not None and not unsure)

    @property
    def candidates(self) -> tuple[Match, ...]:
        """The FAQ entries, best first."""
        return self.ranking.of_kind(Kind.FAQ)


def decide(ranking: Ranking, thresholds: Thresholds = THRESHOLDS) -> Decision:
    """Choose by confidence; the same ranking gives the same decision."""
    candidates = ranking.of_kind(Kind.FAQ)
    wished = sorted(candidates, key=lambda match: match.id not in ranking.wishes)
    if len(ranking.wishes) > 1:
        return Decision(Outcome.SUGGEST, ranking, offered=tuple(wished[: min(MAX_SUGGESTIONS, len(ranking.wishes))]))
    if candidates and ranking.confidence >= thresholds.answer and ranking.evidence.gap >= thresholds.margin:
        return Decision(Outcome.ANSWER, ranking, chosen=candidates[0])
    top = ranking.matches[0] if ranking.matches else None
    if top and top.kind is not Kind.FAQ and _recognised(top, candidates, thresholds):
        outcome = Outcome.SMALLTALK if top.kind is Kind.SMALLTALK else Outcome.FALLBACK
        return Decision(outcome, ranking, chosen=top, offered=tuple(wished[: len(ranking.wishes)]))
    if len(candidates) > 1 and (ranking.confidence >= thresholds.suggest or ranking.wishes):
        likely = [match for match in wished[2:MAX_SUGGESTIONS] if match.score >= thresholds.likely]
        return Decision(Outcome.SUGGEST, ranking, offered=(*wished[:2], *likely))
    return Decision(Outcome.FALLBACK, ranking)


def _recognised(aside: Match, candidates: Sequence[Match], thresholds: Thresholds) -> bool:
    ahead = aside.score - (candidates[0].score if candidates else 0.0)
    least = thresholds.talk if aside.kind is Kind.SMALLTALK else thresholds.outside
    return aside.score >= thresholds.sure or (aside.score >= least and ahead >= thresholds.ahead)
