"""Phrases of different entries that read almost alike: the search can hardly tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.normalise import normalise

# Below it stand pairs that mean different things: 電話で退会できる and 電話なしで退会できる have 0.89.
_ALIKE: Final = 0.9
_ROWS: Final = 256
_ROUNDED: Final = np.float32(0.01)


@dataclass(frozen=True)
class NearDuplicate:
    """Two phrases by their numbers, `first` before `second`, and their likeness, 0.9 to 1."""

    first: int
    second: int
    similarity: float


def near_duplicates(phrases: Sequence[tuple[str, str]]) -> list[NearDuplicate]:
    """Find the pairs of `phrases`, each an (owner, text), that have different owners and read almost alike.

    The likeness is the normalised Indel similarity of the normalised texts. In the order of the phrases; takes about a
    second for ten thousand phrases or for fifteen hundred of a hundred letters, and four times that for twice as many.
    """
    texts = [normalise(text) for _, text in phrases]
    number_of = {owner: number for number, owner in enumerate(dict.fromkeys(owner for owner, _ in phrases))}
    owners = np.array([number_of[owner] for owner, _ in phrases], dtype=np.int32)
    allowed = np.array([len(text) * (1 - _ALIKE) for text in texts], dtype=np.float32)
    letters = np.array([_letters(text) for text in texts], dtype=np.uint64)
    pairs: list[NearDuplicate] = []
    for start in range(0, len(texts), _ROWS):
        rows, columns = slice(start, start + _ROWS), slice(start, None)
        # What one text has and the other has not costs a step each, which is cheaper to see than to count.
        steps = np.bitwise_count(letters[rows, None] ^ letters[None, columns])
        possible = steps <= allowed[rows, None] + allowed[None, columns] + _ROUNDED
        possible &= owners[rows, None] != owners[None, columns]
        first, second = (start + numbers for numbers in np.nonzero(np.triu(possible)))
        pairs += _alike(texts, first.tolist(), second.tolist())
    return pairs


def _alike(texts: Sequence[str], first: Sequence[int], second: Sequence[int]) -> Iterator[NearDuplicate]:
    similarities = process.cpdist(
        [texts[number] for number in first],
        [texts[number] for number in second],
        scorer=Indel.normalized_similarity,
        score_cutoff=_ALIKE,
        dtype=np.float32,
    )
    for one, other, similarity in zip(first, second, similarities.tolist(), strict=True):
        if similarity and texts[one]:
            yield NearDuplicate(one, other, similarity)


def _letters(text: str) -> int:
    """Mark which letters a text has, in 64 bits, some of which letters share."""
    marks = 0
    for letter in text:
        marks |= 1 << ord(letter) % 64
    return marks
