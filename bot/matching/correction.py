"""Misspelt and wrongly converted words: what they were meant to be, found by their reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.analysis import Analysis, Word

# A word that fewer phrases use may be a misspelling itself.
_USED_BY: Final = 8
# A word gives way to one of the same reading that is used so many times more often: 短答 to 担当.
_TIMES_MORE: Final = 5
_MIN_SIMILARITY: Final = 0.75
_MIN_READING: Final = 3


@dataclass(frozen=True)
class Correction:
    """A word as written, the word probably meant, and how alike their readings are, 0 to 1."""

    written: str
    meant: str
    similarity: float


class Corrector:
    """Knows the words that the phrases use often, and finds them behind words with their reading."""

    def __init__(self, analyses: Iterable[Analysis]) -> None:
        self._used: Counter[str] = Counter()
        readings: dict[str, Counter[str]] = {}
        words = Counter(chain.from_iterable(dict.fromkeys(analysis.words) for analysis in analyses))
        for word, count in words.items():
            self._used[word.form] += count
            readings.setdefault(word.reading, Counter())[word.form] += count
        self._meant = {
            reading: form
            for reading, forms in readings.items()
            for form, count in forms.most_common(1)
            if count >= _USED_BY and len(reading) >= _MIN_READING
        }

    def corrections(self, analysis: Analysis) -> tuple[Correction, ...]:
        """List what is to be corrected in a text.

        A word, or two words that a wrong conversion tore apart, gives way to the common word of the same reading;
        a word that is in no dictionary also to one of nearly the same reading.
        """
        return tuple(dict.fromkeys([*self._single(analysis.words), *self._torn(analysis.words)]))

    def _single(self, words: Iterable[Word]) -> Iterator[Correction]:
        for word in words:
            meant = self._meant.get(word.reading)
            if meant and self._used[meant] >= _TIMES_MORE * self._used[word.form] and meant != word.form:
                yield Correction(word.form, meant, 1.0)
            elif not meant and not word.in_dictionary and len(word.reading) >= _MIN_READING:
                yield from self._near(word)

    def _torn(self, words: Iterable[Word]) -> Iterator[Correction]:
        for first, second in pairwise(words):
            meant = self._meant.get(first.reading + second.reading)
            if meant and meant != first.form + second.form:
                yield Correction(first.form + second.form, meant, 1.0)

    def _near(self, word: Word) -> Iterator[Correction]:
        near = process.extractOne(
            word.reading, self._meant.keys(), scorer=OSA.normalized_similarity, score_cutoff=_MIN_SIMILARITY
        )
        if near:
            yield Correction(word.form, self._meant[near[0]], near[1])
