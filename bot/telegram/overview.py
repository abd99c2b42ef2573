"""What the screens of administrators show, fetched from the store without holding up the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.dialogue.admin import DAYS, Group, Verdict
from bot.knowledge import Entry, Knowledge
from bot.records import Figures, Unanswered
from bot.store import Store
from bot.telegram.asking import ask

# The newest are grouped, which takes a moment; all of them are in the report.
_GROUPED: Final = 1000


@dataclass(frozen=True)
class Overview:
    """The store in the eyes of administrators; all methods raise StoreError.

    `clock` gives the time with its zone, as the recorder counts days. `cluster` groups texts that ask alike and gives
    their indices, the biggest group first, the most typical text of each first. `stale` lists the entries whose facts
    somebody should compare with their source again, on that day.
    """

    store: Store
    clock: Callable[[], datetime]
    cluster: Callable[[Sequence[str]], Sequence[Sequence[int]]]
    stale: Callable[[Knowledge, date], Sequence[Entry]]

    @property
    def today(self) -> date:
        """The day it is."""
        return self.clock().date()

    async def figures(self, first: date, last: date) -> Figures:
        """Count from the first to the last day, both included."""
        return await ask(self.store.figures, first, last)

    async def groups(self, latest: int | None = None) -> list[Group]:
        """Group what was not answered in the last 30 days and is not settled, up to the question `latest`."""
        questions = await ask(self.store.unanswered, self.today - timedelta(days=DAYS - 1))
        known = [one for one in questions if latest is None or one.id <= latest][:_GROUPED]
        alike = await asyncio.to_thread(self.cluster, [one.question for one in known])
        return [_of(known, indices) for indices in alike]

    async def settle(self, group: Group, verdict: Verdict) -> None:
        """Take the questions of a group off the list."""
        await ask(self.store.settle, [one.id for one in group], verdict)


def _of(questions: Sequence[Unanswered], indices: Sequence[int]) -> Group:
    return tuple(questions[index] for index in indices)
