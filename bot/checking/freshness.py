"""Days on which answers were compared with their source: too long ago, or not yet here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.errors import Problem
from bot.knowledge import Files, Knowledge, stale_entries


def freshness_warnings(knowledge: Knowledge, files: Files, today: date, stale_after: int) -> Iterator[Problem]:
    """Find the days that are too old or lie ahead, each where it is written; `stale_after` is in days."""
    stale = {entry.id for entry in stale_entries(knowledge, today, stale_after)}
    tomorrow = today + timedelta(days=1)  # somewhere on earth it is that day already
    for category in files.categories():
        for block in category.child("entries").items():
            entry = knowledge.entries[block.child("id").text]
            if entry.checked_on is None:
                continue
            written = (block if block.child("checked_on").text else category).child("checked_on")
            if entry.id in stale:
                days = (today - entry.checked_on).days
                yield written.warning(
                    f"checked_on was {days:,} days ago; compare with the source again and write the day of today"
                )
            elif entry.checked_on > tomorrow:
                yield written.warning("checked_on lies in the future; write the day on which it was compared")
