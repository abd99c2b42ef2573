"""What a few votes prove: the lower end of Wilson's interval."""

from __future__ import annotations

from math import sqrt
from typing import Final

_Z: Final = 1.96  # 95 % of a normal distribution lies within so many standard deviations


def proven_share(part: int, whole: int) -> float:
    """Return the share that `part` of `whole` proves at least, 0 to 1; 0 where there is nothing to judge by.

    One vote of one proves 0.21, eight of ten prove 0.49: the lower end of the 95 % score interval of E. B. Wilson,
    "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), 209–212.
    """
    if not whole:
        return 0.0
    share, z2 = part / whole, _Z**2
    margin = _Z * sqrt(share * (1 - share) / whole + z2 / (4 * whole**2))
    return max(0.0, (share + z2 / (2 * whole) - margin) / (1 + z2 / whole))
