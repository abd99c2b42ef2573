"""The phrase that is nearest to a question, letter by letter of its reading."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

# Below it a likeness says nothing; long questions are never that near to a phrase.
MIN_SIMILARITY: Final = 0.7
_MAX_READING: Final = 60
# Phrases that share the most letter pairs with a question are compared in full; so many pairs' phrases are looked at,
# the rarest pairs first: what a question costs does not grow with the phrases.
_COMPARED: Final = 200
_LOOKED_AT: Final = 20_000
_SHOWN: Final = 20


@dataclass(frozen=True)
class Near:
    """A phrase, by its number, and how alike its reading is to the question's, 0.7 to 1."""

    phrase: int
    similarity: float


class Phrasebook:
    """All phrases by their reading."""

    def __init__(self, readings: Sequence[str]) -> None:
        self._readings = list(readings)
        phrases: dict[str, array[int]] = {}
        for number, reading in enumerate(self._readings):
            for pair in _pairs(reading):
                phrases.setdefault(pair, array("i")).append(number)
        self._phrases = phrases

    def nearest(self, reading: str) -> list[Near]:
        """Return the phrases that are near enough, the nearest first, at most twenty."""
        if len(reading) > _MAX_READING:
            return []
        numbers = self._alike(reading)
        found = process.extract(
            reading,
            [self._readings[number] for number in numbers],
            scorer=Indel.normalized_similarity,
            score_cutoff=MIN_SIMILARITY,
            limit=_SHOWN,
        )
        return [Near(numbers[place], similarity) for _, similarity, place in found]

    def _alike(self, reading: str) -> list[int]:
        """Return the numbers of the phrases that share the most pairs of letters."""
        shared = sorted(filter(None, map(self._phrases.get, _pairs(reading))), key=len)
        looked_at = np.empty(0, dtype=np.int32)
        for phrases in shared:
            room = _LOOKED_AT - len(looked_at)
            looked_at = np.concatenate([looked_at, np.frombuffer(phrases, dtype=np.int32)[:room]])
        numbers, counts = np.unique(looked_at, return_counts=True)
        if len(numbers) > _COMPARED:
            kept = np.sort(np.argpartition(-counts, _COMPARED)[:_COMPARED])
            numbers = numbers[kept]
        chosen: list[int] = numbers.tolist()
        return chosen


def _pairs(reading: str) -> set[str]:
    """List the pairs of neighbouring letters; ^ and $ stand for the ends."""
    return {first + second for first, second in pairwise(f"^{reading}$")}
