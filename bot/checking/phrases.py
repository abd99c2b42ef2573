"""Phrases that teach something else than was meant: masked words, single letters, alternatives that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.errors import Problem, shown
from bot.knowledge import Files, Knowledge, Phrase
from bot.masking import MARKS

_MARK: Final = re.compile("|".join(map(re.escape, MARKS)))
# The learning gives each variant the weight of a phrase that somebody has written.
_MANY: Final = 200
# What is left of (A|B) with a sign in full width, by which it stands for itself.
_NO_GROUP: Final = re.compile(r"[(（][^()（）]*\|[^()（）]*[)）]")


def phrase_warnings(knowledge: Knowledge, files: Files) -> Iterator[Problem]:
    """Find what can hardly be meant as it stands there; in small talk a letter may be all that is said."""
    for phrase in files.all_phrases():
        if phrase.is_question:
            continue
        yield from _meant_otherwise(phrase)
        if phrase.owner not in knowledge.smalltalk:
            yield from _single_letter(phrase)


def _meant_otherwise(phrase: Phrase) -> Iterator[Problem]:
    place, variants = phrase.place, phrase.variants
    if mark := _MARK.search(place.text):
        yield place.warning(
            f"{mark[0]} stands where words of a person were masked, and nobody writes it; put a word in its place, or "
            "leave it out"
        )
    if len(variants) > _MANY:
        yield place.warning(
            f"this stands for {len(variants):,} phrases, which outweigh those written one by one; leave out "
            f"alternatives until it is {_MANY} at most"
        )
    if "｜" in place.text or any(map(_NO_GROUP.search, variants)):
        yield place.warning(
            "with ( | ) in full width, or within \\( \\), this stands for itself and not for alternatives; write "
            "(A|B), or leave out the |"
        )
    if " - " in place.text:
        yield place.warning(
            "there is a ' - ' within this phrase; if two were meant, begin both with '- ' at the same depth"
        )


def _single_letter(phrase: Phrase) -> Iterator[Problem]:
    for variant in phrase.variants:
        if sum(map(str.isalnum, variant)) == 1:
            yield phrase.place.warning(
                f"{shown(variant)} is a single letter, which says nothing of what is asked; write a phrase"
            )
            return
