"""The command evaluate: figures on labelled questions, or on the knowledge's own phrases held out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from rich.markup import escape
from rich.table import Table

from bot import evaluation
from bot.cli.outcome import FAULT_FOUND, FINE, dialogue_over, show, with_progress
from bot.dialogue import THRESHOLDS
from bot.errors import CannotStart
from bot.evaluation import Graded, HeldOut
from bot.knowledge import load
from bot.settings import Settings

_SHOWN: Final = 40
# How far from the threshold in force, to both sides.
_STEPS: Final = {
    "answer": (0.05, 0.1),
    "margin": (0.05,),
    "suggest": (0.05,),
    "talk": (0.05,),
    "outside": (0.05, 0.1),
    "sure": (0.1,),
    "ahead": (0.05,),
    "likely": (0.01,),
}

_Item = TypeVar("_Item")


def evaluate(options: argparse.Namespace, _settings: Settings, directory: Path) -> int:
    """Grade; the exit code is 1 if a gate was missed."""
    if options.calibrate and not options.held_out:
        raise CannotStart("evaluate: --calibrate goes with --held-out; give both or leave it out")
    if options.held_out == (options.file is not None):
        raise CannotStart("evaluate: name a file of labelled questions, or give --held-out")
    if options.held_out:
        return _held_out(options, directory)
    dialogue = dialogue_over(directory)
    questions = evaluation.read(options.file, dialogue.knowledge)
    evaluation.check_gates(dict(options.gate), {labelled.expect for labelled in questions})
    graded = evaluation.grade(dialogue.decide, with_progress(questions, "asking"))
    figures = evaluation.figures(graded)
    failures = evaluation.failed_gates(figures, dict(options.gate))
    if options.json:
        print(json.dumps(_as_json(graded, figures, failures), ensure_ascii=False, indent=2))
    else:
        show(_by_style(graded, figures), "", _misses(graded))
    for failure in failures:
        print(failure, file=sys.stderr)
    return FAULT_FOUND if failures else FINE


def _held_out(options: argparse.Namespace, directory: Path) -> int:
    knowledge = load(directory)
    evaluation.check_gates(dict(options.gate), evaluation.expected_of(knowledge).values())
    results = list(evaluation.held_out(knowledge, lambda folds: with_progress(folds, "learning and asking")))
    figures = evaluation.figures([result.graded() for result in results])
    failures = evaluation.failed_gates(figures, dict(options.gate))
    astray = evaluation.astray(results, knowledge.entries)
    rivals = evaluation.rivals(results, knowledge.entries)[:_SHOWN]
    weights = _calibrated(results) if options.calibrate else None
    if options.json:
        lost = [{"phrase": one.phrase, "entry": one.owner, "leads_to": one.top} for one in astray]
        taken = [{"entry": owner, "by": top, "share": round(share, 3)} for owner, top, share in rivals]
        found = {"figures": _rounded(figures), "astray": lost, "rivals": taken} | (
            {"weights": weights} if weights else {}
        )
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print(f"{len(results):,} phrases, each asked without being in the knowledge:")
        show(_by_threshold(results), "", _astray(astray), "", _rivals(rivals))
        if weights:
            print(f"WEIGHTS = {weights}")
    for failure in failures:
        print(failure, file=sys.stderr)
    return FAULT_FOUND if failures else FINE


def _calibrated(results: Sequence[HeldOut]) -> tuple[float, ...]:
    from bot.matching.calibration import calibrate  # its optimiser would slow down the start of every other command

    return calibrate([result.ranking.evidence for result in results], [result.right for result in results])


def _by_style(graded: Sequence[Graded], figures: dict[str, float]) -> Table:
    table = Table("style", "questions", *figures, box=None)
    counts = evaluation.counts(graded)
    for style, found in evaluation.by_style(graded).items():
        table.add_row(escape(style), str(counts[style]), *(_figure(found.get(name)) for name in figures))
    table.add_row("[bold]all", str(len(graded)), *(f"[bold]{_figure(figures[name])}" for name in figures))
    return table


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _misses(graded: Iterable[Graded]) -> Table:
    table = Table("missed", "expected", "decided", "ranked first", "confidence", box=None)
    for one in graded:
        if not one.right:
            best = ", ".join(f"{match.id} {match.score:.2f}" for match in one.decision.ranking.matches[:2])
            decided = " ".join(filter(None, [one.decision.outcome.value, one.answered]))
            expected = " ".join(one.labelled.topics) or one.labelled.expect
            table.add_row(escape(one.labelled.question), expected, decided, best, f"{one.decision.confidence:.2f}")
    return table


def _by_threshold(results: Sequence[HeldOut]) -> Table:
    """Show what each threshold brings and costs; the one in force, marked, stands in the middle of its group."""
    rows = []
    for name, distances in _STEPS.items():
        for step in sorted({0, *distances, *(-distance for distance in distances)}):
            value = round(getattr(THRESHOLDS, name) + step, 2)
            thresholds = replace(THRESHOLDS, **{name: value})
            figures = evaluation.figures([result.graded(thresholds) for result in results])
            mark = "" if step else " (in force)"
            rows.append((f"{name} {value}{mark}", [_figure(figure) for figure in figures.values()]))
    table = Table("threshold", *figures, box=None)
    for name, values in rows:
        table.add_row(name, *values)
    return table


def _astray(astray: Sequence[HeldOut]) -> Table:
    table = Table("phrase that leads elsewhere", "its entry", "leads to", "confidence", box=None)
    for one in astray[:_SHOWN]:
        table.add_row(escape(one.phrase), one.owner, one.top, f"{one.ranking.confidence:.2f}")
    return table


def _rivals(rivals: Iterable[tuple[str, str, float]]) -> Table:
    table = Table("entry", "loses to", "of its phrases", box=None)
    for owner, top, share in rivals:
        table.add_row(owner, top, f"{share:.1%}")
    return table


def _as_json(graded: Sequence[Graded], figures: dict[str, float], failures: Sequence[str]) -> dict[str, object]:
    misses = [
        {
            "question": one.labelled.question,
            "expect": one.labelled.expect,
            "topics": one.labelled.topics,
            "outcome": one.decision.outcome.value,
            "entry": one.answered,
            "first": one.decision.ranking.matches[0].id,
            "confidence": round(one.decision.confidence, 4),
        }
        for one in graded
        if not one.right
    ]
    styles = {style: _rounded(found) for style, found in evaluation.by_style(graded).items()}
    return {"figures": _rounded(figures), "styles": styles, "misses": misses, "failed_gates": failures}


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}
