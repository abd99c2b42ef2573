"""How probable it is that the best entry of the FAQ is the right one."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from math import tanh
from typing import Final


@dataclass(frozen=True)
class Evidence:
    """What the confidence rests on.

    `top`: score of the best FAQ entry, -1 to 1 and a little beyond; `gap`: its distance to the second; `outside`: score
    of the best small talk or out-of-scope kind; `unknown`: share of the question's features that no phrase has.
    """

    top: float
    gap: float
    outside: float
    unknown: float


# Base and weights of the evidence, in its order; set by: python -m bot evaluate --held-out --calibrate
WEIGHTS: Final = (-2.24, 1.74, 2.46, -3.69, -4.91)


def confidence(evidence: Evidence) -> float:
    """Return the probability, 0 to 1, that the best FAQ entry answers the question."""
    base, *weights = WEIGHTS
    total = base + sum(weight * value for weight, value in zip(weights, astuple(evidence), strict=True))
    return (1 + tanh(total / 2)) / 2  # the logistic function, without its overflow
