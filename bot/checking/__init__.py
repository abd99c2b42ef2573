"""Floor 4: advice on a sound knowledge: what keeps people from being understood, or from reading the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bot.checking.abridged import abridged
from bot.checking.answers import answer_warnings
from bot.checking.file_names import file_name_warnings
from bot.checking.freshness import freshness_warnings
from bot.checking.leniency import leniency_warnings
from bot.checking.phrases import phrase_warnings
from bot.checking.wordings import wording_warnings
from bot.errors import Problem
from bot.knowledge import Files, Knowledge, Place

__all__ = ["abridged", "file_name_warnings", "warnings"]


def warnings(
    knowledge: Knowledge,
    files: Files,
    today: date,
    stale_after: int,
    progress: Callable[[Sequence[Place]], Iterable[Place]] = iter,
) -> list[Problem]:
    """Find what a sound knowledge could do better, in reading order; `stale_after` is in days.

    `progress` goes through the blocks whose phrases are asked, and may show how far that is.
    Takes about ten seconds more than to learn the knowledge, of ten thousand phrases or two thousand long questions.
    """
    found = [
        *answer_warnings(files),
        *leniency_warnings(files),
        *freshness_warnings(knowledge, files, today, stale_after),
        *phrase_warnings(knowledge, files),
        *wording_warnings(knowledge, files, progress),
    ]
    return sorted(set(found))
