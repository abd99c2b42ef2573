"""How records become counts, and counts become figures."""

from __future__ import annotations

from collections.abc import Mapping

from bot.records import SMALL_TALK, Asked, EntryFigures, Figures, Opened, Record, Voted


def event(record: Record) -> tuple[str, str] | None:
    """Name the entry that a record counts for, and the count."""
    match record:
        case Asked(entry=str(entry)):
            return entry, "asked"
        case Opened(entry=entry):
            return entry, "opened"
        case Voted(entry=entry, helpful=helpful):
            return entry, "helpful" if helpful else "not_helpful"
    return None


def withdrawn(record: Record) -> tuple[str, str] | None:
    """Name the entry and the count of the vote that a record takes back."""
    match record:
        case Voted(entry=entry, helpful=helpful, changed=True):
            return entry, "not_helpful" if helpful else "helpful"
    return None


def figures(outcomes: Mapping[str, int], entries: Mapping[str, EntryFigures]) -> Figures:
    """Make the figures of what was counted, those of earlier versions too.

    These counted what was out of scope as "fallback". What was answered, small talk and what was out of scope is each
    counted for one entry or kind as well, so it is known how much of that there was.
    """
    found = Figures(outcomes, entries)
    elsewhere = sum(map(found.count, ("answer", SMALL_TALK, "outside")))
    mistaken = min(found.count("fallback"), sum(one.asked for one in entries.values()) - elsewhere)
    if mistaken <= 0:
        return found
    mended = {"outside": found.count("outside") + mistaken, "fallback": found.count("fallback") - mistaken}
    return Figures({**outcomes, **mended}, entries)
