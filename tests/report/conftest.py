"""A small knowledge, and what people did with a bot that has it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from bot.knowledge import Knowledge, load
from bot.records import EntryFigures, Figures, Unanswered
from bot.report import Period, Report, compile_report
from tests.cli.conftest import write_knowledge

YESTERDAY: Final = date(2026, 11, 21)
TODAY: Final = date(2026, 11, 22)
NOTHING: Final = Figures({}, {})
HOSTILE: Final = "</td><script>alert('退会')</script>"

OUT_OF_SCOPE: Final = """\
- id: weather
  label: 天気
  answer: 天気のことはわかりません。
  phrases: [今日の天気]
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the small knowledge: entries m3-points, email (once mail), consultant; one kind out of scope."""
    folder = tmp_path_factory.mktemp("report") / "knowledge"
    write_knowledge(folder)
    (folder / "out_of_scope.yaml").write_text(OUT_OF_SCOPE, encoding="utf-8")
    (folder / "aliases.yaml").write_text("entries:\n  mail: email\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small(folder: Path) -> Knowledge:
    return load(folder)


def asked(question: str, *candidates: str, outcome: str = "fallback", day: date = TODAY) -> Unanswered:
    return Unanswered(1, day, question, outcome, candidates)


def over(small: Knowledge, *unanswered: Unanswered, figures: Figures = NOTHING) -> Report:
    """Report on one day."""
    return compile_report([Period(TODAY, TODAY, figures)], unanswered, small)


def votes(helpful: int, not_helpful: int) -> EntryFigures:
    return EntryFigures(asked=0, opened=0, helpful=helpful, not_helpful=not_helpful)
