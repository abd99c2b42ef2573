"""A linear classifier over sparse vectors: one weight a feature and class, learned in about a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from bot.matching.vectors import Floats, Vectors

# Chosen by leaving out one writer of phrases after another: flat between 0.05 and 0.5, and from 10 steps on.
_RIDGE: Final = 0.1
_STEPS: Final = 12


class Classifier:
    """Ridge regression on targets of +1 for a vector's class and -1 for the others.

    Rifkin, Yeo and Poggio, Regularized Least-Squares Classification (2003): as good as a support vector machine on
    text, and solved for all classes at once by conjugate gradients (Hestenes and Stiefel, 1952), stopped early.
    """

    def __init__(self, vectors: Vectors, labels: Sequence[str]) -> None:
        self.classes = tuple(dict.fromkeys(labels))
        number = {label: column for column, label in enumerate(self.classes)}
        targets = np.full((len(labels), len(self.classes)), -1.0, dtype=np.float32)
        targets[np.arange(len(labels)), [number[label] for label in labels]] = 1.0
        self.weights = _solve(vectors, targets)

    def scores(self, vectors: Vectors) -> Floats:
        """Score each vector for each class; shape (vectors, classes), mostly -1 (surely not) to +1 (surely)."""
        scores: Floats = vectors @ self.weights
        return scores

    def contributions(self, vectors: Vectors, label: str) -> Floats:
        """Return what each nonzero element of a single vector adds to the score of a class."""
        added: Floats = vectors.data * self.weights[vectors.indices, self.classes.index(label)]
        return added


def _solve(vectors: Vectors, targets: Floats) -> Floats:
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
