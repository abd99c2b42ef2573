"""Texts as sparse TF-IDF vectors of unit length."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.matching.features import importance, view_of

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]
# scipy has no types of its own; rows are texts, columns features, the values float32.
Matrix = Any


@dataclass(frozen=True)
class Vector:
    """A text: the numbers of its known features, and the weight of each; of length 1 at most."""

    features: Numbers
    weights: Floats


class Vectoriser:
    """A vocabulary of features with their weights, which turns texts into vectors.

    Term frequencies are damped (1 + ln tf) and document frequencies smoothed (ln((1 + n) / (1 + df)) + 1): Manning,
    Raghavan, Schütze, Introduction to Information Retrieval, section 6.4; then comes the importance of each view.
    """

    def __init__(self, numbers: dict[str, int], weights: Floats, unknown: float) -> None:
        self._numbers = numbers
        self._weights = weights
        self._unknown = unknown

    @classmethod
    def learn(cls, documents: Iterable[Sequence[str]], min_documents: int = 1) -> tuple[Vectoriser, Matrix]:
        """Learn the features that at least `min_documents` texts have; also give the matrix of these texts."""
        numbers: dict[str, int] = {}
        features, ends = array("i"), array("q", [0])
        for document in documents:
            features.extend([numbers.setdefault(feature, len(numbers)) for feature in document])
            ends.append(len(features))
        ones = np.ones(len(features), dtype=np.float32)
        counts = sparse.csr_matrix((ones, np.array(features), np.array(ends)), shape=(len(ends) - 1, len(numbers)))
        counts.sum_duplicates()
        frequency = np.bincount(counts.indices, minlength=len(numbers))
        kept = frequency >= min_documents
        weights = (np.log((1 + counts.shape[0]) / (1 + frequency[kept])) + 1).astype(np.float32)
        known = [feature for feature, keep in zip(numbers, kept.tolist(), strict=True) if keep]
        weights *= np.fromiter(map(importance, known), dtype=np.float32)
        vectors = counts[:, kept]
        vectors.data = (1 + np.log(vectors.data)) * weights[vectors.indices]
        lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
        vectors.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(vectors.indptr)).astype(np.float32)
        unknown = float(np.log(1 + counts.shape[0])) + 1
        return cls({feature: number for number, feature in enumerate(known)}, weights, unknown), vectors

    def vector(self, document: Iterable[str], emphasis: Mapping[str, float]) -> tuple[Vector, float]:
        """Return the vector of a text, and the share of its features that are not in the vocabulary, 0 to 1.

        `emphasis` tells how much more some views count in this text.
        What is unknown counts in the length: the more of a text nobody knows, the less its known part says.
        """
        counts = Counter(document)
        known = [feature for feature in counts if feature in self._numbers]
        features = np.fromiter((self._numbers[feature] for feature in known), dtype=np.int32)
        frequency = np.fromiter((counts[feature] for feature in known), dtype=np.float32)
        weights = (1 + np.log(frequency)) * self._weights[features]
        if emphasis:
            views = (emphasis.get(view_of(feature), 1.0) for feature in known)
            weights *= np.fromiter(views, dtype=np.float32)
        strange = sum(importance(feature) ** 2 for feature in counts if feature not in self._numbers)
        length = max(float(np.sqrt(weights @ weights + strange * self._unknown**2)), 1e-9)
        return Vector(features, weights / length), 1 - len(known) / max(1, len(counts))

    def names(self, vector: Vector) -> list[str]:
        """Return the feature behind each element of a vector."""
        wanted = set(vector.features.tolist())
        names = {number: feature for feature, number in self._numbers.items() if number in wanted}
        return [names[number] for number in vector.features.tolist()]
