"""Turns by key: one holder at a time for each key, in the order of asking, and no memory for a key at rest."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Turns:
    """Locks by key that exist only while somebody holds or awaits them."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, Lock] = {}
        self._asked: dict[Hashable, int] = {}

    def __len__(self) -> int:
        """Return how many keys are in use."""
        return len(self._locks)

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for the turn of this key and hold it; the place in the line is taken before the first wait."""
        lock = self._locks.setdefault(key, Lock())
        self._asked[key] = self._asked.get(key, 0) + 1
        try:
            async with lock:  # an asyncio.Lock is passed on in the order of asking
                yield
        finally:
            self._asked[key] -= 1
            if not self._asked[key]:
                del self._asked[key], self._locks[key]
