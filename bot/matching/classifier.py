"""A linear classifier over sparse vectors: one weight a feature and class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from bot.matching.vectors import Floats, Matrix, Vector

# Chosen by: python -m bot evaluate --held-out; flat between 0.1 and 1, and from 10 steps on.
_RIDGE: Final = 0.5
_STEPS: Final = 12
# Learning gains over the mean from so many texts a class on: python -m tests.benchmarks.phrases
LEARNT_FROM: Final = 8
_MAX_WEIGHTS: Final = 20_000_000  # 80 MB


class Classifier:
    """Scores a text for each class, mostly from 0 (surely not) to 1 (surely).

    Ridge regression on targets of 1 for a vector's class and 0 for the others. Rifkin, Yeo and Poggio, Regularized
    Least-Squares Classification (2003): as good as a support vector machine on text, and solved for all classes at once
    by conjugate gradients (Hestenes and Stiefel, 1952), stopped early. Where the classes have few texts, or
    are too many for that, each is the mean of its vectors: Rocchio's classifier (Manning, Raghavan, Schütze, section
    14.2), in sparse form.
    """

    def __init__(self, vectors: Matrix, labels: Sequence[int], classes: int) -> None:
        """Learn from `vectors`, one row a text, with its class, 0 to `classes` - 1, in `labels`."""
        # Imported where there is something to learn: a start with what was learnt before needs none of it.
        from scipy import sparse

        rows = np.arange(len(labels))
        targets = sparse.csr_matrix((np.ones(len(labels), np.float32), (rows, labels)), shape=(len(labels), classes))
        self.learnt = len(labels) >= LEARNT_FROM * classes and vectors.shape[1] * classes <= _MAX_WEIGHTS
        # Either an array or a sparse matrix, of shape (features, classes).
        self._weights: Any = _ridge(vectors, targets.toarray()) if self.learnt else _means(vectors, targets)

    def scores(self, vector: Vector) -> Floats:
        """Score a text for each class; shape (classes,)."""
        rows = self._weights[vector.columns]
        if isinstance(rows, np.ndarray):
            found: Floats = vector.weights @ rows
            return found
        weighted = rows.data * np.repeat(vector.weights, np.diff(rows.indptr))
        return np.bincount(rows.indices, weighted, minlength=rows.shape[1]).astype(np.float32)

    def contributions(self, vector: Vector, label: int) -> Floats:
        """Return what each element of a vector adds to the score of a class."""
        rows = self._weights[vector.columns]
        column = rows[:, label] if isinstance(rows, np.ndarray) else rows[:, [label]].toarray().ravel()
        added: Floats = vector.weights * column
        return added


def _means(vectors: Matrix, targets: Matrix) -> Matrix:
    """Sum the vectors of each class to one of unit length; shape (features, classes)."""
    sums = (targets.T @ vectors).tocsr()
    lengths = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    return sums.multiply(1 / np.maximum(lengths, 1e-9)[:, np.newaxis]).T.tocsr().astype(np.float32)


def _ridge(vectors: Matrix, targets: Floats) -> Floats:
    """Minimise |vectors @ weights - targets|² + ridge |weights|² for each column of targets."""
    transposed = vectors.T.tocsr()
    weights = np.zeros((vectors.shape[1], targets.shape[1]), dtype=np.float32)
    residual = transposed @ targets
    direction = residual.copy()
    norm = (residual**2).sum(axis=0)
    for _ in range(_STEPS):
        image = transposed @ (vectors @ direction) + _RIDGE * direction
        step = norm / np.maximum((direction * image).sum(axis=0), 1e-12)
        weights += step * direction
        residual -= step * image
        previous, norm = norm, (residual**2).sum(axis=0)
        direction *= norm / np.maximum(previous, 1e-12)
        direction += residual
    return weights
