"""Floor 4: what the operator can learn from the records: a report, and the ways to show it."""

from bot.report.chart import Bars, svg
from bot.report.page import page
from bot.report.patch import Patch, patch
from bot.report.report import (
    OUTCOMES,
    Cluster,
    EntryUse,
    Helpfulness,
    Period,
    Report,
    Unclear,
    compile_report,
    spans,
)

__all__ = [
    "OUTCOMES",
    "Bars",
    "Cluster",
    "EntryUse",
    "Helpfulness",
    "Patch",
    "Period",
    "Report",
    "Unclear",
    "compile_report",
    "page",
    "patch",
    "spans",
    "svg",
]
