"""A long list of warnings for people: the first of each kind, and how many more there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.errors import Problem, Severity

_MOST: Final = 20
# What differs between two sentences of a kind: what is quoted, where it stands, and numbers.
_PARTICULARS: Final = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\([^()]*:\d+\)|\d[\d,]*""")


def abridged(problems: Iterable[Problem]) -> list[Problem]:
    """Keep, in reading order, all errors, and of each kind of warnings the first 20 and a line that counts the others.

    Warnings are of a kind if they differ in nothing but names, places and numbers.
    """
    kinds: dict[str, list[Problem]] = defaultdict(list)
    kept: list[Problem] = []
    for problem in sorted(problems):
        if problem.severity is Severity.WARNING:
            kinds[_PARTICULARS.sub("", problem.what)].append(problem)
        else:
            kept.append(problem)
    for alike in kinds.values():
        kept += alike[:_MOST]
        if others := alike[_MOST:]:
            kept.append(
                replace(others[0], what=f"... and {len(others):,} more like these, the first: {others[0].what}")
            )
    return sorted(kept)
