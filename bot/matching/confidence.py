"""How probable it is that the best entry of the FAQ is the right one."""

from __future__ import annotations

from math import exp
from typing import Final

# Logistic regression on held-out phrases; set by: python -m bot evaluate --calibrate
_BASE: Final = -2.92
_TOP: Final = 1.59
_GAP: Final = 3.60
_OUTSIDE: Final = -4.09
_UNKNOWN: Final = -3.04


def confidence(top: float, second: float, outside: float, known: float) -> float:
    """Return the probability, 0 to 1, that the best FAQ entry answers the question.

    `top` and `second` are the scores of the best two FAQ entries, `outside` that of the best small talk or
    out-of-scope kind, all as the classifier gives them (-1 to 1); `known` is the share of known features.
    """
    evidence = _BASE + _TOP * top + _GAP * (top - second) + _OUTSIDE * outside + _UNKNOWN * (1 - known)
    return 1 / (1 + exp(-evidence))
