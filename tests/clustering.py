"""Grade the grouping of questions on the knowledge's own phrases: python -m tests.clustering [QUESTIONS]."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import Knowledge, load
from bot.matching.analysis import Analyser
from bot.matching.clusters import cluster

SHIPPED = Path(__file__).parent.parent / "knowledge"


@dataclass(frozen=True)
class Grades:
    """How phrases were grouped: the share that is in a group of two or more, and how pure those groups are.

    `purity` is the share of the grouped phrases whose entry is that of most of their group (Manning, Raghavan,
    Schütze, Introduction to Information Retrieval, section 16.3); both 0 to 1.
    """

    grouped: float
    purity: float
    biggest: int


def sample(knowledge: Knowledge, size: int) -> list[tuple[str, str]]:
    """Draw pairs of (entry, phrase), always the same ones."""
    phrases = [(entry.id, phrase) for entry in knowledge.entries.values() for phrase in entry.phrases]
    return random.Random(1).sample(phrases, size)  # noqa: S311 - a draw that repeats


def grade(owners: Sequence[str], groups: Sequence[tuple[int, ...]]) -> Grades:
    several = [group for group in groups if len(group) > 1]
    grouped = sum(map(len, several))
    right = sum(max(Counter(owners[index] for index in group).values()) for group in several)
    return Grades(grouped / len(owners), right / max(1, grouped), max(map(len, groups)))


def main(size: int) -> None:
    knowledge = load(SHIPPED)
    owners, phrases = zip(*sample(knowledge, size), strict=True)
    analyser = Analyser(knowledge.synonyms)
    print(f"{size:,} phrases of {len(set(owners))} entries\nreading weight, likeness: grouped, purity, biggest group")  # noqa: T201
    for weight in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0):
        for likeness in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
            groups = cluster(phrases, analyser, likeness=likeness, reading_weight=weight)
            grades = grade(owners, groups)
            print(f"{weight:.2f} {likeness:.2f}: {grades.grouped:.3f} {grades.purity:.3f} {grades.biggest}")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
