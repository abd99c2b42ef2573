"""Groups of questions that ask alike: for a person who reads what the bot could not answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from bot.knowledge import Knowledge
from bot.matching.analysis import Analyser, Analysis
from bot.matching.vectors import Vectoriser, Vocabulary
from bot.normalise import normalise
from bot.records import Unanswered

# How alike the questions of a group are on average, and the share of the reading in that, beside the words: the values
# that group most while 85 % of a group belong to one entry, by `python -m tests.clustering`. Readings bear other
# spellings, words bear another order: each alone groups less, or less purely.
LIKENESS: Final = 0.4
READING_WEIGHT: Final = 0.7
# Memory grows with the square of what is compared: about 150 MB at this many different questions.
COMPARED: Final = 3000
_BLOCK: Final = 250
# Of a long story the end is compared, where the question mostly stands; comparing takes the square of the length.
_CHARACTERS: Final = 200

_Distances = NDArray[np.float32]


def cluster(
    texts: Sequence[str],
    analyser: Analyser,
    track: Callable[[Iterable[str]], Iterable[str]] = iter,
    *,
    likeness: float = LIKENESS,
    reading_weight: float = READING_WEIGHT,
) -> list[tuple[int, ...]]:
    """Group questions that ask alike; biggest group first, of equal ones that with the earliest question.

    Gives indices into `texts`, each in exactly one group; the first of a group is its most typical question. Texts that
    normalise to the same are one question. Of more than 3,000 different questions, the most frequent and then the
    earliest are compared and the rest stays alone; 5,000 take some seconds. `likeness` and `reading_weight`: 0 to 1.
    `track` wraps the texts while they are analysed, for a progress bar.

    Agglomerative clustering by average linkage (UPGMA; Manning, Raghavan, Schütze, Introduction to Information
    Retrieval, section 17.3): questions of a group are alike on average, so a chain of neighbours is no group.
    """
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        alike[normalise(text)].append(index)
    distinct = sorted(alike.values(), key=lambda indices: (-len(indices), indices[0]))
    compared, alone = distinct[:COMPARED], distinct[COMPARED:]
    analyses = [analyser.analyse(text[-_CHARACTERS:]) for text in track([texts[same[0]] for same in compared])]
    distances = _distances(analyses, analyser, reading_weight)
    counts = np.array([len(indices) for indices in compared])
    groups = [
        tuple(chain.from_iterable(compared[row] for row in _typical_first(rows, distances, counts)))
        for rows in _groups(distances, 1 - likeness)
    ]
    return sorted([*groups, *map(tuple, alone)], key=lambda group: (-len(group), min(group)))


def candidates_today(question: Unanswered, knowledge: Knowledge) -> list[str]:
    """List the candidates of a question that are there today, by the ids of today, best first."""
    entries = filter(None, map(knowledge.entry, question.candidates))
    return list(dict.fromkeys(entry.id for entry in entries))


def nearest_entry(group: Sequence[Unanswered], knowledge: Knowledge) -> str | None:
    """Let each question of a group vote for its nearest entry; None where none has a majority of all."""
    votes = Counter(ids[0] for question in group if (ids := candidates_today(question, knowledge)))
    return next((entry_id for entry_id, count in votes.items() if 2 * count > len(group)), None)


def _distances(analyses: Sequence[Analysis], analyser: Analyser, reading_weight: float) -> _Distances:
    """Compare every question with every other: a square matrix of 0 (same) to 1 (nothing in common)."""
    readings = [analysis.reading for analysis in analyses]
    vocabulary = Vocabulary()
    documents = [vocabulary.learn(_features(analysis, analyser)) for analysis in analyses]
    vectors = Vectoriser.learn(vocabulary, documents)[1]
    distances = np.empty((len(analyses), len(analyses)), dtype=np.float32)
    for start in range(0, len(analyses), _BLOCK):
        block = slice(start, start + _BLOCK)
        by_reading = cdist(readings[block], readings, scorer=Indel.normalized_similarity, dtype=np.float32)
        by_words = (vectors[block] @ vectors.T).toarray()
        distances[block] = 1 - reading_weight * by_reading - (1 - reading_weight) * by_words
    return np.maximum(distances, 0, out=distances)  # sums of rounded parts can fall short of 0


def _features(analysis: Analysis, analyser: Analyser) -> list[str]:
    """List the words of a question, each by the name of its synonyms: beside it, they would make all alike."""
    return [name for word in analysis.words for name in analyser.concepts([word.form]) or (word.form,)]


def _groups(distances: _Distances, apart: float) -> list[list[int]]:
    """Merge rows as long as two groups are at most `apart` on average."""
    # Imported here, for they take a third of a second, and the bot starts without them.
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(distances) < 2:
        return [[row] for row in range(len(distances))]
    tree = linkage(squareform(distances, checks=False), method="average")
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for row, label in enumerate(fcluster(tree, apart, criterion="distance").tolist()):
        groups[label].append(row)
    return list(groups.values())


def _typical_first(rows: list[int], distances: _Distances, counts: NDArray[np.int64]) -> list[int]:
    """Put the row first that is nearest to all questions of its group, repeated ones counted each time."""
    typical = rows[int((distances[np.ix_(rows, rows)] @ counts[rows]).argmin())]
    return [typical, *(row for row in rows if row != typical)]
