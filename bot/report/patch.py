"""New wordings for the knowledge, from questions that were not answered: YAML for a person to accept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.knowledge import Entry, Knowledge
from bot.knowledge.patterns import MAX_CHARACTERS, literal
from bot.knowledge.yaml_file import MAX_BYTES, written
from bot.normalise import normalise
from bot.report.report import Cluster, Report, one_line

# What masking has put in the place of a name or a number; by itself it asks for nothing.
_MARK: Final = re.compile(r"［[^］]*］")
_LEAST_LETTERS: Final = 2
# More bytes than the heading takes, or what stands around the wordings of a cluster: question, id and remark.
_AROUND: Final = 2_000

# A cluster, and its wordings that the knowledge does not have.
_New = tuple[Cluster, list[str]]


@dataclass(frozen=True)
class Patch:
    """`text`: a file for knowledge/phrases/; `phrases`: how many it adds; with 0 it holds comments only.

    `left_out` wordings did not fit into what one file of the knowledge may hold.
    """

    text: str
    phrases: int
    left_out: int = 0


def patch(report: Report, knowledge: Knowledge) -> Patch:
    """Write the wordings of each cluster under the entry proposed for it; clusters without one become comments.

    What the knowledge already has is left out, whichever entry has it, and so is what can be no phrase: signs
    and marks alone, a single letter, and what is too long.
    """
    known = {normalise(phrase) for owner in _owners(knowledge) for phrase in owner}
    near: defaultdict[str, list[_New]] = defaultdict(list)
    far: list[_New] = []
    room, left_out = MAX_BYTES - _AROUND, 0
    for cluster in report.clusters:  # the largest first
        new = [wording for wording in cluster.wordings if _is_new(wording, known)]
        known.update(map(normalise, new))
        room -= _AROUND if new else 0
        wordings = [wording for wording in new if (room := room - _most_bytes(wording)) >= 0]
        left_out += len(new) - len(wordings)
        if wordings:
            (near[cluster.proposed] if cluster.proposed else far).append((cluster, wordings))
    blocks = [_block(knowledge.entries[entry_id], new) for entry_id, new in near.items()]
    phrases = sum(len(wordings) for new in near.values() for _, wordings in new)
    text = "\n".join([_heading(report), *blocks, *_comments(far), *_rest(left_out)])
    return Patch(text, phrases, left_out)


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


def _rest(left_out: int) -> Iterator[str]:
    if left_out:
        yield (
            f"# {left_out:,} more wordings did not fit into a file of {MAX_BYTES:,} bytes; accept these, and then run "
            "this again.\n"
        )


def _most_bytes(wording: str) -> int:
    """Give an upper bound of what a wording takes in the file: its line, and ten bytes a letter (\\U0001F60A)."""
    return 10 * len(literal(wording)) + 16


def _how_often(cluster: Cluster) -> str:
    asked = f"asked {cluster.size} time{'s' if cluster.size > 1 else ''}, last on {cluster.newest}"
    return asked + (f", {cluster.unmatched} without any suggestion" if cluster.unmatched else "")
