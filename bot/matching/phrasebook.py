"""The phrase that is nearest to a question, letter by letter of its reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
from typing import Final, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

# Below it a likeness says nothing; long questions are never that near to a phrase.
MIN_SIMILARITY: Final = 0.7
_MAX_READING: Final = 60
# Phrases whose letter pairs are most like those of a question, and at least so much (Dice's coefficient: twice the
# shared ones by all of both), are compared in full; of 1,857 that are near to 1,084 questions, .1 % are below. So many
# pairs' phrases are looked at, the rarest pairs first: what a question costs does not grow with the phrases.
_COMPARED: Final = 100
_ALIKE: Final = 0.3
_LOOKED_AT: Final = 20_000
_SHOWN: Final = 20
_NONE: Final = np.empty(0, dtype=np.int32)


class Near(NamedTuple):
    """A phrase, by its number, and how alike its reading is to the question's, 0.7 to 1."""

    phrase: int
    similarity: float


class Phrasebook:
    """All phrases by their reading."""

    def __init__(self, readings: Sequence[str]) -> None:
        self._readings = list(readings)
        self._lengths = np.array([len(reading) + 1 for reading in self._readings], dtype=np.int32)  # in pairs
        phrases: defaultdict[str, list[int]] = defaultdict(list)
        for number, reading in enumerate(self._readings):
            for pair in dict.fromkeys(_pairs(reading)):
                phrases[pair].append(number)
        # In one row, where those of each pair have a place: thousands of small arrays would be slow to keep on disk.
        self._phrases = np.fromiter(chain.from_iterable(phrases.values()), dtype=np.int32)
        bounds = pairwise(accumulate(map(len, phrases.values()), initial=0))
        self._places = dict(zip(phrases, bounds, strict=True))

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
        """Return the numbers of the phrases whose pairs of letters are most alike."""
        pairs = dict.fromkeys(_pairs(reading))
        shared = [self._phrases[begin:end] for begin, end in filter(None, map(self._places.get, pairs))]
        looked_at = np.concatenate([_NONE, *sorted(shared, key=len)])[:_LOOKED_AT]
        counts = np.bincount(looked_at)
        numbers = np.flatnonzero(counts >= _ALIKE / 2 * len(reading))  # with fewer, none is as much alike
        alike = 2 * counts[numbers] / (self._lengths[numbers] + len(reading) + 1)
        numbers, alike = numbers[alike >= _ALIKE], alike[alike >= _ALIKE]
        if len(numbers) > _COMPARED:
            numbers = numbers[np.sort(np.argpartition(-alike, _COMPARED)[:_COMPARED])]
        chosen: list[int] = numbers.tolist()
        return chosen


def _pairs(reading: str) -> list[str]:
    """List the pairs of neighbouring letters; ^ and $ stand for the ends."""
    return [first + second for first, second in pairwise(f"^{reading}$")]
