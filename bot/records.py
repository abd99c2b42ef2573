"""What the operator learns from conversations; nothing in a record tells who asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Asked:
    """A question, and what became of it.

    `outcome`: answer, suggest, smalltalk or fallback; `entry`: the id of what was answered, of the FAQ or else; None if
    nothing was; `candidates`: ids of the best entries of the FAQ, best first, at most three; `question`: the masked
    words where nothing was answered or several entries were offered, otherwise empty.
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
    """A question that nothing answered or that several entries were offered for.

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
    """Counts over a span of days: questions by outcome, and what became of each answer, by its id."""

    outcomes: dict[str, int] = field(default_factory=dict)
    entries: dict[str, EntryFigures] = field(default_factory=dict)
