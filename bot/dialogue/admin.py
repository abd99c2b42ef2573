"""What administrators see: figures, questions that were not answered, and how the knowledge fares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from typing import Final, Literal, get_args
from zlib import crc32

from bot.dialogue.actions import arguments_of, press_button
from bot.knowledge import Entry, Knowledge
from bot.knowledge.markup import parse
from bot.knowledge.operator_schema import AdminBlock
from bot.matching.clusters import nearest_entry
from bot.records import SMALL_TALK, Figures, Unanswered
from bot.reply import Message, Rows
from bot.text import Text, fill

DAYS: Final = 30

_PAGE: Final = "u"
_SETTLE: Final = "e"
_LINES: Final = 5
_LINE_CHARACTERS: Final = 120
_PROBLEM_CHARACTERS: Final = 300
_ERROR_CHARACTERS: Final = 100

Verdict = Literal["ignored", "done"]
# Questions that ask alike, the most typical one first.
Group = Sequence[Unanswered]


@dataclass(frozen=True)
class Condition:
    """How the connection to Telegram fares; None is what is not known.

    `pending`: updates that wait at Telegram; `heartbeat`: seconds since the last sign of life; `webhook_error`: why
    Telegram last could not bring an update, and `failed_at` when, where it calls the bot.
    """

    pending: int | None = None
    heartbeat: float | None = None
    webhook_error: str = ""
    failed_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """The wish to see the group that holds the question `id`."""

    id: int


@dataclass(frozen=True)
class Settle:
    """The wish to take a group off the list, just as it was shown.

    `id`: a question of it; `latest`: the newest question there was; `seal`: tells this group from what it may become.
    """

    verdict: Verdict
    id: int
    latest: int
    seal: str


def wish_of(data: str) -> Page | Settle | None:
    """Read a button of these screens; None for any other, and for one that somebody forged."""
    match arguments_of(data, _PAGE), arguments_of(data, _SETTLE):
        case [number], None if _is_number(number):
            return Page(int(number))
        case None, [verdict, number, latest, seal] if _is_number(number) and _is_number(latest):
            for known in get_args(Verdict):
                if known == verdict:
                    return Settle(known, int(number), int(latest), seal)
    return None


def seal(group: Group) -> str:
    """Sum up which questions are in a group, in 8 characters."""
    return f"{crc32(','.join(str(one.id) for one in sorted(group, key=_id)).encode()):08x}"


def position(groups: Sequence[Group], question_id: int) -> int | None:
    """Find the group that holds a question; None if none does."""
    return next((at for at, group in enumerate(groups) if any(one.id == question_id for one in group)), None)


@dataclass(frozen=True)
class AdminScreens:
    """All screens for administrators, in the words of a knowledge."""

    knowledge: Knowledge
    texts: AdminBlock

    @classmethod
    def over(cls, knowledge: Knowledge) -> AdminScreens | None:
        """Make the screens of a knowledge; None where it has no words for them."""
        texts = knowledge.messages.admin
        return cls(knowledge, texts) if texts else None

    @property
    def commands(self) -> dict[str, str]:
        """The commands with the words that stand beside them in Telegram's menu."""
        described: dict[str, str] = self.texts.commands.model_dump()
        return described

    def stats(self, today: Figures, month: Figures, stale: Sequence[Entry], condition: Condition) -> Message:
        """Show what was asked today and in the last 30 days, and what needs a look."""
        spans = {"today": str(self._counts(today)), "month": str(self._counts(month))}
        health = self._health(condition)
        return self._joined(parse(self.texts.stats).fill(**spans), self._top(month), self._stale(stale), health)

    def digest(self, first: date, last: date, week: Figures, groups: int, stale: Sequence[Entry]) -> Message:
        """Sum up a week, from its first day to its last."""
        span = {"first": self._day(first), "last": self._day(last), "week": str(self._counts(week))}
        heading = parse(self.texts.digest).fill(**span)
        left = parse(self.texts.unanswered_left).fill(total=str(groups)) if groups else Text()
        return self._joined(heading, self._top(week), left, self._stale(stale))

    def unanswered(self, groups: Sequence[Group], question_id: int = 0) -> Message:
        """Show the group that holds a question, or else the first, with the ways to settle it and to turn the page."""
        if not groups:
            return Message(parse(self.texts.unanswered_none).fill(days=str(DAYS)))
        at = position(groups, question_id) or 0
        shown = groups[at]
        heading = parse(self.texts.unanswered).fill(number=str(at + 1), total=str(len(groups)), days=str(DAYS))
        count = parse(self.texts.unanswered_group).fill(count=str(len(shown)))
        questions = dict.fromkeys(_cut(one.question, _LINE_CHARACTERS) for one in shown)
        lines = self._lines([fill(self.texts.unanswered_line, question=question) for question in questions])
        message = self._joined(heading, count + Text.of("\n") + lines, self._near(shown))
        latest = max(one.id for group in groups for one in group)
        return Message(message.text, self._settling(shown, latest) + self._turning(groups, at))

    def reloaded(self, before: Knowledge) -> Message:
        """Say what has changed since the knowledge from before."""
        texts, old, new = self.texts, before.entries, self.knowledge.entries
        if before == self.knowledge:
            return Message(parse(texts.reloaded_same))
        changes = (
            (texts.added_line, [entry for key, entry in new.items() if key not in old]),
            (texts.changed_line, [entry for key, entry in new.items() if key in old and old[key] != entry]),
            (texts.removed_line, [entry for key, entry in old.items() if key not in new]),
        )
        lines = [fill(line, labels=self._labels(entries)) for line, entries in changes if entries]
        if replace(before, entries={}) != replace(self.knowledge, entries={}):
            lines.append(texts.changed_elsewhere)
        return self._joined(parse(texts.reloaded), Text.of("\n".join(lines)))

    def refused(self, problems: Sequence[str]) -> Message:
        """Say why an edited knowledge was not taken over."""
        lines = self._lines([_cut(problem, _PROBLEM_CHARACTERS) for problem in problems])
        return self._joined(parse(self.texts.refused), lines)

    def mended(self) -> Message:
        """Say that the knowledge is sound again."""
        return Message(parse(self.texts.mended))

    def fault(self, cause: str) -> Message:
        """Tell of a fault of the program."""
        return Message(parse(self.texts.fault).fill(cause=_cut(cause, _LINE_CHARACTERS)))

    def unreadable(self) -> Message:
        """Say that the store could not be reached."""
        return Message(parse(self.texts.unreadable))

    def _counts(self, figures: Figures) -> Text:
        helpful = sum(entry.helpful for entry in figures.entries.values())
        not_helpful = sum(entry.not_helpful for entry in figures.entries.values())
        if not any((figures.questions, figures.count(SMALL_TALK), helpful, not_helpful)):
            return parse(self.texts.no_counts)
        return parse(self.texts.counts).fill(
            asked=f"{figures.questions:,}",
            answered=f"{figures.count('answer'):,}",
            unclear=f"{figures.count('suggest'):,}",
            outside=f"{figures.count('outside'):,}",
            unanswered=f"{figures.count('fallback'):,}",
            talk=f"{figures.count(SMALL_TALK):,}",
            helpful=f"{helpful:,}",
            not_helpful=f"{not_helpful:,}",
        )

    def _top(self, figures: Figures) -> Text:
        """List what was read most; small talk and what is out of scope are counted too, but are no entries."""
        read = {key: one.asked + one.opened for key, one in figures.entries.items() if key in self.knowledge.entries}
        best = [(key, count) for key, count in Counter(read).most_common(_LINES) if count]
        lines = [
            fill(self.texts.top_line, number=str(number), label=self.knowledge.entries[key].label, count=f"{count:,}")
            for number, (key, count) in enumerate(best, start=1)
        ]
        return self._listed(parse(self.texts.top), lines)

    def _stale(self, stale: Sequence[Entry]) -> Text:
        days = [(one.label, one.checked_on) for one in stale if one.checked_on]
        lines = [fill(self.texts.stale_line, label=label, date=self._day(day)) for label, day in days]
        return self._listed(parse(self.texts.stale).fill(count=str(len(stale))), lines)

    def _health(self, condition: Condition) -> Text:
        lines = []
        if condition.pending is not None:
            lines.append(fill(self.texts.pending_line, count=f"{condition.pending:,}"))
        if condition.heartbeat is not None:
            lines.append(fill(self.texts.heartbeat_line, seconds=f"{condition.heartbeat:,.0f}"))
        elif condition.failed_at is not None and self.texts.webhook_error_line:  # Telegram calls the bot
            error = _cut(condition.webhook_error, _ERROR_CHARACTERS)
            at = {"date": self._day(condition.failed_at.date()), "time": f"{condition.failed_at:%H:%M}"}
            lines.append(fill(self.texts.webhook_error_line, error=error, **at))
        return Text.of("\n".join(lines))

    def _near(self, group: Group) -> Text:
        """Name the entry that most questions of a group are nearest to."""
        near = nearest_entry(group, self.knowledge)
        return parse(self.texts.unanswered_near).fill(label=self.knowledge.entries[near].label) if near else Text()

    def _settling(self, group: Group, latest: int) -> Rows:
        labels: dict[Verdict, str] = {"ignored": self.texts.button_ignore, "done": self.texts.button_done}
        named = str(group[0].id), str(latest), seal(group)
        return (tuple(press_button(label, _SETTLE, verdict, *named) for verdict, label in labels.items()),)

    def _turning(self, groups: Sequence[Group], at: int) -> Rows:
        ways = ((at - 1, self.knowledge.messages.button_previous), (at + 1, self.knowledge.messages.button_next))
        row = tuple(press_button(label, _PAGE, str(groups[to][0].id)) for to, label in ways if 0 <= to < len(groups))
        return (row,) if row else ()

    def _lines(self, lines: Sequence[str]) -> Text:
        more = [fill(self.texts.more_line, count=f"{len(lines) - _LINES:,}")] if len(lines) > _LINES else []
        return Text.of("\n".join([*lines[:_LINES], *more]))

    def _listed(self, heading: Text, lines: Sequence[str]) -> Text:
        return heading + Text.of("\n") + self._lines(lines) if lines else Text()

    def _labels(self, entries: Sequence[Entry]) -> str:
        more = [fill(self.texts.more_line, count=f"{len(entries) - _LINES:,}")] if len(entries) > _LINES else []
        return "、".join([*(entry.label for entry in entries[:_LINES]), *more])

    def _day(self, day: date) -> str:
        return fill(self.knowledge.messages.date_format, year=str(day.year), month=str(day.month), day=str(day.day))

    def _joined(self, *parts: Text) -> Message:
        """Set the parts that say something below each other."""
        return Message(reduce(lambda above, below: above + Text.of("\n\n") + below, filter(len, parts)))


def _id(question: Unanswered) -> int:
    return question.id


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _cut(text: str, characters: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= characters else f"{text[: characters - 1]}…"
