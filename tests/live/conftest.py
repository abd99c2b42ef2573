"""A dialogue over a small knowledge, watched as it is in production, and somebody who hears of its news."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.cli.outcome import dialogue_over
from bot.live import LiveDialogue, Outcome, Refused, Reloaded
from tests.cli.conftest import write_knowledge

PATIENCE = 30.0  # seconds until an edit that is never noticed fails its test


class Follower:
    """Hears what the admins would be told, and edits the files as an operator does."""

    def __init__(self, directory: Path, live: LiveDialogue) -> None:
        self.live = live
        self.faq = directory / "faq" / "leaving.yaml"
        self.faults: list[Refused] = []
        self.changes: list[Reloaded] = []
        self.outcomes: list[Outcome] = []
        self._news = asyncio.Condition()
        live.on_fault(self._fault)
        live.on_change(self._change)
        live.on_outcome(self._outcome)

    async def _fault(self, refused: Refused) -> None:
        self.faults.append(refused)
        async with self._news:
            self._news.notify_all()

    async def _change(self, reloaded: Reloaded) -> None:
        self.changes.append(reloaded)
        async with self._news:
            self._news.notify_all()

    async def _outcome(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        async with self._news:
            self._news.notify_all()

    def edit(self, old: str, new: str) -> None:
        text = self.faq.read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.faq.write_text(text.replace(old, new), encoding="utf-8")

    async def hears(self, of: Callable[[], bool]) -> None:
        """Wait until the news are such."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(of)

    async def answers(self, entry_id: str, words: str) -> None:
        """Wait until an answer has these words."""
        await self.hears(lambda: words in answer(self.live, entry_id))


def answer(live: LiveDialogue, entry_id: str) -> str:
    entry = live.current().knowledge.entries.get(entry_id)
    return str(entry.answer) if entry else ""


Follow = Callable[[], AbstractAsyncContextManager[Follower]]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A small sound knowledge."""
    write_knowledge(tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture
def follow(directory: Path) -> Follow:
    """Watch the directory until the end of the block."""

    @asynccontextmanager
    async def following() -> AsyncIterator[Follower]:
        live = LiveDialogue(directory, dialogue_over)
        follower = Follower(directory, live)
        async with live.watching():
            yield follower

    return following


@pytest.fixture
async def follower(follow: Follow) -> AsyncIterator[Follower]:
    async with follow() as one:
        yield one
