"""The command report: what was asked and not answered, and what was found helpful."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli.outcome import FINE, show, with_progress
from bot.errors import CannotStart
from bot.knowledge import Knowledge, load
from bot.records import SMALL_TALK, Unanswered
from bot.report import WORDS, Cluster, Period, Report, compile_report, page, patch, percent, spans
from bot.settings import Settings
from bot.store import Store
from bot.store.recorder import local_now

_SHOWN: Final = 10
_CLUSTERS: Final = 20
_WORDINGS: Final = 3
_CHARACTERS: Final = 100


def report(options: argparse.Namespace, settings: Settings, directory: Path) -> int:
    """Show what the database teaches; it must be there, and is left as it is."""
    knowledge = load(directory)
    periods, unanswered = _read(settings.database_url.get_secret_value(), days=options.since)
    found = compile_report(periods, unanswered, knowledge, lambda texts: with_progress(texts, "comparing questions"))
    if options.html:
        _write(options.html, page(found, knowledge))
    if options.json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
    elif options.yaml:
        _print_patch(found, knowledge)
    elif found.is_empty:
        print(
            f"Nothing was asked from {found.since} to {found.until}. The bot notes what people ask while it runs with "
            "a token; --since DAYS looks further back."
        )
    elif not options.html:
        show(*_tables(found, knowledge))
    return FINE


def _read(url: str, days: int) -> tuple[list[Period], list[Unanswered]]:
    until = local_now().date()
    since = until - timedelta(days=days - 1)
    with closing(Store(url, create=False)) as store:
        days_by_period = with_progress(spans(since, until), "reading the database")
        periods = [Period(start, end, store.figures(start, end)) for start, end in days_by_period]
        return periods, store.unanswered(since)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotStart(f"{path}: the page cannot be written ({error.strerror}); name another file") from None
    print(f"{path}: written; open it in a browser", file=sys.stderr)


def _print_patch(found: Report, knowledge: Knowledge) -> None:
    new = patch(found, knowledge)
    print(new.text, end="")
    if not new.phrases:
        print(f"There is no new phrase to propose from {found.since} to {found.until}.", file=sys.stderr)


def _tables(found: Report, knowledge: Knowledge) -> Iterator[RenderableType]:
    yield _summary(found)
    for table in (_clusters(found, knowledge), *_entries(found, knowledge)):
        if table.row_count:
            yield Padding(table, (1, 0, 0, 0))


def _summary(found: Report) -> Text:
    shares = ", ".join(f"{percent(found.share(outcome))} {words}" for outcome, words in WORDS.items())
    asked = f"{found.questions:,} question{'' if found.questions == 1 else 's'}"
    talk = found.outcomes[SMALL_TALK]
    return Text(
        f"{found.since} to {found.until}: {asked}"
        + (f"; {shares}" if found.questions else "")
        + (f". Small talk, which is no question: {talk:,}" if talk else "")
    )


def _clusters(found: Report, knowledge: Knowledge) -> Table:
    table = _table(
        "Not answered, or unclear", numbers=("questions",), words=("asked as", "proposed entry", "last asked")
    )
    for cluster in found.clusters[:_CLUSTERS]:
        table.add_row(str(cluster.size), _wordings(cluster), _proposed(cluster, knowledge), str(cluster.newest))
    if (rest := len(found.clusters) - _CLUSTERS) > 0:
        table.add_row("", Text(f"and {rest:,} smaller groups", style="dim"))
    return table


def _wordings(cluster: Cluster) -> Text:
    """List some of the ways in which it was asked; a Text, for rich must not read what people typed as its markup."""
    text = Text(_shortened(cluster.example))
    for wording in cluster.wordings[1:_WORDINGS]:
        text.append(f"\n{_shortened(wording)}", style="dim")
    if (rest := len(cluster.wordings) - _WORDINGS) > 0:
        text.append(f"\nand {rest:,} more", style="dim")
    return text


def _shortened(wording: str) -> str:
    return wording if len(wording) <= _CHARACTERS else f"{wording[: _CHARACTERS - 1]}…"


def _proposed(cluster: Cluster, knowledge: Knowledge) -> Text:
    if cluster.proposed is None:
        return Text("none is near", style="dim")
    return _entry(cluster.proposed, knowledge.entries[cluster.proposed].label)


def _entries(found: Report, knowledge: Knowledge) -> Iterator[Table]:
    asked = _table("Most asked", numbers=("asked", "opened by a tap"), words=("entry",))
    for use in found.most_asked[:_SHOWN]:
        asked.add_row(f"{use.asked:,}", f"{use.opened:,}", _entry(use.id, use.label))
    yield asked
    unclear = _table("Most unclear", numbers=("questions",), words=("entry offered first", "often beside"))
    for one in found.most_unclear[:_SHOWN]:
        rival = _entry(one.rival, knowledge.entries[one.rival].label) if one.rival else ""
        unclear.add_row(f"{one.questions:,}", _entry(one.id, one.label), rival)
    yield unclear
    helpful = _table("Least helpful", numbers=("did not help", "helped", "unhelpful ≥"), words=("entry",))
    for vote in found.least_helpful[:_SHOWN]:
        helpful.add_row(str(vote.not_helpful), str(vote.helpful), percent(vote.doubt), _entry(vote.id, vote.label))
    yield helpful
    outside = _table("Out of scope", numbers=("questions",), words=("kind",))
    for kind in found.outside:
        outside.add_row(f"{kind.questions:,}", _entry(kind.id, kind.label))
    yield outside


def _entry(entry_id: str, label: str) -> Text:
    return Text(entry_id).append(f"  {label}", style="dim")


def _table(title: str, *, numbers: Sequence[str], words: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False)
    for header in numbers:
        table.add_column(header, justify="right", no_wrap=True)
    for header in words:
        table.add_column(header, overflow="fold")
    return table
