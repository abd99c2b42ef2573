"""Phrases that do not do their work: too few, claimed by others, or nearly the same as those of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.errors import Problem, shown
from bot.knowledge import Files, Knowledge, Place
from bot.matching import Matcher, near_duplicates

# With fewer, whoever writes in other words is not understood.
_ENOUGH: Final = 10
# Of so many phrases of an entry, evenly out of all, more than half have to lead to it.
_ASKED: Final = 20
# To ask more letters than these in all takes too long: a thousand are a quarter of a second.
_LETTERS: Final = 40_000
# Of more entries with a single wording it is told in one line.
_SINGLE: Final = 5


def wording_warnings(
    knowledge: Knowledge, files: Files, progress: Callable[[Sequence[Place]], Iterable[Place]] = iter
) -> Iterator[Problem]:
    """Find entries that can hardly be reached in words, and phrases that stand between two of them.

    In a knowledge of more than a hundred entries or so, fewer phrases of each are asked; where their questions are
    long, too, those of one entry in several. `progress` goes through the blocks.
    """
    tables = (knowledge.entries, knowledge.smalltalk, knowledge.out_of_scope)
    phrases = {key: owner.phrases for table in tables for key, owner in table.items()}
    entries, asides = files.entries(), files.asides()
    yield from _few_wordings(entries, phrases)
    share, letters = _LETTERS / len(entries + asides), 0.0
    matcher = None
    for block in progress([*entries, *asides]):
        matcher = matcher or Matcher(_without_questions(knowledge))  # takes seconds, in which progress is shown already
        owner = block.child("id").text
        letters += share
        asked = _evenly(phrases[owner], letters)
        letters -= sum(map(len, asked))
        if not asked:
            continue
        if owner in knowledge.entries and len(phrases[owner]) >= _ENOUGH:
            yield from _lost_question(owner, block.child("question"), matcher)
        yield from _lost_phrases(block, asked, matcher)
    yield from _between_two(files)


def _few_wordings(entries: Sequence[Place], phrases: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    cure = f"add some to phrases/, for with {_ENOUGH} or more people are understood far better"
    counts = [(block, len(phrases[block.child("id").text])) for block in entries]
    single = [block for block, count in counts if count == 1]
    if len(single) > _SINGLE:
        yield (
            single[0]
            .child("question")
            .warning(
                f"{shown(single[0].child('id').text)} and {len(single) - 1:,} other entries have one wording, their "
                f"question; {cure}"
            )
        )
    for block, count in counts:
        if count < _ENOUGH and (count > 1 or len(single) <= _SINGLE):
            yield block.child("question").warning(
                f"{shown(block.child('id').text)} has {_wordings(count)}, its question included; {cure}"
            )


def _evenly(phrases: Sequence[str], letters: float) -> Sequence[str]:
    """Choose some phrases, evenly out of all, that have about so many letters; none where one has more."""
    most = min(_ASKED, int(letters * len(phrases) / sum(map(len, phrases))))
    return phrases[:: -(-len(phrases) // most)] if most else ()


def _without_questions(knowledge: Knowledge) -> Knowledge:
    """Leave the questions out of what is learnt, so that asking them tells whether they would be understood."""
    entries = {
        key: replace(entry, phrases=entry.phrases[1:] or entry.phrases) for key, entry in knowledge.entries.items()
    }
    return replace(knowledge, entries=entries)


def _wordings(count: int) -> str:
    return "one wording" if count == 1 else f"{count} wordings"


def _lost_question(entry_id: str, question: Place, matcher: Matcher) -> Iterator[Problem]:
    first = _leads_to(question.text, matcher)
    if first == entry_id:
        return
    guard = matcher.explain(question.text).guard
    if guard:
        yield question.warning(
            f"asked this, the bot obeys the guard {shown(guard)} of {shown(first)}; word it in another way, or let the "
            "guard except it by unless:"
        )
    else:
        yield question.warning(
            f"asked this, the bot would think of {shown(first)} if it had not learnt it by heart; word it in another "
            "way, or add phrases"
        )


def _lost_phrases(block: Place, asked: Sequence[str], matcher: Matcher) -> Iterator[Problem]:
    """Find an entry that its own phrases do not lead to, so that no other words will."""
    owner = block.child("id").text
    leads_to: Counter[str] = Counter()
    for phrase in asked:
        leads_to[_leads_to(phrase, matcher)] += 1
        if leads_to[owner] * 2 > len(asked):
            return
    rival = next(key for key, _ in leads_to.most_common() if key != owner)
    yield block.child("id").warning(
        f"of {len(asked)} of its phrases only {leads_to[owner]} lead to {shown(owner)}, others to {shown(rival)}; "
        "make one of the two, or write phrases that tell them apart"
    )


def _leads_to(question: str, matcher: Matcher) -> str:
    return matcher.rank(question).matches[0].id


def _between_two(files: Files) -> Iterator[Problem]:
    """Find phrases that read almost like those of others, one of each entry: all of its would tell no more."""
    phrases = [(phrase, variant) for phrase in files.all_phrases() for variant in phrase.variants]
    told: set[str] = set()
    for pair in near_duplicates([(phrase.owner, variant) for phrase, variant in phrases]):
        (other, earlier), (phrase, variant) = phrases[pair.first], phrases[pair.second]
        same_question = pair.similarity == 1 and other.is_question and phrase.is_question  # of which leniency.py tells
        if phrase.owner not in told and not same_question:
            told.add(phrase.owner)
            yield phrase.place.warning(
                f"{shown(variant)} of {shown(phrase.owner)} reads almost like {shown(earlier)} of {shown(other.owner)} "
                f"({other.place.where}); keep one of them, or make clear what differs"
            )
