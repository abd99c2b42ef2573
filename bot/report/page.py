"""The report as one page of HTML that needs nothing else: styles and charts stand in it, and it runs no script."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tornado.template import Loader

from bot.knowledge import Knowledge
from bot.report.chart import Bars, svg
from bot.report.report import WORDS, Report

_SHOWN: Final = 10
_CLUSTERS: Final = 50
_WORDINGS: Final = 6
_YEAR: Final = 365
_COLOURS: Final = {outcome: f"var(--{outcome})" for outcome in WORDS}


def page(report: Report, knowledge: Knowledge) -> str:
    """Write the page; whatever people asked, and the knowledge holds, is escaped."""
    template = Loader(str(Path(__file__).parent)).load("page.html")  # escapes all that is not marked as raw
    html = template.generate(
        report=report,
        title=knowledge.messages.bot_name,
        outcomes=WORDS,
        labels={entry.id: entry.label for entry in knowledge.entries.values()},
        charts={name: svg(bars) for name, bars in _charts(report).items() if bars.labels},
        clusters=report.clusters[:_CLUSTERS],
        most_wordings=_WORDINGS,
    )
    return html.decode()


def _charts(report: Report) -> dict[str, Bars]:
    asked = report.most_asked[:_SHOWN]
    unclear = report.most_unclear[:_SHOWN]
    voted = report.least_helpful[:_SHOWN]
    one_year = (report.until - report.since).days < _YEAR
    return {
        "time": Bars(
            title="Questions over time",
            labels=[f"{period.since:%m-%d}" if one_year else str(period.since) for period in report.periods],
            series={
                words: [period.figures.outcomes.get(outcome, 0) for period in report.periods]
                for outcome, words in WORDS.items()
            },
            colours=[_COLOURS[outcome] for outcome in WORDS],
        ),
        "asked": Bars(
            title="Most asked",
            labels=[use.label for use in asked],
            series={"asked": [use.asked for use in asked], "opened by a tap": [use.opened for use in asked]},
            colours=["var(--answer)", "var(--opened)"],
            lying=True,
        ),
        "unclear": Bars(
            title="Most unclear",
            labels=[one.label for one in unclear],
            series={"questions": [one.questions for one in unclear]},
            colours=[_COLOURS["suggest"]],
            lying=True,
        ),
        "votes": Bars(
            title="Least helpful",
            labels=[one.label for one in voted],
            series={
                "did not help": [one.not_helpful for one in voted],
                "helped": [one.helpful for one in voted],
            },
            colours=["var(--fallback)", "var(--answer)"],
            lying=True,
        ),
    }
