"""The report as a value: what was asked, what stayed unclear, which answers did not help, and who asks alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.knowledge import Knowledge
from bot.matching.analysis import Analyser
from bot.matching.clusters import candidates_today, cluster, nearest_entry
from bot.normalise import normalise
from bot.records import OUTCOMES, SMALL_TALK, EntryFigures, Figures, Unanswered
from bot.report.wilson import proven_share

# What can become of a question, in the words of a report.
WORDS: Final = {
    "answer": "answered",
    "suggest": "several offered",
    "outside": "out of scope",
    "fallback": "not answered",
}
_MOST_PERIODS: Final = 31
# One angry tap proves more than its share of many votes: so many are needed to lead the list.
_SEVERAL: Final = 3


@dataclass(frozen=True)
class Period:
    """The counts of the days from `since` to `until`, both included."""

    since: date
    until: date
    figures: Figures


@dataclass(frozen=True)
class EntryUse:
    """How often an entry was given as an answer, and how often it was opened by a tap or a link."""

    id: str
    label: str
    asked: int
    opened: int


@dataclass(frozen=True)
class Outside:
    """How often a kind of question was recognised as out of scope."""

    id: str
    label: str
    questions: int


@dataclass(frozen=True)
class Unclear:
    """An entry that was the best of several offered, `questions` times; `rival` was most often offered next to it."""

    id: str
    label: str
    questions: int
    rival: str | None


@dataclass(frozen=True)
class Helpfulness:
    """The votes on an entry; `doubt` is the share of "did not help" that they prove at least, 0 to 1."""

    id: str
    label: str
    helpful: int
    not_helpful: int
    doubt: float


@dataclass(frozen=True)
class Cluster:
    """Unanswered questions that ask alike.

    `size`: how many; `unmatched`: for how many of them nothing at all was found; `wordings`: the different ones, the
    most typical first; `proposed`: the entry that is nearest to them, None if there is none; `newest`: the day of the
    last one.
    """

    size: int
    unmatched: int
    wordings: tuple[str, ...]
    proposed: str | None
    newest: date

    @property
    def example(self) -> str:
        """The most typical wording."""
        return self.wordings[0]


@dataclass(frozen=True)
class Report:
    """What the days from `since` to `until` teach; every list has what matters most first.

    `periods` cover the days without a gap; `outcomes` counts the `questions` by what became of them, and small talk,
    which is no question.
    """

    since: date
    until: date
    questions: int
    outcomes: Mapping[str, int]
    most_asked: tuple[EntryUse, ...]
    outside: tuple[Outside, ...]
    most_unclear: tuple[Unclear, ...]
    least_helpful: tuple[Helpfulness, ...]
    clusters: tuple[Cluster, ...]
    periods: tuple[Period, ...]

    @property
    def days_a_period(self) -> int:
        """How many days the last period has; none has more."""
        last = self.periods[-1]
        return (last.until - last.since).days + 1

    def share(self, outcome: str) -> float:
        """Which share of the questions came to this, 0 to 1."""
        return Figures(self.outcomes).share(outcome)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all was recorded."""
        return not (any(self.outcomes.values()) or self.clusters or self.most_asked or self.least_helpful)


