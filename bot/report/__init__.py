"""Floor 4: what the operator can learn from the records: a report, and the ways to show it."""

from bot.report.chart import Bars, svg
from bot.report.page import page
from bot.report.patch import Patch, patch
from bot.report.report import (
    WORDS,
    Cluster,
    EntryUse,
    Helpfulness,
    Outside,
    Period,
    Report,
    Unclear,
    compile_report,
    percent,
    spans,
)

__all__ = [
    "WORDS",
    "Bars",
    "Cluster",
    "EntryUse",
    "Helpfulness",
    "Outside",
    "Patch",
    "Period",
    "Report",
    "Unclear",
    "compile_report",
    "page",
    "patch",
    "percent",
    "spans",
    "svg",
]
