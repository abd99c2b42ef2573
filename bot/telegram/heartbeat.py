"""A sign of life: when Telegram last answered a poll."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Heartbeat:
    """Beats at every successful getUpdates, that is at least every 30 seconds while all is well."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last: float | None = None

    def beat(self) -> None:
        """Note that Telegram has just answered."""
        self._last = self._clock()

    def age(self) -> float | None:
        """Return the seconds since the last beat; None before the first."""
        return None if self._last is None else self._clock() - self._last
