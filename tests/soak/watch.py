"""The bot's process from outside: what it holds, second by second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from tests.soak.growth import slope


@dataclass(frozen=True)
class Sample:
    """One look at the process after so many answers."""

    answers: int
    memory: int
    files: int
    sockets: int
    threads: int


class Watch:
    """Looks every half second."""

    def __init__(self, pid: int, answers: Callable[[], int]) -> None:
        self.samples: list[Sample] = []
        self._process = psutil.Process(pid)
        self._answers = answers

    async def look(self) -> None:
        """Look until cancelled; raises psutil.NoSuchProcess if the process is gone."""
        process = self._process
        while True:
            with process.oneshot():
                sockets = len(process.net_connections("all"))
                files = process.num_fds() - sockets
                memory, threads = process.memory_info().rss, process.num_threads()
            self.samples.append(Sample(self._answers(), memory, files, sockets, threads))
            await asyncio.sleep(0.5)

    def leak(self) -> float:
        """Return by how many bytes the memory grows with each answer."""
        return slope([(sample.answers, sample.memory) for sample in self.samples])

    def gained(self, name: str) -> int:
        """Return how many more files, sockets or threads there are at least in the last third than in the second."""
        third = len(self.samples) // 3
        earlier, later = self.samples[third : 2 * third], self.samples[2 * third :]
        least = [min(getattr(sample, name) for sample in samples) for samples in (earlier, later)]
        return int(least[1] - least[0])
