"""The features of a text: words and concepts, n-grams of its characters and of its reading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

CHARACTER_GRAMS: Final = (1, 2)
READING_GRAMS: Final = (2, 3)
# A text has five times as many n-grams as words; with one question an entry, twice the weight for words brings 3 % more
# of them first, with a hundred it makes no difference: python -m tests.benchmarks.phrases
_IMPORTANCE: Final = {"word": 2.0, "concept": 2.0}
_KANJI: Final = re.compile("[々一-鿿]")


def features(words: Iterable[str], concepts: Iterable[str], characters: str, reading: str) -> list[str]:
    """List all features of a text, each beginning with its view: `word:`, `concept:`, `char:` or `read:`."""
    return [
        *(f"word:{word}" for word in words),
        *(f"concept:{concept}" for concept in concepts),
        *(f"char:{gram}" for gram in _grams(characters, CHARACTER_GRAMS)),
        *(f"read:{gram}" for gram in _grams(reading, READING_GRAMS)),
    ]


def emphasis(characters: str) -> dict[str, float]:
    """Return by how much each view of a question counts more, given how it is written.

    Without kanji, where words are cut wrongly and characters match no others, its reading tells most: of the phrases
    written so, held out, 2 % more find their entry.
    """
    return {} if _KANJI.search(characters) else {"read": 2.0}


def importance(feature: str) -> float:
    """Return by how much a feature counts more than the n-grams."""
    return _IMPORTANCE.get(view_of(feature), 1.0)


def view_of(feature: str) -> str:
    """Return the view that a feature belongs to."""
    return feature.partition(":")[0]


def _grams(text: str, sizes: Iterable[int]) -> list[str]:
    """All runs of these lengths; ^ and $ stand for the ends."""
    padded = f"^{text}$"
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]
