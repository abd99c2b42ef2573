"""What a reply notes for the operator: how a question fared, and its words only where they can teach something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.dialogue.decide import MAX_SUGGESTIONS, Decision, Outcome
from bot.masking import masked
from bot.matching import Kind, Match
from bot.records import Asked
from bot.reply import Reply

# Below this score an entry is not near: everything resembles everything a little.
_NEAR_SCORE: Final = 0.1
# What is longer tells a story rather than a wording to learn.
_KEPT_CHARACTERS: Final = 500


def asked(question: str, decision: Decision, names: tuple[str, ...]) -> Asked:
    """Note a question; its words, masked except for `names`, only where it is not clear what it asks for."""
    chosen = decision.chosen
    outside = chosen is not None and chosen.kind is Kind.OUT_OF_SCOPE
    near = [match for match in decision.candidates[:MAX_SUGGESTIONS] if match.score >= _NEAR_SCORE]
    candidates = dict.fromkeys(match.id for match in (*decision.offered, *near))
    words = "" if decision.understood else " ".join(masked(question, names).split())[:_KEPT_CHARACTERS]
    return Asked(
        outcome="outside" if outside else decision.outcome.value,
        entry=chosen.id if chosen else None,
        candidates=tuple(candidates)[:MAX_SUGGESTIONS],
        question=words,
    )


def followed_up(related: Sequence[Match], *, answered: bool) -> Asked:
    """Note a follow-up; its words say nothing without what they follow, so they are not kept."""
    candidates = tuple(match.id for match in related[:MAX_SUGGESTIONS])
    if answered:
        return Asked(Outcome.ANSWER.value, candidates[0], candidates)
    return Asked(Outcome.SUGGEST.value, None, candidates)


def without_words(reply: Reply) -> Reply:
    """Let nothing be kept of what may have been filled in."""
    return replace(reply, record=replace(reply.record, question="")) if isinstance(reply.record, Asked) else reply
