"""What further phrases bring, and how far to trust few of them: python -m tests.benchmarks.phrases

Takes all but some phrases of each entry out of the shipped knowledge and asks the others: once with the means of the
phrases, once with learnt weights. Then fits WEIGHTS_OF_MEANS of bot/matching/confidence.py to what came of it where
entries have one, two or four phrases. Some minutes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from bot.knowledge import Aside, Entry, Knowledge, load
from bot.matching import Kind, Matcher, Ranking, classifier
from bot.matching.calibration import calibrate

ASKED = 25
FEW = (1, 2, 4)
MANY = (8, 16, 40, 100)

_Block = TypeVar("_Block", Entry, Aside)


def main() -> None:
    shipped = load(Path("knowledge"))
    table = Table("phrases an entry", "means: first", "among three", "learnt: first", "among three", box=None)
    few: list[tuple[str, Ranking]] = []
    for phrases in FEW + MANY:
        shown = []
        for least in (10**9, 0):
            with patch.object(classifier, "LEARNT_FROM", least):
                asked = _asked(shipped, phrases)
            own = [(owner, ranking.of_kind(Kind.FAQ)) for owner, ranking in asked if owner in shipped.entries]
            for best in (1, 3):
                found = (owner in [match.id for match in ranked[:best]] for owner, ranked in own)
                shown.append(sum(found) / len(own))
            if least and phrases in FEW:
                few += asked
        table.add_row(str(phrases), *(f"{share:.3f}" for share in shown))
    Console().print(table)
    right = [ranking.of_kind(Kind.FAQ)[0].id == owner for owner, ranking in few]
    Console().print("WEIGHTS_OF_MEANS =", calibrate([ranking.evidence for _, ranking in few], right))


def _asked(shipped: Knowledge, phrases: int) -> list[tuple[str, Ranking]]:
    """Ask what was taken out; with few phrases also by a bot that knows of nothing outside the FAQ."""
    entries, questions = _cut(shipped.entries, phrases)
    smalltalk, chats = _cut(shipped.smalltalk, phrases)
    outside, others = _cut(shipped.out_of_scope, phrases)
    whole = replace(shipped, entries=entries, smalltalk=smalltalk, out_of_scope=outside)
    asked = _ranked(whole, questions + chats + others)
    if phrases in FEW:
        asked += _ranked(replace(shipped, entries=entries, smalltalk={}, out_of_scope={}), questions + others[::3])
    return asked


def _ranked(knowledge: Knowledge, questions: list[tuple[str, str]]) -> list[tuple[str, Ranking]]:
    matcher = Matcher(knowledge)
    return [(owner, matcher.rank(question)) for owner, question in questions]


def _cut(blocks: Mapping[str, _Block], phrases: int) -> tuple[dict[str, _Block], list[tuple[str, str]]]:
    """Leave so many phrases to each block, the question first; give others to ask with their owner."""
    kept: dict[str, _Block] = {}
    questions: list[tuple[str, str]] = []
    for key, block in blocks.items():
        first, *others = block.phrases
        random.Random(key).shuffle(others)
        kept[key] = replace(block, phrases=(first, *others[ASKED : ASKED + phrases - 1]))
        questions += [(key, phrase) for phrase in others[:ASKED]]
    return kept, questions


if __name__ == "__main__":
    main()
