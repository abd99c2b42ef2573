"""How probable it is that the best entry of the FAQ is the right one."""

from __future__ import annotations

from math import tanh
from typing import Final, NamedTuple


class Evidence(NamedTuple):
    """What the confidence rests on.

    `top`: score of the best FAQ entry, 0 to 1 and a little beyond; `gap`: its distance to the second; `outside`: score
    of the best small talk or out-of-scope kind; `unknown`: share of the question's features that no phrase has.
    """

    top: float = 0.0
    gap: float = 0.0
    outside: float = 0.0
    unknown: float = 0.0


# Base and weights of the evidence, in its order; set by: python -m bot evaluate --held-out --calibrate
WEIGHTS: Final = (-0.75, 4.97, 4.73, -7.88, -2.48)
# The same where entries have few phrases, so that scores are small; set by: python -m tests.benchmarks.phrases
WEIGHTS_OF_MEANS: Final = (-2.86, 12.16, 7.04, -1.64, 0.0)


def confidence(evidence: Evidence, *, learnt: bool = True) -> float:
    """Return the probability, 0 to 1, that the best FAQ entry answers the question.

    `learnt` tells whether the scores are those of a learnt classifier or of the means of the phrases.
    """
    base, *weights = WEIGHTS if learnt else WEIGHTS_OF_MEANS
    total = base + sum(weight * value for weight, value in zip(weights, evidence, strict=True))
    return (1 + tanh(total / 2)) / 2  # the logistic function, without its overflow
