"""How probable it is that the best entry of the FAQ is the right one."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from math import tanh
from typing import Final


@dataclass(frozen=True)
class Evidence:
    """What the confidence rests on.

    `top`: score of the best FAQ entry, 0 to 1 and a little beyond; `gap`: its distance to the second; `outside`: score
    of the best small talk or out-of-scope kind; `unknown`: share of the question's features that no phrase has.
    """

    top: float = 0.0
    gap: float = 0.0
    outside: float = 0.0
    unknown: float = 0.0


# Base and weights of the evidence, in its order; set by: python -m bot evaluate --held-out --calibrate
WEIGHTS: Final = (-0.57, 4.44, 4.7, -7.63, -4.14)


def confidence(evidence: Evidence) -> float:
    """Return the probability, 0 to 1, that the best FAQ entry answers the question."""
    base, *weights = WEIGHTS
    total = base + sum(weight * value for weight, value in zip(weights, astuple(evidence), strict=True))
    return (1 + tanh(total / 2)) / 2  # the logistic function, without its overflow
