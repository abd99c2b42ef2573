"""What the operator learns from conversations; nothing in a record tells who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

# What becomes of a question.
OUTCOMES: Final = ("answer", "suggest", "outside", "fallback")
# A greeting or thanks is no question: it counts apart, and in no share.
SMALL_TALK: Final = "smalltalk"


@dataclass(frozen=True)
class Asked:
    """A question, and what became of it.

    `outcome`: answer, suggest (several entries were offered), outside (recognised as out of scope, which was said),
    fallback (nothing fitted) or smalltalk; `entry`: the id of what was answered, of the FAQ or else; None if nothing
    was; `candidates`: ids of the entries of the FAQ that are near, those offered first, at most three; `question`: the
    masked words where it is not clear what was asked, otherwise empty.
    """

    outcome: str
    entry: str | None
    candidates: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Opened:
    """An answer that somebody opened by a tap or a link."""

    entry: str


@dataclass(frozen=True)
class Voted:
    """A vote on an answer; one that is `changed` takes the opposite one back."""

    entry: str
    helpful: bool
    changed: bool = False


Record = Asked | Opened | Voted


@dataclass(frozen=True)
class Unanswered:
    """A question that nothing answered or that several entries were offered for, because it was not clear.

    `question`: its masked words; `outcome`: fallback or suggest; `candidates`: ids of the best entries, best first, at
    most three.
    """

    id: int
    day: date
    question: str
    outcome: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryFigures:
    """How often an answer was given to a question, opened by a tap or a link, and voted on."""

    asked: int = 0
    opened: int = 0
    helpful: int = 0
    not_helpful: int = 0


@dataclass(frozen=True)
class Figures:
    """Counts over a span of days: questions and small talk by outcome, and what became of each answer, by its id."""

    outcomes: Mapping[str, int] = field(default_factory=dict)
    entries: Mapping[str, EntryFigures] = field(default_factory=dict)

    @property
    def questions(self) -> int:
        """How many questions were asked; small talk is none."""
        return sum(map(self.count, OUTCOMES))

    def count(self, outcome: str) -> int:
        """How often it came to this."""
        return self.outcomes.get(outcome, 0)

    def share(self, outcome: str) -> float:
        """Which share of the questions came to this, 0 to 1."""
        return self.count(outcome) / max(1, self.questions)
