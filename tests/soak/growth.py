"""Telling figures that grow from figures that are moody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

_WARM_UP: Final = 0.4
_WINDOWS: Final = 8

Series = Sequence[tuple[float, float]]


def slope(figures: Series) -> float:
    """Return by how much a figure grows with each step of progress, by pairs of (progress, figure), once it is warm.

    Peaks and plateaus come and go with what is done at the moment: what is given back later is no growth. One step is
    forgiven, for a larger heap is taken once and kept; what leaks takes step after step.
    """
    edge = _lower_edge(figures)
    steps = [(after[1] - before[1], after[0] - before[0]) for before, after in pairwise(edge)]
    steps.remove(max(steps))
    return sum(height for height, _ in steps) / sum(length for _, length in steps)


def _lower_edge(figures: Series) -> Series:
    """Take the lowest point of each window and of all that follow."""
    first, last = figures[0][0], figures[-1][0]
    start, width = first + _WARM_UP * (last - first), (1 - _WARM_UP) * (last - first) / _WINDOWS
    windows = ([one for one in figures if 0 <= one[0] - start - number * width < width] for number in range(_WINDOWS))
    lowest = [min(window, key=lambda one: one[1]) for window in windows if window]
    falling = accumulate((figure for _, figure in reversed(lowest)), min)
    return [(at, figure) for (at, _), figure in zip(lowest, [*falling][::-1], strict=True)]
