"""The report as one page of HTML that needs nothing else: styles and charts stand in it, and it runs no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tornado.template import Loader

from bot.knowledge import Knowledge
from bot.records import OUTCOMES, SMALL_TALK
from bot.report.chart import Bars, svg
from bot.report.report import WORDS, Report, percent

_SHOWN: Final = 10
_CLUSTERS: Final = 50
_WORDINGS: Final = 6
_YEAR: Final = 365
# The same chart for a phone and for a wide window, one of which is shown: what is scaled cannot be read.
_SIZES: Final = {"narrow": (320, 220), "wide": (820, 260)}


@dataclass(frozen=True)
class Line:
    """An entry or a kind in a list: what is told about it, and its bar of parts, each a colour and a number."""

    id: str
    label: str
    told: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Lines:
    """A list whose bars can be compared."""

    title: str
    about: str
    lines: Sequence[Line]

    def width(self, number: int) -> str:
        """Tell how wide a part is, as a share of the longest bar."""
        longest = max(sum(part for _, part in line.parts) for line in self.lines)
        return f"{number / max(1, longest):.2%}"


def page(report: Report, knowledge: Knowledge) -> str:
    """Write the page; whatever people asked, and the knowledge holds, is escaped."""
    template = Loader(str(Path(__file__).parent)).load("page.html")  # escapes all that is not marked as raw
    over_time = _over_time(report)
    html = template.generate(
        report=report,
        title=knowledge.messages.bot_name,
        words=WORDS,
        percent=percent,
        small_talk=report.outcomes[SMALL_TALK],
        labels={entry.id: entry.label for entry in knowledge.entries.values()},
        charts={name: svg(over_time, *size) for name, size in _SIZES.items()} if report.questions else {},
        clusters=report.clusters[:_CLUSTERS],
        most_wordings=_WORDINGS,
        lists=[found for found in _lists(report, knowledge) if found.lines],
    )
    return html.decode()


def _over_time(report: Report) -> Bars:
    one_year = (report.until - report.since).days < _YEAR
    return Bars(
        title="Questions over time",
        labels=[f"{period.since:%m-%d}" if one_year else str(period.since) for period in report.periods],
        series={WORDS[outcome]: [period.figures.count(outcome) for period in report.periods] for outcome in OUTCOMES},
        colours=[f"var(--{outcome})" for outcome in OUTCOMES],
    )


def _lists(report: Report, knowledge: Knowledge) -> Iterable[Lines]:
    asked = [
        Line(
            use.id,
            use.label,
            f"{use.asked:,} asked, {use.opened:,} opened by a tap",
            (("answer", use.asked), ("opened", use.opened)),
        )
        for use in report.most_asked[:_SHOWN]
    ]
    yield Lines("Most asked", "Given as an answer to a question, and opened by a tap or a link.", asked)
    unclear = [
        Line(
            one.id,
            one.label,
            f"{one.questions:,}" + (f", often beside {knowledge.entries[one.rival].label}" if one.rival else ""),
            (("suggest", one.questions),),
        )
        for one in report.most_unclear[:_SHOWN]
    ]
    yield Lines("Most unclear", "Questions for which several entries were offered, by the first of them.", unclear)
    voted = [
        Line(
            one.id,
            one.label,
            f"{one.not_helpful:,} did not help, {one.helpful:,} helped: at least {percent(one.doubt)} unhelpful",
            (("fallback", one.not_helpful), ("answer", one.helpful)),
        )
        for one in report.least_helpful[:_SHOWN]
    ]
    proven = "Answers with a vote against, those with three or more first; by the share of such votes that is proven"
    yield Lines("Least helpful", f"{proven} (Wilson’s lower bound, 95 %).", voted)
    outside = [
        Line(kind.id, kind.label, f"{kind.questions:,}", (("outside", kind.questions),)) for kind in report.outside
    ]
    yield Lines("Out of scope", "Recognised as what this bot does not answer, which it said.", outside)
