"""The phrase that is nearest to a question, letter by letter of its reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Indel

# Below it a likeness says nothing; long questions are never that near to a phrase.
MIN_SIMILARITY: Final = 0.7
_MAX_READING: Final = 60


@dataclass(frozen=True)
class Near:
    """A phrase of an entry, and how alike its reading is to the question's, 0.7 to 1."""

    entry_id: str
    phrase: str
    similarity: float


class Phrasebook:
    """All phrases by their reading."""

    def __init__(self, readings: Sequence[str], phrases: Sequence[tuple[str, str]]) -> None:
        self._readings = list(readings)
        self._phrases = list(phrases)

    def nearest(self, reading: str) -> dict[str, Near]:
        """Return the nearest phrase of each entry that has one near enough."""
        if len(reading) > _MAX_READING:
            return {}
        found = process.extract(
            reading, self._readings, scorer=Indel.normalized_similarity, score_cutoff=MIN_SIMILARITY, limit=20
        )
        nearest: dict[str, Near] = {}
        for _, similarity, number in found:
            entry_id, phrase = self._phrases[number]
            nearest.setdefault(entry_id, Near(entry_id, phrase, similarity))
        return nearest
