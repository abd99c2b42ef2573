"""Fit the confidence to what was right; apart from the search, which does not need the optimiser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import minimize

from bot.matching.confidence import Evidence

# Base, top, gap, outside, unknown: evidence that happens to point the wrong way in the data counts for nothing.
_BOUNDS: Final = ((None, None), (0, None), (0, None), (None, 0), (None, 0))


def calibrate(evidence: Sequence[Evidence], right: Sequence[bool]) -> tuple[float, ...]:
    """Fit WEIGHTS by logistic regression to whether the best FAQ entry was right; a slight ridge keeps them finite."""
    values = np.array([(1.0, *one) for one in evidence])
    signs = np.where(right, 1.0, -1.0)

    def loss(weights: np.ndarray) -> float:
        return float(np.logaddexp(0, -signs * (values @ weights)).sum() + 0.05 * (weights[1:] ** 2).sum())

    fitted = minimize(loss, np.zeros(values.shape[1]), method="L-BFGS-B", bounds=_BOUNDS)
    return tuple(round(float(weight), 2) for weight in fitted.x)
