"""Fit the confidence to what was right; apart from the search, which does not need the optimiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

import numpy as np
from scipy.optimize import minimize

from bot.matching.confidence import Evidence


def calibrate(evidence: Sequence[Evidence], right: Sequence[bool]) -> tuple[float, ...]:
    """Fit WEIGHTS by logistic regression to whether the best FAQ entry was right; a slight ridge keeps them finite."""
    values = np.array([(1.0, *astuple(one)) for one in evidence])
    signs = np.where(right, 1.0, -1.0)

    def loss(weights: np.ndarray) -> float:
        return float(np.logaddexp(0, -signs * (values @ weights)).sum() + 0.05 * (weights[1:] ** 2).sum())

    return tuple(round(float(weight), 2) for weight in minimize(loss, np.zeros(values.shape[1])).x)
