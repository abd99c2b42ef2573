"""Which answers nobody has compared with their source for too long."""

from __future__ import annotations

from datetime import date
from operator import itemgetter

from bot.knowledge.model import Entry, Knowledge


def stale_entries(knowledge: Knowledge, today: date, days: int) -> tuple[Entry, ...]:
    """List the entries whose `checked_on` lies more than `days` before `today`, the oldest first."""
    dated = [(entry.checked_on, entry) for entry in knowledge.entries.values() if entry.checked_on]
    old = [(day, entry) for day, entry in dated if (today - day).days > days]
    return tuple(entry for _, entry in sorted(old, key=itemgetter(0)))
