"""Which answers nobody has compared with their source for too long."""

from __future__ import annotations

from datetime import date

from bot.knowledge.model import Entry, Knowledge


def stale_entries(knowledge: Knowledge, today: date, days: int) -> tuple[Entry, ...]:
    """List the entries whose `checked_on` lies more than `days` before `today`, the oldest first."""
    old = (entry for entry in knowledge.entries.values() if (today - entry.checked_on).days > days)
    return tuple(sorted(old, key=lambda entry: entry.checked_on))
