"""Rank the entries of the knowledge for a question, by the characters that question and phrases share."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import Indel

from bot.knowledge import Aside, Entry, Knowledge
from bot.matching.ranking import Kind, Match, Ranking
from bot.normalise import normalise

# How many phrases, best by shared n-grams, are compared letter by letter.
_SHORTLIST = 60
_MAX_CHARACTERS = 600


class Matcher:
    """An index over all phrases: TF-IDF over character 1- to 3-grams, refined by edit similarity."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._phrases: list[tuple[Kind, str, str, str]] = []
        self._add(Kind.FAQ, knowledge.entries.values())
        self._add(Kind.SMALLTALK, knowledge.smalltalk.values())
        self._add(Kind.OUT_OF_SCOPE, knowledge.out_of_scope.values())
        grams = [Counter(_grams(text)) for _, _, text, _ in self._phrases]
        frequency = Counter(gram for counter in grams for gram in counter)
        self._idf = {gram: math.log(1 + len(grams) / count) for gram, count in frequency.items()}
        self._unknown_idf = math.log(1 + len(grams))
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, counter in enumerate(grams):
            weights = self._weights(counter)
            for gram, weight in weights.items():
                self._postings[gram].append((number, weight))

    def _add(self, kind: Kind, entries: Iterable[Entry | Aside]) -> None:
        for entry in entries:
            self._phrases += [(kind, entry.id, normalise(phrase), phrase) for phrase in entry.phrases]

    def _weights(self, counter: Counter[str]) -> dict[str, float]:
        """Return weights of unit length; n-grams that no phrase has count in the length at full weight."""
        weights = {gram: math.sqrt(n) * self._idf.get(gram, self._unknown_idf) for gram, n in counter.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}

    def rank(self, question: str) -> Ranking:
        """Rank every entry, small talk and out-of-scope kind for `question`; pure and deterministic."""
        text = normalise(question)[:_MAX_CHARACTERS]
        cosine: dict[int, float] = defaultdict(float)
        for gram, weight in self._weights(Counter(_grams(text))).items():
            for number, phrase_weight in self._postings.get(gram, ()):
                cosine[number] += weight * phrase_weight
        best: dict[tuple[Kind, str], tuple[float, str]] = {}
        for number in sorted(cosine, key=cosine.__getitem__, reverse=True)[:_SHORTLIST]:
            kind, entry_id, phrase, written = self._phrases[number]
            score = (cosine[number] + Indel.normalized_similarity(text, phrase)) / 2
            if score > best.get((kind, entry_id), (0.0, ""))[0]:
                best[kind, entry_id] = (score, written)
        every = dict.fromkeys((kind, entry_id) for kind, entry_id, _, _ in self._phrases)
        matches = (Match(entry_id, kind, *best.get((kind, entry_id), (0.0, ""))) for kind, entry_id in every)
        return Ranking(text, tuple(sorted(matches, key=lambda match: -match.score)))


def _grams(text: str) -> list[str]:
    padded = f"^{text}$"
    return [padded[i : i + n] for n in (1, 2, 3) for i in range(len(padded) - n + 1)]
