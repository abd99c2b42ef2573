"""What the search gives to the floors above: matches, best first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Where in the knowledge a match stands."""

    FAQ = "faq"
    SMALLTALK = "smalltalk"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Match:
    """An entry that could be meant: `score` is 0 to 1, `phrase` the wording that came closest."""

    id: str
    kind: Kind
    score: float
    phrase: str


@dataclass(frozen=True)
class Ranking:
    """All entries of the knowledge, best first, for one question in its normalised form."""

    question: str
    matches: tuple[Match, ...]

    def of_kind(self, kind: Kind) -> tuple[Match, ...]:
        return tuple(match for match in self.matches if match.kind is kind)
