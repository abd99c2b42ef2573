"""Texts as sparse TF-IDF vectors of unit length."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import importance, view_of

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]
# scipy has no types of its own; rows are texts, columns features, the values float32.
Matrix = Any


@dataclass(frozen=True)
class Vector:
    """A text: the columns of its known features, and the weight of each; of length 1 at most."""

    columns: Numbers
    weights: Floats


class Vocabulary:
    """Numbers features in the order in which they come up."""

    def __init__(self, known: Vocabulary | None = None) -> None:
        """Begin with the numbers of `known`, which stays as it is."""
        self._numbers: dict[str, int] = dict(known._numbers) if known else {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def learn(self, document: Iterable[str]) -> bytes:
        """Return the numbers of the features of a text as a row of int32: small to keep, and quickly put together."""
        numbers = self._numbers
        return array("i", [numbers.setdefault(feature, len(numbers)) for feature in document]).tobytes()

    def look_up(self, document: Iterable[str]) -> Numbers:
        """Return the numbers of the features of a text, -1 for what is not there."""
        return np.array([self._numbers.get(feature, -1) for feature in document], dtype=np.int32)


class Vectoriser:
    """Turns texts into vectors: the features that are worth it have a column and a weight.

    Term frequencies are damped (1 + ln tf) and document frequencies smoothed (ln((1 + n) / (1 + df)) + 1): Manning,
    Raghavan, Schütze, Introduction to Information Retrieval, section 6.4; then comes the importance of each view.
    """

    def __init__(self, vocabulary: Vocabulary, columns: Numbers, weights: Floats, unknown: float) -> None:
        self._vocabulary = vocabulary
        self._columns = columns  # by number, -1 for features without one; so is the last, which stands for no number
        self._weights = weights
        self._unknown = unknown

    @classmethod
    def learn(
        cls, vocabulary: Vocabulary, documents: Sequence[bytes], min_documents: int = 1
    ) -> tuple[Vectoriser, Matrix]:
        """Learn the features that at least `min_documents` texts have; also give the matrix of these texts.

        `documents` are rows of numbers that `vocabulary` gave; what else it has numbered makes no difference.
        """
        # Imported where there is something to learn: a start with what was learnt before needs none of it.
        from scipy import sparse

        numbers = np.frombuffer(b"".join(documents), dtype=np.int32)
        places = _by_first_use(numbers, len(vocabulary))
        ends = np.cumsum([0, *(len(document) // numbers.itemsize for document in documents)])
        ones = np.ones(len(numbers), dtype=np.float32)
        counts = sparse.csr_matrix((ones, places[numbers], ends), shape=(len(documents), len(vocabulary)))
        counts.sum_duplicates()
        frequency = np.bincount(counts.indices, minlength=len(vocabulary))
        kept = frequency >= max(1, min_documents)
        columns = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)[places]
        weights = (np.log((1 + len(documents)) / (1 + frequency[kept])) + 1).astype(np.float32)
        importances = np.fromiter(map(importance, vocabulary), dtype=np.float32)
        weights[columns[columns >= 0]] *= importances[columns >= 0]
        vectors = counts[:, kept]
        vectors.data = (1 + np.log(vectors.data)) * weights[vectors.indices]
        lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
        vectors.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(vectors.indptr)).astype(np.float32)
        unknown = float(np.log(1 + len(documents))) + 1
        return cls(vocabulary, np.append(columns, np.int32(-1)), weights, unknown), vectors

    def vector(self, document: Iterable[str], emphasis: Mapping[str, float]) -> tuple[Vector, float]:
        """Return the vector of a text, and the share of its features that have no column, 0 to 1.

        `emphasis` tells how much more some views count in this text.
        What is unknown counts in the length: the more of a text nobody knows, the less its known part says.
        """
        counts = Counter(document)
        columns = self._columns[self._vocabulary.look_up(counts)]
        known = columns >= 0
        frequency = np.fromiter(counts.values(), dtype=np.float32)[known]
        weights = (1 + np.log(frequency)) * self._weights[columns[known]]
        if emphasis:
            weights *= np.array([emphasis.get(view_of(feature), 1.0) for feature in counts], dtype=np.float32)[known]
        strange = sum(importance(feature) ** 2 for feature in compress(counts, (~known).tolist()))
        length = max(float(np.sqrt(weights @ weights + strange * self._unknown**2)), 1e-9)
        return Vector(columns[known], weights / length), 1 - len(weights) / max(1, len(counts))

    def names(self, vector: Vector) -> list[str]:
        """Return the feature behind each element of a vector."""
        names = dict(zip(self._columns.tolist(), self._vocabulary, strict=False))
        return [names[column] for column in vector.columns.tolist()]


def _by_first_use(numbers: Numbers, size: int) -> Numbers:
    """Number anew in the order of the first use, so that what was learnt before changes no sum in its last digit.

    Gives the new number of each old one, all below `size`; those that are not used come last.
    """
    first = np.full(size, len(numbers))
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    places = np.empty(size, dtype=np.int32)
    places[np.argsort(first, kind="stable")] = np.arange(size, dtype=np.int32)
    return places
