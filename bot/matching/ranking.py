"""What the search gives to the floors above: matches, best first, and how far to trust them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from bot.matching.confidence import Evidence

# The views of a question, whose contributions make up a score.
VIEWS: Final = ("word", "concept", "char", "read", "nearest")


class Kind(Enum):
    """Where in the knowledge a match stands."""

    FAQ = "faq"
    SMALLTALK = "smalltalk"
    OUT_OF_SCOPE = "out_of_scope"


class Match(NamedTuple):
    """An entry that could be meant; `score` is 0 (surely not) to 1 (surely)."""

    id: str
    kind: Kind
    score: float


@dataclass(frozen=True)
class Ranking:
    """The entries of the knowledge for one question, best first, at most a hundred of each kind.

    `confidence` is the probability, 0 to 1, that the first match of the FAQ answers the question, and `evidence` what
    it rests on; `sentence` is the part of the question that decided; `wishes` are the ids of the entries that its
    sentences clearly ask for, where these are two or more, or where the whole is about something else.
    """

    matches: tuple[Match, ...]
    confidence: float
    sentence: str = ""
    evidence: Evidence = field(default_factory=Evidence)
    wishes: tuple[str, ...] = ()

    def of_kind(self, kind: Kind) -> tuple[Match, ...]:
        """Return the matches of one kind, best first."""
        return tuple(match for match in self.matches if match.kind is kind)


@dataclass(frozen=True)
class Explanation:
    """How a question was understood: for a person who asks why.

    `corrections`: pairs of what was written and what was meant; `concepts`: the synonym groups in it; `guard`: the
    phrase that decided, if one did; by entry id: `nearest`, the phrase that reads most alike, and `views`, what each
    view adds to the score (-1 to 1).
    """

    words: tuple[str, ...]
    reading: str
    corrections: tuple[tuple[str, str], ...]
    concepts: tuple[str, ...]
    guard: str
    nearest: dict[str, str]
    views: dict[str, dict[str, float]]
