"""Texts as sparse TF-IDF vectors of unit length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
# scipy has no types of its own; rows are texts, columns features, the values float32.
Vectors = Any


class Vectoriser:
    """Learns a vocabulary with weights from texts given as features, and turns texts into its vectors.

    Features that fewer than `min_documents` texts have stay unknown.

    Term frequencies are damped (1 + ln tf) and document frequencies smoothed (ln((1 + n) / (1 + df)) + 1): Manning,
    Raghavan, Schütze, Introduction to Information Retrieval, section 6.4.
    """

    def __init__(self, documents: Sequence[Sequence[str]], min_documents: int = 1) -> None:
        frequency = Counter(feature for document in documents for feature in dict.fromkeys(document))
        kept = [feature for feature, count in frequency.items() if count >= min_documents]
        self._numbers = {feature: number for number, feature in enumerate(kept)}
        counts = np.array([frequency[feature] for feature in kept], dtype=np.float32)
        self._weights = np.log((1 + len(documents)) / (1 + counts)) + 1

    def __len__(self) -> int:
        return len(self._numbers)

    def names(self, vectors: Vectors) -> list[str]:
        """Return the feature behind each nonzero element of a single vector."""
        features = list(self._numbers)
        return [features[number] for number in vectors.indices]

    def known(self, document: Sequence[str]) -> float:
        """Return the share of a text's features that are in the vocabulary, 0 to 1."""
        distinct = set(document)
        return sum(feature in self._numbers for feature in distinct) / max(1, len(distinct))

    def vectors(self, documents: Iterable[Sequence[str]]) -> Vectors:
        """Return a sparse matrix of shape (documents, vocabulary)."""
        weights: list[Floats] = []
        columns: list[NDArray[np.int32]] = []
        ends = [0]
        for document in documents:
            counts = Counter(number for feature in document if (number := self._numbers.get(feature)) is not None)
            column = np.fromiter(counts, dtype=np.int32)
            weight = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self._weights[column]
            columns.append(column)
            weights.append(weight / max(float(np.linalg.norm(weight)), 1e-9))
            ends.append(ends[-1] + len(column))
        data = np.concatenate([np.empty(0, np.float32), *weights])
        indices = np.concatenate([np.empty(0, np.int32), *columns])
        return sparse.csr_matrix((data, indices, ends), shape=(len(ends) - 1, len(self)))