def spans(since: date, until: date) -> list[tuple[date, date]]:
    """Cut the days from `since` to `until` into at most 31 spans of equal length, the first one may be shorter."""
    days = (until - since).days + 1
    length = -(-days // _MOST_PERIODS)
    ends = [until - timedelta(days=back) for back in range(0, days, length)]
    return [(max(since, end - timedelta(days=length - 1)), end) for end in reversed(ends)]


def compile_report(
    periods: Sequence[Period],
    unanswered: Sequence[Unanswered],
    knowledge: Knowledge,
    track: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> Report:
    """Make the report; `periods`: at least one, in order; `track` wraps the questions while they are compared.

    Renamed entries count under the name that they have today; those that are gone are left out, except from the counts
    of questions.
    """
    outcomes: Counter[str] = Counter(dict.fromkeys((*OUTCOMES, SMALL_TALK), 0))
    entries: defaultdict[str, EntryFigures] = defaultdict(EntryFigures)
    for period in periods:
        outcomes.update(period.figures.outcomes)
        for entry_id, figures in period.figures.entries.items():
            today = knowledge.aliases.entries.get(entry_id, entry_id)
            entries[today] = _sum(entries[today], figures)
    readable = [(line, one) for one in unanswered if (line := one_line(one.question))]
    groups = cluster([line for line, _ in readable], Analyser(knowledge.synonyms), track)
    return Report(
        since=periods[0].since,
        until=periods[-1].until,
        questions=Figures(outcomes).questions,
        outcomes=dict(outcomes),
        most_asked=_most_asked(entries, knowledge),
        outside=_outside(entries, knowledge),
        most_unclear=_most_unclear(unanswered, knowledge),
        least_helpful=_least_helpful(entries, knowledge),
        clusters=tuple(_cluster([readable[index] for index in group], knowledge) for group in groups),
        periods=tuple(periods),
    )


def percent(share: float) -> str:
    """Write a share of 0 to 1 so that little does not look like nothing, nor nearly all like all."""
    return "<1%" if 0 < share < 0.005 else ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


def one_line(text: str) -> str:
    """Write what a stranger typed on one line, without characters that a terminal or an editor would obey."""
    return " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())


def _sum(one: EntryFigures, other: EntryFigures) -> EntryFigures:
    return EntryFigures(
        one.asked + other.asked,
        one.opened + other.opened,
        one.helpful + other.helpful,
        one.not_helpful + other.not_helpful,
    )


def _most_asked(entries: Mapping[str, EntryFigures], knowledge: Knowledge) -> tuple[EntryUse, ...]:
    uses = (
        EntryUse(entry.id, entry.label, entries[entry.id].asked, entries[entry.id].opened)
        for entry in knowledge.entries.values()
        if entry.id in entries
    )
    used = [use for use in uses if use.asked or use.opened]
    return tuple(sorted(used, key=lambda use: (-use.asked, -use.opened, use.id)))


def _outside(entries: Mapping[str, EntryFigures], knowledge: Knowledge) -> tuple[Outside, ...]:
    kinds = (
        Outside(aside.id, aside.label, entries[aside.id].asked)
        for aside in knowledge.out_of_scope.values()
        if aside.id in entries and entries[aside.id].asked
    )
    return tuple(sorted(kinds, key=lambda kind: (-kind.questions, kind.id)))


def _most_unclear(unanswered: Iterable[Unanswered], knowledge: Knowledge) -> tuple[Unclear, ...]:
    rivals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    questions: Counter[str] = Counter()
    for one in unanswered:
        offered = candidates_today(one, knowledge)
        if one.outcome == "suggest" and offered:
            questions[offered[0]] += 1
            rivals[offered[0]].update(offered[1:2])
    unclear = (
        Unclear(entry_id, knowledge.entries[entry_id].label, count, _most_common(rivals[entry_id]))
        for entry_id, count in questions.items()
    )
    return tuple(sorted(unclear, key=lambda one: (-one.questions, one.id)))


def _least_helpful(entries: Mapping[str, EntryFigures], knowledge: Knowledge) -> tuple[Helpfulness, ...]:
    voted = (
        Helpfulness(
            entry_id,
            knowledge.entries[entry_id].label,
            figures.helpful,
            figures.not_helpful,
            proven_share(figures.not_helpful, figures.helpful + figures.not_helpful),
        )
        for entry_id, figures in entries.items()
        if entry_id in knowledge.entries and figures.not_helpful
    )
    return tuple(sorted(voted, key=lambda one: (one.not_helpful < _SEVERAL, -one.doubt, one.id)))


def _cluster(questions: Sequence[tuple[str, Unanswered]], knowledge: Knowledge) -> Cluster:
    wordings: dict[str, str] = {}
    for line, _ in questions:
        wordings.setdefault(normalise(line), line)
    return Cluster(
        size=len(questions),
        unmatched=sum(one.outcome == "fallback" for _, one in questions),
        wordings=tuple(wordings.values()),
        proposed=nearest_entry([one for _, one in questions], knowledge),
        newest=max(one.day for _, one in questions),
    )


def _most_common(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda name: (-counts[name], name), default=None)
