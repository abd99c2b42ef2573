"""New wordings for the knowledge, from questions that were not answered: YAML for a person to accept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.knowledge import Entry, Knowledge
from bot.knowledge.patterns import MAX_CHARACTERS, literal
from bot.knowledge.yaml_file import written
from bot.normalise import normalise
from bot.report.report import Cluster, Report, one_line

# What masking has put in the place of a name or a number; by itself it asks for nothing.
_MARK: Final = re.compile(r"［[^］]*］")
_LEAST_LETTERS: Final = 2

# A cluster, and its wordings that the knowledge does not have.
_New = tuple[Cluster, list[str]]


@dataclass(frozen=True)
class Patch:
    """`text`: a file for knowledge/phrases/; `phrases`: how many it adds; with 0 it holds comments only."""

    text: str
    phrases: int


def patch(report: Report, knowledge: Knowledge) -> Patch:
    """Write the wordings of each cluster under the entry proposed for it; clusters without one become comments.

    What the knowledge already has is left out, whichever entry has it, and so is what can be no phrase: signs
    and marks alone, a single letter, and what is too long.
    """
    known = {normalise(phrase) for owner in _owners(knowledge) for phrase in owner}
    near: defaultdict[str, list[_New]] = defaultdict(list)
    far: list[_New] = []
    for cluster in report.clusters:
        wordings = [wording for wording in cluster.wordings if _is_new(wording, known)]
        known.update(map(normalise, wordings))
        if wordings:
            (near[cluster.proposed] if cluster.proposed else far).append((cluster, wordings))
    blocks = [_block(knowledge.entries[entry_id], new) for entry_id, new in near.items()]
    phrases = sum(len(wordings) for new in near.values() for _, wordings in new)
    return Patch("\n".join([_heading(report), *blocks, *_comments(far)]), phrases)


def _owners(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for table in (knowledge.entries, knowledge.smalltalk, knowledge.out_of_scope):
        for owner in table.values():
            yield owner.phrases


def _is_new(wording: str, known: set[str]) -> bool:
    words = _MARK.sub("", wording)
    teaches = sum(map(str.isalnum, words)) >= _LEAST_LETTERS
    return teaches and len(literal(wording)) <= MAX_CHARACTERS and normalise(wording) not in known


def _heading(report: Report) -> str:
    return (
        f"# Questions from {report.since} to {report.until} that were not answered or not clear, under the\n"
        "# entry nearest to them. Read every line: delete or move what does not ask for its entry. Then move this\n"
        "# file into knowledge/phrases/ and run: python -m bot check\n"
    )


def _block(entry: Entry, new: list[_New]) -> str:
    lines = [f"# {one_line(entry.question)}\n"]
    for cluster, wordings in new:
        key, items = written({entry.id: list(map(literal, wordings))}).split("\n", maxsplit=1)
        lines += [] if len(lines) > 1 else [f"{key}\n"]
        lines += [f"  # {_how_often(cluster)}\n", items]
    return "".join(lines)


def _comments(far: list[_New]) -> Iterator[str]:
    if far:
        yield "# No entry is near to these; they may ask for a new one.\n"
    for cluster, wordings in far:
        yield f"# {_how_often(cluster)}\n" + "".join(f"#   - {wording}\n" for wording in wordings)


def _how_often(cluster: Cluster) -> str:
    asked = f"asked {cluster.size} time{'s' if cluster.size > 1 else ''}, last on {cluster.newest}"
    return asked + (f", {cluster.unmatched} without any suggestion" if cluster.unmatched else "")
